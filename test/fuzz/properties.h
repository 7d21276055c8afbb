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
	const CmSummaryType *type;
} Reader;

extern const Reader readers[2];

extern int read_text(const Reader *reader, char *text, CmSummary **summary);
extern int read_binary(const Reader *reader, const uint8 *data, size_t size, CmSummary **summary);
extern void check_summary(const Reader *reader, const CmSummary *summary);
extern void check_histogram(const CmHistogram *histogram);

#endif /* CM_FUZZ_PROPERTIES_H */
