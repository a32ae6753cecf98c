/* tls_proxy.c: a proxy that speaks TLS to its clients, and gathers what comes from the host within a
 * moment into one record of that TLS, as proxies do.
 *
 * tls_proxy CERT KEY. Standard output: its port. It ends with the process that started it. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { RECORD = 16 * 1024, MOMENT = 30000 /* microseconds */, LIFETIME_SECONDS = 120 };

static SSL_CTX *context;

/* The host's socket, once the client has asked for it, or -1. Any host is this machine. */
static int connect_host(SSL *ssl) {
  char head[RECORD];
  int length = SSL_read(ssl, head, sizeof head - 1);
  head[length > 0 ? length : 0] = '\0';
  const char *colon = strncmp(head, "CONNECT ", 8) == 0 ? strchr(head, ':') : NULL;
  unsigned long port = colon ? strtoul(colon + 1, NULL, 10) : 0;
  if (port == 0 || port > 65535)
    return -1;
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)port),
                                .sin_addr = {htonl(INADDR_LOOPBACK)}};
  static const char answer[] = "HTTP/1.1 200 OK\r\n\r\n";
  int host = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(host, (struct sockaddr *)&address, sizeof address) == 0 &&
      SSL_write(ssl, answer, sizeof answer - 1) > 0)
    return host;
  close(host);
  return -1;
}

static bool to_host(SSL *ssl, int host) {
  char bytes[RECORD];
  do {
    int length = SSL_read(ssl, bytes, sizeof bytes);
    if (length <= 0 || write(host, bytes, (size_t)length) != length)
      return false;
  } while (SSL_pending(ssl) > 0);
  return true;
}

static bool to_client(SSL *ssl, int host) {
  char bytes[RECORD];
  usleep(MOMENT);
  ssize_t length = read(host, bytes, sizeof bytes);
  return length > 0 && SSL_write(ssl, bytes, (int)length) == length;
}

static void *serve(void *user) {
  SSL *ssl = user;
  int host = SSL_accept(ssl) == 1 ? connect_host(ssl) : -1;
  struct pollfd both[] = {{.fd = SSL_get_fd(ssl), .events = POLLIN},
                          {.fd = host, .events = POLLIN}};
  for (bool is_open = host >= 0; is_open;) {
    poll(both, 2, -1);
    is_open =
        (!both[0].revents || to_host(ssl, host)) && (!both[1].revents || to_client(ssl, host));
  }
  if (host >= 0)
    close(host);
  close(SSL_get_fd(ssl));
  SSL_free(ssl);
  return NULL;
}

int main(int count, char **arguments) {
  signal(SIGPIPE, SIG_IGN);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  alarm(LIFETIME_SECONDS);
  context = SSL_CTX_new(TLS_server_method());
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (count != 3 || !context || SSL_CTX_use_certificate_chain_file(context, arguments[1]) != 1 ||
      SSL_CTX_use_PrivateKey_file(context, arguments[2], SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_set_num_tickets(context, 0) != 1 ||
      bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 16) != 0 ||
      getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
    fprintf(stderr, "usage: tls_proxy CERT KEY\n");
    return EXIT_FAILURE;
  }
  dprintf(STDOUT_FILENO, "%u\n", ntohs(address.sin_port));
  for (;;) {
    SSL *ssl = SSL_new(context);
    pthread_t thread;
    if (!ssl || SSL_set_fd(ssl, accept(listener, NULL, NULL)) != 1 ||
        pthread_create(&thread, NULL, serve, ssl) != 0)
      return EXIT_FAILURE;
    pthread_detach(thread);
  }
}
