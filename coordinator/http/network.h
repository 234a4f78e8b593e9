/* Addresses of peers: networks that are exempt from counting, and how many connections each
 * address holds. Every address is 16 bytes, IPv4 as ::ffff:a.b.c.d, so that one table and one
 * comparison do for both. Pure but for memory. */
#ifndef HTTP_NETWORK_H
#define HTTP_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

struct sockaddr;

#define ADDRESS_TEXT_MAX 46 /* INET6_ADDRSTRLEN */

struct address {
    uint8_t bytes[16];
};

/* False for anything but IPv4 and IPv6. */
bool address_from_sockaddr(const struct sockaddr *from, struct address *out);
/* "192.0.2.7" or "2001:db8::7"; returns `out`. */
char *address_text(const struct address *address, char out[ADDRESS_TEXT_MAX]);

struct network {
    struct address address;
    uint8_t bits; /* of the 128 that count */
};

/* "10.20.0.0/16", "2001:db8::/32", or one address. False when it is none, or when bits are set
 * behind the prefix: then somebody meant something else. */
bool network_from_text(const char *text, struct network *out);
bool network_holds(const struct network *network, const struct address *address);

struct address_counts;

/* For at most `connections` counted at once. `seed` keeps a stranger from choosing addresses that
 * collide. NULL: no memory. */
struct address_counts *address_counts_create(uint32_t connections, uint64_t seed);
void address_counts_destroy(struct address_counts *counts);
/* False, and nothing counted, when the address already has `limit`. An IPv6 customer owns a /64 at
 * least, so that is what is counted there. */
bool address_counts_add(struct address_counts *counts, const struct address *address,
                        uint32_t limit);
void address_counts_remove(struct address_counts *counts, const struct address *address);

#endif
