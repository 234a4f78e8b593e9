/* The simulation: seeded runs of load and faults, every run twice. Prints the seed and how to replay it.
 *
 *     simulation [--seed N] [--seeds N] [--commands N] [--break NAME] [--verbose]
 *     simulation --canaries
 *
 * Ends with 0 when every run held; with 1 when one did not, differed from its repetition, or when too little happened. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "canary.h"
#include "world.h"

struct options {
    uint64_t seed, seeds;
    uint32_t commands;
    enum store_break breaks;
    bool verbose, canaries;
};

static void print_counts(const struct run_counts *n) {
    const struct {
        const char *name;
        uint64_t value;
    } rows[] = {
        {"commands", n->commands},
        {"refusals", n->refusals},
        {"reads", n->reads},
        {"arrivals", n->arrivals},
        {"offers", n->offers},
        {"answered", n->answered},
        {"ended", n->ended},
        {"abandoned", n->abandoned},
        {"dispositions", n->dispositions},
        {"activations", n->activations},
        {"acknowledgements", n->acknowledgements},
        {"events of ticks", n->ticks},
        {"kills and recoveries", n->kills},
        {"takeovers", n->takeovers},
        {"leases ended", n->leases_ended},
        {"fenced", n->fenced},
        {"connections lost", n->drops},
        {"answers lost", n->lost_answers},
        {"answers doubled", n->doubled},
        {"commits lost on the way", n->holes},
        {"commits sent again", n->resends},
        {"stores fallen back", n->fall_backs},
        {"snapshots", n->snapshots},
        {"unstored periods", n->unstored_periods},
        {"events left unstored", n->unstored_left},
        {"of those lost in a crash", n->unstored_lost},
        {"tails folded to a gap", n->gaps},
        {"clock jumps", n->jumps},
        {"outcomes unknown", n->outcome_unknown},
        {"refused, store away", n->store_away},
        {"leases renewed", n->renewals},
        {"answers as stored", n->stored_answers},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        printf("  %-26s %10llu\n", rows[i].name, (unsigned long long)rows[i].value);
}

static void add_counts(struct run_counts *sum, const struct run_counts *one) {
    uint64_t *to = (uint64_t *)sum;
    const uint64_t *from = (const uint64_t *)one;
    for (size_t i = 0; i < sizeof *sum / sizeof *to; i++)
        to[i] += from[i];
}

/* What a run of so many commands must at least have seen: a checker that saw nothing has checked nothing. */
static const char *too_little(const struct run_counts *n, uint64_t commands, uint64_t seeds) {
    if (n->commands < commands * 7 / 10) return "commands";
    if (n->offers < commands / 20) return "offers";
    if (n->answered < commands / 25) return "answered calls";
    if (n->abandoned < commands / 200) return "abandoned calls";
    if (n->refusals < commands / 50) return "refusals";
    if (n->ticks < commands / 50) return "events of ticks";
    if (n->stored_answers < commands / 20) return "answers as stored";
    if (seeds < 10 || commands < 10000) return NULL; /* rare things need room */
    const struct {
        const char *name;
        uint64_t value;
    } rare[] = {
        {"kills", n->kills},
        {"takeovers", n->takeovers},
        {"lost answers", n->lost_answers},
        {"doubled answers", n->doubled},
        {"commits sent again", n->resends},
        {"holes", n->holes},
        {"unstored periods", n->unstored_periods},
        {"gaps", n->gaps},
        {"snapshots", n->snapshots},
        {"leases ended", n->leases_ended},
        {"clock jumps", n->jumps},
        {"dispositions", n->dispositions},
        {"acknowledgements", n->acknowledgements},
        {"renewals", n->renewals},
        {"refusals for want of the store", n->store_away},
    };
    for (size_t i = 0; i < sizeof rare / sizeof *rare; i++)
        if (rare[i].value == 0) return rare[i].name;
    return NULL;
}

static bool run_seed(const struct options *options, uint64_t seed, struct run_counts *sum) {
    struct run_options run = {
        .seed = seed, .commands = options->commands, .breaks = options->breaks};
    struct run_result first, second;
    if (options->verbose) printf("SEED %llu\n", (unsigned long long)seed);
    fflush(stdout);
    run_world(&run, &first);
    run_world(&run, &second);
    if (!first.failed && first.hash != second.hash) {
        first.failed = true;
        snprintf(first.failure, sizeof first.failure, "a_seed_repeats: %016llx, then %016llx",
                 (unsigned long long)first.hash, (unsigned long long)second.hash);
    }
    add_counts(sum, &first.counts);
    if (options->verbose) print_counts(&first.counts);
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
    *o = (struct options){.seed = 1, .seeds = 20, .commands = 1500};
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
    print_counts(&sum);
    if (failed > 0) return 1;
    const char *little = too_little(&sum, options.seeds * options.commands, options.seeds);
    if (little == NULL) return 0;
    printf("too little happened: %s\n", little);
    return 1;
}
