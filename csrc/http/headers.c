/* headers.c: the headers of a request, for libcurl. See headers.h.
 *
 * Invariant: `authorization`, where there is one, is the last of the list. */
#define _GNU_SOURCE
#include "http/headers.h"

#include <string.h>

#include "base/buffer.h"

enum { HEADER_CAP = 64 * 1024 };

static const char authorization[] = "Authorization: Bearer ";

void unom_headers_free(struct unom_headers *headers) {
  for (struct curl_slist *header = headers->list; header; header = header->next)
    explicit_bzero(header->data, strlen(header->data));
  curl_slist_free_all(headers->list);
  *headers = (struct unom_headers){.list = NULL};
}

static bool add(struct unom_headers *headers, const char *line) {
  struct curl_slist *longer = curl_slist_append(headers->list, line);
  if (longer)
    headers->list = longer;
  return longer != NULL;
}

static bool add_bearer(struct unom_headers *headers, const char *bearer) {
  struct unom_buffer line;
  unom_buffer_init(&line, HEADER_CAP);
  bool ok = unom_buffer_append(&line, authorization, sizeof authorization - 1) &&
            unom_buffer_append(&line, bearer, strlen(bearer)) && add(headers, line.bytes);
  unom_buffer_free(&line);
  if (!ok)
    return false;
  const struct curl_slist *last = headers->list;
  while (last->next)
    last = last->next;
  headers->authorization = last->data;
  return true;
}

static bool has_bearer(const struct unom_headers *headers, const char *bearer) {
  const char *kept = headers->authorization;
  if (!bearer || !kept)
    return !bearer && !kept;
  return strcmp(kept + sizeof authorization - 1, bearer) == 0;
}

bool unom_headers_set(struct unom_headers *headers, bool has_body, const char *bearer) {
  if (headers->list && headers->has_body == has_body && has_bearer(headers, bearer))
    return true;
  unom_headers_free(headers);
  headers->has_body = has_body;
  if (add(headers, "Accept: application/json") && add(headers, "Expect:") &&
      add(headers, "Accept-Encoding:") &&
      (!has_body || add(headers, "Content-Type: application/json; charset=UTF-8")) &&
      (!bearer || add_bearer(headers, bearer)))
    return true;
  unom_headers_free(headers);
  return false;
}
