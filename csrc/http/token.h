/* token.h: the access token: where it comes from and when it must be renewed. Knows no Lua and no
 * curl.
 *
 * Invariant: no request is sent with a token that is due for renewal, other than the requests that
 * waited for this very token. */
#ifndef UNOM_TOKEN_H
#define UNOM_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* The path that access tokens are requested from. */
#define UNOM_TOKEN_PATH "/v1/oauth/accesstokens"

/* The most bytes that a token may have. */
enum { UNOM_TOKEN_CAP = 16 * 1024 };

struct unom_token {
  struct unom_buffer value; /* secret; empty: no token yet */
  struct unom_buffer
      request; /* secret: the JSON that requests a token; empty: the carrier is not asked */
  bool renews; /* can there be another one? */
  unsigned long generation; /* how many tokens there have been */
  double renew_at;          /* on unom_clock_seconds */
};

void unom_token_init(struct unom_token *token);

/* Wipes and frees the token and the credentials. */
void unom_token_free(struct unom_token *token);

/* Can the value travel in a header: is it visible ASCII alone, and not empty? */
bool unom_token_is_header_safe(const char *value);

/* Sets a token that is used until the carrier refuses it. false when memory is out or the value is
 * too long. */
bool unom_token_set_fixed(struct unom_token *token, const char *value);

/* Sets the credentials that tokens are requested with. false when memory is out or they are too
 * long. */
bool unom_token_set_credentials(struct unom_token *token, const char *client_id,
                                const char *client_secret);

/* There is somebody else to be asked for tokens, which `unom_token_set_renewable` sets. */
void unom_token_set_asked(struct unom_token *token);

bool unom_token_can_renew(const struct unom_token *token);

/* Sets a token that was requested at `requested_at` and is valid for `lifetime` seconds after that
 * (INFINITY: until it is refused).
 * It is renewed 60 s before its end, or at half its life if that is later. false when memory is out
 * or the value is too long. */
bool unom_token_set_renewable(struct unom_token *token, const char *value, double requested_at,
                              double lifetime);

/* The carrier refused the token of that generation: it is due for renewal, unless a newer one has
 * replaced it. */
void unom_token_reject(struct unom_token *token, unsigned long generation);

/* Is there a token, and is it not yet due for renewal? */
bool unom_token_is_fresh(const struct unom_token *token, double now);

#endif
