/*
 * tokeniser.c
 *		One pass over the text, a sentence at a time, in fixed memory.
 *
 * Every step consumes at least one byte and looks ahead by a bounded number, so time is linear in
 * the length of the text. No step consumes more than STEP_BYTES, so that a caller that looks for
 * interrupts between sentences is never kept waiting.
 */
#include "c.h"

#include "port/pg_bitutils.h"

#include "sentiment/bytes.h"
#include "sentiment/character.h"
#include "sentiment/emoticon.h"
#include "sentiment/tokeniser.h"

#define STEP_BYTES 65536
#define TAG_BYTES  200

/* ---- keys ---- */

typedef struct KeyState
{
	uint64 hash;
	uint64 packed; /* the last, incomplete group of eight bytes */
	int length;
} KeyState;

#define KEY_SEED UINT64CONST(0x2545F4914F6CDD1D)

static inline uint64
mix(uint64 hash, uint64 value)
{
	hash = (hash ^ value) * UINT64CONST(0x9E3779B97F4A7C15);
	return hash ^ (hash >> 32);
}

static inline void
add_to_key(KeyState *state, uint8 byte)
{
	state->packed |= (uint64) byte << (8 * (state->length & 7));
	if ((++state->length & 7) == 0)
	{
		state->hash = mix(state->hash, state->packed);
		state->packed = 0;
	}
}

/* 0 means "no key"; one spelling in 2^64 would have it. */
static inline uint64
finish_key(const KeyState *state)
{
	uint64 key = mix(state->hash, state->packed);

	return key ? key : 1;
}

uint64
cm_key_of_spelling(const char *spelling, int length)
{
	KeyState state = {KEY_SEED, 0, 0};
	int i;

	for (i = 0; i < length; i++)
		add_to_key(&state, (uint8) spelling[i]);
	return finish_key(&state);
}

uint64
cm_key_of_phrase(uint64 path, uint64 next)
{
	uint64 key = mix(path * UINT64CONST(0xD6E8FEB86659FD93), next);

	return key ? key : 1;
}

uint64
cm_key_of_any_number(void)
{
	return cm_key_of_spelling("#", 1);
}

/* ---- tokens ---- */

static inline CmToken *
add_token(CmReader *reader, CmSentence *sentence, CmTokenKind kind, const char *start, const char *end)
{
	CmToken *token = &sentence->tokens[sentence->n_tokens++];
	bool picture = kind >= CM_TOKEN_EMOTICON;
	bool first = sentence->n_tokens == 1;

	token->key = 0;
	token->start = (uint32) (start - reader->text);
	token->length = (uint32) (end - start);
	token->kind = (uint8) kind;
	token->flags = 0;
	token->before = reader->pending;
	if (!first && token->before == CM_BOUNDARY_NONE && picture != (token[-1].kind >= CM_TOKEN_EMOTICON))
		token->before = CM_BOUNDARY_PICTURE;
	reader->pending = CM_BOUNDARY_NONE;
	return token;
}

