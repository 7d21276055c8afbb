/*
 * pictures.c
 *	  Pictures in text: a distribution, shares, an interval, a bar, a series.
 *
 * They consist of block elements where the database has Unicode, and of ASCII in any other.  What
 * is not a number is drawn as what is not known.
 */
#include "functions/accessors.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

/* In characters. */
#define WIDEST_PICTURE 200

/* The steps between nothing and a full character, in height or in length. */
#define STEPS 8

/* One way to draw.  Each glyph is a string, since most take several bytes. */
typedef struct Glyphs
{
	const char *height[STEPS + 1]; /* from nothing to a full column */
	const char *length[STEPS + 1]; /* from nothing to a full cell */
	const char *promoters;
	const char *passives;
	const char *detractors;
	const char *line;
	const char *low_end;
	const char *high_end;
	const char *beyond_low; /* the line goes on where the picture ends */
	const char *beyond_high;
	const char *value;
	const char *zero;
} Glyphs;

static const Glyphs unicode_glyphs = {
	.height = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
	.length = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"},
	.promoters = "█",
	.passives = "▒",
	.detractors = "░",
	.line = "─",
	.low_end = "├",
	.high_end = "┤",
	.beyond_low = "◂",
	.beyond_high = "▸",
	.value = "●",
	.zero = "·",
};

/* A cell is full from its half on: ASCII has no eighths. */
static const Glyphs ascii_glyphs = {
	.height = {" ", ".", ":", "-", "=", "+", "*", "%", "#"},
	.length = {"", "", "", "", "#", "#", "#", "#", "#"},
	.promoters = "#",
	.passives = "=",
	.detractors = ".",
	.line = "-",
	.low_end = "[",
	.high_end = "]",
	.beyond_low = "<",
	.beyond_high = ">",
	.value = "o",
	.zero = ":",
};

/* A database keeps its encoding, so what depends on it is as immutable as the rest. */
static const Glyphs *
glyphs(void)
{
	return GetDatabaseEncoding() == PG_UTF8 ? &unicode_glyphs : &ascii_glyphs;
}

static int
picture_width(int width)
{
	if (width < 1 || width > WIDEST_PICTURE)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("a width of %d characters is not within 1..%d", width, WIDEST_PICTURE),
				errhint("20 to 40 characters show what there is to see."));
	return width;
}

/* The ends of a picture's scale, in order. */
static void
check_ends(const char *what, double low, double high)
{
	if (low > high)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s can't run from %g to %g", what, low, high), errhint("Give the lower end first."));
}

/* Where a value lies between two ends, from 0 to 1; beyond them, less or more. Between equal ends all is at the middle. */
static double
place_between(double value, double low, double high)
{
	if (value == low && value == high)
		return 0.5;
	if (low == high || isinf(low) || isinf(high))
		return value < low ? -1 : value > high ? 2 : 0.5;
	/* Halved, so that the distance of the ends can't overflow. */
	return (value / 2 - low / 2) / (high / 2 - low / 2);
}

static Datum
text_of(StringInfo picture)
{
	return PointerGetDatum(cstring_to_text_with_len(picture->data, picture->len));
}

static void
append_repeated(StringInfo picture, const char *glyph, int times)
{
	for (int i = 0; i < times; i++)
		appendStringInfoString(picture, glyph);
}

/* The distribution: a column for each point of the scale, the most frequent one full. */
PG_FUNCTION_INFO_V1(cm_spark);
Datum
cm_spark(PG_FUNCTION_ARGS)
{
	const CmSummary *summary = PG_GETARG_SUMMARY(0);
	CmHistogram histogram;
	int128 most = 1;
	StringInfoData picture;

	if (cm_is_empty(summary))
		PG_RETURN_NULL();
	cm_view_summary(summary, &histogram);
	for (int i = 0; i < histogram.scale.points; i++)
		most = Max(most, cm_weight_at(&histogram, i));
	initStringInfo(&picture);
	/* Rounded up, so that whatever is there can be seen. */
	for (int i = 0; i < histogram.scale.points; i++)
		appendStringInfoString(&picture,
							   glyphs()->height[(STEPS * cm_weight_at(&histogram, i) + most - 1) / most]);
	return text_of(&picture);
}

/* The shares of promoters, passives and detractors, together as long as the width. */
PG_FUNCTION_INFO_V1(cm_nps_bar);
Datum
cm_nps_bar(PG_FUNCTION_ARGS)
{
	const CmSummary *summary = PG_GETARG_SUMMARY(0);
	int width = picture_width(PG_GETARG_INT32(1));
	CmMeasure measure;
	CmHistogram histogram;
	int128 weight[3] = {0, 0, 0}; /* of those who count -1, 0 and 1 */
	int128 total;
	int promoters;
	int detractors;
	StringInfoData picture;

	if (cm_is_empty(summary))
		PG_RETURN_NULL();
	cm_check_metric_scale(&cm_metrics[CM_NPS], summary);
	cm_measure_metric(&cm_metrics[CM_NPS], cm_scale_of(summary), &measure);
	cm_view_summary(summary, &histogram);
	for (int i = 0; i < histogram.scale.points; i++)
		weight[1 + measure.value[i]] += cm_weight_at(&histogram, i);
	total = weight[0] + weight[1] + weight[2];
	if (total == 0)
		PG_RETURN_NULL();
	promoters = (int) ((2 * width * weight[2] + total) / (2 * total));
	detractors = width - (int) ((2 * width * (weight[2] + weight[1]) + total) / (2 * total));
	initStringInfo(&picture);
	append_repeated(&picture, glyphs()->promoters, promoters);
	append_repeated(&picture, glyphs()->passives, width - promoters - detractors);
	append_repeated(&picture, glyphs()->detractors, detractors);
	return text_of(&picture);
}

