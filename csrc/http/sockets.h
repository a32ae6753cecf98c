/* sockets.h: the sockets that libcurl holds open for a transport, and whether one that is about to
 * be used again is quiet. Knows no Lua.
 *
 * Invariant: a socket is known from its opening to its closing, and a number stands for one socket
 * at a time. */
#ifndef UNOM_SOCKETS_H
#define UNOM_SOCKETS_H

#include <curl/curl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

/* One end of a connection, as libcurl names it. */
struct unom_socket_end {
  char address[INET6_ADDRSTRLEN];
  int port;
};

struct unom_socket {
  curl_socket_t fd;
  bool is_named;    /* the ends are filled in */
  bool was_written; /* a request was, or was about to be */
  struct unom_socket_end local, remote;
};

struct unom_sockets {
  struct unom_socket *all;
  size_t count, allocated;
};

/* What a look at a socket shows before a request is written to it. */
enum unom_socket_look {
  UNOM_SOCKET_NEW,   /* no request was written to it yet */
  UNOM_SOCKET_QUIET, /* it carried a request, and nothing came since */
  UNOM_SOCKET_STALE, /* it was closed, or holds bytes that answer no request to come */
};

void unom_sockets_init(struct unom_sockets *sockets);

/* Frees the table; the sockets are libcurl's to close, before. */
void unom_sockets_free(struct unom_sockets *sockets);

/* Makes libcurl open and close the handle's sockets through the table. */
CURLcode unom_sockets_attach(struct unom_sockets *sockets, CURL *easy);

/* Looks at the socket with these ends, for a request that is written next. One that is not in the
 * table counts as stale. */
enum unom_socket_look unom_sockets_look(struct unom_sockets *sockets, const char *local_address,
                                        int local_port, const char *remote_address,
                                        int remote_port);

#endif
