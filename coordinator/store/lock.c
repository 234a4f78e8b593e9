#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/text.h"

#define ID_BYTES 16
#define ID_DIGITS (2 * ID_BYTES)

static bool draw_id(char out[ID_DIGITS + 1]) {
    uint8_t bytes[ID_BYTES];
    if (!crypto_random(bytes, sizeof bytes)) return false;
    for (size_t i = 0; i < ID_BYTES; i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
    return true;
}

/* The id in the file; an empty file (a new directory) gets one. */
static enum err read_or_draw_id(int file, char id[ID_DIGITS + 1], struct problem *problem) {
    uint8_t bytes[ID_BYTES];
    ssize_t length = pread(file, id, ID_DIGITS, 0);
    if (length == ID_DIGITS && text_from_hex(id, ID_DIGITS, bytes, sizeof bytes)) {
        id[ID_DIGITS] = '\0';
        return ERR_OK;
    }
    if (length != 0)
        return problem_set(problem, ERR_INTERNAL, "leader.lock",
                           "it does not hold the id it should");
    if (!draw_id(id))
        return problem_set(problem, ERR_INTERNAL, "leader.lock",
                           "the system gives no random bytes");
    if (pwrite(file, id, ID_DIGITS, 0) != ID_DIGITS || fsync(file) != 0)
        return problem_set(problem, ERR_INTERNAL, "leader.lock", "writing: %s", strerror(errno));
    return ERR_OK;
}

enum err data_lock_take(const char *directory, struct data_lock *out, struct problem *problem) {
    struct data_lock lock = {.file = -1};
    char id[ID_DIGITS + 1] = "";
    if (directory == NULL) {
        if (!draw_id(id))
            return problem_set(problem, ERR_INTERNAL, "", "the system gives no random bytes");
    } else {
        int parent = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (parent < 0)
            return problem_set(problem, ERR_INTERNAL, "data", "%.120s: %s", directory,
                               strerror(errno));
        lock.file = openat(parent, "leader.lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        int error = errno;
        close(parent);
        if (lock.file < 0)
            return problem_set(problem, ERR_INTERNAL, "leader.lock", "%s", strerror(error));
        if (flock(lock.file, LOCK_EX | LOCK_NB) != 0) {
            error = errno;
            close(lock.file);
            if (error == EWOULDBLOCK)
                return problem_set(problem, ERR_FENCED, "data",
                                   "another coordinator runs on %.120s", directory);
            return problem_set(problem, ERR_INTERNAL, "leader.lock", "%s", strerror(error));
        }
        enum err err = read_or_draw_id(lock.file, id, problem);
        if (err != ERR_OK) {
            close(lock.file);
            return err;
        }
    }
    char host[65] = "";
    if (gethostname(host, sizeof host - 1) != 0) (void)text_copy(host, sizeof host, "host");
    snprintf(lock.owner, sizeof lock.owner, "%s/%s", host, id);
    *out = lock;
    return ERR_OK;
}

void data_lock_release(struct data_lock *lock) {
    if (lock->file >= 0) close(lock->file);
    lock->file = -1;
}
