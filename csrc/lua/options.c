/* options.c: the table of options a client is made from, checked. See options.h.
 *
 * Invariant: the table is read raw, so no metamethod of the caller runs meanwhile. */
#define _GNU_SOURCE
#include "lua/options.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <lauxlib.h>
#include <string.h>
#include <unistd.h>

#include "api/catalogue.h"
#include "api/rules.h"
#include "base/nearest.h"
#include "base/text.h"
#include "base/utf8.h"
#include "http/token.h"

enum { LONGEST_SECONDS = 24 * 60 * 60, URL_SIZE = 2048 };

static const char *const known[] = {
    "region",  "base_url",        "contract_id", "client_id", "client_secret", "access_token",
    "timeout", "connect_timeout", "ca_file",     "trace",     "access_field",
};
enum { KNOWN = sizeof known / sizeof *known };

static int bad(lua_State *L, const char *name, const char *message) {
  return luaL_error(L, "bad option '%s' to 'client' (%s)", name, message);
}

static void check_names(lua_State *L, int table) {
  for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
    if (lua_type(L, -2) != LUA_TSTRING)
      luaL_error(L, "bad options to 'client' (a name expected, got a key of type %s)",
                 luaL_typename(L, -2));
    size_t length;
    const char *name = lua_tolstring(L, -2, &length);
    struct unom_nearest nearest;
    unom_nearest_start(&nearest, name, length);
    bool is_known = false;
    for (size_t i = 0; i < KNOWN; i++) {
      is_known = is_known || (strcmp(name, known[i]) == 0 && strlen(name) == length);
      unom_nearest_offer(&nearest, known[i]);
    }
    if (is_known)
      continue;
    struct unom_text shown;
    unom_text_clear(&shown);
    unom_text_add_escaped(&shown, name, length);
    if (nearest.best)
      luaL_error(L, "bad option '%s' to 'client' (no such option; did you mean '%s'?)", shown.bytes,
                 nearest.best);
    bad(L, shown.bytes, "no such option");
  }
}

/* Pushes table[name] and returns its type. */
static int push_option(lua_State *L, int table, const char *name) {
  lua_pushstring(L, name);
  return lua_rawget(L, table);
}

static void bad_type(lua_State *L, const char *name, const char *expected) {
  bad(L, name, lua_pushfstring(L, "%s expected, got %s", expected, luaL_typename(L, -1)));
}

/* The string, which the caller's table keeps alive, or NULL when it is absent. */
static const char *read_string(lua_State *L, int table, const char *name) {
  int type = push_option(L, table, name);
  if (type == LUA_TNIL) {
    lua_pop(L, 1);
    return NULL;
  }
  if (type != LUA_TSTRING)
    bad_type(L, name, "a string");
  size_t length;
  const char *text = lua_tolstring(L, -1, &length);
  if (length == 0)
    bad(L, name, "it is empty");
  if (strlen(text) != length)
    bad(L, name, "it holds a NUL");
  if (unom_utf8_prefix(text, length) != length)
    bad(L, name, "it is not UTF-8");
  lua_pop(L, 1);
  return text;
}

static double read_seconds(lua_State *L, int table, const char *name, double usual) {
  double seconds = usual;
  int type = push_option(L, table, name);
  if (type != LUA_TNIL) {
    if (type != LUA_TNUMBER)
      bad_type(L, name, "a number of seconds");
    seconds = lua_tonumber(L, -1);
    if (!(seconds > 0 && seconds <= LONGEST_SECONDS))
      bad(L, name, "seconds above 0 and up to 86400 expected");
  }
  lua_pop(L, 1);
  return seconds;
}

static bool is_loopback(const char *host) {
  struct in_addr ipv4;
  if (inet_pton(AF_INET, host, &ipv4) == 1)
    return ntohl(ipv4.s_addr) >> 24 == 127;
  return strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0;
}

