#include "playbook_command.h"

#include <glob.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "playbook/playbook.h"

static const char usage_text[] = "usage: coordinator playbook lint [--json] FILE|FOLDER...\n"
                                 "       coordinator playbook show [--language CODE] FILE\n";

static int usage(void) {
    fputs(usage_text, stderr);
    return 2;
}

/* The file's bytes, one more than the limit at most, so that a longer one is seen to be too long. */
static char *read_file(const char *path, size_t *length) {
    FILE *file = fopen(path, "re");
    char *text = file == NULL ? NULL : malloc(LIMIT_DOCUMENT_BYTES + 1);
    *length = text == NULL ? 0 : fread(text, 1, LIMIT_DOCUMENT_BYTES + 1, file);
    if (file != NULL) fclose(file);
    return text;
}

static void print_findings(const char *path, const struct playbook_report *report) {
    for (uint32_t i = 0; i < report->count; i++) {
        const struct playbook_finding *f = &report->findings[i];
        printf("%s:%u: %s: %s: %s\n", path, f->line, f->error ? "error" : "warning", f->key,
               f->reason);
    }
    if (report->more) printf("%s: there is more\n", path);
}

static void add_json(struct text_buf *out, const char *path, const struct playbook_report *report) {
    text_addf(out, "%s{\"file\":", out->length > 1 ? "," : "");
    text_add_json_string(out, path, strlen(path));
    text_addf(out, ",\"errors\":%u,\"findings\":[", report->errors);
    for (uint32_t i = 0; i < report->count; i++) {
        const struct playbook_finding *f = &report->findings[i];
        text_addf(out, "%s{\"severity\":\"%s\",\"line\":%u,\"key\":", i == 0 ? "" : ",",
                  f->error ? "error" : "warning", f->line);
        text_add_json_string(out, f->key, strlen(f->key));
        text_add(out, ",\"reason\":");
        text_add_json_string(out, f->reason, strlen(f->reason));
        text_add(out, "}");
    }
    text_add(out, "]}");
}

static int lint_one(const char *path, struct text_buf *json, struct playbook_report *report) {
    size_t length;
    char *text = read_file(path, &length);
    if (text == NULL) {
        fprintf(stderr, "coordinator: %s cannot be read\n", path);
        return 2;
    }
    struct playbook *playbook = playbook_read((struct slice){text, length}, report);
    if (json != NULL)
        add_json(json, path, report);
    else
        print_findings(path, report);
    int result = playbook == NULL ? 1 : 0;
    if (json == NULL && result == 0) printf("%s: ok\n", path);
    if (playbook != NULL) playbook_destroy(playbook);
    free(text);
    return result;
}

/* A file as it is; of a folder its playbook.json, or that of each folder in it, by name. */
static int lint_path(const char *path, struct text_buf *json, struct playbook_report *report) {
    static const char *const patterns[] = {"playbook.json", "*/playbook.json"};
    struct stat stat_of_path;
    if (stat(path, &stat_of_path) != 0 || !S_ISDIR(stat_of_path.st_mode))
        return lint_one(path, json, report);
    glob_t found = {0};
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        struct text_buf pattern;
        text_buf_init(&pattern, PATH_MAX);
        text_addf(&pattern, "%s/%s", path, patterns[i]);
        if (found.gl_pathc == 0) (void)glob(pattern.data, i == 0 ? 0 : GLOB_APPEND, NULL, &found);
        text_buf_close(&pattern);
    }
    if (found.gl_pathc == 0) fprintf(stderr, "coordinator: %s holds no playbook.json\n", path);
    int worst = found.gl_pathc == 0 ? 2 : 0;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        int result = lint_one(found.gl_pathv[i], json, report);
        if (result > worst) worst = result;
    }
    globfree(&found);
    return worst;
}

static int lint(int argc, char **argv) {
    bool as_json = argc > 0 && strcmp(argv[0], "--json") == 0;
    struct playbook_report *report = calloc(1, sizeof *report);
    struct text_buf json;
    int worst = argc == (as_json ? 1 : 0) || report == NULL ? usage() : 0;
    text_buf_init(&json, 16 << 20);
    text_add(&json, "[");
    for (int i = as_json ? 1 : 0; i < argc; i++) {
        int result = lint_path(argv[i], as_json ? &json : NULL, report);
        if (result > worst) worst = result;
    }
    if (as_json) printf("%s]\n", json.data);
    text_buf_close(&json);
    free(report);
    return worst;
}

static int show(int argc, char **argv) {
    const char *language = "da", *path = argc == 1 ? argv[0] : NULL;
    if (argc == 3 && strcmp(argv[0], "--language") == 0) {
        language = argv[1];
        path = argv[2];
    }
    size_t length;
    char *text = path == NULL ? NULL : read_file(path, &length);
    if (text == NULL) return usage();
    struct playbook_report *report = calloc(1, sizeof *report);
    struct playbook *playbook =
        report == NULL ? NULL : playbook_read((struct slice){text, length}, report);
    if (playbook != NULL) {
        struct text_buf out;
        text_buf_init(&out, 1 << 20);
        playbook_print(playbook, language, &out);
        fputs(out.data, stdout);
        text_buf_close(&out);
        playbook_destroy(playbook);
    } else if (report != NULL) {
        print_findings(path, report);
    }
    int result = playbook == NULL ? 1 : 0;
    free(report);
    free(text);
    return result;
}

int playbook_command(int argc, char **argv) {
    if (argc == 1 && strcmp(argv[0], "--help") == 0) {
        fputs(usage_text, stdout);
        return 0;
    }
    if (argc > 1 && strcmp(argv[0], "lint") == 0) return lint(argc - 1, argv + 1);
    if (argc > 1 && strcmp(argv[0], "show") == 0) return show(argc - 1, argv + 1);
    return usage();
}
