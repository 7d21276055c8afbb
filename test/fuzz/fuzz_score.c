/*
 * fuzz_score.c
 *		libFuzzer target: any bytes are scored, explained and taken for terms of a lexicon.
 *
 * Aborts when a score leaves -1..1, when contributions don't add up to it, or when a lexicon that
 * was built does not pass its own check.
 */
#include "c.h"

#include "sentiment/lexicon_text.h"
#include "sentiment/score.h"

int LLVMFuzzerTestOneInput(const uint8 *data, size_t size);

static void *
allocate(void *context, size_t size)
{
	void **blocks = context;
	void **block = malloc(size + sizeof(void *) * 2);

	if (block == NULL)
		return NULL;
	block[0] = blocks[0];
	blocks[0] = block;
	return block + 2;
}

static void
add_contribution(void *context, const CmExplainedTerm *term)
{
	*(int64 *) context += term->contribution;
}

static void
require(bool condition)
{
	if (!condition)
		abort();
}

static void
score(const CmLexicon *lexicon, const char *text, size_t size)
{
	int64 sum = 0;
	int32 score = cm_score_text(lexicon, text, size, NULL);

	require(score >= -CM_SCORE_ONE && score <= CM_SCORE_ONE);
	require(cm_explain_text(lexicon, text, size, NULL, add_contribution, &sum) == score);
	require(sum == score);
}

/* Take the lines of the text for rows of a lexicon. */
static void
build_and_score(const char *text, size_t size)
{
	void *blocks[1] = {NULL};
	CmArena arena = {allocate, blocks};
	CmLexiconRow rows[64];
	CmLexicon *lexicon;
	size_t n_rows = 0;
	size_t bad_row;
	size_t from = 0;
	size_t at;

	for (at = 0; at <= size && n_rows < lengthof(rows); at++)
	{
		if (at < size && text[at] != '\n')
			continue;
		if (cm_read_lexicon_line(text + from, at - from, &rows[n_rows]))
			n_rows++;
		from = at + 1;
	}
	if (cm_build_lexicon(rows, n_rows, &arena, &lexicon, &bad_row) == CM_LEXICON_OK)
	{
		require(cm_check_lexicon(lexicon, cm_lexicon_size(lexicon)) == NULL);
		score(lexicon, text, size);
	}
	while (blocks[0] != NULL)
	{
		void *next = *(void **) blocks[0];

		free(blocks[0]);
		blocks[0] = next;
	}
}

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	/* A copy of exactly this size, so that reading one byte too far is seen. */
	char *text = malloc(size ? size : 1);

	require(text != NULL);
	memcpy(text, data, size);
	score(cm_builtin_lexicon(), text, size);
	build_and_score(text, size);
	free(text);
	return 0;
}
