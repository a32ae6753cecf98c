/* seen_set.c: the userdata unom.seen_set. See seen_set.h.
 *
 * The entries stand in shards that grow one at a time, so that growing needs the memory of one old
 * shard beside the new ones, not that of the whole set twice. */
#define _GNU_SOURCE
#include "lua/seen_set.h"

#include <lauxlib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SHARDS = 64, SMALLEST_SHARD = 16 };

struct entry {
  uint64_t print;
  uint32_t more_print;
  uint32_t line; /* 0: the place is free */
};

struct shard {
  struct entry *entries;
  uint32_t count, places; /* places: a power of two, or 0 */
};

struct unom_seen_set {
  struct shard shards[SHARDS];
  size_t count;
};

static const char type_name[] = "unom.seen_set";

static uint64_t rotated(uint64_t value, unsigned bits) {
  return value << bits | value >> (64 - bits);
}

static void sip_rounds(uint64_t v[4], int rounds) {
  while (rounds-- > 0) {
    v[0] += v[1], v[2] += v[3];
    v[1] = rotated(v[1], 13) ^ v[0], v[3] = rotated(v[3], 16) ^ v[2];
    v[0] = rotated(v[0], 32);
    v[2] += v[1], v[0] += v[3];
    v[1] = rotated(v[1], 17) ^ v[2], v[3] = rotated(v[3], 21) ^ v[0];
    v[2] = rotated(v[2], 32);
  }
}

/* SipHash-1-3 of 128 bits under a fixed key: a user's own list is no attacker. */
static void fingerprint(const char *bytes, size_t length, uint64_t print[2]) {
  uint64_t v[4] = {UINT64_C(0x736f6d6570736575), UINT64_C(0x646f72616e646f6d) ^ 0xEE,
                   UINT64_C(0x6c7967656e657261), UINT64_C(0x7465646279746573)};
  for (size_t at = 0; at <= length; at += 8) {
    uint64_t word = 0;
    if (length - at >= 8) {
      memcpy(&word, bytes + at, 8);
    } else {
      memcpy(&word, bytes + at, length - at);
      word |= (uint64_t)length << 56;
    }
    v[3] ^= word;
    sip_rounds(v, 1);
    v[0] ^= word;
  }
  v[2] ^= 0xEE;
  sip_rounds(v, 3);
  print[0] = v[0] ^ v[1] ^ v[2] ^ v[3];
  v[1] ^= 0xDD;
  sip_rounds(v, 3);
  print[1] = v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* The place of that print, or the free place where it belongs. */
static struct entry *find(const struct shard *shard, uint64_t print, uint32_t more_print) {
  for (uint32_t at = (uint32_t)print;; at++) {
    struct entry *entry = &shard->entries[at & (shard->places - 1)];
    if (entry->line == 0 || (entry->print == print && entry->more_print == more_print))
      return entry;
  }
}

static bool grow(struct shard *shard) {
  struct shard bigger = {.count = shard->count,
                         .places = shard->places ? shard->places * 2 : SMALLEST_SHARD};
  if (bigger.places == 0)
    return false;
  bigger.entries = calloc(bigger.places, sizeof *bigger.entries);
  if (!bigger.entries)
    return false;
  for (uint32_t i = 0; i < shard->places; i++) {
    const struct entry *entry = &shard->entries[i];
    if (entry->line > 0)
      *find(&bigger, entry->print, entry->more_print) = *entry;
  }
  free(shard->entries);
  *shard = bigger;
  return true;
}

struct unom_seen_set *unom_seen_set_check(lua_State *L, int index) {
  return luaL_checkudata(L, index, type_name);
}

size_t unom_seen_set_first(lua_State *L, struct unom_seen_set *set, const char *key, size_t length,
                           size_t line) {
  uint64_t print[2];
  fingerprint(key, length, print);
  struct shard *shard = &set->shards[print[1] >> 58];
  if (shard->count >= shard->places / 8 * 7 && !grow(shard))
    luaL_error(L, "out of memory");
  struct entry *entry = find(shard, print[0], (uint32_t)print[1]);
  if (entry->line > 0)
    return entry->line;
  *entry = (struct entry){print[0], (uint32_t)print[1], (uint32_t)line};
  shard->count++;
  set->count++;
  return 0;
}

static int first(lua_State *L) {
  struct unom_seen_set *set = unom_seen_set_check(L, 1);
  size_t length;
  const char *key = luaL_checklstring(L, 2, &length);
  lua_Integer line = luaL_checkinteger(L, 3);
  luaL_argcheck(L, line > 0 && line <= UINT32_MAX, 3, "a line number, from 1 to 2^32-1");
  size_t before = unom_seen_set_first(L, set, key, length, (size_t)line);
  if (before > 0)
    lua_pushinteger(L, (lua_Integer)before);
  else
    lua_pushnil(L);
  return 1;
}

static int count(lua_State *L) {
  const struct unom_seen_set *set = luaL_checkudata(L, 1, type_name);
  lua_pushinteger(L, (lua_Integer)set->count);
  return 1;
}

static int close_set(lua_State *L) {
  struct unom_seen_set *set = luaL_checkudata(L, 1, type_name);
  for (size_t i = 0; i < SHARDS; i++)
    free(set->shards[i].entries);
  memset(set, 0, sizeof *set);
  return 0;
}

int unom_seen_set_new(lua_State *L) {
  struct unom_seen_set *set = lua_newuserdatauv(L, sizeof *set, 0);
  memset(set, 0, sizeof *set);
  luaL_setmetatable(L, type_name);
  return 1;
}

static const luaL_Reg meth[] = {{"first", first}, {NULL, NULL}};

static const luaL_Reg metameth[] = {
    {"__len", count}, {"__gc", close_set}, {"__close", close_set}, {NULL, NULL}};

void unom_seen_set_register(lua_State *L) {
  luaL_newmetatable(L, type_name);
  luaL_setfuncs(L, metameth, 0);
  luaL_newlib(L, meth);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
}
