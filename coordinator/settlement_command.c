#include "settlement_command.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/settlement.h"

#define INPUT_BYTES (1u * 1024 * 1024) /* 512 organisations take 120 KiB */
#define OUTPUT_BYTES (4u * 1024 * 1024)

struct options {
    const char *input;
    bool json, weights_given, clamp_given;
    unsigned weights[2], clamp[2];
};

static int usage(FILE *out) {
    fputs(
        "usage: coordinator settlement --input FILE [OPTION...]\n\n"
        "  --input FILE       the members' calls, populations and hours (JSON; docs/settlement.md)\n"
        "  --weights V/P      of calls and of population, instead of the file's (50/50)\n"
        "  --clamp LOW/HIGH   what if: no share of calls counts for less than LOW or more than HIGH\n"
        "                     per cent of the share of population. Proposed, and rejected\n"
        "  --json             figures as JSON\n",
        out);
    return out == stdout ? 0 : 2;
}

static bool complain(const char *option, const char *why) {
    fprintf(stderr, "coordinator: %s: %s\n\n", option, why);
    return false;
}

/* "50/200" */
static bool read_two(const char *option, const char *text, unsigned out[2]) {
    char *end = NULL;
    for (int i = 0; i < 2; i++) {
        unsigned long number = strtoul(text, &end, 10);
        if (text[0] < '0' || text[0] > '9' || number > SETTLEMENT_PERCENT ||
            *end != (i == 0 ? '/' : '\0'))
            return complain(option, "it must be two whole numbers, such as 50/50 or 50/200");
        out[i] = (unsigned)number;
        text = end + 1;
    }
    return true;
}

static bool read_options(int argc, char **argv, struct options *o) {
    *o = (struct options){0};
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0) {
            o->json = true;
            continue;
        }
        if (i + 1 == argc) return complain(argv[i], "there is no such option, or it needs a value");
        const char *name = argv[i], *value = argv[++i];
        if (strcmp(name, "--input") == 0) {
            o->input = value;
        } else if (strcmp(name, "--weights") == 0) {
            if (!read_two(name, value, o->weights)) return false;
            o->weights_given = true;
        } else if (strcmp(name, "--clamp") == 0) {
            if (!read_two(name, value, o->clamp)) return false;
            o->clamp_given = true;
        } else {
            return complain(name, "there is no such option");
        }
    }
    return o->input != NULL || complain("--input", "it must be given");
}

static enum err read_input(const char *path, struct settlement_input *out,
                           struct problem *problem) {
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return problem_set(problem, ERR_NOT_FOUND, path, "it cannot be read: %s", strerror(errno));
    char *bytes = malloc(INPUT_BYTES + 1);
    size_t length = bytes == NULL ? 0 : fread(bytes, 1, INPUT_BYTES + 1, file);
    bool failed = bytes == NULL || ferror(file) != 0;
    fclose(file);
    enum err err;
    if (failed)
        err = problem_set(problem, ERR_NOT_FOUND, path, "it cannot be read");
    else if (length > INPUT_BYTES)
        err = problem_set(problem, ERR_TOO_LONG, path, "it has more than %u bytes", INPUT_BYTES);
    else
        err = wire_decode_settlement((struct slice){bytes, length}, out, problem);
    free(bytes);
    return err;
}

/* --- the table ------------------------------------------------------------------------------------------------------------ */

static void percent(uint32_t ppm, char out[12]) {
    uint32_t hundredths = (ppm + 50) / 100;
    snprintf(out, 12, "%u.%02u", hundredths / 100, hundredths % 100);
}

