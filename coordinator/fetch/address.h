/* Which addresses are public: where a receiver named by a configuration or a partner may stand.
 * Pure. */
#ifndef FETCH_ADDRESS_H
#define FETCH_ADDRESS_H

#include <stdbool.h>

struct sockaddr;

/* False for anything but IPv4 and IPv6, and for loopback, private, link-local, shared,
 * documentation, benchmark, multicast and reserved addresses, also when they are wrapped in an
 * IPv6 address. */
bool address_is_public(const struct sockaddr *address);

#endif
