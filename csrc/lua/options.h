/* options.h: the table of options a client is made from, checked.
 *
 * Invariant: what comes out of here has been checked; no message shows the value of a secret. */
#ifndef UNOM_OPTIONS_H
#define UNOM_OPTIONS_H

#include <lua.h>
#include <stdbool.h>

/* The strings are those of the table of options, but for `base_url`. NULL: absent. */
struct unom_options {
  const char *base_url; /* without a slash at its end */
  bool is_loopback;     /* of base_url's host */
  const char *contract_id;
  const char *client_id, *client_secret; /* both or neither */
  const char *access_token;              /* where they are absent */
  const char *ca_file;
  const char *access_field; /* the name accessCode travels under */
  double timeout, connect_timeout;
  bool has_trace; /* options.trace is a function */
};

/* Reads the table at index `table` and pushes the string that `base_url` points into. Raises
 * "bad option 'NAME' to 'client' (WORDS)" at the first problem. */
void unom_options_read(lua_State *L, int table, struct unom_options *options);

#endif
