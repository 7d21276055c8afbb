/*
 * web.c
 *		What is written for the web: addresses, @mentions, #hashtags and HTML tags.
 */
#include "c.h"

#include "sentiment/reading.h"

/* A longer tag is none. */
#define TAG_BYTES 200

/* A longer name is no mailbox's (RFC 5321). */
#define MAILBOX_BYTES 64

/* Top-level domains that are no English words, so that "great.so" is no address. */
static const char *const domains[] = {"com",  "org", "net", "edu",  "gov", "co",
									  "io",   "ly",  "uk",  "de",   "fr",  "eu",
									  "info", "biz", "tv",  "html", "php", "aspx"};

static bool
is_domain(const char *at, const char *end)
{
	const char *stop = at;
	int i;

	while (stop < end && stop - at < 8 && cm_is_word_byte(stop, end))
		stop++;
	for (i = 0; i < lengthof(domains); i++)
	{
		size_t length = strlen(domains[i]);

		if ((size_t) (stop - at) == length && memcmp(at, domains[i], length) == 0)
			return true;
	}
	return false;
}

/* Whether an e-mail address goes on after a dot in its name: ".doe@" */
static bool
is_mailbox(const char *at, const char *end)
{
	const char *limit = end - at > MAILBOX_BYTES ? at + MAILBOX_BYTES : end;

	while (at < limit && (cm_is_word_byte(at, limit) || *at == '.' || *at == '-' || *at == '+'))
		at++;
	return at < limit && *at == '@' && cm_is_word_byte(at + 1, end);
}

/* Skip to the next blank; a full stop or bracket at the end belongs to the sentence. */
const char *
cm_skip_address(const char *at, const char *end)
{
	const char *limit = cm_limit_step(at, end);
	const char *start = at;

	while (at < limit && cm_byte_class[(uint8) *at] != CM_CHAR_SPACE && *at != '\n' && *at != '<')
		at++;
	while (at > start + 1 && strchr(".,!?)\"", at[-1]) != NULL)
		at--;
	return at;
}

/* Whether the word that ends at "at" turns out to be an e-mail or web address. */
bool
cm_is_address(const char *start, const char *at, const char *end)
{
	if (at >= end)
		return false;
	switch (*at)
	{
		case '@':
			return cm_is_word_byte(at + 1, end);
		case ':':
			return end - at > 2 && at[1] == '/' && at[2] == '/';
		case '.':
			if (at - start == 3 && (start[0] | 32) == 'w' && (start[1] | 32) == 'w')
				return cm_is_word_byte(at + 1, end);
			return cm_is_word_byte(at + 1, end) && (is_domain(at + 1, end) || is_mailbox(at + 1, end));
		default:
			return false;
	}
}

/* Skip @name. A sign within a word was an e-mail address and never comes here. */
CmStep
cm_read_mention(const char *at, const char *end)
{
	const char *limit = cm_limit_step(at, end);

	at++;
	while (at < limit && cm_is_word_byte(at, limit))
		at++;
	return cm_go_on(at);
}

/* The words of a hashtag: #CustomerServiceFail, #never_again */
CmStep
cm_read_hashtag(CmReader *reader, CmSentence *sentence, const char *at, const char *end)
{
	const char *start;
	CmToken *token;

	if (!cm_is_word_byte(at + 1, end))
	{
		token = cm_add_token(reader, sentence, CM_TOKEN_NUMBER, at, at + 1);
		token->key = cm_key_of_any_number();
		return cm_go_on(at + 1);
	}
	at++;
	cm_note_boundary(reader, CM_BOUNDARY_COMMA);
	if (cm_byte_class[(uint8) *at] == CM_CHAR_DIGIT)
		return cm_go_on(at);
	for (start = at; cm_is_word_byte(at, end) && at - start < CM_WORD_BYTES;)
	{
		const char *piece = at;

		do
			at++;
		while (cm_is_word_byte(at, end) && at - start < CM_WORD_BYTES && *at != '_' &&
			   !(*at >= 'A' && *at <= 'Z' && at[-1] >= 'a' && at[-1] <= 'z'));
		if (*piece == '_')
			piece++;
		/* A number is a word of its own, as it is elsewhere: #top_10tips */
		if (piece < at && cm_byte_class[(uint8) *piece] == CM_CHAR_DIGIT && sentence->n_tokens < CM_SENTENCE_TOKENS)
			piece = cm_read_number(reader, sentence, piece, at);
		if (piece < at && sentence->n_tokens < CM_SENTENCE_TOKENS)
			(void) cm_read_word(reader, sentence, piece, at);
	}
	cm_note_boundary(reader, CM_BOUNDARY_COMMA);
	return cm_go_on(at);
}

/* HTML tags are no text; those that break lines end a sentence. */
CmStep
cm_read_tag(const char *at, const char *end)
{
	static const char *const breaking[] = {"br", "p", "div", "li", "tr", "ul", "h1", "h2", "h3"};
	const char *limit = end - at > TAG_BYTES ? at + TAG_BYTES : end;
	const char *name = at + 1;
	const char *stop;
	int i;

	if (name < end && *name == '/')
		name++;
	if (name >= end || cm_byte_class[(uint8) *name] != CM_CHAR_LETTER)
		return cm_go_on(at + 1);
	for (stop = name; stop < limit && *stop != '>' && *stop != '<'; stop++)
		;
	if (stop >= limit || *stop != '>')
		return cm_go_on(at + 1);
	for (i = 0; i < lengthof(breaking); i++)
	{
		size_t length = strlen(breaking[i]);

		if ((size_t) (stop - name) >= length && memcmp(name, breaking[i], length) == 0 &&
			!cm_is_word_byte(name + length, end))
			return cm_end_sentence(stop + 1);
	}
	return cm_go_on(stop + 1);
}
