/*
 * comment_parts.c
 *	  The sentences of a comment, each with its sentiment, and its words and phrases.
 */
#include "functions/comment_rows.h"

#include "common/hashfn.h"

#include "sentiment/parts.h"
#include "sentiment/score.h"
#include "types/check_interrupts.h"

/* ---- Sentences ---- */

/* Each is scored alone, so that it has the sentiment() of its own text. */
static Datum
put_sentences(FunctionCallInfo fcinfo, const CmLexicon *lexicon)
{
	CmCommentRows rows;
	CmSentences sentences;
	CmSpan span;

	cm_start_comment_rows(&rows, fcinfo);
	cm_start_sentences(&sentences, rows.comment.text, rows.comment.length);
	while (cm_next_sentence(&sentences, cm_check_interrupts, &span))
	{
		const char *start = rows.comment.text + span.start;
		Datum values[3];

		cm_start_comment_row(&rows);
		values[0] = Int32GetDatum(cm_position_of(&rows, span.start));
		values[1] = cm_text_of_utf8(start, span.length);
		values[2] = Float8GetDatum(cm_score_text(lexicon, start, span.length, cm_check_interrupts) /
								   (double) CM_SCORE_ONE);
		cm_put_comment_row(&rows, values);
	}
	return cm_end_comment_rows(&rows);
}

PG_FUNCTION_INFO_V1(cm_comment_sentences);
Datum
cm_comment_sentences(PG_FUNCTION_ARGS)
{
	return put_sentences(fcinfo, cm_builtin_lexicon());
}

PG_FUNCTION_INFO_V1(cm_comment_sentences_with_lexicon);
Datum
cm_comment_sentences_with_lexicon(PG_FUNCTION_ARGS)
{
	return put_sentences(fcinfo, PG_GETARG_LEXICON(1));
}

/* ---- Terms ---- */

/*
 * The keys of the terms that a comment has had so far. Few bits of a key depend on the last letters
 * of a short word, and a key's halves undo each other: simplehash needs them mixed.
 */
typedef struct SeenTerm
{
	uint64 key;
	char status;
} SeenTerm;

#define SH_PREFIX         seen_terms
#define SH_ELEMENT_TYPE   SeenTerm
#define SH_KEY_TYPE       uint64
#define SH_KEY            key
#define SH_HASH_KEY(t, k) murmurhash32((uint32) (k))
#define SH_EQUAL(t, a, b) ((a) == (b))
#define SH_SCOPE          static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

#define FIRST_TERMS 64

typedef struct TermRows
{
	CmCommentRows rows;
	seen_terms_hash *seen;
} TermRows;

static void
put_term(void *context, uint64 key, const char *spelling, size_t length)
{
	TermRows *terms = context;
	bool found;
	Datum value;

	(void) seen_terms_insert(terms->seen, key, &found);
	if (found)
		return;
	cm_start_comment_row(&terms->rows);
	value = cm_text_of_utf8(spelling, length);
	cm_put_comment_row(&terms->rows, &value);
}

static Datum
put_terms(FunctionCallInfo fcinfo, const CmLexicon *lexicon)
{
	int longest = PG_GETARG_INT32(1);
	TermRows terms;

	if (longest < 1 || longest > CM_LONGEST_TERM)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("terms of up to %d words can't be listed", longest),
				errhint("The longest term has 1 to %d words; 2 is usual.", CM_LONGEST_TERM));
	cm_start_comment_rows(&terms.rows, fcinfo);
	terms.seen = seen_terms_create(CurrentMemoryContext, FIRST_TERMS, NULL);
	cm_list_terms(lexicon, terms.rows.comment.text, terms.rows.comment.length, longest,
				  cm_check_interrupts, put_term, &terms);
	seen_terms_destroy(terms.seen);
	return cm_end_comment_rows(&terms.rows);
}

PG_FUNCTION_INFO_V1(cm_comment_terms);
Datum
cm_comment_terms(PG_FUNCTION_ARGS)
{
	return put_terms(fcinfo, cm_builtin_lexicon());
}

PG_FUNCTION_INFO_V1(cm_comment_terms_with_lexicon);
Datum
cm_comment_terms_with_lexicon(PG_FUNCTION_ARGS)
{
	return put_terms(fcinfo, PG_GETARG_LEXICON(2));
}
