/*
 * key.h
 *		Keys of words and phrases.
 *
 * A word is known by the 64-bit key of its normalised spelling: lower case, straight apostrophes.
 * Words of fewer than eight bytes have keys of their own; two longer ones share a key with a
 * chance of about 1 in 2^64, so spellings are not compared again.
 */
#ifndef CM_KEY_H
#define CM_KEY_H

#include "c.h"

/* A key that is being made, a byte at a time. */
typedef struct CmKeyState
{
	uint64 hash;
	uint64 packed; /* the last, incomplete group of eight bytes */
	int length;
} CmKeyState;

#define CM_KEY_SEED UINT64CONST(0x2545F4914F6CDD1D)

static inline uint64
cm_mix_key(uint64 hash, uint64 value)
{
	hash = (hash ^ value) * UINT64CONST(0x9E3779B97F4A7C15);
	return hash ^ (hash >> 32);
}

static inline void
cm_add_to_key(CmKeyState *state, uint8 byte)
{
	state->packed |= (uint64) byte << (8 * (state->length & 7));
	if ((++state->length & 7) == 0)
	{
		state->hash = cm_mix_key(state->hash, state->packed);
		state->packed = 0;
	}
}

/* 0 means "no key"; one spelling in 2^64 would have it. */
static inline uint64
cm_finish_key(const CmKeyState *state)
{
	uint64 key = cm_mix_key(state->hash, state->packed);

	return key ? key : 1;
}

static inline uint64
cm_key_of_spelling(const char *spelling, int length)
{
	CmKeyState state = {CM_KEY_SEED, 0, 0};
	int i;

	for (i = 0; i < length; i++)
		cm_add_to_key(&state, (uint8) spelling[i]);
	return cm_finish_key(&state);
}

/* The key of a phrase one word longer. */
static inline uint64
cm_key_of_phrase(uint64 path, uint64 next)
{
	uint64 key = cm_mix_key(path * UINT64CONST(0xD6E8FEB86659FD93), next);

	return key ? key : 1;
}

/* The token "#" in a lexicon term stands for any number. */
static inline uint64
cm_key_of_any_number(void)
{
	return cm_finish_key(&(CmKeyState){CM_KEY_SEED, '#', 1});
}

#endif
