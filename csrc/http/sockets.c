/* sockets.c: the sockets of a transport. See sockets.h.
 *
 * Invariant: no look waits, reads or writes. */
#define _GNU_SOURCE
#include "http/sockets.h"

#include <arpa/inet.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_SOCKETS = 16, MOST_SOCKETS = 4096 };

void unom_sockets_init(struct unom_sockets *sockets) {
  *sockets = (struct unom_sockets){.all = NULL};
}

void unom_sockets_free(struct unom_sockets *sockets) {
  free(sockets->all);
  unom_sockets_init(sockets);
}

static void forget(struct unom_sockets *sockets, curl_socket_t fd) {
  for (size_t i = 0; i < sockets->count; i++) {
    if (sockets->all[i].fd == fd) {
      sockets->all[i] = sockets->all[--sockets->count];
      break;
    }
  }
}

static bool add(struct unom_sockets *sockets, curl_socket_t fd) {
  forget(sockets, fd); /* libcurl closes one that never got connected without a word */
  if (sockets->count == sockets->allocated) {
    size_t more = sockets->allocated ? sockets->allocated * 2 : FIRST_SOCKETS;
    struct unom_socket *all =
        more <= MOST_SOCKETS ? realloc(sockets->all, more * sizeof *all) : NULL;
    if (!all)
      return false;
    sockets->all = all;
    sockets->allocated = more;
  }
  sockets->all[sockets->count++] = (struct unom_socket){.fd = fd};
  return true;
}

static curl_socket_t on_open(void *user, curlsocktype purpose, struct curl_sockaddr *address) {
  (void)purpose;
  curl_socket_t fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (fd != CURL_SOCKET_BAD && !add(user, fd)) {
    close(fd);
    fd = CURL_SOCKET_BAD;
  }
  return fd;
}

static int on_close(void *user, curl_socket_t fd) {
  forget(user, fd);
  return close(fd);
}

CURLcode unom_sockets_attach(struct unom_sockets *sockets, CURL *easy) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open);
  if (code == CURLE_OK)
    code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, sockets);
  if (code == CURLE_OK)
    code = curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, on_close);
  if (code == CURLE_OK)
    code = curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, sockets);
  return code;
}

/* Fills in the end that `get` (getsockname, getpeername) tells. */
static bool name_end(curl_socket_t fd, int (*get)(int, struct sockaddr *, socklen_t *),
                     struct unom_socket_end *end) {
  union {
    struct sockaddr any;
    struct sockaddr_in ipv4;
    struct sockaddr_in6 ipv6;
    struct sockaddr_storage largest;
  } address;
  socklen_t length = sizeof address;
  if (get(fd, &address.any, &length) != 0)
    return false;
  bool is_ipv4 = address.any.sa_family == AF_INET;
  const void *bytes =
      is_ipv4 ? (const void *)&address.ipv4.sin_addr : (const void *)&address.ipv6.sin6_addr;
  end->port = ntohs(is_ipv4 ? address.ipv4.sin_port : address.ipv6.sin6_port);
  return (is_ipv4 || address.any.sa_family == AF_INET6) &&
         inet_ntop(address.any.sa_family, bytes, end->address, sizeof end->address);
}

static bool is_end(const struct unom_socket_end *end, const char *address, int port) {
  return end->port == port && strcmp(end->address, address) == 0;
}

static struct unom_socket *find(struct unom_sockets *sockets, const char *local_address,
                                int local_port, const char *remote_address, int remote_port) {
  for (struct unom_socket *socket = sockets->all; socket < sockets->all + sockets->count;
       socket++) {
    if (!socket->is_named) /* fails for as long as it is not connected */
      socket->is_named = name_end(socket->fd, getsockname, &socket->local) &&
                         name_end(socket->fd, getpeername, &socket->remote);
    if (socket->is_named && is_end(&socket->local, local_address, local_port) &&
        is_end(&socket->remote, remote_address, remote_port))
      return socket;
  }
  return NULL;
}

/* A connection that carried a request and its whole response has nothing to say until the next
 * request. Whatever makes its socket readable is its end (a FIN, a reset, a close-notify of TLS) or
 * answers nothing that is still to be asked. Session tickets that TLS 1.3 brings late look the
 * same, and cost a connection. */
static bool is_quiet(curl_socket_t fd) {
  struct pollfd poller = {.fd = fd, .events = POLLIN};
  return poll(&poller, 1, 0) == 0;
}

enum unom_socket_look unom_sockets_look(struct unom_sockets *sockets, const char *local_address,
                                        int local_port, const char *remote_address,
                                        int remote_port) {
  struct unom_socket *socket =
      find(sockets, local_address, local_port, remote_address, remote_port);
  if (!socket)
    return UNOM_SOCKET_STALE;
  if (!socket->was_written) {
    socket->was_written = true;
    return UNOM_SOCKET_NEW;
  }
  return is_quiet(socket->fd) ? UNOM_SOCKET_QUIET : UNOM_SOCKET_STALE;
}
