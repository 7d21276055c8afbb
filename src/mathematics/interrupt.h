/*
 * interrupt.h
 *	  How long computations that know nothing of the server let it interrupt them.
 */
#ifndef CM_INTERRUPT_H
#define CM_INTERRUPT_H

/* Called again and again, and may not return. */
typedef void (*CmInterruptHook)(void);

#endif /* CM_INTERRUPT_H */
