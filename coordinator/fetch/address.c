/* The ranges are those of the IANA special-purpose address registries that are not globally
 * reachable. For IPv6 it is shorter to name what is allowed: 2000::/3 is all that is given out. */
#include "fetch/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

struct range4 {
    uint32_t network;
    int bits;
};

#define IPV4(a, b, c, d) \
    ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

static const struct range4 not_public4[] = {
    {IPV4(0, 0, 0, 0), 8},      {IPV4(10, 0, 0, 0), 8},     {IPV4(100, 64, 0, 0), 10},
    {IPV4(127, 0, 0, 0), 8},    {IPV4(169, 254, 0, 0), 16}, {IPV4(172, 16, 0, 0), 12},
    {IPV4(192, 0, 0, 0), 24},   {IPV4(192, 0, 2, 0), 24},   {IPV4(192, 88, 99, 0), 24},
    {IPV4(192, 168, 0, 0), 16}, {IPV4(198, 18, 0, 0), 15},  {IPV4(198, 51, 100, 0), 24},
    {IPV4(203, 0, 113, 0), 24}, {IPV4(224, 0, 0, 0), 4},    {IPV4(240, 0, 0, 0), 4},
};

struct range6 {
    uint8_t prefix[16];
    int bits;
};

/* Inside 2000::/3. 2001::/23 holds Teredo and other protocol assignments, 2002::/16 is 6to4: both
 * carry an IPv4 address chosen by the sender. */
static const struct range6 not_public6[] = {
    {{0x20, 0x01, 0x00}, 23},
    {{0x20, 0x01, 0x0d, 0xb8}, 32},
    {{0x20, 0x02}, 16},
    {{0x3f, 0xff, 0x00}, 20},
};

static bool is_public4(uint32_t address) {
    for (size_t i = 0; i < sizeof not_public4 / sizeof *not_public4; i++) {
        uint32_t mask = ~UINT32_C(0) << (32 - not_public4[i].bits);
        if ((address & mask) == not_public4[i].network) return false;
    }
    return true;
}

static bool begins_with(const uint8_t *address, const uint8_t *prefix, int bits) {
    if (memcmp(address, prefix, (size_t)bits / 8) != 0) return false;
    if (bits % 8 == 0) return true;
    uint8_t mask = (uint8_t)(0xff << (8 - bits % 8));
    return (address[bits / 8] & mask) == (prefix[bits / 8] & mask);
}

static uint32_t embedded4(const uint8_t *address) {
    return IPV4(address[12], address[13], address[14], address[15]);
}

static bool is_public6(const uint8_t *address) {
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    static const uint8_t nat64[12] = {0x00, 0x64, 0xff, 0x9b};
    if (begins_with(address, mapped, 96) || begins_with(address, nat64, 96))
        return is_public4(embedded4(address));
    if ((address[0] & 0xe0) != 0x20) return false;
    for (size_t i = 0; i < sizeof not_public6 / sizeof *not_public6; i++)
        if (begins_with(address, not_public6[i].prefix, not_public6[i].bits)) return false;
    return true;
}

bool address_is_public(const struct sockaddr *address) {
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return is_public4(ntohl(in.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, address, sizeof in6);
        return is_public6(in6.sin6_addr.s6_addr);
    }
    return false;
}
