/* Networks, and the counting of addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <netinet/in.h>

#include "http/network.h"

static struct address address(const char *text) {
    struct address out;
    struct sockaddr_in ipv4 = {.sin_family = AF_INET};
    struct sockaddr_in6 ipv6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &ipv4.sin_addr) == 1) {
        assert_true(address_from_sockaddr((struct sockaddr *)&ipv4, &out));
    } else {
        assert_int_equal(inet_pton(AF_INET6, text, &ipv6.sin6_addr), 1);
        assert_true(address_from_sockaddr((struct sockaddr *)&ipv6, &out));
    }
    return out;
}

static void addresses_have_a_text(void **state) {
    (void)state;
    static const char *const texts[] = {"127.0.0.1", "10.20.30.40", "2001:db8::7", "::1"};
    char out[ADDRESS_TEXT_MAX];
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct address a = address(texts[i]);
        assert_string_equal(address_text(&a, out), texts[i]);
    }
    struct address mapped =
        address("::ffff:192.0.2.7"); /* a dual-stack socket's way of saying it */
    assert_string_equal(address_text(&mapped, out), "192.0.2.7");
    struct sockaddr_storage local = {.ss_family = AF_UNIX};
    assert_false(address_from_sockaddr((struct sockaddr *)&local, &mapped));
}

static void networks_hold_their_addresses(void **state) {
    (void)state;
    static const struct {
        const char *network, *inside, *outside;
    } rows[] = {
        {"10.20.0.0/16", "10.20.255.1", "10.21.0.1"},
        {"10.20.0.0/16", "10.20.0.0", "2001:db8::1"},
        {"10.20.30.40", "10.20.30.40", "10.20.30.41"},
        {"10.20.30.40/31", "10.20.30.41", "10.20.30.42"},
        {"172.16.0.0/12", "172.31.255.255", "172.32.0.0"},
        {"0.0.0.0/0", "203.0.113.9", "2001:db8::1"},
        {"::/0", "203.0.113.9", NULL},
        {"2001:db8::/32", "2001:db8:ffff::1", "2001:db9::1"},
        {"2001:db8:0:80::/57", "2001:db8:0:ff::1", "2001:db8:0:7f::1"},
        {"::1", "::1", "::2"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct network network;
        assert_true(network_from_text(rows[i].network, &network));
        struct address in = address(rows[i].inside);
        assert_true(network_holds(&network, &in));
        if (rows[i].outside == NULL) continue;
        struct address out = address(rows[i].outside);
        assert_false(network_holds(&network, &out));
    }
}

static void what_is_no_network(void **state) {
    (void)state;
    static const char *const texts[] = {"",
                                        "/8",
                                        "10.0.0.0/",
                                        "10.0.0.0/33",
                                        "10.1.0.0/8",
                                        "10.0.0.0/08",
                                        "10.0.0.0/-1",
                                        "10.0.0/8",
                                        "::/129",
                                        "2001:db8::1/32",
                                        "localhost",
                                        "10.0.0.0/8 ",
                                        " 10.0.0.0/8",
                                        "10.0.0.0/8/8",
                                        "256.0.0.0/8",
                                        "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb/8"};
    struct network network;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (network_from_text(texts[i], &network)) fail_msg("\"%s\" was taken", texts[i]);
}

static void counts_have_a_limit_and_go_back(void **state) {
    (void)state;
    struct address_counts *counts = address_counts_create(10, 1);
    assert_non_null(counts);
    struct address a = address("192.0.2.1"), b = address("192.0.2.2");
    struct address home = address("2001:db8:1:2::1"), same_home = address("2001:db8:1:2:ffff::9"),
                   other_home = address("2001:db8:1:3::1");
    assert_true(address_counts_add(counts, &a, 2));
    assert_true(address_counts_add(counts, &a, 2));
    assert_false(address_counts_add(counts, &a, 2));
    assert_true(address_counts_add(counts, &b, 2));
    address_counts_remove(counts, &a);
    assert_true(address_counts_add(counts, &a, 2));
    assert_true(address_counts_add(counts, &home, 1));
    assert_false(address_counts_add(counts, &same_home, 1));
    assert_true(address_counts_add(counts, &other_home, 1));
    address_counts_destroy(counts);
}

/* Held against a plain array, through many comings and goings in a table as full as it may be. */
static void counts_stay_right_in_a_full_table(void **state) {
    (void)state;
    enum { ADDRESSES = 400, MOST = 500 };
    struct address_counts *counts = address_counts_create(MOST, 99);
    assert_non_null(counts);
    uint32_t expected[ADDRESSES] = {0}, total = 0, random = 3, refused = 0;
    for (int round = 0; round < 200000; round++) {
        random = random * 1664525u + 1013904223u;
        uint32_t which = (random >> 8) % ADDRESSES;
        char text[32];
        (void)snprintf(text, sizeof text, "10.9.%u.%u", which / 200, which % 200);
        struct address a = address(text);
        bool add = (random >> 30) != 0; /* three of four: it stays nearly full */
        if (add && total < MOST) {
            bool taken = address_counts_add(counts, &a, 3);
            assert_int_equal(taken, expected[which] < 3);
            if (taken) expected[which]++, total++;
            refused += !taken;
        } else if (expected[which] > 0) {
            address_counts_remove(counts, &a);
            expected[which]--, total--;
        }
    }
    assert_true(refused > 100);
    address_counts_destroy(counts);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_have_a_text),
        cmocka_unit_test(networks_hold_their_addresses),
        cmocka_unit_test(what_is_no_network),
        cmocka_unit_test(counts_have_a_limit_and_go_back),
        cmocka_unit_test(counts_stay_right_in_a_full_table),
    };
    return cmocka_run_group_tests_name("http network", tests, NULL, NULL);
}
