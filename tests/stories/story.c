#include "story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "expectations.h"
#include "values.h"

static bool clock_line(struct teller *t, const struct words_of_line *line) {
    struct captures c;
    int hour, minute, second;
    long long ms;
    if (pattern_match("at {clock}", line, &c)) {
        if (sscanf(capture(&c, "clock"), "%2d:%2d:%2d", &hour, &minute, &second) != 3) return false;
        teller_advance(t, t->day + hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS);
        return true;
    }
    if (pattern_match("after {duration}", line, &c) &&
        value_duration(capture(&c, "duration"), &ms)) {
        teller_advance(t, t->now + ms);
        return true;
    }
    return false;
}

/* "as ROLE WHO: the rest" */
static void take_role(struct teller *t, struct words_of_line *line) {
    t->role[0] = t->who[0] = '\0';
    if (line->count < 3 || strcmp(line->words[0], "as") != 0) return;
    size_t used = 2;
    snprintf(t->role, sizeof t->role, "%.31s", line->words[1]);
    size_t length = strlen(t->role);
    if (t->role[length - 1] == ':') {
        t->role[length - 1] = '\0';
    } else {
        snprintf(t->who, sizeof t->who, "%.63s", line->words[2]);
        if (t->who[0] != '\0') t->who[strlen(t->who) - 1] = '\0';
        used = 3;
    }
    memmove(line->words, line->words + used, (line->count - used) * sizeof line->words[0]);
    line->count -= used;
}

static bool command_line(struct teller *t, struct words_of_line *line) {
    struct captures c;
    take_role(t, line);
    t->what_if =
        line->count > 2 && strcmp(line->words[0], "what") == 0 && strcmp(line->words[1], "if") == 0;
    if (t->what_if) {
        memmove(line->words, line->words + 2, (line->count - 2) * sizeof line->words[0]);
        line->count -= 2;
    }
    if (pattern_match("playbook {playbook} is published and approved", line, &c)) {
        give_playbook(t, capture(&c, "playbook"), true, NULL, NULL, 0);
        return true;
    }
    if (pattern_match("playbook {playbook} is changed as {as} ...", line, &c)) {
        give_playbook(t, capture(&c, "playbook"), false, capture(&c, "as"), line, c.rest);
        return true;
    }
    bool leads = pattern_match("{who} is on duty", line, &c);
    if (leads || pattern_match("{who} is an approver", line, &c)) {
        if (!t->world.ops->token(t->world.ctx, leads ? "duty_leader" : "approver",
                                 capture(&c, "who")))
            teller_fail(t, "%s has no token", capture(&c, "who"));
        return true;
    }
    if (pattern_match("leader activates {playbook} in {municipalities} for {duration} as {as} ...",
                      line, &c)) {
        give_activation(t, &c, line);
        return true;
    }
    if (pattern_match("usually {calls} calls an hour from {organisation} about {topic} ...", line,
                      &c)) {
        give_usual(t, &c, line);
        return true;
    }
    if (pattern_match("{count} callers from {municipality} about {topic} over {duration}", line,
                      &c)) {
        give_callers(t, &c);
        return true;
    }
    if (pattern_match("plan of {organisation} ...", line, &c)) {
        give_plan(t, &c, line);
        return true;
    }
    return give_phrase(t, line);
}

static void one_line(struct teller *t, const char *text) {
    struct words_of_line line;
    struct problem problem = {.err = ERR_OK};
    if (!line_split(text, &line)) {
        teller_fail(t, "the line cannot be read");
        return;
    }
    if (line.count == 0 || strcmp(line.words[0], "story") == 0 ||
        strcmp(line.words[0], "needs") == 0)
        return;
    bool expects = strcmp(line.words[0], "expect") == 0;
    bool expects_refusal = expects && line.count > 1 && strcmp(line.words[1], "refused") == 0;
    if (!expects_refusal && t->pending)
        teller_fail(t, "the command before was refused: %s (%s: %s)", err_slug(t->last_err),
                    t->last_problem.field, t->last_problem.detail);
    if (!expects) t->pending = false;
    bool known = expects ? expect(t, &line) : clock_line(t, &line) || command_line(t, &line);
    if (!known) teller_fail(t, "no such phrase: %s", text);
    if (!t->world.ops->check(t->world.ctx, &problem))
        teller_fail(t, "%s: %s", problem.field, problem.detail);
}

bool story_run(const char *path, struct world world, time_ms start, bool verbose) {
    FILE *file = fopen(path, "r");
    struct teller *t = calloc(1, sizeof *t);
    if (file == NULL || t == NULL) {
        fprintf(stderr, "%s: cannot be opened\n", path);
        if (file != NULL) fclose(file);
        free(t);
        return false;
    }
    *t = (struct teller){.world = world, .path = path, .now = start, .day = start - start % DAY_MS};
    char text[1024];
    while (!t->failed && fgets(text, sizeof text, file) != NULL) {
        t->line++;
        text[strcspn(text, "\r\n")] = '\0';
        if (verbose) fprintf(stderr, "%s\n", text);
        one_line(t, text);
    }
    if (!t->failed && t->pending)
        teller_fail(t, "the last command was refused: %s (%s: %s)", err_slug(t->last_err),
                    t->last_problem.field, t->last_problem.detail);
    bool held = !t->failed;
    fclose(file);
    json_decref(t->foretold);
    free(t);
    return held;
}