static void print_row(const struct settlement_row *row, const char *name) {
    char volume[12], population[12], share[12], balance[12] = "-";
    char shown[LIMIT_NAME + LIMIT_ID + 1];
    snprintf(shown, sizeof shown, "%s%s%s", row->id, name[0] == '\0' ? "" : " ", name);
    if (row->outsider) {
        printf("%-26.26s  no member: %u calls, %u of a crisis, served and not settled\n", shown,
               row->calls, row->crisis_calls);
        return;
    }
    percent(row->volume_ppm, volume);
    percent(row->population_ppm, population);
    percent(row->share_ppm, share);
    if (row->balance_permille != UINT32_MAX)
        snprintf(balance, sizeof balance, "%u.%02u", row->balance_permille / 1000,
                 row->balance_permille % 1000 / 10);
    printf("%-26.26s %8s %8s %8s %7s %8u %8u %7u %7u %9u%s\n", shown, volume, population, balance,
           share, row->due_hours, row->served_hours, row->excused_hours, row->owed_hours,
           row->community_hours + row->credit_hours,
           row->at_minimum ? "  minimum"
           : row->raised   ? "  raised"
           : row->lowered  ? "  lowered"
           : row->exempt   ? "  exempt"
                           : "");
}

static void print_table(const struct settlement_input *input, const struct settlement_sums *sums) {
    const struct settlement_rules *r = &input->rules;
    printf("%u hours, by calls %u and population %u\n", r->total_hours, r->volume_weight,
           r->population_weight);
    if (r->clamped)
        printf(
            "WHAT IF ONLY: shares of calls held within %u %% and %u %% of those of population, and "
            "scaled by %u.%03u to 100 %% again.\nIt was proposed and rejected: this settles "
            "nothing.\n",
            r->low_percent, r->high_percent, sums->scaled_permille / 1000,
            sums->scaled_permille % 1000);
    printf("\n%-26s %8s %8s %8s %7s %8s %8s %7s %7s %9s\n", "", "calls %", "people %", "balance",
           "share %", "due", "served", "excused", "owed", "above");
    for (uint32_t i = 0; i < input->count; i++)
        print_row(&input->rows[i], input->names[i]);
    printf(
        "\ndue %llu, owed %llu, excused by help in a crisis %llu, above and to the community %llu, "
        "above and exempt %llu\n",
        (unsigned long long)sums->due_hours, (unsigned long long)sums->owed_hours,
        (unsigned long long)sums->excused_hours, (unsigned long long)sums->community_hours,
        (unsigned long long)sums->credit_hours);
    printf("counted apart: %llu hours of help in a crisis, %llu calls of a crisis, %llu calls from "
           "outside\n",
           (unsigned long long)sums->crisis_hours, (unsigned long long)sums->crisis_calls,
           (unsigned long long)sums->outsider_calls);
}

static void print(const struct options *o, const struct settlement_input *input,
                  const struct settlement_sums *sums) {
    struct text_buf out;
    if (!o->json) {
        print_table(input, sums);
        return;
    }
    text_buf_init(&out, OUTPUT_BYTES);
    wire_encode_settlement(input, sums, &out);
    printf("%s\n", out.data);
    text_buf_close(&out);
}

int settlement_command(int argc, char **argv) {
    struct options o;
    struct settlement_sums sums;
    struct problem problem = {.err = ERR_OK};
    if (argc == 1 && strcmp(argv[0], "--help") == 0) return usage(stdout);
    if (!read_options(argc, argv, &o)) return usage(stderr);
    struct settlement_input *input = malloc(sizeof *input);
    if (input == NULL) return 1;
    enum err err = read_input(o.input, input, &problem);
    if (err == ERR_OK && o.weights_given) {
        input->rules.volume_weight = (uint16_t)o.weights[0];
        input->rules.population_weight = (uint16_t)o.weights[1];
    }
    if (err == ERR_OK && o.clamp_given) {
        input->rules.clamped = true;
        input->rules.low_percent = (uint16_t)o.clamp[0];
        input->rules.high_percent = (uint16_t)o.clamp[1];
    }
    if (err == ERR_OK)
        err = settlement_reckon(&input->rules, input->rows, input->count, &sums, &problem);
    if (err == ERR_OK) print(&o, input, &sums);
    free(input);
    if (err == ERR_OK) return 0;
    fprintf(stderr, "coordinator: %s%s%s\n", problem.field, problem.field[0] == '\0' ? "" : ": ",
            problem.detail);
    return 1;
}
