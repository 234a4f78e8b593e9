/* An intrusive doubly linked list of table indexes: nodes are addressed by number, never by pointer, so a table may
 * live anywhere and a dump of it means the same everywhere. */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <stdbool.h>
#include <stdint.h>

#define LIST_NONE UINT32_MAX

struct list {
    uint32_t first, last, count;
};

struct list_node {
    uint32_t previous, next;
};

static inline void list_init(struct list *list) { *list = (struct list){LIST_NONE, LIST_NONE, 0}; }

/* Puts `node` behind `after`; LIST_NONE puts it first. */
static inline void list_insert_after(struct list *list, struct list_node *nodes, uint32_t after,
                                     uint32_t node) {
    uint32_t next = after == LIST_NONE ? list->first : nodes[after].next;
    nodes[node] = (struct list_node){after, next};
    if (after == LIST_NONE)
        list->first = node;
    else
        nodes[after].next = node;
    if (next == LIST_NONE)
        list->last = node;
    else
        nodes[next].previous = node;
    list->count++;
}

static inline void list_remove(struct list *list, struct list_node *nodes, uint32_t node) {
    struct list_node n = nodes[node];
    if (n.previous == LIST_NONE)
        list->first = n.next;
    else
        nodes[n.previous].next = n.next;
    if (n.next == LIST_NONE)
        list->last = n.previous;
    else
        nodes[n.next].previous = n.previous;
    list->count--;
}

#endif
