/*
 * check_interrupts.h
 *	  The hook by which the server interrupts computations that know nothing of it.
 */
#ifndef CM_CHECK_INTERRUPTS_H
#define CM_CHECK_INTERRUPTS_H

#include "mathematics/interrupt.h"

extern void cm_check_interrupts(void);

#endif /* CM_CHECK_INTERRUPTS_H */
