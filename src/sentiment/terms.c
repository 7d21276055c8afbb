/*
 * terms.c
 *		The words and phrases of a text that say what it is about.
 *
 * A phrase is of words that follow one another in a sentence with nothing but blanks and hyphens in
 * between. It neither begins nor ends with a function word, and holds a word that is no number.
 */
#include "c.h"

#include "sentiment/character.h"
#include "sentiment/parts.h"
#include "sentiment/rules.h"

/* Words by which a sentence is built: the roles of grammar. What is praise or complaint is none. */
#define FUNCTION_ROLES                                                                               \
	(CM_NEGATOR_ROLES | CM_INTENSIFIER_ROLES | CM_IRREALIS_ROLES | CM_ROLE_BIT(CM_ROLE_FUNCTION) |   \
	 CM_ROLE_BIT(CM_ROLE_EXCESS) | CM_ROLE_BIT(CM_ROLE_CONTRAST) | CM_ROLE_BIT(CM_ROLE_CONCESSION) | \
	 CM_ROLE_BIT(CM_ROLE_PAST) | CM_ROLE_BIT(CM_ROLE_COMPARISON) | CM_ROLE_BIT(CM_ROLE_QUESTION))

/* How much of a spelled word with a possessive is that: "'s" */
#define POSSESSIVE_BYTES 2

typedef enum WordKind
{
	WORD_FUNCTION,
	WORD_NUMBER,
	WORD_CONTENT
} WordKind;

typedef struct Word
{
	uint64 key;
	int start; /* of its spelling, with a blank before it */
	int end;
	uint8 kind;   /* WordKind */
	bool goes_on; /* no mark stands before it */
} Word;

/* The words of one sentence, spelled one after the other with a blank in between. */
typedef struct Words
{
	int n_words;
	int spelled;
	Word words[CM_SENTENCE_TOKENS];
	char spelling[CM_SENTENCE_TOKENS * (CM_WORD_BYTES + 1)];
} Words;

/* "4" of "4g": its token is a number, with a word right behind. */
static bool
is_first_half(const CmToken *token, const CmToken *next)
{
	return token->kind == CM_TOKEN_NUMBER && next->kind == CM_TOKEN_WORD &&
		   token->start + token->length == next->start;
}

/* Whether a token is a word that was spelled; a heart that is written out and a single # are none. */
static bool
is_spelled(const char *spelling, int length)
{
	return length > 0 && (cm_fold_byte((uint8) spelling[0]) != 0 || ((uint8) spelling[0] & 0x80) != 0);
}

/* A stretched word as cm_find_token() finds it: "goood" is "good". */
static int
spell_stretched(const CmLexicon *lexicon, const char *text, const CmToken *token, char *spelling)
{
	int longest_run = cm_find_key(lexicon, cm_key_of_shortened(text, token, 2)) == NULL &&
							  cm_find_key(lexicon, cm_key_of_shortened(text, token, 1)) != NULL
						  ? 1
						  : 2;

	return cm_spell_shortened(text, token, longest_run, spelling);
}

/* "It's" is a word of its own, "the shop's" is not. */
static bool
is_entry(const CmLexiconSlot *slot)
{
	return slot != NULL && slot->role != CM_ROLE_NONE;
}

static int
spell(const CmLexicon *lexicon, const char *text, const CmToken *token, char *spelling)
{
	int length;

	if (token->key == 0 || token->kind > CM_TOKEN_NUMBER)
		return 0;
	if (token->flags & CM_TOKEN_STRETCHED && cm_find_key(lexicon, token->key) == NULL)
		length = spell_stretched(lexicon, text, token, spelling);
	else
		length = cm_spell_token(text, token, spelling);
	if (token->flags & CM_TOKEN_POSSESSIVE && !is_entry(cm_find_key(lexicon, token->key)))
		length = Max(length - POSSESSIVE_BYTES, 0);
	return is_spelled(spelling, length) ? length : 0;
}

static bool
is_function(const CmLexiconSlot *slot)
{
	return slot != NULL && (FUNCTION_ROLES & CM_ROLE_BIT(slot->role)) != 0;
}

