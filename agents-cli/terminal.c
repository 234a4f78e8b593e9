#include "agents-cli/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "agents-cli/screen.h"
#include "agents-cli/show.h"
#include "base/assert.h"

#define PAINT_BYTES (4 * 1024 * 1024)

struct terminal {
    struct termios cooked;
    struct text_buf shown, out;
    bool colour;
    int columns, rows; /* of what is shown */
    unsigned char keys[256];
    size_t key_count;
};

static void put(const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t written = write(STDOUT_FILENO, bytes, length);
        if (written < 0 && errno == EAGAIN) {
            struct pollfd wait = {.fd = STDOUT_FILENO, .events = POLLOUT};
            if (poll(&wait, 1, 1000) <= 0) return;
            continue;
        }
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        bytes += written;
        length -= (size_t)written;
    }
}

static void put_text(const char *text) { put(text, strlen(text)); }

static bool enter(struct terminal *terminal) {
    struct termios raw = terminal->cooked;
    cfmakeraw(&raw);
    raw.c_cc[VMIN] = 0;
    raw.c_cc[VTIME] = 0;
    if (tcsetattr(STDIN_FILENO, TCSANOW, &raw) != 0) return false;
    /* The alternate screen, no cursor, no wrapping at the edge. */
    put_text("\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J");
    return true;
}

static void leave(struct terminal *terminal) {
    put_text("\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l");
    tcsetattr(STDIN_FILENO, TCSANOW, &terminal->cooked);
}

struct terminal *terminal_open(bool colour) {
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return NULL;
    struct terminal *terminal = calloc(1, sizeof *terminal);
    if (terminal == NULL) return NULL;
    terminal->colour = colour;
    text_buf_init(&terminal->shown, PAINT_BYTES);
    text_buf_init(&terminal->out, PAINT_BYTES);
    if (tcgetattr(STDIN_FILENO, &terminal->cooked) != 0 || !enter(terminal)) {
        free(terminal);
        return NULL;
    }
    return terminal;
}

void terminal_close(struct terminal *terminal) {
    if (terminal == NULL) return;
    leave(terminal);
    text_buf_close(&terminal->shown);
    text_buf_close(&terminal->out);
    free(terminal);
}

void terminal_size(struct terminal *terminal, int *columns, int *rows) {
    struct winsize size;
    *columns = 80;
    *rows = 24;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
        *columns = size.ws_col < SCREEN_MOST_COLUMNS ? size.ws_col : SCREEN_MOST_COLUMNS;
        *rows = size.ws_row < SCREEN_MOST_ROWS ? size.ws_row : SCREEN_MOST_ROWS;
    }
    if (terminal->columns != *columns || terminal->rows != *rows) terminal_repaint(terminal);
    terminal->columns = *columns;
    terminal->rows = *rows;
}

void terminal_repaint(struct terminal *terminal) { text_buf_clear(&terminal->shown); }

void terminal_bell(struct terminal *terminal) {
    (void)terminal;
    put_text("\a");
}

static const char *sequence(bool colour, char mark) {
    static const struct {
        const char *mark, *coloured, *bare;
    } styles[] = {{MARK_NORMAL, "\x1b[0m", "\x1b[0m"},
                  {MARK_BOLD, "\x1b[1m", "\x1b[1m"},
                  {MARK_REVERSE, "\x1b[7m", "\x1b[7m"},
                  {MARK_GOOD, "\x1b[1;32m", "\x1b[1m"},
                  {MARK_WARN, "\x1b[1;33m", "\x1b[1m"},
                  {MARK_BAD, "\x1b[1;97;41m", "\x1b[1;7m"},
                  {MARK_DIM, "\x1b[90m", ""}};
    for (size_t i = 0; i < sizeof styles / sizeof styles[0]; i++)
        if (styles[i].mark[0] == mark) return colour ? styles[i].coloured : styles[i].bare;
    return "";
}

void terminal_style(struct text_buf *out, const char *lines, bool styled, bool colour) {
    bool open = false;
    for (; *lines != '\0'; lines++) {
        if (*lines == '\n' && open && styled) text_add(out, "\x1b[0m");
        if (*lines == '\n') open = false;
        if ((unsigned char)*lines >= MARK_MAX || *lines == '\n') {
            text_add_char(out, *lines);
        } else if (styled) {
            text_add(out, sequence(colour, *lines));
            open = *lines != MARK_NORMAL[0];
        }
    }
}

static void paint_line(struct terminal *terminal, int row, const char *line, size_t length) {
    struct text_buf *out = &terminal->out;
    /* Erased first: after a full line the cursor stands on its last column, and erasing there
     * would take it away. */
    text_addf(out, "\x1b[%d;1H\x1b[0m\x1b[2K", row + 1);
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)line[i] < MARK_MAX)
            text_add(out, sequence(terminal->colour, line[i]));
        else
            text_add_char(out, line[i]);
    }
    text_add(out, "\x1b[0m");
}

