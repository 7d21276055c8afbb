/*
 * fuzz_parts.c
 *		libFuzzer target: any bytes are cut into sentences and terms.
 *
 * Aborts when the sentences are not the text but for blanks, when a sentence has not one sentence, when a
 * term is too long, or when the limit for phrases changes the single words.
 */
#include "c.h"

#include "sentiment/character.h"
#include "sentiment/lexicon.h"
#include "sentiment/parts.h"

int LLVMFuzzerTestOneInput(const uint8 *data, size_t size);

static void
require(bool condition)
{
	if (!condition)
		abort();
}

static void
require_blanks(const char *text, size_t from, size_t to)
{
	require(from <= to);
	for (; from < to; from++)
		require(cm_byte_class[(uint8) text[from]] == CM_CHAR_SPACE ||
				cm_byte_class[(uint8) text[from]] == CM_CHAR_NEWLINE);
}

static void
cut_into_sentences(const char *text, size_t size)
{
	CmSentences sentences;
	CmSentences within;
	CmSpan span;
	CmSpan whole;
	size_t end = 0;

	cm_start_sentences(&sentences, text, size);
	while (cm_next_sentence(&sentences, NULL, &span))
	{
		require_blanks(text, end, span.start);
		end = span.start + span.length;
		require(end <= size && span.length > 0);
		cm_start_sentences(&within, text + span.start, span.length);
		require(cm_next_sentence(&within, NULL, &whole) && whole.start == 0 && whole.length == span.length);
	}
	require_blanks(text, end, size);
}

/* Of terms of one word, and of all. */
typedef struct Listed
{
	int single;
	int all;
} Listed;

static void
take_term(void *context, uint64 key, const char *spelling, size_t length)
{
	Listed *listed = context;

	require(key != 0 && length > 0 && length <= CM_LONGEST_TERM * (2 * CM_WORD_BYTES + 1));
	require(spelling[0] != ' ' && spelling[length - 1] != ' ');
	listed->single += memchr(spelling, ' ', length) == NULL;
	listed->all++;
}

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	/* A copy of exactly this size, so that reading one byte too far is seen. */
	char *text = malloc(size ? size : 1);
	Listed words = {0, 0};
	Listed phrases = {0, 0};

	require(text != NULL);
	memcpy(text, data, size);
	cut_into_sentences(text, size);
	cm_list_terms(cm_builtin_lexicon(), text, size, 1, NULL, take_term, &words);
	cm_list_terms(cm_builtin_lexicon(), text, size, CM_LONGEST_TERM, NULL, take_term, &phrases);
	require(words.single == words.all && phrases.single == words.all);
	free(text);
	return 0;
}