static inline bool
is_word_byte(const char *at, const char *end)
{
	return at < end && cm_fold_byte((uint8) *at) != 0;
}

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
static bool
continues_word(const CmCharacter *character, const char *at, const char *end)
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
static const char *
find_end_of_word(const char *start, const char *end)
{
	const char *at = start;

	while (at < end)
	{
		CmCharacter character = cm_read_character(at, end);

		if (!continues_word(&character, at, end))
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

uint64
cm_key_of_possessor(const char *text, const CmToken *token)
{
	char spelling[CM_WORD_BYTES];
	int length = cm_spell_token(text, token, spelling);

	return length > 2 ? cm_key_of_spelling(spelling, length - 2) : 0;
}

uint64
cm_key_of_shortened(const char *text, const CmToken *token, int longest_run)
{
	char spelling[CM_WORD_BYTES];
	const char *start = text + token->start;
	int length = spell_word(start, start + token->length, longest_run, spelling);

	return length ? cm_key_of_spelling(spelling, length) : 0;
}

/* "'s" and nothing after it */
static inline bool
is_possessive(const char *at, const char *end)
{
	return end - at >= 2 && (at[1] | 32) == 's' && !is_word_byte(at + 2, end);
}

/* Letters three times in a row, capitals and the possessive, for a word beyond ASCII. */
static void
describe_word(CmToken *token, const char *start, const char *end)
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

/* Top-level domains that are no English words, so that "great.so" is no address. */
static const char *const domains[] = {"com",  "org", "net", "edu",  "gov", "co",
									  "io",   "ly",  "uk",  "de",   "fr",  "eu",
									  "info", "biz", "tv",  "html", "php", "aspx"};

static bool
is_domain(const char *at, const char *end)
{
	const char *stop = at;
	int i;

	while (stop < end && stop - at < 8 && is_word_byte(stop, end))
		stop++;
	for (i = 0; i < lengthof(domains); i++)
	{
		size_t length = strlen(domains[i]);

		if ((size_t) (stop - at) == length && memcmp(at, domains[i], length) == 0)
			return true;
	}
	return false;
}

/* Skip to the next blank; a full stop or bracket at the end belongs to the sentence. */
static const char *
skip_address(const char *at, const char *end)
{
	const char *start = at;

	if (end - at > STEP_BYTES)
		end = at + STEP_BYTES;
	while (at < end && cm_byte_class[(uint8) *at] != CM_CHAR_SPACE && *at != '\n' && *at != '<')
		at++;
	while (at > start + 1 && strchr(".,!?)\"", at[-1]) != NULL)
		at--;
	return at;
}

/* Whether the word that ends at "at" turns out to be an e-mail or web address. */
static bool
is_address(const char *start, const char *at, const char *end)
{
	if (end - at < 3)
		return false;
	switch (*at)
	{
		case '@':
			return is_word_byte(at + 1, end);
		case ':':
			return at[1] == '/' && at[2] == '/';
		case '.':
			if (at - start == 3 && (start[0] | 32) == 'w' && (start[1] | 32) == 'w')
				return is_word_byte(at + 1, end);
			return is_word_byte(at + 1, end) && is_domain(at + 1, end);
		default:
			return false;
	}
}

/* What is known of a word while it is being read. */
typedef struct Word
{
	const char *start;
	KeyState key;
	bool possessive;
	bool stretched;
	bool small; /* not all of it is capital letters */
} Word;

#define EVERY_BYTE(byte) (UINT64CONST(0x0101010101010101) * (byte))

/* The high bit of each byte that is an ASCII letter; in "small" the letters are small ones. */
static inline uint64
find_letters(uint64 bytes, uint64 small)
{
	uint64 low = small & EVERY_BYTE(0x7F);
	uint64 from_a = low + EVERY_BYTE(0x80 - 'a');
	uint64 beyond_z = low + EVERY_BYTE(0x80 - 'z' - 1);

	return (from_a ^ beyond_z) & ~bytes & EVERY_BYTE(0x80);
}

/* Whether one of the bytes in a mask equals both bytes after it. */
static inline bool
starts_run_of_three(uint64 bytes, uint64 mask)
{
	uint64 differs = (bytes ^ bytes >> 8) | (bytes ^ bytes >> 16);
	uint64 equal = ~(((differs & EVERY_BYTE(0x7F)) + EVERY_BYTE(0x7F)) | differs);

	return (equal & EVERY_BYTE(0x80) & mask) != 0;
}

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
		uint64 small = bytes | EVERY_BYTE(0x20);
		uint64 others = find_letters(bytes, small) ^ EVERY_BYTE(0x80);
		int n = others ? pg_rightmost_one_pos64(others) >> 3 : 8;
		uint64 taken = n < 8 ? (UINT64CONST(1) << (8 * n)) - 1 : ~UINT64CONST(0);

		/* A run may begin in the last two letters before these. */
		if (last != 0)
			word->stretched |= starts_run_of_three(last >> 48 | small << 16, taken & 0xFFFF);
		word->stretched |= starts_run_of_three(small, taken >> 16);
		if (n < 8)
		{
			word->small |= (bytes & EVERY_BYTE(0x20) & taken) != 0;
			word->key.packed = small & taken;
			word->key.length += n;
			return at + n;
		}
		word->small |= (bytes & EVERY_BYTE(0x20)) != 0;
		word->key.hash = mix(word->key.hash, small);
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
		add_to_key(&word->key, folded);
		at++;
	}
	return at;
}

