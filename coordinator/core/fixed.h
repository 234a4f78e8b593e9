/* Logarithm and exponential in integers, so that the core stays without floats and every machine gets the same bits. */
#ifndef CORE_FIXED_H
#define CORE_FIXED_H

#include <stdint.h>

#define FIXED_ONE (UINT64_C(1) << 30)

/* ln(permille / 1000) in millionths; permille from 1000 to 20,000. Exact to one millionth. */
uint32_t fixed_log_micro(uint32_t permille);
/* exp(-x); x and the result in units of 1 / FIXED_ONE. Exact to about 1e-8. */
uint64_t fixed_exp_negative(uint64_t x);

#endif
