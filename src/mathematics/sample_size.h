/*
 * sample_size.h
 *		How many responses a wanted precision or power needs.
 *
 * Margins and differences are in the units of the values (-1..1 for a net share, 0..1 for a share).
 * Results are whole numbers of responses, at least 1, or infinite where a number overflows.
 */
#ifndef CM_SAMPLE_SIZE_H
#define CM_SAMPLE_SIZE_H

extern double cm_net_sample_size(double margin, double confidence, double variance, double population);
extern double cm_share_sample_size(double margin, double confidence, double share, double population);
extern double cm_net_comparison_size(double difference, double confidence, double power, double variance);
extern double cm_share_comparison_size(double a, double b, double confidence, double power);

#endif /* CM_SAMPLE_SIZE_H */
