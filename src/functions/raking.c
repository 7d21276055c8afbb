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

#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/hsearch.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

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

/* What is to be met: the groups of all dimensions in one list, a dimension after the other. */
typedef struct Targets
{
	int dimensions;
	int groups;
	JsonbValue *dimension; /* names */
	int *first_group;      /* of each dimension, and behind the last */
	JsonbValue *group;     /* names */
	double *share;
	int64 *respondents;
} Targets;

/* A cell in the hash table: behind the key, which is the group in each dimension. */
typedef struct Cell
{
	int64 respondents;
	int number; /* in the order of finding, until all are found; then in the order of groups */
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

/* ---- Names and numbers in jsonb ---------------------------------------------------------------- */

static char *
text_of_string(const JsonbValue *string)
{
	return pnstrdup(string->val.string.val, string->val.string.len);
}

/* A value as a name: strings, numbers and truth values are; NULL where it is none. */
static char *
name_of(const JsonbValue *value)
{
	switch (value->type)
	{
		case jbvString:
			return text_of_string(value);
		case jbvNumeric:
			return DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
		case jbvBool:
			return pstrdup(value->val.boolean ? "true" : "false");
		default:
			return NULL;
	}
}

static int
members_of(const JsonbContainer *object)
{
	return JsonContainerSize(object);
}

/* Both are the containers of objects. */
static JsonbContainer *
object_in(const JsonbValue *value)
{
	return value->type == jbvBinary && JsonContainerIsObject(value->val.binary.data)
			   ? value->val.binary.data
			   : NULL;
}

/* ---- Targets ----------------------------------------------------------------------------------- */

static void
bad_targets(const char *dimension, const char *what)
{
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			dimension ? errmsg("the targets of \"%s\" are %s", dimension, what)
					  : errmsg("the targets are %s", what),
			errhint("Write them as {\"segment\": {\"Student\": 20, \"Business\": 80}}, in any unit: only their proportions count."));
}

static double
target_of(const char *dimension, const char *group, const JsonbValue *value)
{
	double target = -1;

	if (value->type == jbvNumeric)
		target = DatumGetFloat8(
			DirectFunctionCall1(numeric_float8_no_overflow, NumericGetDatum(value->val.numeric)));
	if (!(target > 0) || isinf(target))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the target of \"%s\" in \"%s\" is not a positive number", group, dimension),
				errhint("Leave out groups that nobody is in, and their respondents with FILTER or WHERE."));
	return target;
}

/* The groups of one dimension, behind those there are; their targets become shares. */
static void
add_dimension(Targets *targets, const JsonbValue *name, const JsonbValue *value)
{
	JsonbContainer *object = object_in(value);
	int first = targets->groups;
	double sum = 0;
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue item;

	if (!object)
		bad_targets(text_of_string(name), "no object");
	if (members_of(object) == 0)
		bad_targets(text_of_string(name), "empty");
	targets->dimension[targets->dimensions++] = *name;
	targets->group = repalloc(targets->group, (first + members_of(object)) * sizeof(JsonbValue));
	targets->share = repalloc(targets->share, (first + members_of(object)) * sizeof(double));
	iterator = JsonbIteratorInit(object);
	while ((token = JsonbIteratorNext(&iterator, &item, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			targets->group[targets->groups] = item;
		if (token == WJB_VALUE)
		{
			targets->share[targets->groups] =
				target_of(text_of_string(name), text_of_string(&targets->group[targets->groups]), &item);
			sum += targets->share[targets->groups++];
		}
	}
	for (int group = first; group < targets->groups; group++)
		targets->share[group] /= sum;
	targets->first_group[targets->dimensions] = targets->groups;
}

static Targets
read_targets(Jsonb *jsonb)
{
	Targets targets = {0};
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue name;
	JsonbValue value;

	if (!JB_ROOT_IS_OBJECT(jsonb))
		bad_targets(NULL, "no object");
	if (JB_ROOT_COUNT(jsonb) == 0)
		bad_targets(NULL, "empty");
	targets.dimension = palloc(JB_ROOT_COUNT(jsonb) * sizeof(JsonbValue));
	targets.first_group = palloc0((JB_ROOT_COUNT(jsonb) + 1) * sizeof(int));
	targets.group = palloc(sizeof(JsonbValue));
	targets.share = palloc(sizeof(double));
	iterator = JsonbIteratorInit(&jsonb->root);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			name = value;
		if (token == WJB_VALUE)
			add_dimension(&targets, &name, &value);
	}
	targets.respondents = palloc0(targets.groups * sizeof(int64));
	return targets;
}

/* ---- Rows -------------------------------------------------------------------------------------- */

/* The place of a group among all; keys of jsonb are in order of length, then bytes. */
static int
find_group(const Targets *targets, int dimension, const char *name)
{
	int low = targets->first_group[dimension];
	int high = targets->first_group[dimension + 1] - 1;
	int length = strlen(name);

	while (low <= high)
	{
		int middle = (low + high) / 2;
		const JsonbValue *group = &targets->group[middle];
		int order = length != group->val.string.len ? length - group->val.string.len
													: memcmp(name, group->val.string.val, length);

		if (order == 0)
			return middle;
		if (order < 0)
			high = middle - 1;
		else
			low = middle + 1;
	}
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("the group \"%s\" of \"%s\" has no target", name,
				   text_of_string(&targets->dimension[dimension])),
			errhint("Give it a target, or leave its respondents out with WHERE."));
}

