/* options.c: the table of options a client is made from, checked. See options.h.
 *
 * Invariant: the table is read raw, so no metamethod of the caller runs meanwhile. */
#define _GNU_SOURCE
#include "lua/options.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <lauxlib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/catalogue.h"
#include "api/rules.h"
#include "base/ascii.h"
#include "base/nearest.h"
#include "base/text.h"
#include "base/utf8.h"
#include "http/proxy.h"
#include "http/token.h"
#include "lua/usage.h"

enum {
  LONGEST_SECONDS = 24 * 60 * 60,
  URL_SIZE = 2048,
  LONGEST_USER_AGENT = 256,
  USUAL_CONNECTIONS = 16,
  MOST_CONNECTIONS = 256,
  MOST_RETRIES = 10,
};

static const char *const of_client[] = {
    "region",          "token",        "base_url", "contract_id", "client_id",
    "client_secret",   "access_token", "timeout",  "retries",     "connect_timeout",
    "max_connections", "ca_file",      "proxy",    "user_agent",  "trace",
    "access_field",    NULL,
};
static const char *const of_call[] = {"retries", "timeout", NULL};
static const char *const of_start[] = {"leave_within", "retries", "timeout", NULL};

static int bad(lua_State *L, const char *name, const char *message) {
  return unom_usage_option(L, "client", name, message);
}

/* Raises "bad options to 'FUNCTION' (MESSAGE)". */
static int bad_options(lua_State *L, const char *function, const char *message) {
  const char *line = lua_pushfstring(L, "bad options to '%s' (%s)", function, message);
  return unom_usage_raise(L, &(struct unom_usage){.message = line, .func = function});
}

static void check_names(lua_State *L, int table, const char *function, const char *const *known) {
  for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
    if (lua_type(L, -2) != LUA_TSTRING)
      bad_options(
          L, function,
          lua_pushfstring(L, "a name expected, got a key of type %s", luaL_typename(L, -2)));
    size_t length;
    const char *name = lua_tolstring(L, -2, &length);
    struct unom_nearest nearest;
    unom_nearest_start(&nearest, name, length);
    bool is_known = false;
    for (size_t i = 0; known[i]; i++) {
      is_known = is_known || (strcmp(name, known[i]) == 0 && strlen(name) == length);
      unom_nearest_offer(&nearest, known[i]);
    }
    if (is_known)
      continue;
    struct unom_text shown;
    unom_text_clear(&shown);
    unom_text_add_escaped(&shown, name, length);
    const char *message =
        nearest.best ? lua_pushfstring(L, "no such option; did you mean '%s'?", nearest.best)
                     : "no such option";
    unom_usage_option(L, function, shown.bytes, message);
  }
}

/* Pushes table[name] and returns its type. */
static int push_option(lua_State *L, int table, const char *name) {
  lua_pushstring(L, name);
  return lua_rawget(L, table);
}

static void bad_type(lua_State *L, const char *function, const char *name, const char *expected) {
  unom_usage_option(L, function, name,
                    lua_pushfstring(L, "%s expected, got %s", expected, luaL_typename(L, -1)));
}

