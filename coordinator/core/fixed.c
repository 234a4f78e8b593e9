/* The logarithm is found bit by bit: squaring a number between 1 and 2 doubles its logarithm to base 2, and whether the square
 * passes 2 is the next bit. The exponential is halved to below ln 2, where a short power series does. */
#include "core/fixed.h"

#include "base/assert.h"

#define LOG_BITS 40
#define LN_2_MICRO_SHIFTED UINT64_C(744261117954893) /* ln 2 * 1e6 * 2^30 */
#define LN_2 UINT64_C(744261118)                     /* ln 2 * FIXED_ONE */

uint32_t fixed_log_micro(uint32_t permille) {
    ASSERT(permille >= 1000 && permille <= 20000);
    uint64_t x = permille * FIXED_ONE / 1000, log2 = 0; /* log2 in 2^-LOG_BITS */
    for (; x >= 2 * FIXED_ONE; x /= 2)
        log2 += UINT64_C(1) << LOG_BITS;
    for (int bit = LOG_BITS - 1; bit >= LOG_BITS - 30; bit--) {
        x = x * x / FIXED_ONE;
        if (x < 2 * FIXED_ONE) continue;
        x /= 2;
        log2 |= UINT64_C(1) << bit;
    }
    uint64_t whole = log2 >> LOG_BITS, part = (log2 >> (LOG_BITS - 30)) & (FIXED_ONE - 1);
    uint64_t shifted = whole * LN_2_MICRO_SHIFTED + LN_2_MICRO_SHIFTED / FIXED_ONE * part +
                       (LN_2_MICRO_SHIFTED % FIXED_ONE) * part / FIXED_ONE;
    return (uint32_t)((shifted + FIXED_ONE / 2) / FIXED_ONE);
}

uint64_t fixed_exp_negative(uint64_t x) {
    uint64_t halvings = x / LN_2;
    if (halvings > 30) return 0;
    x -= halvings * LN_2;
    /* 1 - x/1 (1 - x/2 (1 - x/3 ...)): of each bracket the next lies between 0 and 1 */
    uint64_t sum = FIXED_ONE;
    for (uint64_t n = 14; n > 0; n--)
        sum = FIXED_ONE - x * sum / FIXED_ONE / n;
    return sum >> halvings;
}
