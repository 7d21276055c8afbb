/*
 * raking_targets.c
 *	  What raked_weight() is to meet, and the groups of respondents, as they stand in jsonb.
 *
 * Dimensions, and the groups of each, come in the order that jsonb keeps keys in: by length, then by
 * bytes.
 */
#include "functions/raking_targets.h"

#include <math.h>

#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

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

/* The container of an object; NULL where it is none. */
static JsonbContainer *
object_in(const JsonbValue *value)
{
	return value->type == jbvBinary && JsonContainerIsObject(value->val.binary.data)
			   ? value->val.binary.data
			   : NULL;
}

/* ---- Targets ----------------------------------------------------------------------------------- */

pg_noreturn static void
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
add_dimension(CmRakingTargets *targets, const JsonbValue *name, const JsonbValue *value)
{
	JsonbContainer *object = object_in(value);
	int first = targets->groups;
	double sum = 0;
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue item;

	if (!object)
		bad_targets(text_of_string(name), "no object");
	if (JsonContainerSize(object) == 0)
		bad_targets(text_of_string(name), "empty");
	targets->dimension[targets->dimensions++] = *name;
	targets->group = repalloc(targets->group, (first + JsonContainerSize(object)) * sizeof(JsonbValue));
	targets->share = repalloc(targets->share, (first + JsonContainerSize(object)) * sizeof(double));
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

CmRakingTargets
cm_read_raking_targets(Jsonb *jsonb)
{
	CmRakingTargets targets = {0};
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
find_group(const CmRakingTargets *targets, int dimension, const char *name)
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

pg_noreturn static void
no_group(const char *dimension)
{
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("a respondent has no group in \"%s\"", dimension),
			errhint("Name the group of every dimension that has targets: {\"segment\": \"Student\", ...}; give unknown ones a group and a target of their own, or leave them out."));
}

/* The group that a row is in, in one dimension. */
static int
group_in(const CmRakingTargets *targets, int dimension, Jsonb *groups)
{
	const JsonbValue *name = &targets->dimension[dimension];
	JsonbValue value;
	char *group = NULL;

	if (getKeyJsonValueFromContainer(&groups->root, name->val.string.val, name->val.string.len, &value))
		group = name_of(&value);
	if (group)
		return find_group(targets, dimension, group);
	no_group(text_of_string(name));
}

void
cm_read_raking_groups(const CmRakingTargets *targets, Jsonb *groups, int *group)
{
	if (!JB_ROOT_IS_OBJECT(groups))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the groups of a respondent are no object"),
				errhint("Write them as jsonb_build_object('segment', segment, 'region', region)."));
	for (int dimension = 0; dimension < targets->dimensions; dimension++)
		group[dimension] = group_in(targets, dimension, groups);
}

/* ---- For messages ------------------------------------------------------------------------------ */

static int
dimension_of(const CmRakingTargets *targets, int group)
{
	int dimension = 0;

	while (group >= targets->first_group[dimension + 1])
		dimension++;
	return dimension;
}

char *
cm_raking_group_name(const CmRakingTargets *targets, int group)
{
	return text_of_string(&targets->group[group]);
}

char *
cm_raking_dimension_name(const CmRakingTargets *targets, int group)
{
	return text_of_string(&targets->dimension[dimension_of(targets, group)]);
}
