/*
 * sentiment_lexicon.c
 *	  Lexicons from rows and from other lexicons.
 */
#include "types/sentiment_lexicon.h"

#include <math.h>

#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

#include "functions/result.h"

/*
 * The state of the aggregate: a bytea that begins with a number of bytes in use, followed by so many
 * bytes of rows in binary form and then by room for more, since every change of size copies it. The
 * bytea without any byte is the state before the first row.
 */
#define STATE_HEADER  sizeof(uint32)
#define SMALLEST_ROOM 1024

static uint32
used_of_state(const bytea *state)
{
	uint32 used = 0;

	if (VARSIZE_ANY_EXHDR(state) >= STATE_HEADER)
		memcpy(&used, VARDATA_ANY(state), STATE_HEADER);
	if (used > VARSIZE_ANY_EXHDR(state) - Min(VARSIZE_ANY_EXHDR(state), STATE_HEADER))
		ereport(ERROR, errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				errmsg("the state is none of the aggregate sentiment_lexicon"),
				errhint("Call the aggregate, not its transition function."));
	return used;
}

static const char *
rows_of_state(const bytea *state)
{
	return VARDATA_ANY(state) + STATE_HEADER;
}

/* A state with more bytes of rows: the same one where it is the aggregate's own and has room. */
static bytea *
append_to_state(FunctionCallInfo fcinfo, bytea *state, const char *bytes, uint32 length)
{
	uint32 used = used_of_state(state);
	Size room = Max(SMALLEST_ROOM, 2 * ((Size) used + length));
	bytea *larger;

	if (AggCheckCallContext(fcinfo, NULL) && VARSIZE_ANY_EXHDR(state) >= STATE_HEADER + used + length)
		larger = state;
	else
	{
		larger = palloc0(VARHDRSZ + STATE_HEADER + room);
		SET_VARSIZE(larger, VARHDRSZ + STATE_HEADER + room);
		if (used > 0)
			memcpy(VARDATA(larger) + STATE_HEADER, rows_of_state(state), used);
	}
	memcpy(VARDATA_ANY(larger) + STATE_HEADER + used, bytes, length);
	used += length;
	memcpy(VARDATA_ANY(larger), &used, STATE_HEADER);
	return larger;
}

/* In thousandths, to the nearest; what is beyond -4..4 must not wrap round. */
static int16
thousandths_of_valence(double valence)
{
	if (!(valence >= -4 && valence <= 4))
		ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("valence %s is outside the range -4..4", float8out_internal(valence)),
				errhint("Lay the valences of another lexicon on -4..4."));
	return (int16) floor(valence * CM_VALENCE_ONE + 0.5);
}

static uint8
role_of_text(text *name)
{
	CmRole role = cm_role_of_name(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));

	if (role == CM_ROLE_NONE)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" is no role of a term", text_to_cstring(name)),
				errhint("Roles are sentiment, neutral, hint, negator, intensifier, damper, excess, contrast, concession, irrealis, courtesy, past, comparison, question, relief, function, never, degree, wish, comparative and inversion."));
	return (uint8) role;
}

pg_noreturn static void
refuse_null(const char *what)
{
	ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("the %s of a term is NULL", what),
			errhint("Leave such rows out with FILTER or WHERE."));
}

static CmLexiconRow
row_of_arguments(FunctionCallInfo fcinfo)
{
	text *value = PG_GETARG_TEXT_PP(1);
	CmLexiconRow row;

	if (PG_ARGISNULL(2))
		refuse_null("valence");
	if (PG_NARGS() > 3 && PG_ARGISNULL(3))
		refuse_null("role");
	row.length = VARSIZE_ANY_EXHDR(value);
	row.term = cm_text_to_utf8(VARDATA_ANY(value), &row.length);
	row.valence = thousandths_of_valence(PG_GETARG_FLOAT8(2));
	row.role = PG_NARGS() > 3 ? role_of_text(PG_GETARG_TEXT_PP(3)) : CM_ROLE_SENTIMENT;
	if (row.length > CM_TERM_BYTES)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("a term of %zu bytes is too long for a sentiment_lexicon", row.length),
				errhint("A term has at most %d bytes.", CM_TERM_BYTES));
	return row;
}

