/*
 * mark.c
 *		Marks that end sentences and clauses: ! ? . - and new lines.
 */
#include "c.h"

#include "sentiment/reading.h"

static bool
is_blank(const char *at)
{
	uint8 class = cm_byte_class[(uint8) *at];

	return class == CM_CHAR_SPACE || class == CM_CHAR_NEWLINE;
}

/* A run of ! and ? (and of dots among them) ends a sentence. */
CmStep
cm_read_marks(CmSentence *sentence, const char *at, const char *end)
{
	const char *limit = cm_limit_step(at, end);

	while (at < limit)
	{
		CmCharacter character = cm_read_character(at, end);

		if (character.class == CM_CHAR_QUESTION)
			sentence->question = true;
		else if (character.class == CM_CHAR_EXCLAMATION)
			sentence->exclamations++;
		else if (character.class != CM_CHAR_DOT)
			break;
		at += character.consumed;
	}
	return cm_end_sentence(at);
}

/* One dot ends a sentence unless a small letter follows at once ("e.g", "p.m"); more are a pause. */
CmStep
cm_read_dots(CmReader *reader, CmSentence *sentence, const char *at, const char *end)
{
	const char *limit = cm_limit_step(at, end);
	const char *start = at;

	while (at < limit && *at == '.')
		at++;
	if (at < limit && (*at == '!' || *at == '?'))
		return cm_read_marks(sentence, at, end);
	if (at - start > 1)
	{
		cm_note_boundary(reader, CM_BOUNDARY_CLAUSE);
		return cm_go_on(at);
	}
	if (at == start) /* a full stop of another script */
		return cm_end_sentence(at + cm_read_character(at, end).consumed);
	if (cm_is_word_byte(at, end) && !(*at >= 'A' && *at <= 'Z'))
		return cm_go_on(at);
	return cm_end_sentence(at);
}

/* A new line ends a sentence unless the text goes on with a small letter, as wrapped text does. */
CmStep
cm_read_newline(const char *at, const char *end)
{
	const char *limit = cm_limit_step(at, end);
	int lines = 0;

	while (at < limit && is_blank(at))
		lines += *at++ == '\n';
	if (lines == 0) /* a line separator of Unicode */
		return cm_end_sentence(at + cm_read_character(at, end).consumed);
	if (lines == 1 && at < limit && *at >= 'a' && *at <= 'z')
		return cm_go_on(at);
	return cm_end_sentence(at);
}

/* A hyphen within a word joins; one between blanks, or two, is a dash. */
CmStep
cm_read_hyphen(CmReader *reader, const char *at, const char *end)
{
	const char *limit = cm_limit_step(at, end);
	const char *start = at;

	at += cm_read_character(at, end).consumed;
	while (at < limit && *at == '-')
		at++;
	if (at - start > 1 || at >= limit || is_blank(at))
		cm_note_boundary(reader, CM_BOUNDARY_CLAUSE);
	return cm_go_on(at);
}