/* By its token or by its spelling, which may lack a possessive: "what's". */
static WordKind
kind_of(const CmLexicon *lexicon, const char *text, const CmToken *token, uint64 key)
{
	if (is_function(cm_find_key(lexicon, key)) || is_function(cm_find_token(lexicon, text, token)))
		return WORD_FUNCTION;
	return token->kind == CM_TOKEN_NUMBER ? WORD_NUMBER : WORD_CONTENT;
}

/* Whether two words may be of one phrase: no mark, mention or address stands between. */
static bool
are_neighbours(const char *text, const CmToken *token, const CmToken *next)
{
	size_t at;

	if (next->before != CM_BOUNDARY_NONE)
		return false;
	for (at = token->start + token->length; at < next->start; at++)
	{
		uint8 class = cm_byte_class[(uint8) text[at]];

		if (class != CM_CHAR_SPACE && class != CM_CHAR_NEWLINE && class != CM_CHAR_HYPHEN)
			return false;
	}
	return true;
}

/* Append a token's spelling after a blank, as a word of its own; false where it is no word. */
static bool
take_word(Words *words, const CmLexicon *lexicon, const char *text, const CmToken *token, bool goes_on)
{
	Word *word = &words->words[words->n_words];
	int start = words->spelled + 1;
	int length = spell(lexicon, text, token, words->spelling + start);

	if (length == 0)
		return false;
	words->spelling[words->spelled] = ' ';
	words->spelled = start + length;
	word->start = start;
	word->end = words->spelled;
	word->key = cm_key_of_spelling(words->spelling + start, length);
	word->kind = (uint8) kind_of(lexicon, text, token, word->key);
	word->goes_on = goes_on;
	words->n_words++;
	return true;
}

/* Append a token's spelling to the last word, which is the number before it. */
static bool
take_second_half(Words *words, const CmLexicon *lexicon, const char *text, const CmToken *token)
{
	Word *word = &words->words[words->n_words - 1];

	words->spelled += spell(lexicon, text, token, words->spelling + words->spelled);
	word->end = words->spelled;
	word->kind = WORD_CONTENT;
	word->key = cm_key_of_spelling(words->spelling + word->start, word->end - word->start);
	return true;
}

static void
take_words(Words *words, const CmLexicon *lexicon, const char *text, const CmSentence *sentence)
{
	const CmToken *token = sentence->tokens;
	bool after_word = false;
	int i;

	words->n_words = 0;
	words->spelled = 0;
	for (i = 0; i < sentence->n_tokens; i++, token++)
	{
		if (after_word && is_first_half(token - 1, token))
			after_word = take_second_half(words, lexicon, text, token);
		else
			after_word = take_word(words, lexicon, text, token,
								   after_word && are_neighbours(text, token - 1, token));
	}
}

/* The terms that begin with a word. */
static void
list_terms_at(const Words *words, int first, int longest, CmTermHook take, void *context)
{
	const Word *word = &words->words[first];
	uint64 key = word->key;
	bool has_content = word->kind == WORD_CONTENT;
	int i;

	if (word->kind == WORD_FUNCTION)
		return;
	for (i = 0; i < longest; i++)
	{
		const Word *last = word + i;

		if (i > 0)
		{
			if (first + i >= words->n_words || !last->goes_on)
				return;
			key = cm_key_of_phrase(key, last->key);
			has_content |= last->kind == WORD_CONTENT;
		}
		if (has_content && last->kind != WORD_FUNCTION)
			take(context, key, words->spelling + word->start, last->end - word->start);
	}
}

void
cm_list_terms(const CmLexicon *lexicon, const char *text, size_t length, int longest,
			  CmInterruptHook interrupt, CmTermHook take, void *context)
{
	CmReader reader;
	CmSentence sentence;
	Words words;
	int i;

	cm_start_reading(&reader, text, length);
	while (cm_read_sentence(&reader, &sentence))
	{
		if (interrupt != NULL)
			interrupt();
		take_words(&words, lexicon, text, &sentence);
		for (i = 0; i < words.n_words; i++)
			list_terms_at(&words, i, longest, take, context);
	}
}
