/* scripted.c: a server whose script a spec writes, for what no good server does. See scripted.lua.
 *
 * scripted plain | tls12 CERT KEY | tls13 CERT KEY | late CERT KEY
 *
 * `late` is TLS 1.3 whose session tickets are sent by the step `ticket` alone. Standard input: the
 * script, a line `end`; then each line `go` opens one gate. At `stop` every gate is open, and the
 * server ends once every connection has. Standard output: an event a line.
 *
 * The script: a line `request`, and below it the steps that are played when the head of the next
 * request has come, on whatever connection; the last ones are played again and again. The body is
 * read before the first step, unless that is `early`.
 *
 * Invariant: when the event `played` of steps that have a gate or that close is written, the client's
 * kernel has all that they sent. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/sockios.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { MOST_REQUESTS = 64, MOST_STEPS = 16, HEAD_CAP = 64 * 1024, LIFETIME_SECONDS = 120 };

struct step {
  char verb[16];
  char *bytes; /* of send and drip */
  size_t length;
  long milliseconds; /* of wait and idle */
};

struct request {
  struct step steps[MOST_STEPS];
  size_t count;
};

struct connection {
  int socket;
  SSL *ssl; /* NULL: plain */
  unsigned number;
  bool has_passed_gate; /* the spec waits for the steps from here on */
};

static struct request script[MOST_REQUESTS];
static size_t script_length;
static SSL_CTX *context;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static unsigned requests, connections, open_connections, gates_open;
static bool stopping;

static void fail(const char *what) {
  fprintf(stderr, "scripted: %s\n", what);
  exit(EXIT_FAILURE);
}

static void pause_for(long milliseconds) {
  struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  nanosleep(&time, NULL);
}

/* ---- the script ---- */

static unsigned digit_of(char hex) {
  return (unsigned)(hex <= '9' ? hex - '0' : (hex | 0x20) - 'a' + 10);
}

static void read_step(struct step *step, char *line) {
  char *argument = strchr(line, ' ');
  if (argument)
    *argument++ = '\0';
  snprintf(step->verb, sizeof step->verb, "%s", line);
  if (strcmp(line, "send") == 0 || strcmp(line, "drip") == 0) {
    step->length = argument ? strlen(argument) / 2 : 0;
    step->bytes = malloc(step->length + 1);
    if (!step->bytes)
      fail("no memory");
    for (size_t i = 0; i < step->length; i++)
      step->bytes[i] = (char)(digit_of(argument[2 * i]) << 4 | digit_of(argument[2 * i + 1]));
  } else if (argument) {
    step->milliseconds = strtol(argument, NULL, 10);
  }
}

static bool read_line(char **line, size_t *size) {
  ssize_t length = getline(line, size, stdin);
  if (length > 0 && (*line)[length - 1] == '\n')
    (*line)[length - 1] = '\0';
  return length > 0;
}

static void read_script(void) {
  char *line = NULL;
  size_t size = 0;
  while (read_line(&line, &size) && strcmp(line, "end") != 0) {
    if (strcmp(line, "request") == 0) {
      if (script_length++ == MOST_REQUESTS)
        fail("too many requests");
      continue;
    }
    struct request *request = script_length > 0 ? &script[script_length - 1] : NULL;
    if (!request || request->count == MOST_STEPS)
      fail("a step too many");
    read_step(&request->steps[request->count++], line);
  }
  free(line);
  if (script_length == 0)
    fail("no script");
}

/* ---- bytes ---- */

static bool get(struct connection *c, char *byte) {
  return (c->ssl ? SSL_read(c->ssl, byte, 1) : (int)recv(c->socket, byte, 1, 0)) == 1;
}

static void put(struct connection *c, const char *bytes, size_t length) {
  if (c->ssl) {
    SSL_write(c->ssl, bytes, (int)length);
    return;
  }
  for (ssize_t sent; length > 0; bytes += sent, length -= (size_t)sent)
    if ((sent = send(c->socket, bytes, length, MSG_NOSIGNAL)) <= 0)
      return;
}

