/*
 * partition.c
 *	  Window functions that look at their whole partition.
 */
#include "functions/partition.h"

#include "miscadmin.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

/* What is kept in the partition's memory, which begins as zeros. */
typedef struct Numbers
{
	bool filled;
	double number[FLEXIBLE_ARRAY_MEMBER];
} Numbers;

/* So many that their numbers can be allocated. */
#define MOST_ROWS ((int) ((MaxAllocSize - sizeof(Numbers)) / sizeof(double)))

static int
checked_row_count(WindowObject window)
{
	int64 rows = WinGetPartitionRowCount(window);

	if (rows > MOST_ROWS)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("a partition of %lld rows is too large, the limit is %d", (long long) rows, MOST_ROWS),
				errhint("Use PARTITION BY, or longer periods."));
	return (int) rows;
}

static void
fill(CmPartition *partition, CmFillPartition fill_numbers, const void *context, Numbers *numbers)
{
	partition->row = -1;
	partition->row_memory =
		AllocSetContextCreate(CurrentMemoryContext, "arguments of a row", ALLOCSET_DEFAULT_SIZES);
	fill_numbers(partition, context, numbers->number);
	MemoryContextDelete(partition->row_memory);
	numbers->filled = true;
}

double
cm_partition_number(FunctionCallInfo fcinfo, CmFillPartition fill_numbers, const void *context)
{
	CmPartition partition = {fcinfo, PG_WINDOW_OBJECT()};
	Numbers *numbers;

	cm_refuse_null_treatment(partition.window, fcinfo);
	partition.rows = checked_row_count(partition.window);
	numbers = WinGetPartitionLocalMemory(partition.window,
										 offsetof(Numbers, number) + partition.rows * sizeof(double));
	if (!numbers->filled)
		fill(&partition, fill_numbers, context, numbers);
	return numbers->number[WinGetCurrentPosition(partition.window)];
}

Datum
cm_partition_argument(CmPartition *partition, int argument, int row, bool *is_null)
{
	MemoryContext caller;
	bool is_out;
	Datum value;

	CHECK_FOR_INTERRUPTS();
	if (row != partition->row)
		MemoryContextReset(partition->row_memory);
	partition->row = row;
	caller = MemoryContextSwitchTo(partition->row_memory);
	value = WinGetFuncArgInPartition(partition->window, argument, row, WINDOW_SEEK_HEAD, false, is_null, &is_out);
	MemoryContextSwitchTo(caller);
	return value;
}

static void
check_same_in_all_rows(CmPartition *partition, int argument, const char *name, Datum first,
					   int16 length, bool by_value)
{
	for (int row = 1; row < partition->rows; row++)
	{
		bool is_null;
		Datum value = cm_partition_argument(partition, argument, row, &is_null);

		if (is_null || !datum_image_eq(value, first, by_value, length))
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("%s is not the same in all rows of a partition", name),
					errhint("Use one value for all rows, or PARTITION BY what it depends on."));
	}
}

/* A copy of it, in the caller's memory. */
Datum
cm_partition_parameter(CmPartition *partition, int argument, const char *name)
{
	FmgrInfo *function = partition->fcinfo->flinfo;
	int16 length;
	bool by_value;
	bool is_null;
	Datum value = cm_partition_argument(partition, argument, 0, &is_null);

	if (is_null)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s is NULL", name),
				errhint("Leave the argument out, or give it a value."));
	get_typlenbyval(get_fn_expr_argtype(function, argument), &length, &by_value);
	value = datumCopy(value, by_value, length);
	if (!get_fn_expr_arg_stable(function, argument))
		check_same_in_all_rows(partition, argument, name, value, length, by_value);
	return value;
}
