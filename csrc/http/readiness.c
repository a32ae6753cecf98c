/* readiness.c: one descriptor for all sockets of a transport. See readiness.h.
 *
 * libcurl has three ways to tell its sockets. curl_multi_fdset leaves out those from 1024 on, and
 * curl_multi_waitfds came with 8.8. The callback here has neither limit, and tells what names are
 * resolved through as well. */
#define _GNU_SOURCE
#include "http/readiness.h"

#include <errno.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <unistd.h>

void unom_readiness_init(struct unom_readiness *readiness) {
  *readiness = (struct unom_readiness){.fd = -1};
}

/* Watches the socket for these events, whether or not it was watched before. */
static bool watch(const struct unom_readiness *readiness, int fd, uint32_t events) {
  struct epoll_event event = {.events = events, .data.fd = fd};
  if (epoll_ctl(readiness->fd, EPOLL_CTL_MOD, fd, &event) == 0)
    return true;
  return errno == ENOENT && epoll_ctl(readiness->fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

/* CURLMOPT_SOCKETFUNCTION */
static int on_socket(CURL *easy, curl_socket_t fd, int what, void *user, void *of_socket) {
  struct unom_readiness *readiness = user;
  (void)easy;
  (void)of_socket;
  if (what == CURL_POLL_REMOVE)
    epoll_ctl(readiness->fd, EPOLL_CTL_DEL, fd, NULL);
  else if (!watch(readiness, fd,
                  (what & CURL_POLL_IN ? EPOLLIN : 0U) | (what & CURL_POLL_OUT ? EPOLLOUT : 0U)))
    readiness->misses = true;
  return 0;
}

bool unom_readiness_open(struct unom_readiness *readiness, CURLM *multi) {
  readiness->fd = epoll_create1(EPOLL_CLOEXEC);
  if (readiness->fd < 0)
    return false;
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, readiness);
  return true;
}

void unom_readiness_free(struct unom_readiness *readiness) {
  if (readiness->fd >= 0)
    close(readiness->fd);
  unom_readiness_init(readiness);
}

void unom_readiness_add(struct unom_readiness *readiness, int fd) {
  if (!watch(readiness, fd, EPOLLIN))
    readiness->misses = true;
}

/* The function is called deprecated, since it goes through all transfers. curl_multi_perform does so as well, and does
 * not call the callback; curl_multi_socket_action would need its callers to know which sockets are ready, in all
 * places that go on with a transfer. */
CURLMcode unom_readiness_perform(struct unom_readiness *readiness, CURLM *multi) {
  int running = 0;
  CURLMcode code = CURLM_OK;
  if (readiness->fd < 0)
    return curl_multi_perform(multi, &running);
  CURL_IGNORE_DEPRECATION(code = curl_multi_socket_all(multi, &running);)
  return code;
}
