/* core.c: luaopen_unom_core, which gathers the parts into the module unom.core.
 *
 * Invariant: libcurl is set up once per process, before any part that needs it. */
#define _GNU_SOURCE
#include <curl/curl.h>
#include <lauxlib.h>
#include <lua.h>
#include <pthread.h>

#include "lua/csv_binding.h"
#include "lua/client.h"
#include "lua/digest.h"
#include "lua/interrupt.h"
#include "lua/request.h"
#include "lua/system.h"

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;
static CURLcode curl_ready = CURLE_FAILED_INIT;

static void set_up_curl(void) { curl_ready = curl_global_init(CURL_GLOBAL_DEFAULT); }

__attribute__((visibility("default"))) int luaopen_unom_core(lua_State *L);

/* A host that unloads the module (lua_close of the last state) must not take libcurl's or OpenSSL's
 * atexit handlers with it, so nothing is torn down here: curl_global_cleanup is left to the
 * process. */
int luaopen_unom_core(lua_State *L) {
  luaL_checkversion(L);
  pthread_once(&curl_once, set_up_curl);
  if (curl_ready != CURLE_OK)
    return luaL_error(L, "libcurl cannot start: %s", curl_easy_strerror(curl_ready));
  lua_newtable(L);
  unom_request_open(L);
  unom_client_open(L);
  unom_csv_binding_open(L);
  unom_digest_open(L);
  unom_interrupt_open(L);
  unom_system_open(L);
  return 1;
}
