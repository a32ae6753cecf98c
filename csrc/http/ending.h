/* ending.h: what libcurl's code says of how a send ended. Knows no Lua.
 *
 * Invariant: the handle is still in the multi handle, and nothing is changed but the transfer's
 * message. */
#ifndef UNOM_ENDING_H
#define UNOM_ENDING_H

#include "http/transfer.h"

/* What failed, unless the send was late. */
enum unom_failure unom_ending_failure(const struct unom_transfer *transfer, CURLcode code);

/* Does no waiting make it better? */
bool unom_ending_is_permanent(const struct unom_transfer *transfer, CURLcode code);

/* Says what failed; valid as long as the response. */
const char *unom_ending_message(struct unom_transfer *transfer, CURLcode code);

#endif
