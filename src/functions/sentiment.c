/*
 * sentiment.c
 *	  How positive a text is, and why.
 */
#include "types/sentiment_lexicon.h"

#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

#include "functions/result.h"
#include "functions/sentiment_value.h"
#include "sentiment/score.h"
#include "types/check_interrupts.h"

/* A text in UTF-8. */
typedef struct Comment
{
	const char *text;
	size_t length;
} Comment;

static Comment
get_comment(text *value)
{
	Comment comment;

	comment.length = VARSIZE_ANY_EXHDR(value);
	comment.text = cm_text_to_utf8(VARDATA_ANY(value), &comment.length);
	return comment;
}

static Datum
score_comment(const CmLexicon *lexicon, text *value)
{
	Comment comment = get_comment(value);

	return Float8GetDatum(cm_score_text(lexicon, comment.text, comment.length, cm_check_interrupts) /
						  (double) CM_SCORE_ONE);
}

PG_FUNCTION_INFO_V1(cm_sentiment);
Datum
cm_sentiment(PG_FUNCTION_ARGS)
{
	return score_comment(cm_builtin_lexicon(), PG_GETARG_TEXT_PP(0));
}

PG_FUNCTION_INFO_V1(cm_sentiment_with_lexicon);
Datum
cm_sentiment_with_lexicon(PG_FUNCTION_ARGS)
{
	return score_comment(cm_cached_lexicon(fcinfo, 1), PG_GETARG_TEXT_PP(0));
}

/* ---- Explanation ---- */

typedef struct Explanation
{
	ReturnSetInfo *result;
	MemoryContext row; /* what one row takes, else millions of them add up */
	Comment comment;
	size_t counted; /* bytes of the text whose characters are counted */
	int32 characters;
} Explanation;

/* The place of a byte as a number of characters from 1. Terms come in their order, so the text is counted once. */
static int32
position_of(Explanation *explanation, size_t offset)
{
	for (; explanation->counted < offset; explanation->counted++)
		explanation->characters += (explanation->comment.text[explanation->counted] & 0xC0) != 0x80;
	return explanation->characters + 1;
}

static Datum
text_of_utf8(const char *bytes, size_t length)
{
	const char *converted = cm_text_from_utf8(bytes, &length);

	return PointerGetDatum(cstring_to_text_with_len(converted, (int) length));
}

static void
put_term(void *context, const CmExplainedTerm *term)
{
	Explanation *explanation = context;
	Datum values[6];
	bool nulls[6] = {false, false, false, false, false, false};
	MemoryContext before = MemoryContextSwitchTo(explanation->row);

	values[0] = Int32GetDatum(position_of(explanation, term->start));
	values[1] = text_of_utf8(explanation->comment.text + term->start, term->length);
	values[2] = cm_numeric_of_fixed(term->slot->valence, 3);
	values[3] = CStringGetTextDatum(cm_name_of_role(term->slot->role));
	values[4] = CStringGetTextDatum(term->effects);
	values[5] = cm_numeric_of_fixed(term->contribution, CM_SENTIMENT_DECIMALS);
	tuplestore_putvalues(explanation->result->setResult, explanation->result->setDesc, values, nulls);
	MemoryContextSwitchTo(before);
	MemoryContextReset(explanation->row);
}

static Datum
explain_comment(FunctionCallInfo fcinfo, const CmLexicon *lexicon)
{
	Explanation explanation = {NULL, NULL, {NULL, 0}, 0, 0};

	InitMaterializedSRF(fcinfo, 0);
	explanation.result = (ReturnSetInfo *) fcinfo->resultinfo;
	explanation.row = AllocSetContextCreate(CurrentMemoryContext, "sentiment_terms() row", ALLOCSET_SMALL_SIZES);
	explanation.comment = get_comment(PG_GETARG_TEXT_PP(0));
	(void) cm_explain_text(lexicon, explanation.comment.text, explanation.comment.length,
						   cm_check_interrupts, put_term, &explanation);
	MemoryContextDelete(explanation.row);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(cm_sentiment_terms);
Datum
cm_sentiment_terms(PG_FUNCTION_ARGS)
{
	return explain_comment(fcinfo, cm_builtin_lexicon());
}

PG_FUNCTION_INFO_V1(cm_sentiment_terms_with_lexicon);
Datum
cm_sentiment_terms_with_lexicon(PG_FUNCTION_ARGS)
{
	return explain_comment(fcinfo, PG_GETARG_LEXICON(1));
}

/* ---- Beside the score ---- */

PG_FUNCTION_INFO_V1(cm_sentiment_label);
Datum
cm_sentiment_label(PG_FUNCTION_ARGS)
{
	int64 sentiment = cm_sentiment_units(PG_GETARG_FLOAT8(0));

	PG_RETURN_TEXT_P(cstring_to_text(sentiment >= CM_POSITIVE_SENTIMENT    ? "positive"
									 : sentiment <= -CM_POSITIVE_SENTIMENT ? "negative"
																		   : "neutral"));
}

/* The rules' version and the lexicon's checksum: the second can't be forgotten when a term changes. */
PG_FUNCTION_INFO_V1(cm_sentiment_version);
Datum
cm_sentiment_version(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(psprintf("%d-%08x", CM_RULES_VERSION, cm_builtin_lexicon_checksum)));
}
