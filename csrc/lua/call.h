/* call.h: operations on their way: the token they wait for, their sends and results.
 *
 * Invariant: every operation that was started gets exactly one result. */
#ifndef UNOM_CALL_H
#define UNOM_CALL_H

#include <lua.h>
#include <stdbool.h>

#include "api/catalogue.h"
#include "http/token.h"
#include "http/transport.h"

/* The user values of the userdata that holds a dispatch. It stands at index 1 of the Lua stack in
 * every function here that takes a lua_State. */
enum {
  UNOM_DISPATCH_OPTIONS = 1, /* the strings that the C side points into, and the trace function */
  UNOM_DISPATCH_RESULTS,     /* array of {id =, reply =, err =} not handed out yet */
  UNOM_DISPATCH_EVENTS,      /* array of events the trace function has not seen yet */
  UNOM_DISPATCH_REQUESTS,    /* id -> masked arguments, when there is a trace function */
  UNOM_DISPATCH_USER_VALUES = UNOM_DISPATCH_REQUESTS,
};

struct unom_pending;

struct unom_dispatch {
  struct unom_transport *transport; /* NULL: closed */
  struct unom_token token;
  struct unom_exchange *token_exchange; /* asks for a token, or NULL */
  double token_asked_at;
  struct unom_pending *first, *last; /* in the order they were started in */
  unsigned waiting;                  /* how many of them wait for a token */
  const char *base_url, *contract_id, *access_field;
  double timeout; /* seconds from the start to the result */
  bool traces;
};

/* Starts the operation with the table of arguments at `arguments` and returns its id. Nothing
 * leaves before a pump. Raises for a caller's mistake and when memory is out, with nothing started.
 */
lua_Integer unom_dispatch_start(lua_State *L, struct unom_dispatch *dispatch,
                                const struct unom_operation *operation, int arguments);

/* Moves what can be moved without waiting, and adds what has ended to the results. Raises only when
 * memory is out, and then goes on at the next call. */
void unom_dispatch_pump(lua_State *L, struct unom_dispatch *dispatch);

/* Waits until there is something to pump, the moment `until` has come, or a watched signal comes.
 */
void unom_dispatch_poll(const struct unom_dispatch *dispatch, double until);

/* Ends the operation at the next pump, with an error of kind "interrupted" if it has no answer. */
void unom_dispatch_cut(struct unom_dispatch *dispatch, struct unom_pending *pending);

/* The same for all, at once. */
void unom_dispatch_cut_all(lua_State *L, struct unom_dispatch *dispatch);

/* Frees all at once: what is on its way is cut and nobody is told. */
void unom_dispatch_free(struct unom_dispatch *dispatch);

#endif
