/*
 * partition.h
 *	  Window functions that look at their whole partition: computed once, kept in its memory, a number
 *	  for each row.
 *
 * Such a function hands cm_partition_number() what fills in the numbers of all rows.  That is called
 * at the partition's first row; the frame does not matter.  In between, memory may be taken with
 * palloc(): it is the row's, and gone with it.
 */
#ifndef CM_PARTITION_H
#define CM_PARTITION_H

#include "compat.h"

#include "fmgr.h"
#include "windowapi.h"

typedef struct CmPartition
{
	FunctionCallInfo fcinfo;
	WindowObject window;
	int rows;
	int row; /* whose arguments are in row_memory */
	MemoryContext row_memory;
} CmPartition;

/* Fills in a number for each row; NaN stands for NULL. */
typedef void (*CmFillPartition)(CmPartition *partition, const void *context, double *numbers);

extern double cm_partition_number(FunctionCallInfo fcinfo, CmFillPartition fill, const void *context);

/* An argument in a row, from 0; it lives until one of another row is asked for. */
extern Datum cm_partition_argument(CmPartition *partition, int argument, int row, bool *is_null);

/* An argument that is an error, named so, where it is NULL or not the same in all rows. */
extern Datum cm_partition_parameter(CmPartition *partition, int argument, const char *name);

#endif /* CM_PARTITION_H */
