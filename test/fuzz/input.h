/*
 * input.h
 *		Numbers out of the bytes of a fuzzer; zeros after their end.
 */
#ifndef CM_FUZZ_INPUT_H
#define CM_FUZZ_INPUT_H

#include "c.h"

typedef struct Input
{
	const uint8 *data;
	size_t size;
} Input;

static inline uint64
take(Input *input, int bytes)
{
	uint64 value = 0;

	while (bytes-- > 0)
	{
		value = value << 8 | (input->size > 0 ? *input->data++ : 0);
		input->size -= input->size > 0;
	}
	return value;
}

/* 0..limit, small numbers as likely as large ones. */
static inline int64
take_number(Input *input, int64 limit)
{
	int bits = (int) (take(input, 1) % 64);

	return (int64) ((take(input, 8) & ((UINT64CONST(1) << bits) - 1)) % ((uint64) limit + 1));
}

#endif /* CM_FUZZ_INPUT_H */
