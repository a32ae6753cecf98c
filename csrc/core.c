/* core.c: luaopen_unom_core: the one list of all that the module unom.core exports.
 *
 * Invariant: libcurl is set up once per process, before anything uses it. */
#define _GNU_SOURCE
#include <curl/curl.h>
#include <dlfcn.h>
#include <lauxlib.h>
#include <lua.h>
#include <pthread.h>
#include <string.h>

#include "lua/catalogue_lua.h"
#include "lua/client/client.h"
#include "lua/client/group.h"
#include "lua/list/csv_binding.h"
#include "lua/error.h"
#include "lua/interrupt.h"
#include "lua/json.h"
#include "lua/request/findings.h"
#include "lua/request/request.h"
#include "lua/list/reading_binding.h"
#include "lua/list/row_fast_check.h"
#include "lua/list/seen_set.h"
#include "lua/system.h"
#include "lua/text_binding.h"
#include "lua/usage.h"

/* From 7.87 on libcurl can leave a name server that does not answer behind, and from 7.88 on OpenSSL
 * writes through it, which raises no SIGPIPE. */
#define LEAST_LIBCURL 0x075800
#define LEAST_LIBCURL_NAME "7.88.0"
#if LIBCURL_VERSION_NUM < LEAST_LIBCURL
#error "libcurl 7.88.0 or newer is needed"
#endif

/* Each function is described in the header that declares it. */

static const luaL_Reg functions[] = {
    {"client", unom_client_new},
    {"wait", unom_group_wait},
    {"check", unom_request_check},
    {"request", unom_request_make},
    {"masked", unom_request_masked},
    {"nearest", unom_request_nearest},
    {"raise_usage", unom_usage_raise_fields},
    {"csv_reader", unom_csv_binding_open},
    {"seen_set", unom_seen_set_new},
    {"text_width", unom_text_binding_width},
    {"normalize", unom_text_binding_normalize},
    {"csv_line", unom_text_binding_csv_line},
    {"from_utf8", unom_text_binding_from_utf8},
    {"sha256", unom_csv_binding_sha256},
    {"read_cell", unom_reading_binding_read},
    {"row_fast_check", unom_row_fast_check_new},
    {"interrupt_watch", unom_interrupt_watch_new},
    {"interrupt_pending", unom_interrupt_is_pending},
    {"sleep", unom_interrupt_sleep},
    {"monotonic", unom_system_monotonic},
    {"process_id", unom_system_process_id},
    {"host_name", unom_system_host_name},
    {"private_file", unom_system_private_file},
    {"create_file", unom_system_create_file},
    {"append_file", unom_system_append_file},
    {"terminal_width", unom_system_terminal_width},
    {"is_terminal", unom_system_is_terminal},
    {"ignore_broken_pipes", unom_system_ignore_broken_pipes},
    {"lock_owner", unom_system_lock_owner},
    {"real_path", unom_system_real_path},
    {"random_id", unom_system_random_id},
    {NULL, NULL},
};

static const struct {
  const char *name;
  void (*push)(lua_State *L);
} values[] = {
    {"client_methods", unom_client_push_methods},
    {"operations", unom_catalogue_push},
    {"error_metatable", unom_error_push_metatable},
    {"error_kinds", unom_error_push_kinds},
    {"usage_error_metatable", unom_usage_push_metatable},
    {"findings_metatable", unom_findings_push_metatable},
    {"finding_metatable", unom_findings_push_entry_metatable},
};

/* These fill Lua's registry: metatables, and a JSON decoder of our own. */
static void (*const registrations[])(lua_State *L) = {
    unom_error_register,     unom_json_register,         unom_client_register,
    unom_interrupt_register, unom_csv_binding_register,  unom_row_fast_check_register,
    unom_seen_set_register,  unom_text_binding_register, unom_usage_register,
    unom_findings_register,
};

enum { LARGE_BUFFER = 64 * 1024 }; /* bytes, more than LUAL_BUFFERSIZE */

/* Lua makes the metatable of large buffers with the first of them. Where memory is out half-way (5.4.4), it stays without
 * its __close, and every later large buffer of the state raises: it is made before there is anything to lose. */
static void make_a_large_buffer(lua_State *L) {
  luaL_Buffer buffer;
  luaL_buffinitsize(L, &buffer, LARGE_BUFFER);
  luaL_pushresultsize(&buffer, 0);
  lua_pop(L, 1);
}

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;
static CURLcode curl_ready = CURLE_FAILED_INIT;

/* A thread of libcurl's that asks a name server may outlive every client, so libcurl stays loaded
 * when the host unloads this module. */
static void keep_curl_loaded(void) {
  CURLcode (*function)(long) = curl_global_init;
  void *address;
  Dl_info library;
  memcpy(&address, &function, sizeof address);
  if (dladdr(address, &library))
    dlopen(library.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
}

static void set_up_curl(void) {
  keep_curl_loaded();
  curl_ready = curl_global_init(CURL_GLOBAL_DEFAULT);
}

__attribute__((visibility("default"))) int luaopen_unom_core(lua_State *L);

/* Nothing calls curl_global_cleanup: a host that unloads the module (lua_close of the last state)
 * must not take libcurl's or OpenSSL's atexit handlers with it. */
int luaopen_unom_core(lua_State *L) {
  luaL_checkversion(L);
  const curl_version_info_data *curl = curl_version_info(CURLVERSION_NOW);
  if (curl->version_num < LEAST_LIBCURL)
    return luaL_error(L, "libcurl " LEAST_LIBCURL_NAME " or newer is needed, this is %s",
                      curl->version);
  pthread_once(&curl_once, set_up_curl);
  if (curl_ready != CURLE_OK)
    return luaL_error(L, "libcurl cannot start: %s", curl_easy_strerror(curl_ready));
  make_a_large_buffer(L);
  for (size_t i = 0; i < sizeof registrations / sizeof *registrations; i++)
    registrations[i](L);
  luaL_newlib(L, functions);
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    values[i].push(L);
    lua_setfield(L, -2, values[i].name);
  }
  return 1;
}