/* (state, term, valence[, role]); a NULL term is none. */
PG_FUNCTION_INFO_V1(cm_accumulate_sentiment_lexicon);
Datum
cm_accumulate_sentiment_lexicon(PG_FUNCTION_ARGS)
{
	bytea *state;
	CmLexiconRow row;
	StringInfoData bytes;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = PG_GETARG_BYTEA_PP(0);
	if (PG_ARGISNULL(1))
		PG_RETURN_BYTEA_P(state);
	row = row_of_arguments(fcinfo);
	initStringInfo(&bytes);
	cm_send_lexicon_row(&bytes, &row);
	PG_RETURN_BYTEA_P(append_to_state(fcinfo, state, bytes.data, bytes.len));
}

PG_FUNCTION_INFO_V1(cm_sentiment_lexicon_combine);
Datum
cm_sentiment_lexicon_combine(PG_FUNCTION_ARGS)
{
	const bytea *other = PG_GETARG_BYTEA_PP(1);
	uint32 used = used_of_state(other);

	PG_RETURN_BYTEA_P(append_to_state(fcinfo, PG_GETARG_BYTEA_PP(0), used ? rows_of_state(other) : "", used));
}

/* Of no rows, the lexicon without terms: laid over another one it changes nothing. */
PG_FUNCTION_INFO_V1(cm_sentiment_lexicon_finish);
Datum
cm_sentiment_lexicon_finish(PG_FUNCTION_ARGS)
{
	const bytea *state = PG_GETARG_BYTEA_PP(0);
	uint32 used = used_of_state(state);
	StringInfoData rest;
	CmLexiconRow *rows;
	size_t n_rows = 0;

	rest.data = used ? unconstify(char *, rows_of_state(state)) : NULL;
	rest.len = rest.maxlen = used;
	rest.cursor = 0;
	/* No row has fewer than four bytes. */
	rows = MemoryContextAllocHuge(CurrentMemoryContext, (used / 4 + 1) * sizeof(CmLexiconRow));
	while (rest.cursor < rest.len)
		cm_receive_lexicon_row(&rest, &rows[n_rows++]);
	PG_RETURN_LEXICON(cm_create_lexicon(rows, n_rows, NULL));
}

PG_FUNCTION_INFO_V1(cm_sentiment_lexicon_concat);
Datum
cm_sentiment_lexicon_concat(PG_FUNCTION_ARGS)
{
	PG_RETURN_LEXICON(cm_merge_lexicons(PG_GETARG_LEXICON(0), PG_GETARG_LEXICON(1)));
}

PG_FUNCTION_INFO_V1(cm_get_builtin_lexicon);
Datum
cm_get_builtin_lexicon(PG_FUNCTION_ARGS)
{
	PG_RETURN_LEXICON(cm_copy_lexicon(cm_builtin_lexicon()));
}

/* A row for each term, sorted. */
PG_FUNCTION_INFO_V1(cm_lexicon_entries);
Datum
cm_lexicon_entries(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	size_t n_rows;
	CmLexiconRow *rows = cm_sorted_rows(PG_GETARG_LEXICON(0), &n_rows);

	InitMaterializedSRF(fcinfo, 0);
	for (size_t i = 0; i < n_rows; i++)
	{
		Datum values[3];
		bool nulls[3] = {false, false, false};
		size_t length = rows[i].length;
		const char *term = cm_text_from_utf8(rows[i].term, &length);

		values[0] = PointerGetDatum(cstring_to_text_with_len(term, (int) length));
		values[1] = cm_numeric_of_fixed(rows[i].valence, 3);
		values[2] = CStringGetTextDatum(cm_name_of_role(rows[i].role));
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}
