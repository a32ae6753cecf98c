/* token.c: the access token. See token.h.
 *
 * Invariant: every secret is kept in a buffer, which is wiped when it is freed. */
#define _GNU_SOURCE
#include "http/token.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { REQUEST_CAP = 16 * 1024, RENEW_SECONDS = 60 };

void unom_token_init(struct unom_token *token) {
  *token = (struct unom_token){.renew_at = -INFINITY};
  unom_buffer_init(&token->value, UNOM_TOKEN_CAP);
  unom_buffer_init(&token->request, REQUEST_CAP);
}

void unom_token_free(struct unom_token *token) {
  unom_buffer_free(&token->value);
  unom_buffer_free(&token->request);
}

bool unom_token_is_header_safe(const char *value) {
  for (const char *at = value; *at; at++)
    if (*at <= ' ' || *at > '~')
      return false;
  return *value != '\0';
}

static bool set_value(struct unom_token *token, const char *value) {
  unom_buffer_free(&token->value);
  return unom_buffer_append(&token->value, value, strlen(value));
}

bool unom_token_set_fixed(struct unom_token *token, const char *value) {
  token->renew_at = INFINITY;
  token->generation++;
  return set_value(token, value);
}

static bool add(struct unom_buffer *buffer, const char *text) {
  return unom_buffer_append(buffer, text, strlen(text));
}

static bool add_json_string(struct unom_buffer *buffer, const char *text) {
  bool ok = add(buffer, "\"");
  for (; ok && *text; text++) {
    char escape[8] = {*text, '\0'};
    if (*text == '"' || *text == '\\')
      snprintf(escape, sizeof escape, "\\%c", *text);
    else if ((unsigned char)*text < 0x20)
      snprintf(escape, sizeof escape, "\\u%04x", (unsigned)*text);
    ok = add(buffer, escape);
  }
  return ok && add(buffer, "\"");
}

bool unom_token_set_credentials(struct unom_token *token, const char *client_id,
                                const char *client_secret) {
  struct unom_buffer *request = &token->request;
  token->renews = true;
  return add(request, "{\"grantType\":\"client_credentials\",\"clientId\":") &&
         add_json_string(request, client_id) && add(request, ",\"clientSecret\":") &&
         add_json_string(request, client_secret) && add(request, "}");
}

void unom_token_set_asked(struct unom_token *token) { token->renews = true; }

bool unom_token_can_renew(const struct unom_token *token) { return token->renews; }

bool unom_token_set_renewable(struct unom_token *token, const char *value, double requested_at,
                              double lifetime) {
  token->renew_at = requested_at + lifetime - fmin(RENEW_SECONDS, lifetime / 2);
  token->generation++;
  return set_value(token, value);
}

void unom_token_reject(struct unom_token *token, unsigned long generation) {
  if (token->generation == generation && unom_token_can_renew(token))
    token->renew_at = -INFINITY;
}

bool unom_token_is_fresh(const struct unom_token *token, double now) {
  return token->value.length > 0 && now < token->renew_at;
}