/* Waits until the other side's kernel has everything that was sent, a FIN too. */
static void settle(const struct connection *c) {
  struct tcp_info info = {.tcpi_state = TCP_ESTABLISHED};
  socklen_t size = sizeof info;
  int left = 0;
  while (ioctl(c->socket, SIOCOUTQ, &left) == 0 && left > 0 &&
         getsockopt(c->socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 &&
         info.tcpi_state != TCP_CLOSE)
    pause_for(1);
}

/* Closes the socket. `how`: close (in TLS with a close-notify), fin (without) or reset. */
static void end_connection(struct connection *c, const char *how) {
  if (c->ssl && strcmp(how, "close") == 0)
    SSL_shutdown(c->ssl);
  if (strcmp(how, "reset") == 0) {
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    setsockopt(c->socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  } else {
    shutdown(c->socket, SHUT_WR);
    settle(c);
  }
  close(c->socket);
  c->socket = -1;
}

/* ---- a connection ---- */

/* Reads a head, up to its empty line. false when none comes. */
static bool read_head(struct connection *c, char *head) {
  size_t length = 0;
  while (length < HEAD_CAP - 1 && get(c, head + length)) {
    head[++length] = '\0';
    if (length >= 4 && strcmp(head + length - 4, "\r\n\r\n") == 0)
      return true;
  }
  return false;
}

static bool read_body(struct connection *c, const char *head) {
  static const char name[] = "\r\nContent-Length:";
  const char *field = strcasestr(head, name);
  long left = field ? strtol(field + sizeof name - 1, NULL, 10) : 0;
  char byte;
  while (left > 0 && get(c, &byte))
    left--;
  return left <= 0;
}

static void wait_at_gate(void) {
  pthread_mutex_lock(&lock);
  while (gates_open == 0 && !stopping)
    pthread_cond_wait(&changed, &lock);
  if (gates_open > 0)
    gates_open--;
  pthread_mutex_unlock(&lock);
}

/* Did a byte come, or the end of the connection, before the time was up? */
static bool is_readable_within(const struct connection *c, long milliseconds) {
  struct pollfd socket = {.fd = c->socket, .events = POLLIN};
  return poll(&socket, 1, (int)milliseconds) > 0;
}

/* Plays one step. false: the rest of the steps is left out. */
static bool play(struct connection *c, const struct step *step) {
  const char *verb = step->verb;
  if (strcmp(verb, "send") == 0) {
    put(c, step->bytes, step->length);
  } else if (strcmp(verb, "drip") == 0) {
    for (size_t i = 0; i < step->length; i++)
      put(c, step->bytes + i, 1);
  } else if (strcmp(verb, "wait") == 0) {
    pause_for(step->milliseconds);
  } else if (strcmp(verb, "idle") == 0) {
    return !is_readable_within(c, step->milliseconds);
  } else if (strcmp(verb, "gate") == 0) {
    wait_at_gate();
    c->has_passed_gate = true;
  } else if (strcmp(verb, "notify") == 0 && c->ssl) {
    SSL_shutdown(c->ssl);
  } else if (strcmp(verb, "ticket") == 0 && c->ssl) {
    SSL_new_session_ticket(c->ssl);
    SSL_do_handshake(c->ssl);
  } else if (strcmp(verb, "close") == 0 || strcmp(verb, "fin") == 0 || strcmp(verb, "reset") == 0) {
    end_connection(c, verb);
    return false;
  } else if (strcmp(verb, "early") != 0) {
    fail(verb);
  }
  if (c->has_passed_gate)
    settle(c);
  return true;
}

static void serve_requests(struct connection *c, char *head) {
  while (c->socket >= 0 && read_head(c, head)) {
    size_t method = strcspn(head, " "), path = strcspn(head + method + 1, " ");
    pthread_mutex_lock(&lock);
    unsigned number = ++requests;
    dprintf(STDOUT_FILENO, "head %u %u %.*s\n", c->number, number, (int)(method + 1 + path), head);
    pthread_mutex_unlock(&lock);
    const struct request *request =
        &script[number < script_length ? number - 1 : script_length - 1];
    bool is_early = request->count > 0 && strcmp(request->steps[0].verb, "early") == 0;
    if (!is_early) {
      if (!read_body(c, head))
        return;
      dprintf(STDOUT_FILENO, "request %u %u\n", c->number, number);
    }
    for (size_t i = 0; i < request->count && play(c, &request->steps[i]); i++)
      continue;
    dprintf(STDOUT_FILENO, "played %u %u\n", c->number, number);
    if (is_early && c->socket >= 0 && !read_body(c, head))
      return;
  }
}

static void *serve(void *user) {
  struct connection *c = user;
  char *head = malloc(HEAD_CAP);
  if (head && (!c->ssl || (SSL_set_fd(c->ssl, c->socket) == 1 && SSL_accept(c->ssl) == 1)))
    serve_requests(c, head);
  if (c->socket >= 0)
    close(c->socket);
  dprintf(STDOUT_FILENO, "end %u\n", c->number);
  SSL_free(c->ssl);
  free(head);
  free(c);
  pthread_mutex_lock(&lock);
  open_connections--;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
  return NULL;
}

/* ---- the server ---- */

/* Takes one connection. false when none is there. */
static bool take(int listener) {
  int socket = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
  if (socket < 0)
    return false;
  int yes = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  struct connection *c = calloc(1, sizeof *c);
  if (!c)
    fail("no memory");
  c->socket = socket;
  c->ssl = context ? SSL_new(context) : NULL;
  pthread_mutex_lock(&lock);
  c->number = ++connections;
  open_connections++;
  dprintf(STDOUT_FILENO, "open %u\n", c->number);
  pthread_mutex_unlock(&lock);
  pthread_t thread;
  if (pthread_create(&thread, NULL, serve, c) != 0)
    fail("no thread");
  pthread_detach(thread);
  return true;
}

static void set_up_tls(char **arguments) {
  int version = strcmp(arguments[1], "tls12") == 0 ? TLS1_2_VERSION : TLS1_3_VERSION;
  context = SSL_CTX_new(TLS_server_method());
  if (!context || SSL_CTX_set_min_proto_version(context, version) != 1 ||
      SSL_CTX_set_max_proto_version(context, version) != 1 ||
      SSL_CTX_use_certificate_chain_file(context, arguments[2]) != 1 ||
      SSL_CTX_use_PrivateKey_file(context, arguments[3], SSL_FILETYPE_PEM) != 1)
    fail("the certificate or its key");
  if (strcmp(arguments[1], "late") == 0)
    SSL_CTX_set_num_tickets(context, 0);
}

int main(int count, char **arguments) {
  signal(SIGPIPE, SIG_IGN);
  prctl(PR_SET_PDEATHSIG, SIGKILL); /* ends with the process that started it */
  alarm(LIFETIME_SECONDS);          /* a spec that waits for an event in vain ends too */
  if (count == 4)
    set_up_tls(arguments);
  else if (count != 2 || strcmp(arguments[1], "plain") != 0)
    fail("usage: scripted plain | tls12 CERT KEY | tls13 CERT KEY | late CERT KEY");
  read_script();
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 512) != 0 ||
      getsockname(listener, (struct sockaddr *)&address, &size) != 0)
    fail("no port");
  dprintf(STDOUT_FILENO, "listening %u\n", ntohs(address.sin_port));

  struct pollfd watched[] = {{.fd = listener, .events = POLLIN},
                             {.fd = STDIN_FILENO, .events = POLLIN}};
  while (!stopping) {
    poll(watched, 2, -1);
    while (take(listener))
      continue;
    char commands[256];
    ssize_t length = watched[1].revents ? read(STDIN_FILENO, commands, sizeof commands) : -1;
    if (length == 0)
      return EXIT_SUCCESS;
    pthread_mutex_lock(&lock);
    for (ssize_t i = 0; i < length; i++)
      gates_open += commands[i] == 'g';
    stopping = length > 0 && memchr(commands, 's', (size_t)length);
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
  }
  while (take(listener)) /* what connected before the end was asked for is counted */
    continue;
  pthread_mutex_lock(&lock);
  while (open_connections > 0)
    pthread_cond_wait(&changed, &lock);
  dprintf(STDOUT_FILENO, "stopped\n");
  _exit(EXIT_SUCCESS);
}
