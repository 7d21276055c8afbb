/*
 * properties.h
 *		What must be true of every summary that a reader accepts.
 */
#ifndef CM_FUZZ_PROPERTIES_H
#define CM_FUZZ_PROPERTIES_H

#include "server.h"

typedef struct Reader
{
	PGFunction in;
	PGFunction recv;
} Reader;

/* One for each type of summary. */
extern const Reader readers[CM_NUMBER_OF_SUMMARY_TYPES];

extern int read_text(const Reader *reader, char *text, CmSummary **summary);
extern int read_binary(const Reader *reader, const uint8 *data, size_t size, CmSummary **summary);
extern void check_summary(const Reader *reader, const CmSummary *summary);
extern void check_histogram(const CmHistogram *histogram);

#endif /* CM_FUZZ_PROPERTIES_H */
