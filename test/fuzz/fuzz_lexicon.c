/*
 * fuzz_lexicon.c
 *		libFuzzer target: any bytes as the image of a lexicon. Those that pass the quick check must be
 *		safe to score with; those that pass the whole check must find each of their terms.
 */
#include "c.h"

#include "sentiment/score.h"

int LLVMFuzzerTestOneInput(const uint8 *data, size_t size);

static void
ignore_term(void *context, const CmExplainedTerm *term)
{
	(void) context;
	(void) term;
}

static void
use_lexicon(const CmLexicon *lexicon)
{
	static const char text[] = "Not very good, but the bad one is sooo much better than 3 hours on hold :-)";
	CmLexiconRow row;
	uint32 slot = 0;

	(void) cm_score_text(lexicon, text, sizeof(text) - 1, NULL);
	while (cm_next_lexicon_row(lexicon, &slot, &row))
		(void) cm_explain_text(lexicon, row.term, row.length, NULL, ignore_term, NULL);
}

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	/* Aligned as PostgreSQL aligns values, and of exactly this size. */
	void *image = malloc(size ? size : 1);

	if (image == NULL)
		abort();
	memcpy(image, data, size);
	if (cm_lexicon_is_safe(image, size))
		use_lexicon(image);
	else if (cm_check_lexicon(image, size) == NULL)
		abort();
	(void) cm_check_lexicon(image, size);
	free(image);
	return 0;
}
