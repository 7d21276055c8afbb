/*
 * sentences.c
 *		The sentences of a text: where the scorer's reader ends one, and what belongs to it beside.
 *
 * The reader ends a sentence at its mark. What stands right behind the mark, as a closing quote
 * does, is part of it all the same; and so are marks alone, which are no sentence: "Good. (!)".
 */
#include "c.h"

#include "sentiment/character.h"
#include "sentiment/parts.h"

static bool
is_blank(const char *at)
{
	uint8 class = cm_byte_class[(uint8) *at];

	return class == CM_CHAR_SPACE || class == CM_CHAR_NEWLINE;
}

static size_t
skip_blanks(const CmReader *reader, size_t at)
{
	while (reader->text + at < reader->end && is_blank(reader->text + at))
		at++;
	return at;
}

void
cm_start_sentences(CmSentences *sentences, const char *text, size_t length)
{
	cm_start_reading(&sentences->reader, text, length);
	sentences->start = skip_blanks(&sentences->reader, 0);
	sentences->end = sentences->start;
	sentences->has_words = false;
}

/* Give out what was read up to a place, and begin the next sentence there. */
static bool
give_out(CmSentences *sentences, size_t end, CmSpan *span)
{
	const char *text = sentences->reader.text;

	span->start = sentences->start;
	sentences->start = skip_blanks(&sentences->reader, end);
	while (end > span->start && is_blank(text + end - 1))
		end--;
	span->length = end - Min(end, span->start);
	return span->length > 0;
}

/* What may stand behind the mark at an end: quotes and brackets, but nothing that opens a tag, an address or the like. */
static bool
is_mark(const char *at)
{
	switch ((CmCharacterClass) cm_byte_class[(uint8) *at])
	{
		case CM_CHAR_LETTER:
		case CM_CHAR_DIGIT:
		case CM_CHAR_AT:
		case CM_CHAR_HASH:
		case CM_CHAR_LESS:
		case CM_CHAR_AMPERSAND:
			return false;
		default:
			return !is_blank(at);
	}
}

/*
 * Where the sentence ends, when the next one's first word is known: after the marks that follow
 * without a blank, if a blank follows them.
 */
static size_t
end_before(const CmSentences *sentences, size_t next_word)
{
	size_t at = sentences->end;

	if (is_blank(sentences->reader.text + at - 1))
		return at;
	while (at < next_word && is_mark(sentences->reader.text + at))
		at++;
	return at < next_word && is_blank(sentences->reader.text + at) ? at : sentences->end;
}

/* How far was read; a word that is cut for its length may be cut within a character. */
static size_t
end_of_reading(const CmReader *reader)
{
	const char *at = reader->at;

	while (at < reader->end && (*at & 0xC0) == 0x80)
		at++;
	return at - reader->text;
}

bool
cm_next_sentence(CmSentences *sentences, CmInterruptHook interrupt, CmSpan *span)
{
	const CmSentence *sentence = &sentences->sentence;

	while (cm_read_sentence(&sentences->reader, &sentences->sentence))
	{
		bool is_next = sentence->n_tokens > 0 && sentences->has_words;
		size_t end = is_next ? end_before(sentences, sentence->tokens[0].start) : 0;

		if (interrupt != NULL)
			interrupt();
		sentences->has_words |= sentence->n_tokens > 0;
		sentences->end = end_of_reading(&sentences->reader);
		if (is_next)
			return give_out(sentences, end, span);
	}
	return give_out(sentences, sentences->end, span);
}
