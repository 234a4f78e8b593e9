/* The command line: `coordinator serve|token|playbook|check-config|version`. What is not understood is refused, by name. */
#ifndef COORDINATOR_OPTIONS_H
#define COORDINATOR_OPTIONS_H

#include "base/error.h"
#include "base/log.h"
#include "clock.h"

#define OPTION_NETWORKS 32

struct serve_options {
    const char *address;
    uint16_t port;
    const char *data;  /* the data directory */
    const char *redis; /* "unix:/path", "host:port" */
    const char *redis_username, *redis_password_file;
    const char *tag;
    const char *exempt_networks[OPTION_NETWORKS];
    size_t exempt_network_count;
    enum log_level log_level;
    enum clock_mode clock;
    uint32_t speed_permille;
    time_ms exercise_ms;    /* how much exercise time until the clock meets the wall clock */
    time_ms start;          /* of the clock; 0: now */
    bool exercise;          /* a data directory made now is for exercises */
    bool private_receivers; /* of webhooks: on any address, and over http too */
    bool standby;           /* a standby is expected (decision 4b) */
};

/* Reads `--name value` pairs. ERR_INVALID with the name at fault in `problem`. */
enum err options_read(int argc, char **argv, struct serve_options *out,
                      struct problem *problem) MUST_CHECK;
void options_help(void);

#endif
