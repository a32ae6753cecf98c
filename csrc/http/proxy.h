/* proxy.h: the URL of a proxy, read before libcurl reads it. Knows no Lua.
 *
 * Invariant: what libcurl would pass over in a URL, and with it the password or even the proxy, makes
 * the URL one that cannot be used. */
#ifndef UNOM_PROXY_H
#define UNOM_PROXY_H

#include <stdbool.h>

/* Can libcurl use it as the URL of a proxy, all of it? false when memory is out. */
bool unom_proxy_read(const char *url, bool *is_usable);

/* The URL, secret, that the environment names for a host with TLS: of the variables that curl reads,
 * the first that is not empty; NULL: none. */
const char *unom_proxy_of_environment(void);

/* Is it TLS to the proxy as well? */
bool unom_proxy_has_tls(const char *url);

#endif
