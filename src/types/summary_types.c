/*
 * summary_types.c
 *	  The functions of each type of summary that must know which type it is: those that read a value.
 *	  All others, + and rollup() among them, are one for every type.
 */
#include "types/summary.h"

#define READERS(type, has_scale, example)                          \
	static const CmSummaryType type = {#type, has_scale, example}; \
                                                                   \
	PG_FUNCTION_INFO_V1(cm_##type##_in);                           \
	Datum cm_##type##_in(PG_FUNCTION_ARGS)                         \
	{                                                              \
		return cm_summary_in(fcinfo, &type);                       \
	}                                                              \
                                                                   \
	PG_FUNCTION_INFO_V1(cm_##type##_recv);                         \
	Datum cm_##type##_recv(PG_FUNCTION_ARGS)                       \
	{                                                              \
		return cm_summary_recv(fcinfo, &type);                     \
	}

CM_SUMMARY_TYPES(READERS)
