/* call.h: the calls of a client: the token they wait for, their transfers and their results.
 *
 * Invariant: every call that was started gets one result, unless it is freed before. */
#ifndef UNOM_CALL_H
#define UNOM_CALL_H

#include <lua.h>
#include <stdbool.h>

#include "api/catalogue.h"
#include "http/token.h"
#include "http/transport.h"
#include "lua/options.h"

/* The user values of the userdata that contains a struct unom_calls. That userdata is at index 1 of
 * the Lua stack in every function here that takes a lua_State. */
enum {
  UNOM_CALLS_OPTIONS = 1, /* the strings that C points into, and the functions */
  UNOM_CALLS_RESULTS,     /* array of {id =, reply =, err =} not yet returned to the caller */
  UNOM_CALLS_EVENTS,      /* array of events not yet shown to the trace function */
  UNOM_CALLS_REQUESTS,    /* id -> masked arguments, of what acts or is traced */
  UNOM_CALLS_USER_VALUES = UNOM_CALLS_REQUESTS,
};

struct unom_call;

/* The calls in flight of one client, and what they share. */
struct unom_calls {
  struct unom_transport *transport; /* NULL: closed */
  struct unom_token token;
  struct unom_transfer *token_transfer; /* requests a token, or NULL */
  double token_requested_at, token_granted_at;
  struct unom_call *first, *last; /* in the order of their starts */
  lua_Integer last_id;            /* ids are given in the order of the starts and only increase */
  unsigned count;                 /* of the calls in the list */
  unsigned waiting;               /* how many of them wait, see call/queue.h */
  unsigned paused;                /* how many of these wait for the end of a pause */
  const char *base_url, *token_url, *contract_id, *access_field;
  double timeout; /* seconds from a start to its result */
  unsigned retries;
  bool traces, asks_for_token; /* is there a trace function, a token function? */
};

/* Starts the operation with the table of arguments at `arguments` and returns the id of the call.
 * It goes out at once where a token and a place on the wire are there; not at all once a watched
 * signal has come, or while the interrupt of the stand-alone Lua is due in the main thread (it ends
 * as if aborted); and never where it has not begun to leave `leave_within` the time. Raises for a caller's mistake
 * and when memory is out; then nothing was started. */
lua_Integer unom_calls_start(lua_State *L, struct unom_calls *calls,
                             const struct unom_operation *operation, int arguments,
                             const struct unom_call_options *options);

/* Reads and writes what can be read and written without waiting, and adds the calls that ended to
 * the results; once a watched signal has come, all calls that wait are among them. Raises only when
 * memory is out, or a debug hook strikes in the token function; the next pump goes on from there. */
void unom_calls_pump(lua_State *L, struct unom_calls *calls);

/* Is a call in flight whose id is a key of the table at `ids`? */
bool unom_calls_has_any_of(lua_State *L, const struct unom_calls *calls, int ids);

/* How many calls in flight have such ids. */
lua_Integer unom_calls_count_of(lua_State *L, const struct unom_calls *calls, int ids);

/* Is every call written, or about to be, and none of them ended? Then a poll comes before a pump. */
bool unom_calls_are_on_the_wire(const struct unom_calls *calls);

/* When, on unom_clock_seconds, the next pump is due: at the latest, and at once if it has something to
 * do already. INFINITY: nothing is in flight. */
double unom_calls_due(const struct unom_calls *calls);

/* Waits until there is something to pump, the time is `until`, or a watched signal comes. */
void unom_calls_poll(const struct unom_calls *calls, double until);

/* Ends the call at the next pump, with an error of kind "interrupted". false: its transfer is complete
 * already, and ends it as it would have. */
bool unom_calls_abort(struct unom_calls *calls, struct unom_call *call);

/* The call in flight with that id, or NULL. */
struct unom_call *unom_calls_find(const struct unom_calls *calls, lua_Integer id);

/* Does the call wait for a token, for its turn or for the end of a pause? */
bool unom_calls_waits(const struct unom_call *call);

/* Can the carrier be acting on the call now? */
bool unom_calls_is_acting(const struct unom_call *call);

/* Ends the call so if it waits. */
void unom_calls_abort_waiting(struct unom_calls *calls, struct unom_call *call);

/* Ends all calls so, at once, and adds them to the results. */
void unom_calls_abort_all(lua_State *L, struct unom_calls *calls);

/* Aborts all calls without a result, and frees everything. Can be called twice. */
void unom_calls_free(struct unom_calls *calls);

#endif
