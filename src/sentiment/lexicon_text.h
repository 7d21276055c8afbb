/*
 * lexicon_text.h
 *		The lines of a lexicon in readable form: term, valence, role, with blanks or tabs between.
 */
#ifndef CM_LEXICON_TEXT_H
#define CM_LEXICON_TEXT_H

#include "c.h"

#include "sentiment/lexicon.h"

/* Room for a line: term, blank, valence, blank, role, line end. */
#define CM_LINE_BYTES (CM_TERM_BYTES + 32)

/* Read one line, without its end. The role may be left out: sentiment. */
extern bool cm_read_lexicon_line(const char *line, size_t length, CmLexiconRow *row);

/* Write one line with its end; returns its length, at most CM_LINE_BYTES. */
extern size_t cm_write_lexicon_line(const CmLexiconRow *row, char separator, char *line);

#endif