void terminal_paint(struct terminal *terminal, const struct text_buf *lines) {
    const char *now = lines->data, *was = text_slice(&terminal->shown).data;
    text_buf_clear(&terminal->out);
    if (terminal->shown.length == 0) text_add(&terminal->out, "\x1b[2J");
    for (int row = 0; now != NULL && *now != '\0' && row < terminal->rows; row++) {
        size_t length = strcspn(now, "\n"), before = strcspn(was, "\n");
        if (terminal->shown.length == 0 || length != before || memcmp(now, was, length) != 0)
            paint_line(terminal, row, now, length);
        now += length + (now[length] == '\n');
        was += before + (was[before] == '\n');
    }
    if (terminal->out.length > 0) put(terminal->out.data, terminal->out.length);
    text_buf_clear(&terminal->shown);
    text_add(&terminal->shown, text_slice(lines).data);
}

/* --- keys ------------------------------------------------------------------------------------- */

static const struct {
    const char *bytes;
    int key;
} sequences[] = {{"\x1b[A", KEY_UP},   {"\x1b[B", KEY_DOWN},     {"\x1bOA", KEY_UP},
                 {"\x1bOB", KEY_DOWN}, {"\x1b[5~", KEY_PAGE_UP}, {"\x1b[6~", KEY_PAGE_DOWN},
                 {"\x1b[H", KEY_HOME}, {"\x1b[F", KEY_END},      {"\x1bOH", KEY_HOME},
                 {"\x1bOF", KEY_END},  {"\x1b[1~", KEY_HOME},    {"\x1b[4~", KEY_END}};

static void drop_keys(struct terminal *terminal, size_t count) {
    terminal->key_count -= count;
    memmove(terminal->keys, terminal->keys + count, terminal->key_count);
}

static int take_sequence(struct terminal *terminal) {
    for (size_t i = 0; i < sizeof sequences / sizeof sequences[0]; i++) {
        size_t length = strlen(sequences[i].bytes);
        if (terminal->key_count < length || memcmp(terminal->keys, sequences[i].bytes, length) != 0)
            continue;
        drop_keys(terminal, length);
        return sequences[i].key;
    }
    /* One we do not know: swallowed whole, so that its last letter is no command. */
    size_t length = 1;
    if (terminal->key_count > 1 && (terminal->keys[1] == '[' || terminal->keys[1] == 'O')) {
        length = 2;
        while (length < terminal->key_count &&
               !(terminal->keys[length] >= 0x40 && terminal->keys[length] <= 0x7e))
            length++;
        if (length < terminal->key_count) length++;
        drop_keys(terminal, length);
        return KEY_NONE;
    }
    drop_keys(terminal, length);
    return KEY_ESCAPE;
}

int terminal_key(struct terminal *terminal, bool *ended) {
    size_t room = sizeof terminal->keys - terminal->key_count;
    ssize_t got = room > 0 ? read(STDIN_FILENO, terminal->keys + terminal->key_count, room) : 0;
    if (got > 0) terminal->key_count += (size_t)got;
    struct pollfd gone = {.fd = STDIN_FILENO, .events = POLLIN};
    *ended = (got < 0 && errno != EAGAIN && errno != EINTR) ||
             (got == 0 && poll(&gone, 1, 0) == 1 && (gone.revents & POLLHUP) != 0);
    while (terminal->key_count > 0) {
        unsigned char c = terminal->keys[0];
        int key = c;
        if (c == 0x1b)
            key = take_sequence(terminal);
        else
            drop_keys(terminal, 1);
        if (c == 3) return KEY_INTERRUPT;
        if (c == 12) return KEY_REDRAW;
        if (c == '\t') return KEY_TAB;
        if (c == '\r' || c == '\n') return KEY_ENTER;
        if (c == 26) terminal_suspend(terminal);
        if (key > 0 && (key >= ' ' && key != 0x7f)) return key;
    }
    return KEY_NONE;
}

void terminal_suspend(struct terminal *terminal) {
    leave(terminal);
    raise(SIGSTOP);
    if (!enter(terminal)) return;
    terminal_repaint(terminal);
}

bool terminal_ask_secret(const char *prompt, char *out, size_t size) {
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    struct termios cooked, silent;
    size_t length = 0;
    bool line = false;
    if (fd < 0 || tcgetattr(fd, &cooked) != 0) {
        if (fd >= 0) close(fd);
        return false;
    }
    silent = cooked;
    silent.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
    tcsetattr(fd, TCSAFLUSH, &silent);
    ssize_t asked = write(fd, prompt, strlen(prompt));
    while (asked > 0 && length + 1 < size && !line) {
        ssize_t got = read(fd, out + length, 1);
        if (got <= 0) break;
        line = out[length] == '\n';
        if (!line) length++;
    }
    out[length] = '\0';
    tcsetattr(fd, TCSAFLUSH, &cooked);
    asked = write(fd, "\n", 1);
    close(fd);
    return line && asked == 1;
}
