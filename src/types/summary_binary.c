/*
 * summary_binary.c
 *	  The binary form of summaries.
 *
 *		int8 version, int8 kind, int16 lo, int8 points,
 *		then the fields of 64 bits, then those of 128 as a high and a low half, in network order
 *
 * The empty summary has kind, lo and points 0.
 */
#include "types/summary.h"

#include "libpq/pqformat.h"

#define BINARY_VERSION 1
#define HEADER_LENGTH  5

PG_FUNCTION_INFO_V1(cm_summary_send);
Datum
cm_summary_send(PG_FUNCTION_ARGS)
{
	CmSummary *summary = PG_GETARG_SUMMARY(0);
	StringInfoData buffer;
	int count64 = cm_count64(summary);
	int count128 = cm_count128(summary, count64);

	pq_begintypsend(&buffer);
	pq_sendint8(&buffer, BINARY_VERSION);
	pq_sendint8(&buffer, summary->shape.kind);
	pq_sendint16(&buffer, summary->shape.lo);
	pq_sendint8(&buffer, summary->shape.points);
	for (int i = 0; i < count64; i++)
		pq_sendint64(&buffer, summary->fields[i]);
	for (int i = 0; i < count128; i++)
	{
		int128 value = cm_elements128(summary)[i];

		pq_sendint64(&buffer, (int64) (value >> 64));
		pq_sendint64(&buffer, (int64) value);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&buffer));
}

pg_noreturn static void
refuse(const CmSummaryType *type, const char *flaw)
{
	ereport(ERROR, errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			errmsg("invalid binary representation of type %s", type->name),
			errdetail("The value is no summary: %s.", flaw),
			errhint("Send what %s_send() of this version or an earlier one wrote.", type->name));
}

static bool
is_possible(const CmExtent *extent, CmScale scale)
{
	int64 number[2];
	CmScale again;

	extent->describe(scale, number);
	return extent->lay_out(number, &again) && again.lo == scale.lo && again.points == scale.points;
}

/* What is wrong with a header; NULL if memory can be laid out by it. */
static const char *
header_flaw(const CmSummaryType *type, int version, int kind, CmScale scale)
{
	bool empty = scale.points == 0;

	if (version != BINARY_VERSION)
		return "its version is not 1";
	if (kind >= CM_KINDS || (!empty && cm_type_of(&cm_kinds[kind]) != type))
		return "its kind is not one of the type";
	if (empty && (kind != 0 || scale.lo != 0))
		return "it is empty, but has a kind or a scale";
	if (!empty && !is_possible(type->extent, scale))
		return type->extent->flaw;
	return NULL;
}

/* A summary of the shape that the header names, its fields still 0. */
static CmSummary *
receive_header(StringInfo buffer, const CmSummaryType *type)
{
	int version;
	int kind;
	CmScale scale;
	const char *flaw;

	if (buffer->len - buffer->cursor < HEADER_LENGTH)
		refuse(type, "it ends within its header");
	version = pq_getmsgint(buffer, 1);
	kind = pq_getmsgint(buffer, 1);
	scale.lo = (int16) pq_getmsgint(buffer, 2);
	scale.points = pq_getmsgint(buffer, 1);
	flaw = header_flaw(type, version, kind, scale);
	if (flaw)
		refuse(type, flaw);
	return cm_create_summary(scale, kind);
}

static int128
receive_int128(StringInfo buffer)
{
	uint128 high = (uint64) pq_getmsgint64(buffer);
	uint128 low = (uint64) pq_getmsgint64(buffer);

	return (int128) (high << 64 | low);
}

static Datum
summary_recv(FunctionCallInfo fcinfo, const CmSummaryType *type)
{
	StringInfo buffer = (StringInfo) PG_GETARG_POINTER(0);
	CmSummary *summary = receive_header(buffer, type);
	int count64 = cm_count64(summary);
	int count128 = cm_count128(summary, count64);
	const char *flaw;

	if (buffer->len - buffer->cursor != (int) (count64 * sizeof(int64) + count128 * sizeof(int128)))
		refuse(type, "its length does not fit its header");
	for (int i = 0; i < count64; i++)
		summary->fields[i] = pq_getmsgint64(buffer);
	for (int i = 0; i < count128; i++)
		cm_elements128(summary)[i] = receive_int128(buffer);
	flaw = cm_summary_flaw(summary);
	if (flaw)
		refuse(type, flaw);
	PG_RETURN_SUMMARY(cm_canonical_summary(summary));
}

#define RECEIVE(id, name, ...)                              \
	PG_FUNCTION_INFO_V1(cm_##name##_recv);                  \
	Datum cm_##name##_recv(PG_FUNCTION_ARGS)                \
	{                                                       \
		return summary_recv(fcinfo, &cm_summary_types[id]); \
	}

CM_SUMMARY_TYPES(RECEIVE)
