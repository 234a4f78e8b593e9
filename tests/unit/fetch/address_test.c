#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* after the four that cmocka wants */
#include <cmocka.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <sys/un.h>

#include "fetch/address.h"

static bool is_public(const char *text) {
    struct sockaddr_storage any = {0};
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
        memcpy(&any, &in, sizeof in);
    else if (inet_pton(AF_INET6, text, &in6.sin6_addr) == 1)
        memcpy(&any, &in6, sizeof in6);
    else
        fail_msg("%s is no address", text);
    return address_is_public((struct sockaddr *)&any);
}

static void the_edges_of_every_range(void **state) {
    (void)state;
    static const struct {
        const char *address;
        bool is_public;
    } rows[] = {
        {"0.0.0.0", false},
        {"0.255.255.255", false},
        {"1.0.0.0", true},
        {"9.255.255.255", true},
        {"10.0.0.0", false},
        {"10.255.255.255", false},
        {"11.0.0.0", true},
        {"100.63.255.255", true},
        {"100.64.0.0", false},
        {"100.127.255.255", false},
        {"100.128.0.0", true},
        {"127.0.0.1", false},
        {"128.0.0.1", true},
        {"169.253.255.255", true},
        {"169.254.169.254", false},
        {"169.255.0.0", true},
        {"172.15.255.255", true},
        {"172.16.0.0", false},
        {"172.31.255.255", false},
        {"172.32.0.0", true},
        {"192.0.0.8", false},
        {"192.0.2.1", false},
        {"192.88.99.1", false},
        {"192.167.255.255", true},
        {"192.168.0.0", false},
        {"192.169.0.0", true},
        {"198.17.255.255", true},
        {"198.18.0.0", false},
        {"198.19.255.255", false},
        {"198.20.0.0", true},
        {"198.51.100.7", false},
        {"203.0.113.7", false},
        {"223.255.255.255", true},
        {"224.0.0.1", false},
        {"239.255.255.255", false},
        {"240.0.0.1", false},
        {"255.255.255.255", false},
        {"::", false},
        {"::1", false},
        {"fe80::1", false},
        {"fc00::1", false},
        {"fd12:3456::1", false},
        {"ff02::1", false},
        {"2001:db8::1", false},
        {"2001:db9::1", true},
        {"2001::1", false},
        {"2001:1ff::1", false},
        {"2001:200::1", true},
        {"2002:7f00:1::", false},
        {"3fff::1", false},
        {"3fff:1000::1", true},
        {"2a00:1450::1", true},
        {"4000::1", false},
        {"::ffff:127.0.0.1", false},
        {"::ffff:10.1.2.3", false},
        {"::ffff:9.9.9.9", true},
        {"64:ff9b::10.0.0.1", false},
        {"64:ff9b::9.9.9.9", true},
        {"::127.0.0.1", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (is_public(rows[i].address) != rows[i].is_public) fail_msg("%s", rows[i].address);
}

static void other_families_are_not_public(void **state) {
    (void)state;
    struct sockaddr_un un = {.sun_family = AF_UNIX};
    assert_false(address_is_public((struct sockaddr *)&un));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_edges_of_every_range),
        cmocka_unit_test(other_families_are_not_public),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
