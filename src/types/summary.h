/*
 * summary.h
 *	  The types of summary: each value is flat, and all have the same layout.
 *
 * A value is a header and then an array for each field of its kind, first those of 64 bits, then those
 * of 128.  Most have an element per point of the scale; what has no scale has one point, and what
 * has several variables a point for each.  All fields are sums over responses, so that two
 * summaries of one shape merge by adding element to element, whatever their kind.
 *
 * The types are aligned to double and stored plain, so a value is always readable in place, and the
 * same responses always give the same bytes: equality is equality of bytes.
 */
#ifndef CM_SUMMARY_H
#define CM_SUMMARY_H

#include "compat.h"

#include "fmgr.h"

#include "mathematics/driver.h"
#include "mathematics/retention.h"
#include "mathematics/sentiment_weight.h"

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
	CM_SENTIMENT,
	CM_COMMENTS,
	CM_DRIVERS,
	CM_RETENTION,
	CM_KINDS
} CmKindId;

/* Places of fields among those of their width, for those who know which kind they have. */
enum
{
	CM_RESPONSES = 0, /* in every kind */

	CM_WEIGHT = 0, /* weighted, of 128 bits */
	CM_SQUARED_WEIGHT = 1,

	CM_COMMENTED = 1, /* sentiment, of 64 bits; in comments, the four that follow are all */
	CM_POSITIVE = 2,
	CM_NEGATIVE = 3,
	CM_SUM_OF_SENTIMENT = 4,

	CM_SQUARED_SENTIMENT = 0, /* of 128 bits */

	CM_INCOMPLETE = 1, /* drivers, of 64 bits */

	CM_CUSTOMERS_BEFORE = 0, /* retention, of 64 bits */
	CM_CUSTOMERS_KEPT = 1,
	CM_CUSTOMERS_NEW = 2,
	CM_CUSTOMERS_EARNED = 3,

	CM_REVENUE_BEFORE = 0, /* of 128 bits */
	CM_REVENUE_KEPT = 1,
	CM_REVENUE_OF_KEPT = 2,
	CM_REVENUE_NEW = 3,
	CM_REVENUE_EARNED = 4
};

/* The most of a kind that scores have. */
#define CM_MAX_FIELDS64  5
#define CM_MAX_FIELDS128 2

#define CM_MAX_FIELDS 9

/* The numbers that say how long the arrays of a summary are, as its forms write them. */
typedef struct CmExtent
{
	int numbers;
	const char *key[2];  /* of each number in jsonb */
	const char *mark[2]; /* before each number in the text form */
	const char *flaw;    /* of numbers that lay out no summary */
	const char *noun;    /* of what two summaries that don't merge differ in, and the way out */
	const char *hint;

	void (*describe)(CmScale scale, int64 *number);
	bool (*lay_out)(const int64 *number, CmScale *scale); /* whether a summary can be so long */
} CmExtent;

/* A type of SQL that is made of such values. */
typedef struct CmSummaryType
{
	const char *name;
	const CmExtent *extent;
	const char *example; /* of its text form */
} CmSummaryType;

extern const CmExtent cm_scale_extent;
extern const CmExtent cm_single_extent;
extern const CmExtent cm_drivers_extent;

/*
 * The types.  Only the functions that read a value have to know which type it is of: each such function
 * is written once and made for every type by OF_TYPE.  What SQL has to know of the types stands in
 * sql/install/summary_type.records.
 */
#define CM_SUMMARY_TYPES(OF_TYPE)                                                          \
	OF_TYPE(CM_SCORE_SUMMARY, score_summary, cm_scale_extent, "v1 1..5 counts 0,1,0,7,12") \
	OF_TYPE(CM_COMMENT_SUMMARY, comment_summary, cm_single_extent,                         \
			"v1 comments 2 positive 1 negative 0 sentiment 0.75 squared_sentiment 0.5625") \
	OF_TYPE(CM_DRIVER_PRODUCTS_SUMMARY, driver_products_summary, cm_drivers_extent,        \
			"v1 drivers 1 responses 2 incomplete 0 sums 100,7 products 10000,500,29")      \
	OF_TYPE(CM_RETENTION_FLOW_SUMMARY, retention_flow_summary, cm_single_extent,           \
			"v1 customers_before 2 customers_kept 1 customers_new 1 customers_earned 0 "   \
			"revenue_before 200 revenue_kept 90 revenue_of_kept 90 revenue_new 50 revenue_earned 0")

