#include "http/network.h"

#include "base/assert.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static const uint8_t ipv4_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static bool is_ipv4(const struct address *address) {
    return memcmp(address->bytes, ipv4_prefix, sizeof ipv4_prefix) == 0;
}

static void from_ipv4(const struct in_addr *ipv4, struct address *out) {
    memcpy(out->bytes, ipv4_prefix, sizeof ipv4_prefix);
    memcpy(out->bytes + sizeof ipv4_prefix, ipv4, 4);
}

bool address_from_sockaddr(const struct sockaddr *from, struct address *out) {
    if (from->sa_family == AF_INET) {
        struct sockaddr_in ipv4;
        memcpy(&ipv4, from, sizeof ipv4);
        from_ipv4(&ipv4.sin_addr, out);
        return true;
    }
    if (from->sa_family == AF_INET6) {
        struct sockaddr_in6 ipv6;
        memcpy(&ipv6, from, sizeof ipv6);
        memcpy(out->bytes, &ipv6.sin6_addr, sizeof out->bytes);
        return true;
    }
    return false;
}

char *address_text(const struct address *address, char out[ADDRESS_TEXT_MAX]) {
    const char *text = is_ipv4(address)
                           ? inet_ntop(AF_INET, address->bytes + 12, out, ADDRESS_TEXT_MAX)
                           : inet_ntop(AF_INET6, address->bytes, out, ADDRESS_TEXT_MAX);
    ASSERT(text == out);
    return out;
}

/* "0" to "128" without sign or leading zero. */
static bool read_bits(const char *text, unsigned most, unsigned *out) {
    unsigned value = 0;
    size_t digits = 0;
    for (; text[digits] >= '0' && text[digits] <= '9' && digits < 4; digits++)
        value = value * 10 + (unsigned)(text[digits] - '0');
    if (digits == 0 || text[digits] != '\0' || (digits > 1 && text[0] == '0') || value > most)
        return false;
    *out = value;
    return true;
}

static bool bit_is_set(const struct address *address, unsigned bit) {
    return (address->bytes[bit / 8] >> (7 - bit % 8)) & 1;
}

bool network_from_text(const char *text, struct network *out) {
    char host[ADDRESS_TEXT_MAX];
    const char *slash = strchr(text, '/');
    size_t length = slash != NULL ? (size_t)(slash - text) : strlen(text);
    if (length >= sizeof host) return false;
    memcpy(host, text, length);
    host[length] = '\0';

    struct network network;
    struct in_addr ipv4;
    bool four = inet_pton(AF_INET, host, &ipv4) == 1;
    if (four)
        from_ipv4(&ipv4, &network.address);
    else if (inet_pton(AF_INET6, host, network.address.bytes) != 1)
        return false;

    unsigned bits = four ? 32 : 128;
    if (slash != NULL && !read_bits(slash + 1, bits, &bits)) return false;
    network.bits = (uint8_t)(four ? bits + 96 : bits);
    for (unsigned bit = network.bits; bit < 128; bit++)
        if (bit_is_set(&network.address, bit)) return false;
    *out = network;
    return true;
}

bool network_holds(const struct network *network, const struct address *address) {
    size_t whole = network->bits / 8, rest = network->bits % 8;
    if (memcmp(network->address.bytes, address->bytes, whole) != 0) return false;
    if (rest == 0) return true;
    return (network->address.bytes[whole] ^ address->bytes[whole]) >> (8 - rest) == 0;
}

/* Open addressing with linear probing, half empty at its fullest; removal closes the gap, so there
 * are no tombstones. */
struct slot {
    struct address key;
    uint32_t count; /* 0: empty */
};

struct address_counts {
    uint64_t seed;
    uint32_t mask;       /* slots - 1 */
    uint32_t used, most; /* connections counted */
    struct slot slots[];
};

struct address_counts *address_counts_create(uint32_t connections, uint64_t seed) {
    ASSERT(connections > 0 && connections < UINT32_MAX / 4);
    uint32_t slots = 16;
    while (slots < 2 * connections)
        slots *= 2;
    struct address_counts *counts = calloc(1, sizeof *counts + slots * sizeof *counts->slots);
    if (counts == NULL) return NULL;
    counts->seed = seed;
    counts->mask = slots - 1;
    counts->most = connections;
    return counts;
}

void address_counts_destroy(struct address_counts *counts) { free(counts); }

static struct address key_of(const struct address *address) {
    struct address key = *address;
    if (!is_ipv4(&key)) memset(key.bytes + 8, 0, 8);
    return key;
}

static uint32_t home_of(const struct address_counts *counts, const struct address *key) {
    uint64_t high, low;
    memcpy(&high, key->bytes, 8);
    memcpy(&low, key->bytes + 8, 8);
    uint64_t hash = counts->seed;
    hash = (hash ^ high) * UINT64_C(0x9e3779b97f4a7c15);
    hash = (hash ^ (hash >> 32) ^ low) * UINT64_C(0xbf58476d1ce4e5b9);
    return (uint32_t)(hash >> 32) & counts->mask;
}

/* The slot that holds the key, or the empty one where it would go. */
static uint32_t find(const struct address_counts *counts, const struct address *key) {
    uint32_t at = home_of(counts, key);
    while (counts->slots[at].count > 0 && memcmp(&counts->slots[at].key, key, sizeof *key) != 0)
        at = (at + 1) & counts->mask;
    return at;
}

bool address_counts_add(struct address_counts *counts, const struct address *address,
                        uint32_t limit) {
    ASSERT(counts->used < counts->most);
    struct address key = key_of(address);
    struct slot *slot = &counts->slots[find(counts, &key)];
    if (slot->count >= limit) return false;
    slot->key = key;
    slot->count++;
    counts->used++;
    return true;
}

/* Moves back whatever was pushed past the hole by it. */
static void close_gap(struct address_counts *counts, uint32_t hole) {
    for (uint32_t at = (hole + 1) & counts->mask; counts->slots[at].count > 0;
         at = (at + 1) & counts->mask) {
        uint32_t home = home_of(counts, &counts->slots[at].key);
        if (((at - home) & counts->mask) < ((at - hole) & counts->mask)) continue;
        counts->slots[hole] = counts->slots[at];
        counts->slots[at].count = 0;
        hole = at;
    }
}

void address_counts_remove(struct address_counts *counts, const struct address *address) {
    struct address key = key_of(address);
    uint32_t at = find(counts, &key);
    ASSERT(counts->slots[at].count > 0);
    counts->used--;
    if (--counts->slots[at].count == 0) close_gap(counts, at);
}
