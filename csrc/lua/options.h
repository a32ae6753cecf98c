/* options.h: the table of options a client is made from, checked.
 *
 * Invariant: every option read was checked, and no message shows the value of a secret. */
#ifndef UNOM_OPTIONS_H
#define UNOM_OPTIONS_H

#include <lua.h>
#include <stdbool.h>

/* The strings belong to the table of options, except `base_url` and a `ca_file` that the environment
 * names, which lives as long as the Lua state. NULL: absent. */
struct unom_options {
  const char *base_url; /* without a slash at its end */
  bool is_loopback;     /* the host of base_url is loopback */
  const char *contract_id;
  const char *client_id, *client_secret; /* both or neither */
  const char *access_token;              /* instead of these */
  bool has_token_function;               /* instead of these: options.token is one */
  const char *ca_file;                   /* without the option, of CURL_CA_BUNDLE, SSL_CERT_FILE */
  const char *proxy;                     /* secret, a URL that may hold a password */
  const char *user_agent;
  const char *access_field; /* the name that accessCode is sent under */
  double timeout, connect_timeout;
  unsigned retries;         /* of a call that names none */
  unsigned max_connections; /* calls on the wire at once, each on a connection of its own */
  bool has_trace;           /* options.trace is a function */
};

/* Reads the table at index `table` and pushes the string that `base_url` points into. Raises
 * "bad option 'NAME' to 'client' (MESSAGE)" at the first problem, or "bad environment of 'client'
 * (VARIABLE MESSAGE)". */
void unom_options_read(lua_State *L, int table, struct unom_options *options);

/* What client:start, client:call and client:OPERATION take besides the arguments. */
struct unom_call_options {
  double timeout;      /* seconds from the start to the result */
  double leave_within; /* seconds from the start; INFINITY: no limit */
  unsigned retries;
};

/* Reads the table of options of a call at that index, which may be absent; `options` holds what an
 * option that is absent is. Only `start` takes leave_within. Raises as above, with `function`. */
void unom_options_read_call(lua_State *L, int table, const char *function,
                            struct unom_call_options *options);

#endif
