/* bare_curl.c: the requests of call.lua on libcurl alone: what a call cannot cost less than.
 *
 * bare_curl [--look] [--ca FILE] BASE_URL CALLS prints the CPU time of one call in microseconds,
 * user and system. --look: before a request is written the socket is asked whether something lies
 * on it. --ca: certificates to trust.
 *
 * One easy handle, its connection kept alive, the reply gathered in memory; nothing is checked but
 * the status and that the order was accepted. */
#define _GNU_SOURCE
#include <curl/curl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { WARM_UP = 200 };

struct reply {
  char bytes[4096];
  size_t length;
};

static size_t on_reply(char *bytes, size_t size, size_t count, void *user) {
  struct reply *reply = user;
  size_t length = size * count;
  if (length >= sizeof reply->bytes - reply->length)
    return 0;
  memcpy(reply->bytes + reply->length, bytes, length);
  reply->length += length;
  reply->bytes[reply->length] = '\0';
  return length;
}

static curl_socket_t on_open(void *user, curlsocktype purpose, struct curl_sockaddr *address) {
  (void)purpose;
  curl_socket_t *last = user;
  *last = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  return *last;
}

static int on_request(void *user, char *remote_ip, char *local_ip, int remote_port,
                      int local_port) {
  (void)remote_ip, (void)local_ip, (void)remote_port, (void)local_port;
  struct pollfd poller = {.fd = *(curl_socket_t *)user, .events = POLLIN};
  /* All looks are made, and none ends a call: session tickets lie on a new connection. */
  return poll(&poller, 1, 0) < 0 ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

static void call(CURL *easy, const char *base_url, struct reply *reply, long number) {
  static const char body[] = "{\"agreement\":\"yes\",\"lineInfo\":{\"planCode\":\"T3001328\"},"
                             "\"requestDate\":\"20261201\"}";
  char url[512];
  snprintf(url, sizeof url, "%s/v2/unom/contracts/N123456789/lines/0901%07ld/courses", base_url,
           number);
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)(sizeof body - 1));
  reply->length = 0;
  long status = 0;
  CURLcode code = curl_easy_perform(easy);
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  if (code != CURLE_OK || status != 200 || !strstr(reply->bytes, "\"resultCode\":\"0001\"")) {
    fprintf(stderr, "bare_curl: status %ld: %s\n", status, curl_easy_strerror(code));
    exit(EXIT_FAILURE);
  }
}

static double cpu_seconds(void) {
  struct timespec spent;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
  return (double)spent.tv_sec + (double)spent.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
  bool looks = false;
  const char *ca_file = NULL;
  int first = 1;
  for (; first < count && strncmp(arguments[first], "--", 2) == 0; first++) {
    looks = looks || strcmp(arguments[first], "--look") == 0;
    if (strcmp(arguments[first], "--ca") == 0 && first + 1 < count)
      ca_file = arguments[++first];
  }
  const char *base_url = count - first == 2 ? arguments[first] : NULL;
  long calls = base_url ? strtol(arguments[first + 1], NULL, 10) : 0;
  if (calls <= 0) {
    fputs("usage: bare_curl [--look] [--ca FILE] BASE_URL CALLS\n", stderr);
    return EXIT_FAILURE;
  }
  CURL *easy = curl_easy_init();
  if (!easy)
    return EXIT_FAILURE;
  static struct reply reply;
  struct curl_slist *headers = NULL;
  headers = curl_slist_append(headers, "Accept: application/json");
  headers = curl_slist_append(headers, "Expect:");
  headers = curl_slist_append(headers, "Content-Type: application/json; charset=UTF-8");
  headers = curl_slist_append(headers, "Authorization: Bearer token");
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "PUT");
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "unom");
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 60000L);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_reply);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &reply);
  if (ca_file)
    curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file);
  curl_socket_t last = CURL_SOCKET_BAD;
  if (looks) {
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &last);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_request);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, &last);
  }
  for (long i = 1; i <= WARM_UP; i++)
    call(easy, base_url, &reply, i);
  double start = cpu_seconds();
  for (long i = 1; i <= calls; i++)
    call(easy, base_url, &reply, i);
  printf("%.3f\n", (cpu_seconds() - start) * 1e6 / (double)calls);
  curl_slist_free_all(headers);
  curl_easy_cleanup(easy);
  return EXIT_SUCCESS;
}
