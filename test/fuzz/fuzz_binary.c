/*
 * fuzz_binary.c
 *		libFuzzer target: any bytes as the binary form of a summary of any type. They are refused as
 *		no binary form, or what was read has all properties of a summary.
 */
#include "properties.h"

extern int LLVMFuzzerTestOneInput(const uint8 *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	for (int i = 0; i < lengthof(readers); i++)
	{
		CmSummary *summary;
		int failure = read_binary(&readers[i], data, size, &summary);

		require(failure == 0 || failure == ERRCODE_INVALID_BINARY_REPRESENTATION);
		if (failure == 0)
			check_summary(&readers[i], summary);
		forget_memory();
	}
	return 0;
}
