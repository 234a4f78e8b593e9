#include "data_directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err write_file(const char *path, const char *text, struct problem *problem) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || fchmod(fd, 0600) != 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text) ||
        fsync(fd) != 0) {
        int error = errno;
        if (fd >= 0) close(fd);
        return problem_set(problem, ERR_INTERNAL, "--data", "%.120s: %s", path, strerror(error));
    }
    close(fd);
    return ERR_OK;
}

static bool read_mode(const char *path, char *out, size_t size) {
    FILE *file = fopen(path, "re");
    if (file == NULL) return false;
    bool read = fgets(out, (int)size, file) != NULL;
    fclose(file);
    if (read) out[strcspn(out, "\n")] = '\0';
    return read;
}

enum err data_directory_open(const char *path, bool exercise, struct data_directory *out,
                             struct problem *problem) {
    *out = (struct data_directory){.exercise = exercise};
    if (strlen(path) >= DATA_PATH)
        return problem_set(problem, ERR_TOO_LONG, "--data", "the path is too long");
    snprintf(out->path, sizeof out->path, "%s", path);
    snprintf(out->admin_socket, sizeof out->admin_socket, "%s/admin.sock", path);
    snprintf(out->admin_token, sizeof out->admin_token, "%s/admin.token", path);
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return problem_set(problem, ERR_INTERNAL, "--data", "%.120s: %s", path, strerror(errno));
    char file[DATA_PATH + 16], mode[32];
    snprintf(file, sizeof file, "%s/mode", path);
    if (!read_mode(file, mode, sizeof mode))
        return write_file(file, exercise ? "exercise\n" : "production\n", problem);
    out->exercise = strcmp(mode, "exercise") == 0;
    if (!out->exercise && strcmp(mode, "production") != 0)
        return problem_set(problem, ERR_INVALID, "--data",
                           "%.120s holds neither exercise nor production", file);
    if (exercise && !out->exercise)
        return problem_set(problem, ERR_NOT_AN_EXERCISE, "--exercise",
                           "%.120s was made for production", path);
    return ERR_OK;
}

enum err data_directory_first_token(const struct data_directory *data, uint8_t hash[SHA256_BYTES],
                                    struct problem *problem) {
    uint8_t random[32];
    char base64[48], text[64];
    if (!crypto_random(random, sizeof random))
        return problem_set(problem, ERR_INTERNAL, NULL, "the system gives no randomness");
    crypto_base64(random, sizeof random, base64);
    base64[43] = '\0'; /* without the padding */
    for (char *c = base64; *c != '\0'; c++)
        *c = *c == '+' ? '-' : *c == '/' ? '_' : *c;
    int length = snprintf(text, sizeof text, "ddh_%s", base64);
    crypto_sha256(text, (size_t)length, hash);
    return write_file(data->admin_token, text, problem);
}