#define CM_SUMMARY_TYPE_ID(id, ...) id,
typedef enum CmSummaryTypeId
{
	CM_SUMMARY_TYPES(CM_SUMMARY_TYPE_ID) CM_NUMBER_OF_SUMMARY_TYPES
} CmSummaryTypeId;

extern const CmSummaryType cm_summary_types[CM_NUMBER_OF_SUMMARY_TYPES];

/* How many elements a field has. */
typedef enum CmLength
{
	CM_PER_POINT,
	CM_PER_PAIR, /* of points, each with itself too: (0,0), (1,0), (1,1), (2,0), ... */
	CM_SINGLE
} CmLength;

typedef struct CmField
{
	const char *name; /* in the text form and in jsonb */
	int decimals;
	CmLength length;
} CmField;

typedef struct CmKind
{
	const char *name;
	CmSummaryTypeId type;
	int fields64;
	int fields128;
	CmField field[CM_MAX_FIELDS]; /* those of 64 bits first */

	/* Why the sums at one point can't come from responses; NULL if they can. */
	const char *(*flaw)(const CmSummary *summary, int point);
} CmKind;

/* What a kind without a scale is laid out by. */
static const CmScale cm_no_scale = {0, 1};

extern const char *cm_plain_flaw(const CmSummary *summary, int point);
extern const char *cm_weighted_flaw(const CmSummary *summary, int point);
extern const char *cm_sentiment_flaw(const CmSummary *summary, int point);
extern const char *cm_comments_flaw(const CmSummary *summary, int point);
extern const char *cm_drivers_flaw(const CmSummary *summary, int point);
extern const char *cm_retention_flaw(const CmSummary *summary, int point);

/* In the header, so that code that runs once a row of a table has the numbers as constants. */
static const CmKind cm_kinds[CM_KINDS] = {
	[CM_PLAIN] = {"plain", CM_SCORE_SUMMARY, 1, 0, {{"counts", 0}}, cm_plain_flaw},
	[CM_WEIGHTED] = {"weighted",
					 CM_SCORE_SUMMARY,
					 1,
					 2,
					 {{"counts", 0}, {"weights", CM_WEIGHT_DECIMALS}, {"squared_weights", 2 * CM_WEIGHT_DECIMALS}},
					 cm_weighted_flaw},
	[CM_SENTIMENT] = {"sentiment",
					  CM_SCORE_SUMMARY,
					  5,
					  1,
					  {{"counts", 0},
					   {"comments", 0},
					   {"positive", 0},
					   {"negative", 0},
					   {"sentiment", CM_SENTIMENT_DECIMALS},
					   {"squared_sentiment", 2 * CM_SENTIMENT_DECIMALS}},
					  cm_sentiment_flaw},
	[CM_COMMENTS] = {"comments",
					 CM_COMMENT_SUMMARY,
					 4,
					 1,
					 {{"comments", 0},
					  {"positive", 0},
					  {"negative", 0},
					  {"sentiment", CM_SENTIMENT_DECIMALS},
					  {"squared_sentiment", 2 * CM_SENTIMENT_DECIMALS}},
					 cm_comments_flaw},
	[CM_DRIVERS] = {"drivers",
					CM_DRIVER_PRODUCTS_SUMMARY,
					2,
					2,
					{{"responses", 0, CM_SINGLE},
					 {"incomplete", 0, CM_SINGLE},
					 {"sums", CM_DRIVER_DECIMALS},
					 {"products", 2 * CM_DRIVER_DECIMALS, CM_PER_PAIR}},
					cm_drivers_flaw},
	[CM_RETENTION] = {"retention",
					  CM_RETENTION_FLOW_SUMMARY,
					  4,
					  5,
					  {{"customers_before", 0},
					   {"customers_kept", 0},
					   {"customers_new", 0},
					   {"customers_earned", 0},
					   {"revenue_before", CM_AMOUNT_DECIMALS},
					   {"revenue_kept", CM_AMOUNT_DECIMALS},
					   {"revenue_of_kept", CM_AMOUNT_DECIMALS},
					   {"revenue_new", CM_AMOUNT_DECIMALS},
					   {"revenue_earned", CM_AMOUNT_DECIMALS}},
					  cm_retention_flaw},
};

/*
 * No field of 64 bits goes beyond this, in either direction: the sum of a field over all points of
 * the widest scale still fits in a bigint.
 */
