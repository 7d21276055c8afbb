/*
 * module.c
 *	  What the server asks of a loaded library.
 */
#include "postgres.h"

#include "fmgr.h"

PG_MODULE_MAGIC;
