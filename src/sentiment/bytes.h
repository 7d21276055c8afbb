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

#define CM_EVERY_BYTE(byte) (UINT64CONST(0x0101010101010101) * (byte))

/* The high bit of each byte that is an ASCII letter; in "small" the letters are small ones. */
static inline uint64
cm_find_letters(uint64 bytes, uint64 small)
{
	uint64 low = small & CM_EVERY_BYTE(0x7F);
	uint64 from_a = low + CM_EVERY_BYTE(0x80 - 'a');
	uint64 beyond_z = low + CM_EVERY_BYTE(0x80 - 'z' - 1);

	return (from_a ^ beyond_z) & ~bytes & CM_EVERY_BYTE(0x80);
}

/* Whether one of the bytes in a mask equals both bytes after it. */
static inline bool
cm_starts_run_of_three(uint64 bytes, uint64 mask)
{
	uint64 differs = (bytes ^ bytes >> 8) | (bytes ^ bytes >> 16);
	uint64 equal = ~(((differs & CM_EVERY_BYTE(0x7F)) + CM_EVERY_BYTE(0x7F)) | differs);

	return (equal & CM_EVERY_BYTE(0x80) & mask) != 0;
}

/* Ask for memory that is about to be read. */
#if defined(__GNUC__)
#define cm_prefetch(address) __builtin_prefetch(address)
#else
#define cm_prefetch(address) ((void) (address))
#endif

#endif