#define CM_MAX_FIELD INT64CONST(90000000000000000)

static inline bool
cm_within_limit(int64 value)
{
	return value >= -CM_MAX_FIELD && value <= CM_MAX_FIELD;
}

static inline const CmKind *
cm_kind_of(const CmSummary *summary)
{
	return &cm_kinds[summary->shape.kind];
}

static inline const CmSummaryType *
cm_type_of(const CmKind *kind)
{
	return &cm_summary_types[kind->type];
}

static inline int
cm_fields_of(const CmKind *kind)
{
	return kind->fields64 + kind->fields128;
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

static inline int
cm_length_of(const CmField *field, int points)
{
	switch (field->length)
	{
		case CM_SINGLE:
			return 1;
		case CM_PER_PAIR:
			return points * (points + 1) / 2;
		case CM_PER_POINT:
			break;
	}
	return points;
}

/* The number of elements of some fields of a kind. */
static inline int
cm_length_of_fields(const CmKind *kind, int points, int first, int count)
{
	int length = 0;

	for (int i = first; i < first + count; i++)
		length += cm_length_of(&kind->field[i], points);
	return length;
}

static inline int
cm_count64(const CmSummary *summary)
{
	const CmKind *kind = cm_kind_of(summary);

	return cm_length_of_fields(kind, summary->shape.points, 0, kind->fields64);
}

/* What the size leaves, without adding up the fields again. */
static inline int
cm_count128(const CmSummary *summary, int count64)
{
	return (int) ((VARSIZE(summary) - CM_SUMMARY_HEADER - count64 * sizeof(int64)) / sizeof(int128));
}

/* All elements of 128 bits. */
static inline int128 *
cm_elements128(const CmSummary *summary)
{
	return (int128 *) (unconstify(CmSummary *, summary)->fields + cm_count64(summary));
}

/* The fields of kinds that have all of them per point, by their place among those of their width. */
static inline int64 *
cm_field64(const CmSummary *summary, int field)
{
	return unconstify(CmSummary *, summary)->fields + field * summary->shape.points;
}

/* For those who know the kind before they have read it. */
static inline int128 *
cm_field128_of_kind(const CmSummary *summary, const CmKind *kind, int field)
{
	return (int128 *) cm_field64(summary, kind->fields64) + field * summary->shape.points;
}

static inline int128 *
cm_field128(const CmSummary *summary, int field)
{
	return cm_field128_of_kind(summary, cm_kind_of(summary), field);
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

extern int64 *cm_elements_of_field(const CmSummary *summary, int field);
extern int128 cm_field_value(const CmSummary *summary, int field, int element);
extern CmSummary *cm_create_summary(CmScale scale, CmKindId kind);
extern CmSummary *cm_empty_summary(void);
extern CmSummary *cm_copy_summary(const CmSummary *summary);
extern CmSummary *cm_canonical_summary(CmSummary *summary);

static inline const char *
cm_point_flaw(const CmSummary *summary, int point)
{
	return cm_kind_of(summary)->flaw(summary, point);
}

extern const char *cm_summary_flaw(const CmSummary *summary);
extern CmSummary *cm_weigh_by_sentiment(const CmSummary *summary, const CmMeasure *measure);
extern void cm_view_summary(const CmSummary *summary, CmHistogram *histogram);
extern void cm_view_products(const CmSummary *summary, CmProducts *products);
extern void cm_view_retention(const CmSummary *summary, CmRetention *retention);

/* What a text form begins with; the empty summary's is that and no more. */
#define CM_TEXT_VERSION "v1"
#define CM_EMPTY_FORM   "empty"

extern const char *cm_text_of_json(const char *json, const CmSummaryType *type,
								   struct Node *context, const char **flaw);

pg_noreturn extern void cm_shapes_differ(CmShape a, CmShape b);
extern void cm_add_to_summary(CmSummary *sum, const CmSummary *part);
extern void cm_subtract_from_summary(CmSummary *sum, const CmSummary *part);
pg_noreturn extern void cm_field_overflow(void);
pg_noreturn extern void cm_wide_field_overflow(const CmKind *kind, int field);
pg_noreturn extern void cm_no_such_part(void);

extern char *cm_describe_scale(CmScale scale);
extern char *cm_describe_extent(const CmExtent *extent, CmScale scale);
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

#endif /* CM_SUMMARY_H */