/* Finish a word that is not all ASCII, from where that was found out. */
static const char *
read_wide_word(CmReader *reader, CmSentence *sentence, const char *start, const char *at, const char *limit)
{
	CmToken *token;

	at = find_end_of_word(at, limit);
	token = add_token(reader, sentence, CM_TOKEN_WORD, start, at);
	describe_word(token, start, at);
	sentence->lower_case |= !(token->flags & CM_TOKEN_CAPITALS);
	sentence->flags |= token->flags;
	return at;
}

/* Whether a byte that is no ASCII letter goes on with a word, as é, &#39; and * may. */
static inline bool
continues_wide_word(const char *at, const char *limit)
{
	CmCharacter character;

	if (cm_byte_class[(uint8) *at] != CM_CHAR_HIGH && *at != '&' && *at != '*' && *at != '`')
		return false;
	character = cm_read_character(at, limit);
	return continues_word(&character, at, limit);
}

/* Marks after which a word is over without a further look. */
static inline bool
ends_plain_word(uint8 byte)
{
	uint8 class = cm_byte_class[byte];

	return class == CM_CHAR_COMMA || class == CM_CHAR_NEWLINE || class == CM_CHAR_EXCLAMATION ||
		   class == CM_CHAR_QUESTION || byte == ')' || byte == ';' || byte == '-';
}

/*
 * Read a word of at most seven ASCII letters with a blank or such a mark after it, as most words
 * are; returns NULL where it is none. A blank is taken too.
 */
static inline const char *
read_plain_word(CmReader *reader, CmSentence *sentence, const char *start)
{
	uint64 bytes;
	uint64 small;
	uint64 others;
	uint64 taken;
	uint8 next;
	int bits;
	CmToken *token;

	if (reader->end - start < 8)
		return NULL;
	bytes = cm_load_bytes(start);
	small = bytes | EVERY_BYTE(0x20);
	others = find_letters(bytes, small) ^ EVERY_BYTE(0x80);
	if (others == 0)
		return NULL;
	bits = pg_rightmost_one_pos64(others) - 7;
	next = (uint8) (bytes >> bits);
	if (next != ' ' && !ends_plain_word(next))
		return NULL;
	taken = (UINT64CONST(1) << bits) - 1;
	token = add_token(reader, sentence, CM_TOKEN_WORD, start, start + bits / 8);
	token->key = finish_key(&(KeyState){KEY_SEED, small & taken, 0});
	if (unlikely(starts_run_of_three(small, taken >> 16)))
		token->flags |= CM_TOKEN_STRETCHED;
	if ((bytes & EVERY_BYTE(0x20) & taken) != 0)
		sentence->lower_case |= bits > 8;
	else if (bits > 8)
		token->flags |= CM_TOKEN_CAPITALS;
	sentence->flags |= token->flags;
	return start + bits / 8 + (next == ' ');
}

