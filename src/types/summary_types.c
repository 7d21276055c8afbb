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

#define SUMMARY_TYPE(id, name, extent, example) [id] = {#name, &extent, example},
const CmSummaryType cm_summary_types[CM_NUMBER_OF_SUMMARY_TYPES] = {CM_SUMMARY_TYPES(SUMMARY_TYPE)};
