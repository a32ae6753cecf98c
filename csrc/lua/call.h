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

/* The user values of the userdata that holds a calls. It stands at index 1 of the Lua stack in
 * every function here that takes a lua_State. */
enum {
  UNOM_CALLS_OPTIONS = 1, /* the strings that the C side points into, and the trace function */
  UNOM_CALLS_RESULTS,     /* array of {id =, reply =, err =} not handed out yet */
  UNOM_CALLS_EVENTS,      /* array of events the trace function has not seen yet */
  UNOM_CALLS_REQUESTS,    /* id -> masked arguments, when there is a trace function */
  UNOM_CALLS_USER_VALUES = UNOM_CALLS_REQUESTS,
};

struct unom_call;

struct unom_calls {
  struct unom_transport *transport; /* NULL: closed */
  struct unom_token token;
  struct unom_transfer *token_transfer; /* asks for a token, or NULL */
  double token_asked_at;
  struct unom_call *first, *last; /* in the order they were started in */
  unsigned waiting;               /* how many of them wait for a token */
  const char *base_url, *contract_id, *access_field;
  double timeout; /* seconds from the start to the result */
  bool traces;
};

/* Starts the operation with the table of arguments at `arguments` and returns its id. Nothing
 * leaves before a pump. Raises for a caller's mistake and when memory is out, with nothing started.
 */
lua_Integer unom_calls_start(lua_State *L, struct unom_calls *calls,
                             const struct unom_operation *operation, int arguments);

/* Moves what can be moved without waiting, and adds what has ended to the results. Raises only when
 * memory is out, and then goes on at the next call. */
void unom_calls_pump(lua_State *L, struct unom_calls *calls);

/* Waits until there is something to pump, the moment `until` has come, or a watched signal comes.
 */
void unom_calls_poll(const struct unom_calls *calls, double until);

/* Ends the operation at the next pump, with an error of kind "interrupted" if it has no answer. */
void unom_calls_abort(struct unom_calls *calls, struct unom_call *call);

/* The same for all, at once. */
void unom_calls_abort_all(lua_State *L, struct unom_calls *calls);

/* Frees all at once: what is on its way is cut and nobody is told. */
void unom_calls_free(struct unom_calls *calls);

#endif
