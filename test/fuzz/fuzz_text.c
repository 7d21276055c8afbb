/*
 * fuzz_text.c
 *		libFuzzer target: any text for a summary of any type. It is refused as no text form, or what
 *		was read has all properties of a summary.
 */
#include "properties.h"

extern int LLVMFuzzerTestOneInput(const uint8 *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	/* Of exactly this size, so that reading one byte too far is seen. */
	char *text = malloc(size + 1);

	require(text != NULL);
	memcpy(text, data, size);
	text[size] = '\0';
	for (int i = 0; i < lengthof(readers); i++)
	{
		CmSummary *summary;
		int failure = read_text(&readers[i], text, &summary);

		require(failure == 0 || failure == ERRCODE_INVALID_TEXT_REPRESENTATION);
		if (failure == 0)
			check_summary(&readers[i], summary);
		forget_memory();
	}
	free(text);
	return 0;
}
