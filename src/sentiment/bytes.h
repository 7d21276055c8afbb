/*
 * bytes.h
 *		Eight bytes at a time.
 */
#ifndef CM_BYTES_H
#define CM_BYTES_H

#include "c.h"

#include "port/pg_bswap.h"

/* Eight bytes as a number whose lowest byte is the first of them, on every machine. */
static inline uint64
cm_load_bytes(const char *at)
{
	uint64 bytes;

	memcpy(&bytes, at, sizeof(bytes));
#ifdef WORDS_BIGENDIAN
	bytes = pg_bswap64(bytes);
#endif
	return bytes;
}

/* Ask for memory that is about to be read. */
#if defined(__GNUC__)
#define cm_prefetch(address) __builtin_prefetch(address)
#else
#define cm_prefetch(address) ((void) (address))
#endif

#endif
