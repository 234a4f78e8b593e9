/* The simulation: seeded runs of load and faults, every run twice. Prints the seed and how to
 * replay it.
 *
 *     simulation [--seed N] [--seeds N] [--commands N] [--break NAME] [--verbose] simulation
 *     --canaries
 *
 * Ends with 0 when every run held; with 1 when one did not, differed from its repetition, or
 * when too little happened. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "canary.h"
#include "counts.h"
#include "world.h"

struct options {
    uint64_t seed, seeds;
    uint32_t commands;
    enum store_break breaks;
    bool verbose, canaries;
};

static bool run_seed(const struct options *options, uint64_t seed, struct run_counts *sum) {
    struct run_options run = {
        .seed = seed, .commands = options->commands, .breaks = options->breaks};
    struct run_result first, second;
    if (options->verbose) printf("SEED %llu\n", (unsigned long long)seed);
    fflush(stdout);
    run_world(&run, &first);
    run_world(&run, &second);
    if (!first.failed && !runs_agree(&first, &second)) {
        first.failed = true;
        snprintf(first.failure, sizeof first.failure, "a_seed_repeats: %016llx, then %016llx",
                 (unsigned long long)first.hash, (unsigned long long)second.hash);
    }
    counts_add(sum, &first.counts);
    if (options->verbose) counts_print(&first.counts);
    if (!first.failed) return true;
    printf("SEED %llu failed at command %u\n  %s\n  replay: simulation --seed %llu --seeds 1 "
           "--commands %u --verbose\n",
           (unsigned long long)seed, first.at_command, first.failure, (unsigned long long)seed,
           options->commands);
    return false;
}

static bool read_number(const char *text, uint64_t *out) {
    char *end;
    unsigned long long value = strtoull(text, &end, 10);
    if (end == text || *end != '\0') return false;
    *out = value;
    return true;
}

static bool read_break(const char *text, enum store_break *out) {
    for (int i = 0; i < BREAK_COUNT; i++) {
        if (strcmp(text, store_break_names[i]) != 0) continue;
        *out = (enum store_break)i;
        return true;
    }
    return false;
}

static bool read_options(int count, char **texts, struct options *o) {
    *o = (struct options){.seed = 1, .seeds = 20, .commands = 1000};
    for (int i = 1; i < count; i++) {
        uint64_t number = 0;
        bool has_value = i + 1 < count, is_number = has_value && read_number(texts[i + 1], &number);
        if (strcmp(texts[i], "--verbose") == 0) {
            o->verbose = true;
            continue;
        }
        if (strcmp(texts[i], "--canaries") == 0) {
            o->canaries = true;
            continue;
        }
        if (strcmp(texts[i], "--break") == 0 && has_value) {
            if (!read_break(texts[i + 1], &o->breaks)) return false;
        } else if (strcmp(texts[i], "--seed") == 0 && is_number) {
            o->seed = number;
        } else if (strcmp(texts[i], "--seeds") == 0 && is_number) {
            o->seeds = number;
        } else if (strcmp(texts[i], "--commands") == 0 && is_number && number <= UINT32_MAX) {
            o->commands = (uint32_t)number;
        } else {
            return false;
        }
        i++;
    }
    return true;
}

int main(int count, char **texts) {
    struct options options;
    if (!read_options(count, texts, &options)) {
        fprintf(stderr, "usage: simulation [--seed N] [--seeds N] [--commands N] [--break NAME]"
                        " [--verbose] | --canaries\n");
        return 2;
    }
    log_open(options.verbose ? LOG_INFO : LOG_ERROR + 1, NULL, NULL);
    if (options.canaries) return run_canaries() ? 0 : 1;
    struct run_counts sum = {0};
    uint64_t failed = 0;
    for (uint64_t i = 0; i < options.seeds; i++)
        failed += !run_seed(&options, options.seed + i, &sum);
    printf("%llu seeds from SEED %llu, %u commands each, every one twice: %llu failed\n",
           (unsigned long long)options.seeds, (unsigned long long)options.seed, options.commands,
           (unsigned long long)failed);
    counts_print(&sum);
    if (failed > 0) return 1;
    const char *little = counts_too_little(&sum, options.seeds * options.commands, options.seeds);
    if (little == NULL) return 0;
    printf("too little happened: %s\n", little);
    return 1;
}
