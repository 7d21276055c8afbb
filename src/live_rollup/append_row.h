/*
 * append_row.h
 *	  INSERT of what follows from a single new row, without an executor.
 */
#ifndef CM_APPEND_ROW_H
#define CM_APPEND_ROW_H

#include "compat.h"

#include "commands/trigger.h"
#include "executor/spi.h"

extern bool cm_append_row(SPIPlanPtr plan, const TriggerData *trigger);

#endif /* CM_APPEND_ROW_H */
