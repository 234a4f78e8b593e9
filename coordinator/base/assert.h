/* Assertions are always on: a programmer's error stops the process rather than the wrong call reaching a citizen. */
#ifndef BASE_ASSERT_H
#define BASE_ASSERT_H

_Noreturn void assert_failed(const char *what, const char *file, int line);

#define ASSERT(condition) \
    (__builtin_expect(!(condition), 0) ? assert_failed(#condition, __FILE__, __LINE__) : (void)0)
#define UNREACHABLE(why) assert_failed("unreachable: " why, __FILE__, __LINE__)

#endif
