#include "counts.h"

#include <stddef.h>
#include <stdio.h>

void counts_print(const struct run_counts *n) {
    const struct {
        const char *name;
        uint64_t value;
    } rows[] = {
        {"commands", n->commands},
        {"refusals", n->refusals},
        {"reads", n->reads},
        {"arrivals", n->arrivals},
        {"offers", n->offers},
        {"overflows begun", n->overflows},
        {"overflows ended", n->overflows_ended},
        {"organisations drained", n->drained},
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

void counts_add(struct run_counts *sum, const struct run_counts *one) {
    uint64_t *to = (uint64_t *)sum;
    const uint64_t *from = (const uint64_t *)one;
    for (size_t i = 0; i < sizeof *sum / sizeof *to; i++)
        to[i] += from[i];
}

const char *counts_too_little(const struct run_counts *n, uint64_t commands, uint64_t seeds) {
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
        {"overflows begun", n->overflows},
        {"overflows ended", n->overflows_ended},
        {"organisations drained", n->drained},
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

bool runs_agree(const struct run_result *first, const struct run_result *second) {
    return first->hash == second->hash;
}
