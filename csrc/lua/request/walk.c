/* walk.c: a walk over a table of arguments. See walk.h.
 *
 * Invariant: `unom_walk_report` alone turns a diagnostic into an error or an entry. */
#define _GNU_SOURCE
#include "lua/request/walk.h"

#include <lauxlib.h>
#include <stdarg.h>

void unom_walk_report(struct unom_walk *walk, int slot, size_t entry, const char *name,
                      const struct unom_diagnostic *diagnostic) {
  lua_State *L = walk->L;
  struct unom_text path;
  unom_text_clear(&path);
  if (entry > 0)
    unom_text_add(&path, "%s[%zu]%s", walk->operation->container, entry, name ? "." : "");
  if (name)
    unom_text_add(&path, "%s", name);
  if (walk->raises)
    luaL_error(L, "bad argument '%s' to '%s' (%s)", path.bytes, walk->operation->name,
               diagnostic->message.bytes);
  if (lua_isnil(L, slot)) {
    lua_newtable(L);
    lua_replace(L, slot);
  }
  lua_createtable(L, 0, 4); /* entry */
  lua_pushstring(L, path.bytes);
  lua_setfield(L, -2, "field");
  lua_pushstring(L, unom_code_name(diagnostic->code));
  lua_setfield(L, -2, "code");
  lua_pushstring(L, diagnostic->message.bytes);
  lua_setfield(L, -2, "message");
  if (diagnostic->likely[0]) {
    lua_pushstring(L, diagnostic->likely);
    lua_setfield(L, -2, "likely");
  }
  lua_rawseti(L, slot, (lua_Integer)lua_rawlen(L, slot) + 1);
}

void unom_walk_problem(struct unom_walk *walk, size_t entry, const char *name, enum unom_code code,
                       const char *format, ...) {
  struct unom_diagnostic diagnostic = {.code = code};
  va_list arguments;
  va_start(arguments, format);
  unom_text_add_list(&diagnostic.message, format, arguments);
  va_end(arguments);
  unom_walk_report(walk, walk->problems, entry, name, &diagnostic);
}
