/*
 * sentiment.c
 *	  How positive a text is, and why.
 */
#include "functions/comment_rows.h"

#include "utils/builtins.h"

#include "functions/result.h"
#include "functions/sentiment_value.h"
#include "sentiment/score.h"
#include "types/check_interrupts.h"

static Datum
score_comment(const CmLexicon *lexicon, text *value)
{
	CmComment comment = cm_comment_of(value);

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

static void
put_term(void *context, const CmExplainedTerm *term)
{
	CmCommentRows *rows = context;
	Datum values[6];

	cm_start_comment_row(rows);
	values[0] = Int32GetDatum(cm_position_of(rows, term->start));
	values[1] = cm_text_of_utf8(rows->comment.text + term->start, term->length);
	values[2] = cm_numeric_of_fixed(term->slot->valence, 3);
	values[3] = CStringGetTextDatum(cm_name_of_role(term->slot->role));
	values[4] = CStringGetTextDatum(term->effects);
	values[5] = cm_numeric_of_fixed(term->contribution, CM_SENTIMENT_DECIMALS);
	cm_put_comment_row(rows, values);
}

static Datum
explain_comment(FunctionCallInfo fcinfo, const CmLexicon *lexicon)
{
	CmCommentRows rows;

	cm_start_comment_rows(&rows, fcinfo);
	(void) cm_explain_text(lexicon, rows.comment.text, rows.comment.length, cm_check_interrupts,
						   put_term, &rows);
	return cm_end_comment_rows(&rows);
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
