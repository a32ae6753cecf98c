/* reply.h: the answer of a transfer -> a reply, or an error that says what is known.
 *
 * Invariant: an error's `sent` is "no" only where the same request may be sent again without risk.
 */
#ifndef UNOM_REPLY_H
#define UNOM_REPLY_H

#include <lua.h>

#include "api/catalogue.h"
#include "http/transfer.h"

/* What an error is about; `kind` in Lua. */
#define UNOM_ERROR_KINDS(X)                                                                        \
  X(API, "api")                 /* the carrier refused */                                          \
  X(AUTH, "auth")               /* no access token, or it was refused */                           \
  X(HTTP, "http")               /* another status */                                               \
  X(NETWORK, "network")         /* no connection, or it was lost */                                \
  X(TIMEOUT, "timeout")         /* no answer in time */                                            \
  X(PROTOCOL, "protocol")       /* the reply cannot be read */                                     \
  X(INTERRUPTED, "interrupted") /* a signal came, or the client was closed */

enum unom_error_kind {
#define X(symbol, name) UNOM_ERROR_##symbol,
  UNOM_ERROR_KINDS(X)
#undef X
};

/* An error object before it is one. NULL and 0: absent. */
struct unom_error {
  enum unom_error_kind kind;
  enum unom_sent sent;
  const char *operation;
  long status;
  long long retry_after; /* seconds */
  const char *code;
  const char *name; /* of the row in the carrier's table of errors */
  const char *message;
  const char *message_id;
};

const char *unom_error_kind_name(enum unom_error_kind kind);
const char *unom_sent_name(enum unom_sent sent);

/* The kind of error that a send without a reply is. */
enum unom_error_kind unom_error_kind_of(enum unom_failure failure);

/* Pushes the error object, a table with the metatable "unom.error". */
void unom_error_push(lua_State *L, const struct unom_error *error);

/* Pushes two values: the reply and nil, or nil and an error object. */
void unom_reply_push(lua_State *L, const struct unom_operation *operation,
                     const struct unom_transfer_response *response);

/* Reads the answer to the request for an access token: pushes the token, sets *lifetime (seconds)
 * and returns true; or pushes a message in words, fills in the rest of *error and returns false.
 * Nothing of what the carrier wrote stands in the message: it may repeat the secret. */
bool unom_reply_push_token(lua_State *L, const struct unom_transfer_response *response,
                           double *lifetime, struct unom_error *error);

/* Registers the metatable of an error object. */
void unom_reply_register(lua_State *L);

/* Pushes that metatable, which the Lua side completes. */
void unom_reply_push_error_metatable(lua_State *L);

/* Pushes an array of the names of the kinds of error. */
void unom_reply_push_error_kinds(lua_State *L);

#endif
