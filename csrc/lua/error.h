/* error.h: the error object that a client returns beside nil.
 *
 * Invariant: every kind of error is in the one list here, from which Lua's list is made. */
#ifndef UNOM_ERROR_H
#define UNOM_ERROR_H

#include <lua.h>

#include "http/transfer.h"

/* What an error is about; `kind` in Lua. */
#define UNOM_ERROR_KINDS(X)                                                                        \
  X(API, "api")                 /* the carrier refused */                                          \
  X(AUTH, "auth")               /* no access token, or it was refused */                           \
  X(HTTP, "http")               /* another status */                                               \
  X(NETWORK, "network")         /* no connection, or it was lost */                                \
  X(TIMEOUT, "timeout")         /* no response in time */                                          \
  X(PROTOCOL, "protocol")       /* the response cannot be read */                                  \
  X(INTERRUPTED, "interrupted") /* a signal came, or the client was closed */

enum unom_error_kind {
#define X(symbol, name) UNOM_ERROR_##symbol,
  UNOM_ERROR_KINDS(X)
#undef X
      UNOM_ERROR_KIND_COUNT
};

/* The fields of an error object. NULL and 0: absent. */
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
  bool permanent; /* no waiting makes it better: a certificate, a redirect, what a proxy refuses */
};

const char *unom_error_kind_name(enum unom_error_kind kind);
const char *unom_sent_name(enum unom_sent sent);

/* The kind of error that a transfer without a response ends in. */
enum unom_error_kind unom_error_kind_of(enum unom_failure failure);

/* The name of the row with this status and message in the carrier's table of errors, or NULL. */
const char *unom_error_known_name(long status, const char *message);

/* Pushes the error object, a table with the metatable "unom.error". */
void unom_error_push(lua_State *L, const struct unom_error *error);

/* Registers the metatable of an error object. */
void unom_error_register(lua_State *L);

/* Pushes that metatable, which lua/unom/error.lua completes. */
void unom_error_push_metatable(lua_State *L);

/* Pushes an array of the names of the kinds of error. */
void unom_error_push_kinds(lua_State *L);

#endif
