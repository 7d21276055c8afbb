/*
 * attempt.h
 *	  Work that may fail without taking its caller along.
 */
#ifndef CM_ATTEMPT_H
#define CM_ATTEMPT_H

#include "compat.h"

extern bool cm_attempt(void (*work)(void *), void *argument);

#endif /* CM_ATTEMPT_H */
