/*
 * emoticon.c
 *		Shapes of emoticons.
 */
#include "c.h"

#include "sentiment/character.h"
#include "sentiment/emoticon.h"

/* Whole emoticons that have no eyes, nose and mouth in a row. */
static const struct
{
	const char *drawn;
	const char *spelled;
} whole_emoticons[] = {{"<3", "<3"},   {"</3", "</3"}, {"<\\3", "</3"}, {"^_^", "^_^"},
					   {"^-^", "^_^"}, {"^.^", "^_^"}, {"^^", "^_^"},   {">_<", ">_<"},
					   {">.<", ">_<"}, {"-_-", "-_-"}, {"-.-", "-_-"},  {"(:", ":)"},
					   {"(;", ";)"},   {"(-:", ":)"}};

static const char eyes[] = ":;=";
static const char noses[] = "-^*~,o";

/* Each mouth with the one it is spelled as. */
static const char mouths[] = ")]}Dd>pP3*([{<cC/\\|sSoO@$xX";
static const char spelled_mouths[] = ")))dd)pp3*((((((//|ssoo@$xx";

static bool
is_alphanumeric(char c)
{
	return cm_fold_byte((uint8) c) != 0;
}

static char
spell_mouth(char mouth)
{
	const char *found = mouth == '\0' ? NULL : strchr(mouths, mouth);

	return found ? spelled_mouths[found - mouths] : '\0';
}

static int
read_whole_emoticon(const char *at, const char *end, char *spelling, int *spelled)
{
	int i;

	for (i = 0; i < lengthof(whole_emoticons); i++)
	{
		size_t length;

		if (*at != whole_emoticons[i].drawn[0])
			continue;
		length = strlen(whole_emoticons[i].drawn);
		if ((size_t) (end - at) >= length && memcmp(at, whole_emoticons[i].drawn, length) == 0)
		{
			*spelled = (int) strlen(whole_emoticons[i].spelled);
			memcpy(spelling, whole_emoticons[i].spelled, *spelled);
			return (int) length;
		}
	}
	return 0;
}

static int
read_face(const char *at, const char *end, char *spelling, int *spelled)
{
	const char *p = at;
	int n = 0;
	char mouth;

	if (*p == '>' && end - p > 1 && p[1] == ':')
		spelling[n++] = *p++;
	if (p >= end || *p == '\0' || strchr(eyes, *p) == NULL)
		return 0;
	spelling[n++] = *p == '=' ? ':' : *p;
	p++;
	if (p < end && *p == '\'')
		spelling[n++] = *p++;
	if (end - p > 1 && *p != '\0' && strchr(noses, *p) && spell_mouth(p[1]) && p[1] != *p)
		p++;
	mouth = p < end ? spell_mouth(*p) : '\0';
	if (mouth == '\0' || n >= CM_EMOTICON_BYTES)
		return 0;
	spelling[n++] = mouth;
	*spelled = n;
	p++;
	/* Not the start of "://", nor of "::" and the like. */
	if (mouth == '/' && p < end && (*p == '/' || *p == '\\'))
		return 0;
	while (p < end && p[0] == p[-1] && p - at < 64)
		p++;
	return (int) (p - at);
}

int
cm_read_emoticon(const char *text, const char *at, const char *end, char *spelling, int *spelled)
{
	bool after_word = at > text && is_alphanumeric(at[-1]);
	int length = read_face(at, end, spelling, spelled);

	if (length == 0 && !after_word)
		length = read_whole_emoticon(at, end, spelling, spelled);
	if (length == 0)
		return 0;
	/* "note:(see", "x=(y", "key:D5" are no faces; "fine:)" is one, "time:s" is none. */
	if (at + length < end && is_alphanumeric(at[length]) && (after_word || is_alphanumeric(at[length - 1])))
		return 0;
	if (after_word && (is_alphanumeric(at[length - 1]) || strchr(")(", spelling[*spelled - 1]) == NULL))
		return 0;
	return length;
}
