/*
 * tokeniser.c
 *		One pass over the text, a sentence at a time, in fixed memory: what each step reads.
 */
#include "c.h"

#include "sentiment/emoticon.h"
#include "sentiment/plain_word.h"
#include "sentiment/reading.h"

static const char *
read_emoticon(CmReader *reader, CmSentence *sentence, const char *at, const char *end)
{
	char spelling[CM_EMOTICON_BYTES];
	int spelled = 0;
	int length = cm_read_emoticon(reader->text, at, end, spelling, &spelled);

	if (length > 0)
		cm_add_token(reader, sentence, CM_TOKEN_EMOTICON, at, at + length)->key =
			cm_key_of_spelling(spelling, spelled);
	return at + length;
}

/* Whatever is not ASCII, and what an entity stands for */
static CmStep
read_other_character(CmReader *reader, CmSentence *sentence, const char *at, const char *end)
{
	CmCharacter character = cm_read_character(at, end);
	CmToken *token;

	switch (character.class)
	{
		case CM_CHAR_LETTER:
			return cm_go_on(cm_read_word(reader, sentence, at, end));
		case CM_CHAR_PICTURE:
			token = cm_add_token(reader, sentence, CM_TOKEN_PICTURE, at, at + character.consumed);
			token->key = cm_key_of_spelling(character.folded, character.length);
			break;
		case CM_CHAR_DOT:
		case CM_CHAR_NEWLINE:
			return cm_end_sentence(at + character.consumed);
		case CM_CHAR_QUESTION:
		case CM_CHAR_EXCLAMATION:
			return cm_read_marks(sentence, at, end);
		case CM_CHAR_COMMA:
			cm_note_boundary(reader, CM_BOUNDARY_COMMA);
			break;
		case CM_CHAR_CLAUSE:
			cm_note_boundary(reader, CM_BOUNDARY_CLAUSE);
			break;
		case CM_CHAR_LESS:
			if (end - at > character.consumed && at[character.consumed] == '3')
			{
				token = cm_add_token(reader, sentence, CM_TOKEN_WORD, at, at + character.consumed + 1);
				token->key = cm_key_of_spelling("<3", 2);
				return cm_go_on(at + character.consumed + 1);
			}
			break;
		default:
			break;
	}
	return cm_go_on(at + character.consumed);
}

static CmStep
read_step(CmReader *reader, CmSentence *sentence, const char *at)
{
	const char *end = reader->end;
	const char *after;

	switch ((CmCharacterClass) cm_byte_class[(uint8) *at])
	{
		case CM_CHAR_LETTER:
			return cm_go_on(cm_read_word(reader, sentence, at, end));
		case CM_CHAR_DIGIT:
			return cm_go_on(cm_read_number(reader, sentence, at, end));
		case CM_CHAR_NEWLINE:
			return cm_read_newline(at, end);
		case CM_CHAR_DOT:
			return cm_read_dots(reader, sentence, at, end);
		case CM_CHAR_COMMA:
			cm_note_boundary(reader, CM_BOUNDARY_COMMA);
			return cm_go_on(at + 1);
		case CM_CHAR_QUESTION:
		case CM_CHAR_EXCLAMATION:
			return cm_read_marks(sentence, at, end);
		case CM_CHAR_AT:
			return cm_read_mention(at, end);
		case CM_CHAR_HASH:
			return cm_read_hashtag(reader, sentence, at, end);
		case CM_CHAR_HYPHEN:
			after = read_emoticon(reader, sentence, at, end);
			return after > at ? cm_go_on(after) : cm_read_hyphen(reader, at, end);
		case CM_CHAR_LESS:
			after = read_emoticon(reader, sentence, at, end);
			return after > at ? cm_go_on(after) : cm_read_tag(at, end);
		case CM_CHAR_CARET:
			after = read_emoticon(reader, sentence, at, end);
			return cm_go_on(after > at ? after : at + 1);
		case CM_CHAR_CLAUSE:
			after = read_emoticon(reader, sentence, at, end);
			if (after > at)
				return cm_go_on(after);
			cm_note_boundary(reader, CM_BOUNDARY_CLAUSE);
			return cm_go_on(at + 1);
		case CM_CHAR_AMPERSAND:
		case CM_CHAR_HIGH:
			return read_other_character(reader, sentence, at, end);
		default:
			return cm_go_on(at + 1);
	}
}

void
cm_start_reading(CmReader *reader, const char *text, size_t length)
{
	reader->text = text;
	reader->at = text;
	reader->end = text + length;
	reader->pending = CM_BOUNDARY_NONE;
}

/*
 * Read on to the end of a sentence, or until the token array is nearly full, or CM_STEP_BYTES have
 * gone by. Returns false when the text was over before anything was read.
 */
bool
cm_read_sentence(CmReader *reader, CmSentence *sentence)
{
	const char *at = reader->at;
	const char *stop = cm_limit_step(at, reader->end);

	sentence->n_tokens = 0;
	sentence->exclamations = 0;
	sentence->question = false;
	sentence->lower_case = false;
	sentence->flags = 0;
	if (at >= reader->end)
		return false;
	while (at < stop && sentence->n_tokens < CM_SENTENCE_TOKENS)
	{
		uint8 class = cm_byte_class[(uint8) *at];
		CmStep step;

		/* Two in three steps are these. */
		if (class == CM_CHAR_SPACE)
		{
			at++;
			continue;
		}
		if (class == CM_CHAR_LETTER)
		{
			const char *after = cm_read_plain_word(reader, sentence, at);

			at = after ? after : cm_read_word(reader, sentence, at, reader->end);
			continue;
		}
		step = read_step(reader, sentence, at);
		at = step.at;
		if (step.ends_sentence)
			break;
	}
	reader->at = at;
	if (sentence->n_tokens < CM_SENTENCE_TOKENS)
		reader->pending = CM_BOUNDARY_NONE;
	return true;
}
