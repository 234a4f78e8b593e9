/* Runs stories: story [--recover] [--live COORDINATOR] [--restart] [--first] [--verbose] FILE...
 * --first ends at the first story that fails. */
#include <stdio.h>
#include <string.h>

#include "world_core.h"
#include "world_live.h"

struct options {
    bool recover, restart, first, verbose;
    const char *live; /* the coordinator's program; NULL: the core alone */
    const char *playbooks;
};

static bool run_one(const char *path, const struct options *options) {
    time_ms start = 0;
    if (!time_parse_rfc3339("2026-03-02T07:00:00Z", 20, &start))
        return false; /* a Monday, summer time far off */
    struct world world;
    if (options->live != NULL) {
        if (!world_live_open(start, options->live, options->restart, options->playbooks, &world))
            return false;
    } else {
        world = world_core_open(start, options->recover, options->playbooks);
    }
    bool held = story_run(path, world, start, options->verbose);
    if (options->live != NULL)
        world_live_close(world);
    else
        world_core_close(world);
    return held;
}

int main(int argc, char **argv) {
    struct options options = {.playbooks = DDH_SOURCE_DIR "/playbooks"};
    int passed = 0, failed = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--recover") == 0)
            options.recover = true;
        else if (strcmp(argv[i], "--restart") == 0)
            options.restart = true;
        else if (strcmp(argv[i], "--first") == 0)
            options.first = true;
        else if (strcmp(argv[i], "--verbose") == 0)
            options.verbose = true;
        else if (strcmp(argv[i], "--live") == 0 && i + 1 < argc)
            options.live = argv[++i];
        else if (run_one(argv[i], &options))
            passed++;
        else {
            printf("FAILED %s\n", argv[i]);
            failed++;
            if (options.first) break;
        }
    }
    printf("stories: %d held, %d failed\n", passed, failed);
    return failed > 0 || passed == 0;
}