/* What is wrong with the URL, or NULL. */
static const char *url_problem(CURLU *url, const char *text, bool *host_is_loopback) {
  char *scheme = NULL, *user = NULL, *password = NULL, *host = NULL;
  const char *problem = NULL;
  if (curl_url_set(url, CURLUPART_URL, text, 0) != CURLUE_OK ||
      curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
      curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK)
    problem = "not a URL such as https://jp.api.ntt.com";
  else if (curl_url_get(url, CURLUPART_USER, &user, 0) == CURLUE_OK ||
           curl_url_get(url, CURLUPART_PASSWORD, &password, 0) == CURLUE_OK)
    problem = "no user name or password is allowed in it";
  else if (strpbrk(text, "?#"))
    problem = "no query and no fragment is allowed in it";
  else if (strcmp(scheme, "https") != 0 && strcmp(scheme, "http") != 0)
    problem = "https expected";
  else if (!(*host_is_loopback = is_loopback(host)) && strcmp(scheme, "http") == 0)
    problem = "plain http is refused unless the host is loopback";
  curl_free(scheme);
  curl_free(user);
  curl_free(password);
  curl_free(host);
  return problem;
}

/* Pushes base_url with its scheme and host normalised and without slashes at its end. */
static const char *push_base_url(lua_State *L, const char *text, bool *host_is_loopback) {
  char copy[URL_SIZE];
  size_t length = 0;
  CURLU *url = curl_url();
  char *whole = NULL;
  const char *problem =
      url ? url_problem(url, text, host_is_loopback) : "not enough memory to read it";
  if (!problem) {
    if (curl_url_get(url, CURLUPART_URL, &whole, 0) == CURLUE_OK)
      length = strlen(whole);
    if (length == 0 || length >= sizeof copy)
      problem = "it is too long";
    else
      memcpy(copy, whole, length);
  }
  curl_free(whole);
  curl_url_cleanup(url);
  if (problem)
    bad(L, "base_url", problem);
  while (length > 0 && copy[length - 1] == '/')
    length--;
  return lua_pushlstring(L, copy, length);
}

static const char *push_url(lua_State *L, int table, bool *host_is_loopback) {
  const char *region = read_string(L, table, "region");
  const char *base_url = read_string(L, table, "base_url");
  if (region && strcmp(region, "jp") != 0 && strcmp(region, "us") != 0 && strcmp(region, "uk") != 0)
    bad(L, "region", "one of jp, us and uk expected");
  if (base_url)
    return push_base_url(L, base_url, host_is_loopback);
  *host_is_loopback = false;
  return lua_pushfstring(L, "https://%s.api.ntt.com", region ? region : "jp");
}

static void read_authorisation(lua_State *L, int table, struct unom_options *options) {
  options->client_id = read_string(L, table, "client_id");
  options->client_secret = read_string(L, table, "client_secret");
  options->access_token = read_string(L, table, "access_token");
  if (options->access_token) {
    if (options->client_id || options->client_secret)
      bad(L, "access_token", "give it or client_id and client_secret, not both");
    if (!unom_token_is_header_safe(options->access_token))
      bad(L, "access_token", "visible ASCII expected");
  } else if (!options->client_id) {
    bad(L, "client_id", "client_id and client_secret, or access_token, are needed");
  } else if (!options->client_secret) {
    bad(L, "client_secret", "it is needed with client_id");
  }
}

static const char *read_contract_id(lua_State *L, int table) {
  const char *id = read_string(L, table, "contract_id");
  struct unom_diagnostic diagnostic;
  const struct unom_field *field = unom_field_find(&unom_operations[0], "contractId");
  if (id && !unom_rule_check(field, id, strlen(id), &diagnostic))
    bad(L, "contract_id", diagnostic.message.bytes);
  return id;
}

void unom_options_read(lua_State *L, int table, struct unom_options *options) {
  luaL_checkstack(L, 10, "options");
  check_names(L, table);
  read_authorisation(L, table, options);
  options->contract_id = read_contract_id(L, table);
  options->timeout = read_seconds(L, table, "timeout", 60);
  options->connect_timeout = read_seconds(L, table, "connect_timeout", 10);
  options->proxy = NULL;
  options->max_connections = 16;
  options->ca_file = read_string(L, table, "ca_file");
  if (options->ca_file && access(options->ca_file, R_OK) != 0)
    bad(L, "ca_file", "the file cannot be read");
  const char *field = read_string(L, table, "access_field");
  if (field && strcmp(field, "accessCode") != 0 && strcmp(field, "accessType") != 0)
    bad(L, "access_field", "accessCode or accessType expected");
  options->access_field = field ? field : "accessCode";
  int trace = push_option(L, table, "trace");
  if (trace != LUA_TNIL && trace != LUA_TFUNCTION)
    bad_type(L, "trace", "a function");
  options->has_trace = trace == LUA_TFUNCTION;
  lua_pop(L, 1);
  options->base_url = push_url(L, table, &options->is_loopback);
}
