/* Adapters: tables by which the answers of foreign switchboards are read (docs/switchboards.md). A table says where in the JSON of
 * an answer each figure stands, by RFC 6901 pointers; a list of names says which of the switchboard's queues are about which
 * topic. Reading is all or nothing: what does not fit the table says why, and gives no figure. */
#ifndef WIRE_QUEUE_ADAPTER_H
#define WIRE_QUEUE_ADAPTER_H

#include "base/error.h"
#include "base/text.h"
#include "core/commands.h"

#define QUEUE_POINTER_BYTES 64
#define QUEUE_POINTERS 4 /* of one figure, added up */
#define QUEUE_NAME_BYTES 96

enum queue_figure {
    QUEUE_WAITING,
    QUEUE_LONGEST_WAIT,
    QUEUE_AVAILABLE,
    QUEUE_BUSY,
    QUEUE_PAUSED,
    QUEUE_LOGGED_ON, /* busy are those who are neither available nor paused */
    QUEUE_FIGURES
};

enum queue_unit {
    QUEUE_MILLISECONDS,
    QUEUE_SECONDS,
    QUEUE_MINUTES,
    QUEUE_CLOCK /* "1:02:03", "02:03" */
};

struct queue_adapter {
    bool is_list;                     /* `queues` names an array; else the answer is one queue */
    char queues[QUEUE_POINTER_BYTES]; /* the others are then within one of its elements */
    char name[QUEUE_POINTER_BYTES];   /* of a list */
    struct {
        uint8_t count; /* 0: the switchboard does not say it */
        char pointers[QUEUE_POINTERS][QUEUE_POINTER_BYTES];
    } figures[QUEUE_FIGURES];
    enum queue_unit unit; /* of the longest wait */
};

/* {"Vand og spildevand":"vand","Øvrige":null}: those named count, all together and (with a topic) for the topic; the others do
 * not. None at all: every queue counts, all together. */
struct queue_names {
    uint32_t count;
    struct {
        char name[QUEUE_NAME_BYTES];
        char topic[LIMIT_ID]; /* "": about none in particular */
    } rows[LIMIT_QUEUE_NAMES];
};

/* The first is of all queues together, without a topic. */
struct queue_reports {
    uint32_t count;
    struct queue_report {
        uint64_t given;                     /* of the command */
        struct queue_report_command values; /* without the organisation */
    } rows[1 + LIMIT_TOPICS];
};

enum err wire_decode_queue_adapter(struct slice body, struct queue_adapter *out,
                                   struct problem *problem) MUST_CHECK;
enum err wire_decode_queue_names(struct slice body, struct queue_names *out,
                                 struct problem *problem) MUST_CHECK;
enum err wire_read_queues(const struct queue_adapter *adapter, const struct queue_names *names,
                          struct slice answer, struct queue_reports *out,
                          struct problem *problem) MUST_CHECK;
/* Takes an object member out of an object: `member` gets its JSON (nothing when there is none), `rest` the object without it. */
enum err wire_take_object(struct slice body, const char *name, struct text_buf *member,
                          struct text_buf *rest, struct problem *problem) MUST_CHECK;

#endif
