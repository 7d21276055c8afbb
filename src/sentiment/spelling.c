/*
 * spelling.c
 *		How words of any script are spelled, character by character: the careful way.
 */
#include "c.h"

#include "sentiment/character.h"
#include "sentiment/emoticon.h"
#include "sentiment/reading.h"

static bool
is_letter_at(const char *at, const char *end)
{
	return at < end && cm_read_character(at, end).class == CM_CHAR_LETTER;
}

/* Stars within a word, as in "s**t", up to three in a row. */
static bool
is_star_within_word(const char *at, const char *end)
{
	int i;

	for (i = 1; i <= 3 && at + i < end; i++)
	{
		if (at[i] != '*')
			return is_letter_at(at + i, end);
	}
	return false;
}

/* Whether a character goes on with the word that stands before it. */
bool
cm_continues_word(const CmCharacter *character, const char *at, const char *end)
{
	switch (character->class)
	{
		case CM_CHAR_LETTER:
		case CM_CHAR_DIGIT:
			return true;
		case CM_CHAR_SILENT:
			/* A joiner or soft hyphen between letters, but no skin tone after a picture. */
			return is_letter_at(at + character->consumed, end);
		case CM_CHAR_APOSTROPHE:
			return is_letter_at(at + character->consumed, end);
		case CM_CHAR_STAR:
			return is_star_within_word(at, end);
		default:
			return false;
	}
}

/* The first byte after the word that starts at "start"; the careful way, for any script. */
const char *
cm_find_end_of_word(const char *start, const char *end)
{
	const char *at = start;

	while (at < end)
	{
		CmCharacter character = cm_read_character(at, end);

		if (!cm_continues_word(&character, at, end))
			break;
		at += character.consumed;
	}
	return at;
}

/* Spell source text from start to end; a letter stays at most longest_run times in a row. */
static int
spell_word(const char *start, const char *end, int longest_run, char *spelling)
{
	const char *at = start;
	int length = 0;
	int run = 0;
	char last = '\0';

	while (at < end)
	{
		CmCharacter character = cm_read_character(at, end);

		at += character.consumed;
		if (character.class == CM_CHAR_SILENT)
			continue;
		run = character.length == 1 && character.folded[0] == last ? run + 1 : 1;
		last = character.length == 1 ? character.folded[0] : '\0';
		if (run > longest_run)
			continue;
		if (length + character.length > CM_WORD_BYTES)
			return 0;
		memcpy(spelling + length, character.folded, character.length);
		length += character.length;
	}
	return length;
}

int
cm_spell_token(const char *text, const CmToken *token, char *spelling)
{
	const char *start = text + token->start;
	const char *end = start + token->length;
	int length = 0;

	if (token->kind == CM_TOKEN_EMOTICON)
	{
		(void) cm_read_emoticon(start, start, end, spelling, &length);
		return length;
	}
	return spell_word(start, end, CM_WORD_BYTES, spelling);
}

/* Spell a word of ASCII letters and digits; false where it is not one. */
static bool
spell_plain_word(const char *at, int length, char *spelling)
{
	int i;

	if (length > CM_WORD_BYTES)
		return false;
	for (i = 0; i < length; i++)
	{
		spelling[i] = (char) cm_fold_byte((uint8) at[i]);
		if (spelling[i] == '\0')
			return false;
	}
	return true;
}

uint64
cm_key_of_possessor(const char *text, const CmToken *token)
{
	char spelling[CM_WORD_BYTES];
	int length = (int) token->length - 2;

	if (!spell_plain_word(text + token->start, length, spelling))
		length = cm_spell_token(text, token, spelling) - 2;
	return length > 0 ? cm_key_of_spelling(spelling, length) : 0;
}

int
cm_spell_shortened(const char *text, const CmToken *token, int longest_run, char *spelling)
{
	const char *start = text + token->start;

	return spell_word(start, start + token->length, longest_run, spelling);
}

uint64
cm_key_of_shortened(const char *text, const CmToken *token, int longest_run)
{
	char spelling[CM_WORD_BYTES];
	int length = cm_spell_shortened(text, token, longest_run, spelling);

	return length ? cm_key_of_spelling(spelling, length) : 0;
}

/* Letters three times in a row, capitals and the possessive, for a word beyond ASCII. */
void
cm_describe_word(CmToken *token, const char *start, const char *end)
{
	char spelling[CM_WORD_BYTES];
	const char *at = start;
	int length = spell_word(start, end, CM_WORD_BYTES, spelling);
	int letters = 0;
	int capitals = 0;
	int i;

	while (at < end && at - start < CM_WORD_BYTES * 2)
	{
		CmCharacter character = cm_read_character(at, end);

		letters += character.class == CM_CHAR_LETTER;
		capitals += character.upper;
		at += character.consumed;
	}
	if (letters > 1 && capitals == letters)
		token->flags |= CM_TOKEN_CAPITALS;
	if (length == 0)
		return;
	token->key = cm_key_of_spelling(spelling, length);
	if (length > 2 && memcmp(spelling + length - 2, "'s", 2) == 0)
		token->flags |= CM_TOKEN_POSSESSIVE;
	for (i = 2; i < length; i++)
	{
		if (spelling[i] == spelling[i - 1] && spelling[i] == spelling[i - 2])
			token->flags |= CM_TOKEN_STRETCHED;
	}
}
