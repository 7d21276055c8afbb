/*
 * word.c
 *		Reads words and numbers: mostly ASCII letters, eight at a time.
 */
#include "c.h"

#include "port/pg_bitutils.h"

#include "sentiment/bytes.h"
#include "sentiment/reading.h"

/* What is known of a word while it is being read. */
typedef struct Word
{
	const char *start;
	CmKeyState key;
	bool possessive;
	bool stretched;
	bool small; /* not all of it is capital letters */
} Word;

/*
 * Take the letters at the start of a word, eight bytes with one load and no branch that depends on
 * a single letter. Most bytes of most texts pass here. Stops at the first byte that is no ASCII
 * letter and where fewer than eight bytes are left; take_bytes() goes on from there.
 */
static inline const char *
take_letters(Word *word, const char *at, const char *limit)
{
	uint64 last = 0;

	while (limit - at >= 8)
	{
		uint64 bytes = cm_load_bytes(at);
		uint64 small = bytes | CM_EVERY_BYTE(0x20);
		uint64 others = cm_find_letters(bytes, small) ^ CM_EVERY_BYTE(0x80);
		int n = others ? pg_rightmost_one_pos64(others) >> 3 : 8;
		uint64 taken = n < 8 ? (UINT64CONST(1) << (8 * n)) - 1 : ~UINT64CONST(0);

		/* A run may begin in the last two letters before these. */
		if (last != 0)
			word->stretched |= cm_starts_run_of_three(last >> 48 | small << 16, taken & 0xFFFF);
		word->stretched |= cm_starts_run_of_three(small, taken >> 16);
		if (n < 8)
		{
			word->small |= (bytes & CM_EVERY_BYTE(0x20) & taken) != 0;
			word->key.packed = small & taken;
			word->key.length += n;
			return at + n;
		}
		word->small |= (bytes & CM_EVERY_BYTE(0x20)) != 0;
		word->key.hash = cm_mix_key(word->key.hash, small);
		word->key.length += 8;
		last = small;
		at += 8;
	}
	return at;
}

/* Take letters, digits and underlines one by one. */
static inline const char *
take_bytes(Word *word, const char *at, const char *limit)
{
	while (at < limit)
	{
		uint8 folded = cm_fold_byte((uint8) *at);

		if (folded == 0)
			break;
		word->small |= folded == (uint8) *at;
		word->stretched |= at - word->start >= 2 && cm_fold_byte((uint8) at[-1]) == folded &&
						   cm_fold_byte((uint8) at[-2]) == folded;
		cm_add_to_key(&word->key, folded);
		at++;
	}
	return at;
}

/* "'s" and nothing after it */
static inline bool
is_possessive(const char *at, const char *end)
{
	return end - at >= 2 && (at[1] | 32) == 's' && !cm_is_word_byte(at + 2, end);
}

/* Finish a word that is not all ASCII, from where that was found out. */
static const char *
read_wide_word(CmReader *reader, CmSentence *sentence, const char *start, const char *at, const char *limit)
{
	CmToken *token;

	at = cm_find_end_of_word(at, limit);
	token = cm_add_token(reader, sentence, CM_TOKEN_WORD, start, at);
	cm_describe_word(token, start, at);
	sentence->lower_case |= !(token->flags & CM_TOKEN_CAPITALS);
	sentence->flags |= token->flags;
	return at;
}

/* Whether a byte that is no ASCII letter goes on with a word, as é, &#39; and *, and ' before é, may. */
static inline bool
continues_wide_word(const char *at, const char *limit)
{
	CmCharacter character;

	if (cm_byte_class[(uint8) *at] != CM_CHAR_HIGH && *at != '&' && *at != '*' && *at != '`' && *at != '\'')
		return false;
	character = cm_read_character(at, limit);
	return cm_continues_word(&character, at, limit);
}

const char *
cm_read_word(CmReader *reader, CmSentence *sentence, const char *start, const char *end)
{
	Word word = {start, {CM_KEY_SEED, 0, 0}, false, false, false};
	const char *limit = cm_limit_step(start, end);
	const char *at = take_letters(&word, start, limit);
	CmToken *token;

	for (;;)
	{
		at = take_bytes(&word, at, limit);
		if (at >= limit || *at != '\'' || !cm_is_word_byte(at + 1, limit))
			break;
		word.possessive |= is_possessive(at, limit);
		cm_add_to_key(&word.key, '\'');
		at++;
	}
	if (at < limit && *at != ' ')
	{
		if (continues_wide_word(at, limit))
			return read_wide_word(reader, sentence, start, at, limit);
		/* The marks "A+" and "B+" */
		if (*at == '+' && at == start + 1 && !cm_is_word_byte(at + 1, limit))
			cm_add_to_key(&word.key, *at++);
		if (cm_is_address(start, at, end))
			return cm_skip_address(at, end);
	}
	token = cm_add_token(reader, sentence, CM_TOKEN_WORD, start, at);
	if (at - start > CM_WORD_BYTES)
		return at;
	token->key = cm_finish_key(&word.key);
	if (word.possessive)
		token->flags |= CM_TOKEN_POSSESSIVE;
	if (word.stretched)
		token->flags |= CM_TOKEN_STRETCHED;
	if (!word.small && at - start > 1)
		token->flags |= CM_TOKEN_CAPITALS;
	sentence->lower_case |= word.small && at - start > 1;
	sentence->flags |= token->flags;
	return at;
}

/* A number with its marks: 10/10, 4.5, 1,000, 12:30, 100%, 5* */
const char *
cm_read_number(CmReader *reader, CmSentence *sentence, const char *start, const char *end)
{
	const char *limit = cm_limit_step(start, end);
	const char *at = start;
	CmToken *token;

	while (at < limit)
	{
		if (cm_byte_class[(uint8) *at] == CM_CHAR_DIGIT)
			at++;
		else if (strchr(".,:/", *at) && *at != '\0' && at + 1 < limit && cm_byte_class[(uint8) at[1]] == CM_CHAR_DIGIT)
			at += 2;
		else
			break;
	}
	if (at < limit && (*at == '%' || *at == '*') && !cm_is_word_byte(at + 1, limit))
		at++;
	token = cm_add_token(reader, sentence, CM_TOKEN_NUMBER, start, at);
	token->flags = CM_TOKEN_ANY_NUMBER;
	if (at - start <= CM_WORD_BYTES)
		token->key = cm_key_of_spelling(start, (int) (at - start));
	return at;
}
