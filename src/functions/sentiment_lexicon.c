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

#include "functions/result.h"

/* The rows that an aggregate has seen. */
typedef struct Collection
{
	CmLexiconRow *rows;
	size_t n_rows;
	size_t room;
} Collection;

static Collection *
get_collection(FunctionCallInfo fcinfo, MemoryContext *context)
{
	Collection *collection = PG_ARGISNULL(0) ? NULL : (Collection *) PG_GETARG_POINTER(0);

	if (!AggCheckCallContext(fcinfo, context))
		elog(ERROR, "sentiment_lexicon_add called outside an aggregate");
	if (!collection)
	{
		collection = MemoryContextAlloc(*context, sizeof(Collection));
		collection->n_rows = 0;
		collection->room = 64;
		collection->rows = MemoryContextAlloc(*context, collection->room * sizeof(CmLexiconRow));
	}
	return collection;
}

static CmLexiconRow *
add_row(Collection *collection)
{
	if (collection->n_rows == collection->room)
	{
		collection->room *= 2;
		collection->rows = repalloc_huge(collection->rows, collection->room * sizeof(CmLexiconRow));
	}
	return &collection->rows[collection->n_rows++];
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
				errhint("Roles are sentiment, neutral, hint, negator, intensifier, damper, excess, contrast, concession, irrealis, courtesy, past, comparison and question."));
	return (uint8) role;
}

static pg_attribute_noreturn() void refuse_null(const char *what)
{
	ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("the %s of a term is NULL", what),
			errhint("Leave such rows out with FILTER or WHERE."));
}

/* (state, term, valence[, role]); a NULL term is none. */
PG_FUNCTION_INFO_V1(cm_sentiment_lexicon_add);
Datum
cm_sentiment_lexicon_add(PG_FUNCTION_ARGS)
{
	MemoryContext context;
	Collection *collection = get_collection(fcinfo, &context);
	CmLexiconRow *row;
	text *value;
	const char *term;
	size_t length;
	char *kept;

	if (PG_ARGISNULL(1))
		PG_RETURN_POINTER(collection);
	if (PG_ARGISNULL(2))
		refuse_null("valence");
	if (PG_NARGS() > 3 && PG_ARGISNULL(3))
		refuse_null("role");
	value = PG_GETARG_TEXT_PP(1);
	length = VARSIZE_ANY_EXHDR(value);
	term = cm_text_to_utf8(VARDATA_ANY(value), &length);
	kept = MemoryContextAlloc(context, length + 1);
	memcpy(kept, term, length);
	row = add_row(collection);
	row->term = kept;
	row->length = length;
	row->valence = thousandths_of_valence(PG_GETARG_FLOAT8(2));
	row->role = PG_NARGS() > 3 ? role_of_text(PG_GETARG_TEXT_PP(3)) : CM_ROLE_SENTIMENT;
	PG_RETURN_POINTER(collection);
}

/* Of no rows, the lexicon without terms: laid over another one it changes nothing. */
PG_FUNCTION_INFO_V1(cm_sentiment_lexicon_finish);
Datum
cm_sentiment_lexicon_finish(PG_FUNCTION_ARGS)
{
	Collection none = {NULL, 0, 0};
	Collection *collection = PG_ARGISNULL(0) ? &none : (Collection *) PG_GETARG_POINTER(0);

	PG_RETURN_LEXICON(cm_create_lexicon(collection->rows, collection->n_rows, NULL));
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
