/* token.c: the credentials as JSON, the life of a token, and the response that grants one. */
#define _GNU_SOURCE
#include <math.h>
#include <stdbool.h>

#include "http/token.h"
#include "input.h"
#include "lua/reply.h"
#include "state.h"

enum { LONGEST_LIFETIME = 999999999, RENEW_SECONDS = 60 };

/* ---- the request for a token ---- */

struct credentials {
  struct unom_token token;
  char *id, *secret;
};

static void check_member(lua_State *L, int object, const char *name, const char *expected) {
  HOLDS(lua_getfield(L, object, name) == LUA_TSTRING);
  HOLDS(lua_rawlen(L, -1) == strlen(expected) && strcmp(lua_tostring(L, -1), expected) == 0);
  lua_pop(L, 1);
}

static int check_request(lua_State *L) {
  const struct credentials *credentials = lua_touserdata(L, 1);
  const struct unom_buffer *request = &credentials->token.request;
  int members = 0;
  HOLDS(push_decoded(L, request->bytes, request->length));
  check_member(L, 2, "grantType", "client_credentials");
  check_member(L, 2, "clientId", credentials->id);
  check_member(L, 2, "clientSecret", credentials->secret);
  for (lua_pushnil(L); lua_next(L, 2); lua_pop(L, 1))
    members++;
  HOLDS(members == 3);
  return 0;
}

static void check_credentials(const char *bytes, size_t length) {
  struct credentials credentials;
  size_t half = length / 2;
  credentials.id = copy_text(bytes, half);
  credentials.secret = copy_text(bytes + half, length - half);
  unom_token_init(&credentials.token);
  if (unom_token_set_credentials(&credentials.token, credentials.id, credentials.secret)) {
    HOLDS(unom_token_can_renew(&credentials.token));
    HOLDS(!unom_token_is_fresh(&credentials.token, 0));
    call_in_state(check_request, &credentials);
  } else {
    HOLDS(length * 6 > UNOM_TOKEN_CAP / 2); /* "\u0001" is the longest escape */
  }
  unom_token_free(&credentials.token);
  free(credentials.id);
  free(credentials.secret);
}

/* ---- the life of a token ---- */

static void check_life(struct unom_token *token, const char *value, double requested_at,
                       double lifetime) {
  unsigned long before = token->generation;
  if (!unom_token_set_renewable(token, value, requested_at, lifetime)) {
    HOLDS(strlen(value) > UNOM_TOKEN_CAP);
    HOLDS(!unom_token_is_fresh(token, requested_at)); /* none, rather than part of one */
    return;
  }
  HOLDS(token->generation == before + 1);
  HOLDS(token->value.length == strlen(value) && strcmp(token->value.bytes, value) == 0);
  HOLDS(!unom_token_is_fresh(token, requested_at + lifetime));
  HOLDS(token->renew_at >= requested_at && token->renew_at <= requested_at + lifetime);
  HOLDS(lifetime == 0 || unom_token_is_fresh(token, requested_at));
  HOLDS(lifetime < 2 * RENEW_SECONDS ||
        !unom_token_is_fresh(token, requested_at + lifetime - RENEW_SECONDS));
  unom_token_reject(token, before); /* an older token than this was refused */
  HOLDS(lifetime == 0 || unom_token_is_fresh(token, requested_at));
  unom_token_reject(token, token->generation);
  HOLDS(!unom_token_is_fresh(token, requested_at));
}

/* ---- the response ---- */

struct run {
  struct unom_transfer_response response;
  double requested_at;
};

static int check_response(lua_State *L) {
  const struct run *run = lua_touserdata(L, 1);
  struct unom_error error;
  double lifetime = -1;
  bool granted = unom_reply_push_token(L, &run->response, &lifetime, &error);
  HOLDS(lua_gettop(L) == 2 && lua_type(L, 2) == LUA_TSTRING);
  const char *text = lua_tostring(L, 2);
  if (!granted) { /* the message repeats nothing that came */
    HOLDS(strncmp(text, "no access token: ", 17) == 0 && strlen(text) < 100);
    HOLDS(error.sent == UNOM_SENT_NO && error.kind < UNOM_ERROR_KIND_COUNT);
    HOLDS(!error.code && !error.name && !error.message_id);
    return 0;
  }
  HOLDS(run->response.failure == UNOM_FAILURE_NONE);
  HOLDS(run->response.status >= 200 && run->response.status < 300);
  HOLDS(unom_token_is_header_safe(text) && strlen(text) == lua_rawlen(L, 2));
  HOLDS(lifetime >= 0 && lifetime <= LONGEST_LIFETIME);
  struct unom_token token;
  unom_token_init(&token);
  HOLDS(unom_token_set_credentials(&token, "id", "secret"));
  check_life(&token, text, run->requested_at, lifetime);
  check_life(&token, text, run->requested_at + lifetime / 3, lifetime);
  unom_token_free(&token);
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length) {
  static const long statuses[] = {200, 200, 200, 200, 201, 204, 302, 400, 401, 403, 429, 500, 503};
  struct input input = {bytes, length};
  unsigned status = input_byte(&input), end = input_byte(&input), when = input_byte(&input);
  char *body = malloc(input.left + 1);
  HOLDS(body);
  if (input.left > 0)
    memcpy(body, input.at, input.left);
  body[input.left] = '\0';
  struct run run = {.requested_at = ldexp(1 + when % 16, (int)(when / 16) * 2),
                    .response = {.status = statuses[status % (sizeof statuses / sizeof *statuses)],
                                 .bytes = body,
                                 .length = input.left}};
  if (end >= 0xF0) { /* else a whole response came */
    run.response.failure = (enum unom_failure)(1 + end % UNOM_FAILURE_INTERRUPTED);
    run.response.message = "it broke";
  }
  check_credentials(body, input.left);
  call_in_state(check_response, &run);
  free(body);
  return 0;
}