static const char *
read_word(CmReader *reader, CmSentence *sentence, const char *start, const char *end)
{
	Word word = {start, {KEY_SEED, 0, 0}, false, false, false};
	const char *limit = end - start > STEP_BYTES ? start + STEP_BYTES : end;
	const char *at = take_letters(&word, start, limit);
	CmToken *token;

	for (;;)
	{
		at = take_bytes(&word, at, limit);
		if (at >= limit || *at != '\'' || !is_word_byte(at + 1, limit))
			break;
		word.possessive |= is_possessive(at, limit);
		add_to_key(&word.key, '\'');
		at++;
	}
	if (at < limit && *at != ' ')
	{
		if (continues_wide_word(at, limit))
			return read_wide_word(reader, sentence, start, at, limit);
		/* The marks "A+" and "B+" */
		if (*at == '+' && at == start + 1 && !is_word_byte(at + 1, limit))
			add_to_key(&word.key, *at++);
		if (is_address(start, at, end))
			return skip_address(at, end);
	}
	token = add_token(reader, sentence, CM_TOKEN_WORD, start, at);
	if (at - start > CM_WORD_BYTES)
		return at;
	token->key = finish_key(&word.key);
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
static const char *
read_number(CmReader *reader, CmSentence *sentence, const char *start, const char *end)
{
	const char *limit = end - start > STEP_BYTES ? start + STEP_BYTES : end;
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
	if (at < limit && (*at == '%' || *at == '*') && !is_word_byte(at + 1, limit))
		at++;
	token = add_token(reader, sentence, CM_TOKEN_NUMBER, start, at);
	token->flags = CM_TOKEN_ANY_NUMBER;
	if (at - start <= CM_WORD_BYTES)
		token->key = cm_key_of_spelling(start, (int) (at - start));
	return at;
}

/* ---- marks and signs ---- */

/* What one step of reading tells its caller. */
typedef struct Step
{
	const char *at;
	bool ends_sentence;
} Step;

static Step
go_on(const char *at)
{
	Step step = {at, false};

	return step;
}

static Step
end_sentence(const char *at)
{
	Step step = {at, true};

	return step;
}

static void
note_boundary(CmReader *reader, CmBoundary boundary)
{
	if (reader->pending < boundary)
		reader->pending = (uint8) boundary;
}

static bool
is_blank(const char *at)
{
	uint8 class = cm_byte_class[(uint8) *at];

	return class == CM_CHAR_SPACE || class == CM_CHAR_NEWLINE;
}

/* A run of ! and ? (and of dots among them) ends a sentence. */
static Step
read_marks(CmSentence *sentence, const char *at, const char *end)
{
	const char *limit = end - at > STEP_BYTES ? at + STEP_BYTES : end;

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
	return end_sentence(at);
}

/* One dot ends a sentence unless a small letter follows at once ("e.g", "p.m"); more are a pause. */
static Step
read_dots(CmReader *reader, CmSentence *sentence, const char *at, const char *end)
{
	const char *limit = end - at > STEP_BYTES ? at + STEP_BYTES : end;
	const char *start = at;

	while (at < limit && *at == '.')
		at++;
	if (at < limit && (*at == '!' || *at == '?'))
		return read_marks(sentence, at, end);
	if (at - start > 1)
	{
		note_boundary(reader, CM_BOUNDARY_CLAUSE);
		return go_on(at);
	}
	if (at == start) /* a full stop of another script */
		return end_sentence(at + cm_read_character(at, end).consumed);
	if (is_word_byte(at, end) && !(*at >= 'A' && *at <= 'Z'))
		return go_on(at);
	return end_sentence(at);
}

/* A new line ends a sentence unless the text goes on with a small letter, as wrapped text does. */
static Step
read_newline(const char *at, const char *end)
{
	const char *limit = end - at > STEP_BYTES ? at + STEP_BYTES : end;
	int lines = 0;

	while (at < limit && is_blank(at))
		lines += *at++ == '\n';
	if (lines == 0) /* a line separator of Unicode */
		return end_sentence(at + cm_read_character(at, end).consumed);
	if (lines == 1 && at < limit && *at >= 'a' && *at <= 'z')
		return go_on(at);
	return end_sentence(at);
}

/* A hyphen within a word joins; one between blanks, or two, is a dash. */
static Step
read_hyphen(CmReader *reader, const char *at, const char *end)
{
	const char *limit = end - at > STEP_BYTES ? at + STEP_BYTES : end;
	const char *start = at;

	at += cm_read_character(at, end).consumed;
	while (at < limit && *at == '-')
		at++;
	if (at - start > 1 || at >= limit || is_blank(at))
		note_boundary(reader, CM_BOUNDARY_CLAUSE);
	return go_on(at);
}

/* Skip @name. A sign within a word was an e-mail address and never comes here. */
static Step
read_at(const char *at, const char *end)
{
	const char *limit = end - at > STEP_BYTES ? at + STEP_BYTES : end;

	at++;
	while (at < limit && is_word_byte(at, limit))
		at++;
	return go_on(at);
}

/* The words of a hashtag: #CustomerServiceFail, #never_again */
static Step
read_hashtag(CmReader *reader, CmSentence *sentence, const char *at, const char *end)
{
	const char *start;
	CmToken *token;

	if (!is_word_byte(at + 1, end))
	{
		token = add_token(reader, sentence, CM_TOKEN_NUMBER, at, at + 1);
		token->key = cm_key_of_any_number();
		return go_on(at + 1);
	}
	at++;
	note_boundary(reader, CM_BOUNDARY_COMMA);
	if (cm_byte_class[(uint8) *at] == CM_CHAR_DIGIT)
		return go_on(at);
	for (start = at; is_word_byte(at, end) && at - start < CM_WORD_BYTES;)
	{
		const char *piece = at;

		do
			at++;
		while (is_word_byte(at, end) && at - start < CM_WORD_BYTES && *at != '_' &&
			   !(*at >= 'A' && *at <= 'Z' && at[-1] >= 'a' && at[-1] <= 'z'));
		if (*piece == '_')
			piece++;
		if (piece < at && sentence->n_tokens < CM_SENTENCE_TOKENS)
			(void) read_word(reader, sentence, piece, at);
	}
	note_boundary(reader, CM_BOUNDARY_COMMA);
	return go_on(at);
}

/* HTML tags are no text; those that break lines end a sentence. */
static Step
read_tag(const char *at, const char *end)
{
	static const char *const breaking[] = {"br", "p", "div", "li", "tr", "ul", "h1", "h2", "h3"};
	const char *limit = end - at > TAG_BYTES ? at + TAG_BYTES : end;
	const char *name = at + 1;
	const char *stop;
	int i;

	if (name < end && *name == '/')
		name++;
	if (name >= end || cm_byte_class[(uint8) *name] != CM_CHAR_LETTER)
		return go_on(at + 1);
	for (stop = name; stop < limit && *stop != '>' && *stop != '<'; stop++)
		;
	if (stop >= limit || *stop != '>')
		return go_on(at + 1);
	for (i = 0; i < lengthof(breaking); i++)
	{
		size_t length = strlen(breaking[i]);

		if ((size_t) (stop - name) >= length && memcmp(name, breaking[i], length) == 0 &&
			!is_word_byte(name + length, end))
			return end_sentence(stop + 1);
	}
	return go_on(stop + 1);
}

static const char *
read_emoticon(CmReader *reader, CmSentence *sentence, const char *at, const char *end)
{
	char spelling[CM_EMOTICON_BYTES];
	int spelled = 0;
	int length = cm_read_emoticon(reader->text, at, end, spelling, &spelled);

	if (length > 0)
		add_token(reader, sentence, CM_TOKEN_EMOTICON, at, at + length)->key =
			cm_key_of_spelling(spelling, spelled);
	return at + length;
}

/* Whatever is not ASCII, and what an entity stands for */
static Step
read_other_character(CmReader *reader, CmSentence *sentence, const char *at, const char *end)
{
	CmCharacter character = cm_read_character(at, end);
	CmToken *token;

	switch (character.class)
	{
		case CM_CHAR_LETTER:
			return go_on(read_word(reader, sentence, at, end));
		case CM_CHAR_PICTURE:
			token = add_token(reader, sentence, CM_TOKEN_PICTURE, at, at + character.consumed);
			token->key = cm_key_of_spelling(character.folded, character.length);
			break;
		case CM_CHAR_DOT:
		case CM_CHAR_NEWLINE:
			return end_sentence(at + character.consumed);
		case CM_CHAR_QUESTION:
		case CM_CHAR_EXCLAMATION:
			return read_marks(sentence, at, end);
		case CM_CHAR_COMMA:
			note_boundary(reader, CM_BOUNDARY_COMMA);
			break;
		case CM_CHAR_CLAUSE:
			note_boundary(reader, CM_BOUNDARY_CLAUSE);
			break;
		case CM_CHAR_LESS:
			if (end - at > character.consumed && at[character.consumed] == '3')
			{
				token = add_token(reader, sentence, CM_TOKEN_WORD, at, at + character.consumed + 1);
				token->key = cm_key_of_spelling("<3", 2);
				return go_on(at + character.consumed + 1);
			}
			break;
		default:
			break;
	}
	return go_on(at + character.consumed);
}

static Step
read_step(CmReader *reader, CmSentence *sentence)
{
	const char *at = reader->at;
	const char *end = reader->end;
	const char *after;

	switch ((CmCharacterClass) cm_byte_class[(uint8) *at])
	{
		case CM_CHAR_LETTER:
			return go_on(read_word(reader, sentence, at, end));
		case CM_CHAR_DIGIT:
			return go_on(read_number(reader, sentence, at, end));
		case CM_CHAR_NEWLINE:
			return read_newline(at, end);
		case CM_CHAR_DOT:
			return read_dots(reader, sentence, at, end);
		case CM_CHAR_COMMA:
			note_boundary(reader, CM_BOUNDARY_COMMA);
			return go_on(at + 1);
		case CM_CHAR_QUESTION:
		case CM_CHAR_EXCLAMATION:
			return read_marks(sentence, at, end);
		case CM_CHAR_AT:
			return read_at(at, end);
		case CM_CHAR_HASH:
			return read_hashtag(reader, sentence, at, end);
		case CM_CHAR_HYPHEN:
			after = read_emoticon(reader, sentence, at, end);
			return after > at ? go_on(after) : read_hyphen(reader, at, end);
		case CM_CHAR_LESS:
			after = read_emoticon(reader, sentence, at, end);
			return after > at ? go_on(after) : read_tag(at, end);
		case CM_CHAR_CARET:
			after = read_emoticon(reader, sentence, at, end);
			return go_on(after > at ? after : at + 1);
		case CM_CHAR_CLAUSE:
			after = read_emoticon(reader, sentence, at, end);
			if (after > at)
				return go_on(after);
			note_boundary(reader, CM_BOUNDARY_CLAUSE);
			return go_on(at + 1);
		case CM_CHAR_AMPERSAND:
		case CM_CHAR_HIGH:
			return read_other_character(reader, sentence, at, end);
		default:
			return go_on(at + 1);
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
 * Read on to the end of a sentence, or until the token array is nearly full, or STEP_BYTES have
 * gone by. Returns false when the text was over before anything was read.
 */
bool
cm_read_sentence(CmReader *reader, CmSentence *sentence)
{
	const char *stop = reader->end - reader->at > STEP_BYTES ? reader->at + STEP_BYTES : reader->end;

	sentence->n_tokens = 0;
	sentence->exclamations = 0;
	sentence->question = false;
	sentence->lower_case = false;
	sentence->flags = 0;
	if (reader->at >= reader->end)
		return false;
	while (reader->at < stop && sentence->n_tokens < CM_SENTENCE_TOKENS)
	{
		uint8 class = cm_byte_class[(uint8) *reader->at];
		Step step;

		/* Two in three steps are these. */
		if (class == CM_CHAR_SPACE)
		{
			reader->at++;
			continue;
		}
		if (class == CM_CHAR_LETTER)
		{
			const char *after = read_plain_word(reader, sentence, reader->at);

			reader->at = after ? after : read_word(reader, sentence, reader->at, reader->end);
			continue;
		}
		step = read_step(reader, sentence);
		reader->at = step.at;
		if (step.ends_sentence)
			break;
	}
	if (sentence->n_tokens < CM_SENTENCE_TOKENS)
		reader->pending = CM_BOUNDARY_NONE;
	return true;
}
