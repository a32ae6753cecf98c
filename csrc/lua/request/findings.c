/* findings.c: what a check found, for Lua: an array of problems or of advice. See findings.h.
 *
 * Invariant: only text of the diagnostic gets into an entry, so never the value of a secret. */
#define _GNU_SOURCE
#include "lua/request/findings.h"

#include <lauxlib.h>

#define FINDINGS "unom.findings"
#define FINDING "unom.finding"

void unom_findings_push(lua_State *L) {
  lua_newtable(L);
  luaL_setmetatable(L, FINDINGS);
}

void unom_findings_add(lua_State *L, int slot, const char *field,
                       const struct unom_diagnostic *diagnostic) {
  if (lua_isnil(L, slot)) {
    unom_findings_push(L);
    lua_replace(L, slot);
  }
  lua_createtable(L, 0, 4); /* entry */
  lua_pushstring(L, field);
  lua_setfield(L, -2, "field");
  lua_pushstring(L, unom_code_name(diagnostic->code));
  lua_setfield(L, -2, "code");
  lua_pushstring(L, diagnostic->message.bytes);
  lua_setfield(L, -2, "message");
  if (diagnostic->likely[0]) {
    lua_pushstring(L, diagnostic->likely);
    lua_setfield(L, -2, "likely");
  }
  luaL_setmetatable(L, FINDING);
  lua_rawseti(L, slot, (lua_Integer)lua_rawlen(L, slot) + 1);
}

void unom_findings_register(lua_State *L) {
  luaL_newmetatable(L, FINDINGS);
  luaL_newmetatable(L, FINDING);
  lua_pop(L, 2);
}

void unom_findings_push_metatable(lua_State *L) { luaL_getmetatable(L, FINDINGS); }

void unom_findings_push_entry_metatable(lua_State *L) { luaL_getmetatable(L, FINDING); }
