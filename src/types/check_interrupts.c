/*
 * check_interrupts.c
 *	  The hook by which the server interrupts computations that know nothing of it.
 */
#include "compat.h"

#include "miscadmin.h"

#include "types/check_interrupts.h"

void
cm_check_interrupts(void)
{
	CHECK_FOR_INTERRUPTS();
}
