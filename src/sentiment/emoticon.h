/*
 * emoticon.h
 *		Recognises emoticons by their shape and spells them in one way: ":-)", "=]" and ":))" are ":)".
 */
#ifndef CM_EMOTICON_H
#define CM_EMOTICON_H

#include "c.h"

#define CM_EMOTICON_BYTES 4

/* Bytes that the emoticon at "at" takes, 0 where there is none; its spelling has CM_EMOTICON_BYTES. */
extern int cm_read_emoticon(const char *text, const char *at, const char *end, char *spelling, int *spelled);

#endif
