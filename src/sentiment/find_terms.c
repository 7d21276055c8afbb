/*
 * find_terms.c
 *		Finds the lexicon's terms in a sentence: the longest one at each word.
 */
#include "c.h"

#include "sentiment/rules.h"

/* A token at which a term may begin. */
typedef struct Candidate
{
	uint32 token;
	uint32 slot; /* where its key is likely to be */
} Candidate;

/* A word of grammar alone says nothing, and would be a term at every other word. */
static inline bool
is_term(const CmLexiconSlot *slot)
{
	return slot->role != CM_ROLE_NONE && (slot->role != CM_ROLE_FUNCTION || slot->valence != 0);
}

/* The entry of one token, by its spelling or by what the spelling comes from. */
const CmLexiconSlot *
cm_find_token(const CmLexicon *lexicon, const char *text, const CmToken *token)
{
	const CmLexiconSlot *slot;
	int run;

	if (token->key == 0)
		return NULL;
	slot = cm_find_key(lexicon, token->key);
	if (slot == NULL && token->flags & CM_TOKEN_POSSESSIVE)
		slot = cm_find_key(lexicon, cm_key_of_possessor(text, token));
	if (slot == NULL && token->flags & CM_TOKEN_STRETCHED)
	{
		for (run = 2; run > 0 && slot == NULL; run--)
			slot = cm_find_key(lexicon, cm_key_of_shortened(text, token, run));
	}
	return slot;
}

/* The same, where the key is likely to be in a slot. */
static inline const CmLexiconSlot *
find_likely_token(const CmLexicon *lexicon, const char *text, const CmToken *token, uint32 likely)
{
	const CmLexiconSlot *slot = &lexicon->slots[likely];

	return token->key != 0 && slot->key == token->key ? slot : cm_find_token(lexicon, text, token);
}

/* The slot of a term one word longer, or NULL; changes the key so far if there is one. */
static inline const CmLexiconSlot *
go_on(const CmLexicon *lexicon, const CmLexiconSlot *slot, uint64 key, uint64 *path)
{
	const CmLexiconSlot *next;
	uint64 longer;

	if (!(slot->next & cm_next_bit(key)))
		return NULL;
	longer = cm_key_of_phrase(*path, key);
	next = cm_find_key(lexicon, longer);
	if (next != NULL)
		*path = longer;
	return next;
}

/*
 * Follow longer and longer terms from a slot. Returns the last one that is an entry, or NULL, and
 * sets how many tokens it takes.
 */
static inline const CmLexiconSlot *
follow_phrase(const CmLexicon *lexicon, const CmSentence *sentence, int first,
			  const CmLexiconSlot *slot, int *n_tokens)
{
	const CmLexiconSlot *longest = is_term(slot) ? slot : NULL;
	uint64 path = slot->key;
	int i;

	*n_tokens = 1;
	for (i = first + 1; slot->next != 0 && i < sentence->n_tokens && i - first < CM_TERM_WORDS; i++)
	{
		const CmToken *token = &sentence->tokens[i];
		const CmLexiconSlot *next_slot;

		if (token->before > CM_BOUNDARY_PICTURE || token->key == 0)
			break;
		next_slot = go_on(lexicon, slot, token->key, &path);
		if (next_slot == NULL && token->kind == CM_TOKEN_NUMBER)
			next_slot = go_on(lexicon, slot, cm_key_of_any_number(), &path);
		slot = next_slot;
		if (slot == NULL)
			break;
		if (is_term(slot))
		{
			longest = slot;
			*n_tokens = i - first + 1;
		}
	}
	return longest;
}

/* The longest term at a token; a number that starts none by itself may start one as "#". */
static inline const CmLexiconSlot *
find_longest(const CmLexicon *lexicon, const char *text, const CmSentence *sentence,
			 Candidate candidate, int *n_tokens)
{
	int first = candidate.token;
	const CmToken *token = &sentence->tokens[first];
	const CmLexiconSlot *slot = find_likely_token(lexicon, text, token, candidate.slot);

	if (slot != NULL)
		slot = follow_phrase(lexicon, sentence, first, slot, n_tokens);
	if (slot == NULL && token->kind == CM_TOKEN_NUMBER)
	{
		slot = cm_find_key(lexicon, cm_key_of_any_number());
		if (slot != NULL)
			slot = follow_phrase(lexicon, sentence, first, slot, n_tokens);
	}
	return slot;
}

/*
 * List the tokens at which a term may begin; most tokens are not among them. What has other
 * spellings to try is listed in any case.
 */
static int
list_candidates(const CmLexicon *lexicon, const CmSentence *sentence, Candidate *candidates)
{
	const char *tags = (const char *) cm_tags_of(lexicon);
	uint32 mask = lexicon->n_slots - 1;
	int n_candidates = 0;
	int i;

	for (i = 0; i < sentence->n_tokens; i++)
	{
		const CmToken *token = &sentence->tokens[i];
		bool expected = cm_expect_key(lexicon, tags, mask, token->key, &candidates[n_candidates].slot);
		bool variants = (token->flags & CM_TOKEN_VARIANTS) != 0;

		candidates[n_candidates].token = i;
		n_candidates += expected | variants;
	}
	return n_candidates;
}

void
cm_find_terms(const CmLexicon *lexicon, const char *text, const CmSentence *sentence, CmFoundTerms *found)
{
	Candidate candidates[CM_SENTENCE_TOKENS];
	int n_candidates = list_candidates(lexicon, sentence, candidates);
	int after_last = 0;
	int i;

	found->text = text;
	found->sentence = sentence;
	found->roles = 0;
	found->n_terms = 0;
	for (i = 0; i < n_candidates; i++)
	{
		int first = candidates[i].token;
		int n_tokens = 1;
		const CmLexiconSlot *slot;
		CmFoundTerm *term;

		/* The words of a longer term count only in it. */
		if (first < after_last)
			continue;
		slot = find_longest(lexicon, text, sentence, candidates[i], &n_tokens);
		if (slot == NULL || slot->role >= CM_N_ROLES)
			continue;
		after_last = first + n_tokens;
		term = &found->terms[found->n_terms++];
		term->slot = slot;
		term->value = slot->valence;
		term->first_token = (uint16) first;
		term->n_tokens = (uint16) n_tokens;
		term->role = slot->role;
		term->used = false;
		term->n_effects = 0;
		found->roles |= CM_ROLE_BIT(slot->role);
	}
}
