/*
 * always_valid.h
 *		What an estimate that is looked at as often as one likes is measured by.
 */
#ifndef CM_ALWAYS_VALID_H
#define CM_ALWAYS_VALID_H

extern double cm_always_valid_z(double responses, double tail);
extern double cm_always_valid_p_value(double responses, double z);

#endif /* CM_ALWAYS_VALID_H */
