/*
 * raking.c
 *	  The window function raked_weight(): which group of each dimension a respondent is in, and which
 *	  share of all each group is to have, both in jsonb.
 *
 * Only cells are computed with, the respondents who have all groups in common; a row remembers its
 * cell.  Dimensions and groups come in the order of jsonb's keys, cells in that of their groups, so
 * that the order of rows means nothing.
 */
#include "functions/partition.h"

#include <math.h>

#include "utils/hsearch.h"

#include "functions/raking_targets.h"
#include "functions/result.h"
#include "mathematics/histogram.h"
#include "mathematics/raking.h"
#include "types/check_interrupts.h"

enum
{
	GROUPS,
	TARGETS,
	MOST
};

/* A cell in the hash table: behind the key, which is the group in each dimension. */
typedef struct Cell
{
	int64 respondents;
	int number; /* in the order of finding */
} Cell;

typedef struct Cells
{
	HTAB *table;
	Size key_size;
	int count;
	int dimensions;
} Cells;

static int *
key_of(void *entry)
{
	return entry;
}

static Cell *
cell_of(const Cells *cells, void *entry)
{
	return (Cell *) ((char *) entry + MAXALIGN(cells->key_size));
}

/* ---- Rows -------------------------------------------------------------------------------------- */

static Cells
create_cells(int dimensions)
{
	Cells cells = {.key_size = dimensions * sizeof(int), .dimensions = dimensions};
	HASHCTL control = {.keysize = cells.key_size,
					   .entrysize = MAXALIGN(cells.key_size) + sizeof(Cell),
					   .hcxt = CurrentMemoryContext};

	cells.table = hash_create("cells of respondents", 256, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	return cells;
}

static int
count_respondent(Cells *cells, const int *key)
{
	bool found;
	Cell *cell = cell_of(cells, hash_search(cells->table, key, HASH_ENTER, &found));

	if (!found)
	{
		cell->respondents = 0;
		cell->number = cells->count++;
	}
	cell->respondents++;
	return cell->number;
}

/* Each row's cell; NaN for a row without groups. */
static void
find_cells(CmPartition *partition, CmRakingTargets *targets, Cells *cells, double *numbers)
{
	int *key = palloc(cells->key_size);

	for (int row = 0; row < partition->rows; row++)
	{
		bool is_null;
		Datum groups = cm_partition_argument(partition, GROUPS, row, &is_null);
		MemoryContext caller = MemoryContextSwitchTo(partition->row_memory);

		numbers[row] = NAN;
		if (!is_null)
		{
			cm_read_raking_groups(targets, DatumGetJsonbP(groups), key);
			numbers[row] = count_respondent(cells, key);
			for (int dimension = 0; dimension < cells->dimensions; dimension++)
				targets->respondents[key[dimension]]++;
		}
		MemoryContextSwitchTo(caller);
	}
}

static void
check_respondents(const CmRakingTargets *targets)
{
	for (int group = 0; group < targets->groups; group++)
		if (targets->respondents[group] == 0)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("nobody is in the group \"%s\" of \"%s\", which has a target",
						   cm_raking_group_name(targets, group), cm_raking_dimension_name(targets, group)),
					errhint("Merge it with another group: nobody can speak for a group without respondents."));
}

/* ---- Weights ----------------------------------------------------------------------------------- */

static int
compare_entries(const void *a, const void *b, void *cells)
{
	const int *left = key_of(*(void *const *) a);
	const int *right = key_of(*(void *const *) b);

	for (int dimension = 0; dimension < ((const Cells *) cells)->dimensions; dimension++)
		if (left[dimension] != right[dimension])
			return left[dimension] < right[dimension] ? -1 : 1;
	return 0;
}

static void **
sorted_entries(Cells *cells)
{
	void **entries = palloc(cells->count * sizeof(void *));
	HASH_SEQ_STATUS scan;
	void *entry;
	int count = 0;

	hash_seq_init(&scan, cells->table);
	while ((entry = hash_seq_search(&scan)) != NULL)
		entries[count++] = entry;
	qsort_arg(entries, count, sizeof(void *), compare_entries, cells);
	return entries;
}

pg_noreturn static void
cant_be_met(const CmRakingTargets *targets, int group, double most)
{
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("the margins can't be met: after %d cycles the group \"%s\" of \"%s\" is still off", CM_RAKING_CYCLES,
				   cm_raking_group_name(targets, group), cm_raking_dimension_name(targets, group)),
			isinf(most) ? errhint("Merge groups: some combinations of them have no respondents.")
						: errhint("Allow larger weights than %g times the mean, or merge groups.", most));
}

/* The weight of each cell, by its number. */
static double *
weigh_cells(const CmRakingTargets *targets, Cells *cells, double most)
{
	void **entries = sorted_entries(cells);
	int *group = palloc(cells->count * cells->key_size);
	int64 *respondents = palloc(cells->count * sizeof(int64));
	double *sorted = palloc(cells->count * sizeof(double));
	double *weight = palloc(cells->count * sizeof(double));
	CmRaking raking = {
		.cells = cells->count,
		.dimensions = targets->dimensions,
		.groups = targets->groups,
		.first_group = targets->first_group,
		.group = group,
		.share = targets->share,
		.respondents = respondents,
		.most = most,
		.margin = palloc(targets->groups * sizeof(double)),
	};
	int worst;

	for (int i = 0; i < cells->count; i++)
	{
		memcpy(group + i * cells->dimensions, key_of(entries[i]), cells->key_size);
		respondents[i] = cell_of(cells, entries[i])->respondents;
	}
	if (!cm_rake(&raking, cm_check_interrupts, sorted, &worst))
		cant_be_met(targets, worst, most);
	for (int i = 0; i < cells->count; i++)
		weight[cell_of(cells, entries[i])->number] = sorted[i];
	return weight;
}

static double
most_parameter(CmPartition *partition)
{
	double most = DatumGetFloat8(cm_partition_parameter(partition, MOST, "most"));

	if (!(most >= 1))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("most is %g, but weights have a mean of 1", most),
				errhint("Give a number from 1 on, such as 5; without it weights have no limit."));
	return most;
}

static void
fill_weights(CmPartition *partition, const void *context, double *numbers)
{
	double most = most_parameter(partition);
	CmRakingTargets targets =
		cm_read_raking_targets(DatumGetJsonbP(cm_partition_parameter(partition, TARGETS, "targets")));
	Cells cells = create_cells(targets.dimensions);
	double *weight;

	find_cells(partition, &targets, &cells, numbers);
	if (cells.count == 0)
		return;
	check_respondents(&targets);
	weight = weigh_cells(&targets, &cells, most);
	for (int row = 0; row < partition->rows; row++)
		if (!isnan(numbers[row]))
			numbers[row] = weight[(int) numbers[row]];
}

PG_FUNCTION_INFO_V1(cm_raked_weight);
Datum
cm_raked_weight(PG_FUNCTION_ARGS)
{
	double weight = cm_partition_number(fcinfo, fill_weights, NULL);

	if (isnan(weight))
		PG_RETURN_NULL();
	return cm_numeric_of_fixed((int128) rint(weight * CM_WEIGHT_UNIT), CM_WEIGHT_DECIMALS);
}
