#include "agents-cli/terminal.h"

/* Before ncurses: it has macros with common names. */
#include "agents-cli/screen.h"
#include "agents-cli/show.h"
#include "base/assert.h"

#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define ESCAPE_MS 25 /* a lone Escape, and not the first byte of an arrow */

enum { PAIR_GOOD = 1, PAIR_WARN, PAIR_BAD, PAIR_DIM };

struct terminal {
    SCREEN *screen;
    bool colour;
    int columns, rows; /* of what is shown */
};

/* Characters are UTF-8 whatever the environment says: on a bare machine LANG is often not set. */
static void choose_characters(void) {
    setlocale(LC_CTYPE, "");
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
}

static void choose_colours(struct terminal *terminal) {
    if (!terminal->colour || start_color() == ERR || !has_colors()) {
        terminal->colour = false;
        return;
    }
    use_default_colors();
    init_pair(PAIR_GOOD, COLOR_GREEN, -1);
    init_pair(PAIR_WARN, COLOR_YELLOW, -1);
    init_pair(PAIR_BAD, COLOR_WHITE, COLOR_RED);
    init_pair(PAIR_DIM, COLORS >= 16 ? 8 : -1, -1);
}

struct terminal *terminal_open(bool colour) {
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return NULL;
    struct terminal *terminal = calloc(1, sizeof *terminal);
    if (terminal == NULL) return NULL;
    choose_characters();
    terminal->colour = colour;
    terminal->screen = newterm(NULL, stdout, stdin);
    if (terminal->screen == NULL) { /* $TERM is not known */
        free(terminal);
        return NULL;
    }
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    set_escdelay(ESCAPE_MS);
    curs_set(0);
    choose_colours(terminal);
    return terminal;
}

void terminal_close(struct terminal *terminal) {
    if (terminal == NULL) return;
    endwin();
    delscreen(terminal->screen);
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
    if (terminal->columns != *columns || terminal->rows != *rows) {
        resizeterm(*rows, *columns);
        terminal_repaint(terminal);
    }
    terminal->columns = *columns;
    terminal->rows = *rows;
}

void terminal_repaint(struct terminal *terminal) {
    (void)terminal;
    clearok(curscr, TRUE);
}

void terminal_bell(struct terminal *terminal) {
    (void)terminal;
    beep();
}

/* --- painting --------------------------------------------------------------------------------- */

static void set_style(const struct terminal *terminal, char mark) {
    static const struct {
        const char *mark;
        attr_t attributes, bare; /* bare: without colours */
        short pair;
    } styles[] = {
        {MARK_NORMAL, A_NORMAL, A_NORMAL, 0},    {MARK_BOLD, A_BOLD, A_BOLD, 0},
        {MARK_REVERSE, A_REVERSE, A_REVERSE, 0}, {MARK_GOOD, A_BOLD, A_BOLD, PAIR_GOOD},
        {MARK_WARN, A_BOLD, A_BOLD, PAIR_WARN},  {MARK_BAD, A_BOLD, A_BOLD | A_REVERSE, PAIR_BAD},
        {MARK_DIM, A_NORMAL, A_NORMAL, PAIR_DIM}};
    for (size_t i = 0; i < sizeof styles / sizeof styles[0]; i++) {
        if (styles[i].mark[0] != mark) continue;
        if (terminal->colour)
            attr_set(styles[i].attributes, styles[i].pair, NULL);
        else
            attr_set(styles[i].bare, 0, NULL);
    }
}

static void paint_line(const struct terminal *terminal, int row, const char *line, size_t length) {
    move(row, 0);
    attr_set(A_NORMAL, 0, NULL);
    for (size_t i = 0; i < length;) {
        size_t plain = i;
        while (plain < length && (unsigned char)line[plain] >= MARK_MAX)
            plain++;
        if (plain > i) addnstr(line + i, (int)(plain - i));
        if (plain < length) set_style(terminal, line[plain]);
        i = plain + (plain < length);
    }
}

/* ncurses knows what is shown and sends only what differs. */
void terminal_paint(struct terminal *terminal, const struct text_buf *lines) {
    const char *now = text_slice(lines).data;
    attr_set(A_NORMAL, 0, NULL);
    erase();
    for (int row = 0; *now != '\0' && row < terminal->rows; row++) {
        size_t length = strcspn(now, "\n");
        paint_line(terminal, row, now, length);
        now += length + (now[length] == '\n');
    }
    refresh();
}

/* --- keys ------------------------------------------------------------------------------------- */

static int known_key(wint_t key) {
    static const int keys[][2] = {
        {KEY_UP, PRESS_UP},           {KEY_DOWN, PRESS_DOWN},           {KEY_PPAGE, PRESS_PAGE_UP},
        {KEY_NPAGE, PRESS_PAGE_DOWN}, {KEY_HOME, PRESS_HOME},           {KEY_END, PRESS_END},
        {KEY_ENTER, PRESS_ENTER},     {KEY_BACKSPACE, PRESS_BACKSPACE}, {KEY_BTAB, PRESS_BACK_TAB}};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i][0] == (int)key) return keys[i][1];
    return PRESS_NONE;
}

/* A sequence that ncurses does not know is swallowed whole, so that its last letter is no
 * command. */
static bool swallow_sequence(void) {
    wint_t next;
    if (get_wch(&next) != OK) return false;
    if (next != '[' && next != 'O') {
        unget_wch((wchar_t)next);
        return false;
    }
    while (get_wch(&next) == OK && !(next >= 0x40 && next <= 0x7e))
        ;
    return true;
}

static int plain_key(struct terminal *terminal, wint_t key) {
    switch (key) {
    case 3: return PRESS_INTERRUPT;
    case 8:
    case 0x7f: return PRESS_BACKSPACE;
    case '\t': return PRESS_TAB;
    case '\r':
    case '\n': return PRESS_ENTER;
    case 12: return PRESS_REDRAW;
    case 26: terminal_suspend(terminal); return PRESS_NONE;
    case 27: return swallow_sequence() ? PRESS_NONE : PRESS_ESCAPE;
    default: return key >= ' ' ? (int)key : PRESS_NONE;
    }
}

int terminal_key(struct terminal *terminal, bool *ended) {
    struct pollfd gone = {.fd = STDIN_FILENO, .events = 0};
    wint_t key;
    *ended = poll(&gone, 1, 0) == 1 && (gone.revents & (POLLHUP | POLLERR)) != 0;
    for (int got; (got = get_wch(&key)) != ERR;) {
        int press = got == KEY_CODE_YES ? known_key(key) : plain_key(terminal, key);
        if (press != PRESS_NONE) return press;
    }
    return PRESS_NONE;
}

void terminal_suspend(struct terminal *terminal) {
    endwin();
    raise(SIGSTOP);
    terminal_repaint(terminal);
    refresh();
}

/* --- lines that are no screen ----------------------------------------------------------------- */

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