/* The group that a row is in, in one dimension. */
static int
group_in(const Targets *targets, int dimension, Jsonb *groups)
{
	const JsonbValue *name = &targets->dimension[dimension];
	JsonbValue value;
	char *group = NULL;

	if (getKeyJsonValueFromContainer(&groups->root, name->val.string.val, name->val.string.len, &value))
		group = name_of(&value);
	if (!group)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("a respondent has no group in \"%s\"", text_of_string(name)),
				errhint("Name the group of every dimension that has targets: {\"segment\": \"Student\", ...}; give unknown ones a group and a target of their own, or leave them out."));
	return find_group(targets, dimension, group);
}

static void
read_groups(const Targets *targets, Jsonb *groups, int *key)
{
	if (!JB_ROOT_IS_OBJECT(groups))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the groups of a respondent are no object"),
				errhint("Write them as jsonb_build_object('segment', segment, 'region', region)."));
	for (int dimension = 0; dimension < targets->dimensions; dimension++)
		key[dimension] = group_in(targets, dimension, groups);
}

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
find_cells(CmPartition *partition, Targets *targets, Cells *cells, double *numbers)
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
			read_groups(targets, DatumGetJsonbP(groups), key);
			numbers[row] = count_respondent(cells, key);
			for (int dimension = 0; dimension < cells->dimensions; dimension++)
				targets->respondents[key[dimension]]++;
		}
		MemoryContextSwitchTo(caller);
	}
}

static int
dimension_of(const Targets *targets, int group)
{
	int dimension = 0;

	while (group >= targets->first_group[dimension + 1])
		dimension++;
	return dimension;
}

static void
check_respondents(const Targets *targets)
{
	for (int group = 0; group < targets->groups; group++)
		if (targets->respondents[group] == 0)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("nobody is in the group \"%s\" of \"%s\", which has a target",
						   text_of_string(&targets->group[group]),
						   text_of_string(&targets->dimension[dimension_of(targets, group)])),
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

static void
cant_be_met(const Targets *targets, int group, double most)
{
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("the margins can't be met: after %d cycles the group \"%s\" of \"%s\" is still off",
				   CM_RAKING_CYCLES, text_of_string(&targets->group[group]),
				   text_of_string(&targets->dimension[dimension_of(targets, group)])),
			isinf(most) ? errhint("Merge groups: some combinations of them have no respondents.")
						: errhint("Allow larger weights than %g times the mean, or merge groups.", most));
}

/* The weight of each cell, by its number. */
static double *
weigh_cells(const Targets *targets, Cells *cells, double most)
{
	void **entries = sorted_entries(cells);
	int *group = palloc(Max(cells->count, 1) * cells->key_size);
	int64 *respondents = palloc(cells->count * sizeof(int64));
	double *sorted = palloc(cells->count * sizeof(double));
	double *weight = palloc(cells->count * sizeof(double));
	CmRaking raking = {cells->count,
					   targets->dimensions,
					   targets->groups,
					   targets->first_group,
					   group,
					   targets->share,
					   respondents,
					   most,
					   palloc(targets->groups * sizeof(double))};
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
	Targets targets = read_targets(DatumGetJsonbP(cm_partition_parameter(partition, TARGETS, "targets")));
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
