/*
 * server.h
 *		Stands in for the server, so that the readers of the types run alone under a fuzzer: memory
 *		comes from malloc, where the address sanitizer watches it, and errors return to the caller.
 */
#ifndef CM_FUZZ_SERVER_H
#define CM_FUZZ_SERVER_H

#include "types/summary.h"

/* Aborts, so that the fuzzer keeps the input. */
extern void require(bool condition);

/* Runs the work; 0, or the SQLSTATE of the error that ended it. */
extern int attempt(void (*work)(void *context), void *context);

/* Calls a function of SQL with one argument; as above. */
extern int call(PGFunction function, Datum argument, Datum *result);

/* Frees all memory since the last time, as the end of a statement does. */
extern void forget_memory(void);

#endif /* CM_FUZZ_SERVER_H */
