/*
 * amount.h
 *	  Amounts of money on their way from SQL.
 */
#ifndef CM_AMOUNT_H
#define CM_AMOUNT_H

#include "compat.h"

#include "mathematics/retention.h"

/* In units of 10^-4.  `what` names the amount where it is refused. */
extern int64 cm_units_of_numeric(Datum amount, const char *what);
extern int64 cm_units_of_integer(int64 amount, const char *what);

#endif /* CM_AMOUNT_H */
