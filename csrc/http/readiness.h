/* readiness.h: one descriptor that is readable as soon as one of the sockets that libcurl watches is ready, for
 * loops that are not our own. Knows no Lua.
 *
 * Invariant: the number stays the same from its opening on. Sockets come and go within it, so a loop that watches
 * it needs not to know of one that was closed while another took its number. */
#ifndef UNOM_READINESS_H
#define UNOM_READINESS_H

#include <curl/curl.h>
#include <stdbool.h>

struct unom_readiness {
  int fd;      /* of an epoll; -1: not open */
  bool misses; /* there was a socket that could not be added */
};

void unom_readiness_init(struct unom_readiness *readiness);

/* Opens it: from now on libcurl tells it which sockets are to be watched, in
 * `unom_readiness_perform`. false, with errno: nothing has changed. */
bool unom_readiness_open(struct unom_readiness *readiness, CURLM *multi);

/* Closes it, after the multi handle. */
void unom_readiness_free(struct unom_readiness *readiness);

/* It is readable when `fd` is, too, until `fd` is closed. */
void unom_readiness_add(struct unom_readiness *readiness, int fd);

/* A round of the multi handle's, as curl_multi_perform. */
CURLMcode unom_readiness_perform(struct unom_readiness *readiness, CURLM *multi);

#endif