/* A bar to the value, between the ends of its scale, in eighths of a character. */
PG_FUNCTION_INFO_V1(cm_bar);
Datum
cm_bar(PG_FUNCTION_ARGS)
{
	double value = PG_GETARG_FLOAT8(0);
	double low = PG_GETARG_FLOAT8(1);
	double high = PG_GETARG_FLOAT8(2);
	int width = picture_width(PG_GETARG_INT32(3));
	double place;
	int steps;
	StringInfoData picture;

	if (isnan(value) || isnan(low) || isnan(high))
		PG_RETURN_NULL();
	check_ends("a bar", low, high);
	place = place_between(value, low, high);
	steps = (int) rint(width * STEPS * Min(Max(place, 0), 1));
	initStringInfo(&picture);
	append_repeated(&picture, glyphs()->length[STEPS], steps / STEPS);
	appendStringInfoString(&picture, glyphs()->length[steps % STEPS]);
	return text_of(&picture);
}

/* The character that a value falls on: -1 or the width where it lies beyond the ends. */
static int
column_of(double value, double low, double high, int width)
{
	double place = place_between(value, low, high);

	if (place < 0)
		return -1;
	if (place > 1)
		return width;
	/* A hair more, so that 0.29 of 100 characters are 29, not 28.999…. */
	return Min((int) floor(place * width + 1e-9), width - 1);
}

/* An end of an interval, or the way to it where it lies beyond the picture. */
static void
draw_end(const char **cell, int width, int column, const char *end)
{
	if (column < 0)
		cell[0] = glyphs()->beyond_low;
	else if (column >= width)
		cell[width - 1] = glyphs()->beyond_high;
	else
		cell[column] = end;
}

/* An interval and its value on a line between two ends.  What lies beyond an end is pointed at. */
PG_FUNCTION_INFO_V1(cm_interval_bar);
Datum
cm_interval_bar(PG_FUNCTION_ARGS)
{
	double interval[3] = {PG_GETARG_FLOAT8(0), PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2)};
	double low = PG_GETARG_FLOAT8(3);
	double high = PG_GETARG_FLOAT8(4);
	int width = picture_width(PG_GETARG_INT32(5));
	const char *cell[WIDEST_PICTURE];
	int column[3];
	int zero;
	StringInfoData picture;

	for (int i = 0; i < 3; i++)
		if (isnan(interval[i]))
			PG_RETURN_NULL();
	if (isnan(low) || isnan(high))
		PG_RETURN_NULL();
	check_ends("an interval", interval[0], interval[2]);
	check_ends("a picture", low, high);
	for (int i = 0; i < 3; i++)
		column[i] = column_of(interval[i], low, high, width);
	zero = low < 0 && high > 0 ? column_of(0, low, high, width) : -1;

	/* From the back to the front: what is drawn later hides what was there. */
	for (int i = 0; i < width; i++)
		cell[i] = i > column[0] && i < column[2] ? glyphs()->line
				  : i == zero                    ? glyphs()->zero
												 : " ";
	/* An arrow says more than the other end, which may be in its cell. */
	if (column[0] >= 0)
		draw_end(cell, width, column[0], glyphs()->low_end);
	draw_end(cell, width, column[2], glyphs()->high_end);
	if (column[0] < 0)
		draw_end(cell, width, column[0], glyphs()->low_end);
	if (column[1] >= 0 && column[1] < width)
		cell[column[1]] = glyphs()->value;
	initStringInfo(&picture);
	for (int i = 0; i < width; i++)
		appendStringInfoString(&picture, cell[i]);
	return text_of(&picture);
}

/* Gaps in a series: what is unknown, and what is no number. */
static bool
is_gap(Datum value, bool isnull)
{
	return isnull || isnan(DatumGetFloat8(value));
}

/* From 1, so that the lowest can be told from a gap. */
static int
height_of(double value, double low, double high)
{
	int step = column_of(value, low, high, STEPS);

	return 1 + Min(Max(step, 0), STEPS - 1);
}

/* A column for each value of a series, from its lowest to its highest; all at half height where they are equal. */
PG_FUNCTION_INFO_V1(cm_sparkline);
Datum
cm_sparkline(PG_FUNCTION_ARGS)
{
	ArrayType *array = PG_GETARG_ARRAYTYPE_P(0);
	double low = INFINITY;
	double high = -INFINITY;
	Datum *value;
	bool *isnull;
	int length;
	StringInfoData picture;

	deconstruct_array(array, FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &value,
					  &isnull, &length);
	if (length == 0)
		PG_RETURN_NULL();
	for (int i = 0; i < length; i++)
	{
		if (is_gap(value[i], isnull[i]) || isinf(DatumGetFloat8(value[i])))
			continue;
		low = Min(low, DatumGetFloat8(value[i]));
		high = Max(high, DatumGetFloat8(value[i]));
	}
	initStringInfo(&picture);
	for (int i = 0; i < length; i++)
	{
		CHECK_FOR_INTERRUPTS();
		appendStringInfoString(&picture,
							   glyphs()->height[is_gap(value[i], isnull[i]) ? 0 : height_of(DatumGetFloat8(value[i]), low, high)]);
	}
	return text_of(&picture);
}
