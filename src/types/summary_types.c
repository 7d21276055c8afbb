/*
 * summary_types.c
 *	  The types of summary, and what says how long the arrays of their values are.
 */
#include "types/summary.h"

static void
describe_scale(CmScale scale, int64 *number)
{
	number[0] = scale.lo;
	number[1] = cm_scale_hi(scale);
}

static bool
lay_out_scale(const int64 *number, CmScale *scale)
{
	if (!cm_scale_is_valid(number[0], number[1]))
		return false;
	scale->lo = (int) number[0];
	scale->points = (int) (number[1] - number[0] + 1);
	return true;
}

const CmExtent cm_scale_extent = {
	.numbers = 2,
	.key = {"lo", "hi"},
	.mark = {"", ".."},
	.flaw = "the scale has no 2 to 101 points within -32768..32767",
	.noun = "on the scales",
	.hint = "Group by what tells the scales apart, or summarise the scores of both on one scale.",
	.describe = describe_scale,
	.lay_out = lay_out_scale,
};

static void
describe_nothing(CmScale scale, int64 *number)
{
}

static bool
lay_out_single(const int64 *number, CmScale *scale)
{
	*scale = cm_no_scale;
	return true;
}

const CmExtent cm_single_extent = {
	.flaw = "it has a scale",
	.describe = describe_nothing,
	.lay_out = lay_out_single,
};

/* A point for the outcome, and one for each driver. */
static void
describe_drivers(CmScale scale, int64 *number)
{
	number[0] = scale.points - 1;
}

static bool
lay_out_drivers(const int64 *number, CmScale *scale)
{
	if (number[0] < 1 || number[0] > CM_MOST_DRIVERS)
		return false;
	scale->lo = 0;
	scale->points = (int) number[0] + 1;
	return true;
}

const CmExtent cm_drivers_extent = {
	.numbers = 1,
	.key = {"drivers"},
	.mark = {"drivers"},
	.flaw = "there are no 1 to 20 drivers",
	.noun = "with the numbers of drivers",
	.hint = "Give all rows of a group the same drivers, and NULL where one is missing; group by what tells questionnaires apart.",
	.describe = describe_drivers,
	.lay_out = lay_out_drivers,
};

/* The numbers alone, as a message shows them: "0..10". */
char *
cm_describe_extent(const CmExtent *extent, CmScale scale)
{
	int64 number[2];
	char *text = "";

	extent->describe(scale, number);
	for (int i = 0; i < extent->numbers; i++)
		text = psprintf("%s%s%lld", text, i == 0 ? "" : extent->mark[i], (long long) number[i]);
	return text;
}

#define SUMMARY_TYPE(id, name, extent, example) [id] = {#name, &extent, example},
const CmSummaryType cm_summary_types[CM_NUMBER_OF_SUMMARY_TYPES] = {CM_SUMMARY_TYPES(SUMMARY_TYPE)};