/* The string, which the caller's table keeps alive, or NULL when it is absent. */
static const char *read_string(lua_State *L, int table, const char *name) {
  int type = push_option(L, table, name);
  if (type == LUA_TNIL) {
    lua_pop(L, 1);
    return NULL;
  }
  if (type != LUA_TSTRING)
    bad_type(L, "client", name, "a string");
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

/* Is there a function? */
static bool read_function(lua_State *L, int table, const char *name) {
  int type = push_option(L, table, name);
  if (type != LUA_TNIL && type != LUA_TFUNCTION)
    bad_type(L, "client", name, "a function");
  lua_pop(L, 1);
  return type == LUA_TFUNCTION;
}

static double read_seconds(lua_State *L, int table, const char *function, const char *name,
                           double usual) {
  double seconds = usual;
  int type = push_option(L, table, name);
  if (type != LUA_TNIL) {
    if (type != LUA_TNUMBER)
      bad_type(L, function, name, "a number of seconds");
    seconds = lua_tonumber(L, -1);
    if (!(seconds > 0 && seconds <= LONGEST_SECONDS))
      unom_usage_option(L, function, name, "seconds above 0 and up to 86400 expected");
  }
  lua_pop(L, 1);
  return seconds;
}

static unsigned read_count(lua_State *L, int table, const char *function, const char *name,
                           unsigned usual, unsigned least, unsigned most) {
  lua_Integer count = usual;
  int type = push_option(L, table, name);
  if (type != LUA_TNIL) {
    int is_whole = 0;
    if (type == LUA_TNUMBER)
      count = lua_tointegerx(L, -1, &is_whole);
    if (!is_whole || count < least || count > most)
      unom_usage_option(
          L, function, name,
          lua_pushfstring(L, "a whole number from %d to %d expected", (int)least, (int)most));
  }
  lua_pop(L, 1);
  return (unsigned)count;
}

static bool is_loopback(const char *host) {
  struct in_addr ipv4;
  if (inet_pton(AF_INET, host, &ipv4) == 1)
    return ntohl(ipv4.s_addr) >> 24 == 127;
  return unom_ascii_equal_ignoring_case(host, "localhost") || strcmp(host, "[::1]") == 0;
}

static const char no_memory[] = "not enough memory to read it";

/* What is wrong with the URL, or NULL. */
static const char *url_problem(CURLU *url, const char *text, bool *host_is_loopback) {
  char *scheme = NULL, *user = NULL, *password = NULL, *host = NULL;
  const char *problem = NULL;
  CURLUcode code = curl_url_set(url, CURLUPART_URL, text, 0);
  if (code == CURLUE_OK)
    code = curl_url_get(url, CURLUPART_SCHEME, &scheme, 0);
  if (code == CURLUE_OK)
    code = curl_url_get(url, CURLUPART_HOST, &host, 0);
  if (code == CURLUE_OUT_OF_MEMORY)
    problem = no_memory;
  else if (code != CURLUE_OK)
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
  const char *problem = url ? url_problem(url, text, host_is_loopback) : no_memory;
  if (!problem && curl_url_get(url, CURLUPART_URL, &whole, 0) != CURLUE_OK) {
    problem = no_memory;
  } else if (!problem) {
    length = strlen(whole);
    if (length >= sizeof copy)
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

static bool is_readable_file(const char *path) {
  struct stat found;
  return stat(path, &found) == 0 && !S_ISDIR(found.st_mode) && access(path, R_OK) == 0;
}

/* The text, kept until the Lua state is closed: a variable's own may be changed before. */
static const char *keep(lua_State *L, const char *text) {
  luaL_getsubtable(L, LUA_REGISTRYINDEX, "unom.environment");
  if (lua_getfield(L, -1, text) == LUA_TNIL) {
    lua_pop(L, 1);
    lua_pushstring(L, text);
    lua_pushvalue(L, -1);
    lua_setfield(L, -3, text);
  }
  const char *kept = lua_tostring(L, -1);
  lua_pop(L, 2);
  return kept;
}

/* The file that the environment names, or NULL: of the variables that curl reads, the first that is
 * not empty. */
static const char *ca_file_of_environment(lua_State *L) {
  static const char *const variables[] = {"CURL_CA_BUNDLE", "SSL_CERT_FILE"};
  for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
    const char *path = secure_getenv(variables[i]);
    if (!path || !*path)
      continue;
    if (is_readable_file(path))
      return keep(L, path);
    struct unom_text shown;
    unom_text_clear(&shown);
    unom_text_add_escaped(&shown, path, strlen(path));
    const char *line =
        lua_pushfstring(L, "bad environment of 'client' (%s names a file that cannot be read: %s)",
                        variables[i], shown.bytes);
    unom_usage_raise(L, &(struct unom_usage){.message = line, .func = "client"});
  }
  return NULL;
}

static const char *read_ca_file(lua_State *L, int table, bool uses_certificates) {
  const char *path = read_string(L, table, "ca_file");
  if (!path)
    return uses_certificates ? ca_file_of_environment(L) : NULL;
  if (!is_readable_file(path))
    bad(L, "ca_file", "the file cannot be read");
  return path;
}

static const char *read_proxy(lua_State *L, int table) {
  const char *proxy = read_string(L, table, "proxy");
  bool is_usable = true;
  if (proxy && !unom_proxy_read(proxy, &is_usable))
    luaL_error(L, "not enough memory");
  if (!is_usable)
    bad(L, "proxy",
        "a URL such as http://proxy.example:8080 expected, of scheme http, https, socks4, socks4a, "
        "socks5 or socks5h, with nothing after the port");
  return proxy;
}

/* Blanks are allowed between words. */
static const char *read_user_agent(lua_State *L, int table) {
  const char *text = read_string(L, table, "user_agent");
  if (!text)
    return NULL;
  bool is_plain = *text != ' ' && text[strlen(text) - 1] != ' ';
  for (const char *at = text; *at; at++)
    is_plain = is_plain && *at >= ' ' && *at <= '~';
  if (!is_plain || strlen(text) > LONGEST_USER_AGENT)
    bad(L, "user_agent", "visible ASCII expected, words with blanks between, up to 256 characters");
  return text;
}

/* A line end in a credential would end the header or the field that it is sent in. */
static const char *read_credential(lua_State *L, int table, const char *name) {
  const char *text = read_string(L, table, name);
  for (const char *at = text; at && *at; at++)
    if ((unsigned char)*at < 0x20 || *at == 0x7F)
      bad(L, name, "it holds a control character, such as a line end");
  return text;
}

static void read_authorisation(lua_State *L, int table, struct unom_options *options) {
  options->client_id = read_credential(L, table, "client_id");
  options->client_secret = read_credential(L, table, "client_secret");
  options->access_token = read_string(L, table, "access_token");
  options->has_token_function = read_function(L, table, "token");
  bool has_credentials = options->client_id || options->client_secret;
  if (options->has_token_function) {
    if (has_credentials || options->access_token)
      bad(L, "token", "give it, or access_token, or client_id and client_secret, not several");
  } else if (options->access_token) {
    if (has_credentials)
      bad(L, "access_token", "give it or client_id and client_secret, not both");
    if (!unom_token_is_header_safe(options->access_token))
      bad(L, "access_token", "visible ASCII expected");
  } else if (!options->client_id) {
    bad(L, "client_id", "client_id and client_secret, or access_token, or token, are needed");
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
  check_names(L, table, "client", of_client);
  read_authorisation(L, table, options);
  options->contract_id = read_contract_id(L, table);
  options->timeout = read_seconds(L, table, "client", "timeout", 60);
  options->connect_timeout = read_seconds(L, table, "client", "connect_timeout", 10);
  options->proxy = read_proxy(L, table);
  options->user_agent = read_user_agent(L, table);
  options->retries = read_count(L, table, "client", "retries", 0, 0, MOST_RETRIES);
  options->max_connections =
      read_count(L, table, "client", "max_connections", USUAL_CONNECTIONS, 1, MOST_CONNECTIONS);
  const char *field = read_string(L, table, "access_field");
  if (field && strcmp(field, "accessCode") != 0 && strcmp(field, "accessType") != 0)
    bad(L, "access_field", "accessCode or accessType expected");
  options->access_field = field ? field : "accessCode";
  options->has_trace = read_function(L, table, "trace");
  options->base_url = push_url(L, table, &options->is_loopback);
  bool is_https = unom_ascii_starts_ignoring_case(options->base_url, "https:");
  options->ca_file = read_ca_file(L, table, is_https);
}

static double read_leave_within(lua_State *L, int table, double usual) {
  static const char name[] = "leave_within";
  int type = push_option(L, table, name);
  double seconds = type == LUA_TNIL ? usual : lua_tonumber(L, -1);
  if (type != LUA_TNIL && (type != LUA_TNUMBER || !(seconds <= LONGEST_SECONDS)))
    unom_usage_option(L, "start", name, "a number of seconds, up to 86400, expected");
  lua_pop(L, 1);
  return seconds;
}

void unom_options_read_call(lua_State *L, int table, const char *function,
                            struct unom_call_options *options) {
  if (lua_isnoneornil(L, table))
    return;
  bool is_start = strcmp(function, "start") == 0;
  unom_usage_check_table(L, function, table);
  luaL_checkstack(L, 10, "options");
  check_names(L, table, function, is_start ? of_start : of_call);
  options->timeout = read_seconds(L, table, function, "timeout", options->timeout);
  options->retries = read_count(L, table, function, "retries", options->retries, 0, MOST_RETRIES);
  if (is_start)
    options->leave_within = read_leave_within(L, table, options->leave_within);
}
