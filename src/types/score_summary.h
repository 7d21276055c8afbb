/*
 * score_summary.h
 *	  The type score_summary: a histogram of responses over a scale, in one flat value.
 *
 * A value is a header and then arrays with an element per point of the scale: first the fields of
 *64 bits of its kind, then those of 128.  All fields are sums over responses, so that two summaries
 *of one shape merge by adding element to element, whatever their kind.
 *
 * The type is aligned to double and stored plain, so a value is always readable in place, and the
 * same responses always give the same bytes: equality is equality of bytes.
 */
#ifndef CM_SCORE_SUMMARY_H
#define CM_SCORE_SUMMARY_H

#include "compat.h"

#include "fmgr.h"

#include "mathematics/histogram.h"

/* Compared as a whole, so without padding. */
typedef struct CmShape
{
	int16 lo;
	uint8 points;
	uint8 kind; /* CmKindId; a change of layout is a new kind */
} CmShape;

typedef struct CmSummary
{
	int32 vl_len_;
	CmShape shape; /* all 0 in the empty summary, and only there */
	int64 fields[FLEXIBLE_ARRAY_MEMBER];
} CmSummary;

#define CM_SUMMARY_HEADER offsetof(CmSummary, fields)

/* Stored: new kinds at the end. */
typedef enum CmKindId
{
	CM_PLAIN,
	CM_WEIGHTED,
	CM_KINDS
} CmKindId;

/* Places of the fields within their kind, for those who know which kind they have. */
#define CM_RESPONSES      0
#define CM_WEIGHT         0
#define CM_SQUARED_WEIGHT 1

#define CM_MAX_FIELDS 6

typedef struct CmField
{
	const char *name; /* in the text form */
	const char *json_name;
	int decimals;
} CmField;

typedef struct CmKind
{
	const char *name;
	int fields64;
	int fields128;
	CmField field[CM_MAX_FIELDS]; /* those of 64 bits first */

	/* Why the fields of one point can't come from responses; NULL if they can. */
	const char *(*flaw)(const int128 *field);
} CmKind;

extern const CmKind cm_kinds[CM_KINDS];

/*
 * No field of 64 bits goes beyond this, in either direction: the sum of a field over all points of
 * the widest scale still fits in a bigint.
 */
#define CM_MAX_FIELD INT64CONST(90000000000000000)

static inline const CmKind *
cm_kind_of(const CmSummary *summary)
{
	return &cm_kinds[summary->shape.kind];
}

static inline bool
cm_is_empty(const CmSummary *summary)
{
	return summary->shape.points == 0;
}

static inline CmScale
cm_scale_of(const CmSummary *summary)
{
	CmScale scale = {summary->shape.lo, summary->shape.points};

	return scale;
}

static inline int64 *
cm_field64(const CmSummary *summary, int field)
{
	return unconstify(CmSummary *, summary)->fields + field * summary->shape.points;
}

static inline int128 *
cm_field128(const CmSummary *summary, int field)
{
	return (int128 *) cm_field64(summary, cm_kind_of(summary)->fields64) + field * summary->shape.points;
}

/* Any field, by its place in the kind's field table. */
static inline int128
cm_field_value(const CmSummary *summary, int field, int point)
{
	int fields64 = cm_kind_of(summary)->fields64;

	return field < fields64 ? (int128) cm_field64(summary, field)[point]
							: cm_field128(summary, field - fields64)[point];
}

static inline CmShape
cm_shape(CmScale scale, CmKindId kind)
{
	CmShape shape = {scale.lo, scale.points, kind};

	return shape;
}

/* Once a row: one comparison of 32 bits. */
static inline bool
cm_same_shape(CmShape a, CmShape b)
{
	return memcmp(&a, &b, sizeof(CmShape)) == 0;
}

extern CmSummary *cm_create_summary(CmScale scale, CmKindId kind);
extern CmSummary *cm_empty_summary(void);
extern CmSummary *cm_copy_summary(const CmSummary *summary);
extern CmSummary *cm_canonical_summary(CmSummary *summary);
extern const char *cm_point_flaw(const CmSummary *summary, int point);
extern const char *cm_summary_flaw(const CmSummary *summary);
extern void cm_view_summary(const CmSummary *summary, CmHistogram *histogram);

extern pg_attribute_noreturn() void cm_shapes_differ(CmShape a, CmShape b);
extern void cm_add_to_summary(CmSummary *sum, const CmSummary *part);
extern void cm_subtract_from_summary(CmSummary *sum, const CmSummary *part);
extern pg_attribute_noreturn() void cm_too_many_responses(void);
extern pg_attribute_noreturn() void cm_squares_overflow(void);
extern pg_attribute_noreturn() void cm_no_such_part(void);

extern char *cm_describe_scale(CmScale scale);
extern void cm_check_scale(int64 lo, int64 hi);

static inline void
cm_check_same_shape(CmShape a, CmShape b)
{
	if (unlikely(!cm_same_shape(a, b)))
		cm_shapes_differ(a, b);
}

#define DatumGetSummary(datum)     ((CmSummary *) DatumGetPointer(datum))
#define PG_GETARG_SUMMARY(n)       DatumGetSummary(PG_GETARG_DATUM(n))
#define PG_RETURN_SUMMARY(summary) PG_RETURN_POINTER(summary)

#endif /* CM_SCORE_SUMMARY_H */
