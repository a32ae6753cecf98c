/* token.h: the access token: where it comes from and how long it serves. Knows no Lua and no curl.
 *
 * Invariant: a token is never used past the moment at which it should be renewed, other than by the
 * requests it was fetched for. */
#ifndef UNOM_TOKEN_H
#define UNOM_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* Where the carrier gives access tokens. */
#define UNOM_TOKEN_PATH "/v1/oauth/accesstokens"

struct unom_token {
  struct unom_buffer value;   /* secret; empty: none yet */
  struct unom_buffer request; /* secret: the JSON that asks for one; empty: it cannot be renewed */
  unsigned long generation;   /* how many there have been */
  double renew_at;            /* on unom_clock_seconds */
};

void unom_token_init(struct unom_token *token);

/* Wipes all. */
void unom_token_free(struct unom_token *token);

/* A token goes into a header: nothing but visible ASCII may stand in it, and something must. */
bool unom_token_is_sound(const char *value);

/* Takes a token that serves until it is refused. false when memory is out or it is too long. */
bool unom_token_give(struct unom_token *token, const char *value);

/* Takes what a token can be asked for with. false when memory is out or they are too long. */
bool unom_token_set_credentials(struct unom_token *token, const char *client_id,
                                const char *client_secret);

bool unom_token_can_renew(const struct unom_token *token);

/* Takes a token that was asked for at `asked_at` and lives `lifetime` seconds from then on. It is
 * renewed 60 s before its end, or at half its life if that is later. false when memory is out. */
bool unom_token_accept(struct unom_token *token, const char *value, double asked_at,
                       double lifetime);

/* The carrier refused the token of that generation: if it is still in use it must be renewed. */
void unom_token_reject(struct unom_token *token, unsigned long generation);

bool unom_token_is_fresh(const struct unom_token *token, double now);

#endif
