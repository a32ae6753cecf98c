/* tls_buffer.h: what TLS has taken from a socket that libcurl has not read yet. Knows no Lua.
 *
 * Invariant: a buffer that cannot be looked into is not empty. */
#ifndef UNOM_TLS_BUFFER_H
#define UNOM_TLS_BUFFER_H

#include <curl/curl.h>
#include <stdbool.h>

/* Is nothing left of what came over the connection that the handle is about to write to? True where
 * the connection has no TLS. */
bool unom_tls_buffer_is_empty(CURL *easy);

#endif
