/* seen_set.c: the userdata unom.seen_set. See seen_set.h.
 *
 * The entries are in shards, each of which grows alone: while one is copied, only that one is in
 * memory twice. */
#define _GNU_SOURCE
#include "lua/list/seen_set.h"

#include <lauxlib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SHARDS = 64, SMALLEST_SHARD = 16, MOST_PARTS = 8 };

struct entry {
  uint64_t print;
  uint32_t more_print;
  uint32_t line; /* 0: the entry is free */
};

struct shard {
  struct entry *entries;
  uint32_t count, places;
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

static void add_word(uint64_t v[4], uint64_t word) {
  v[3] ^= word;
  sip_rounds(v, 1);
  v[0] ^= word;
}

/* SipHash-1-3 of 128 bits, of each part's length and then its bytes, so that other parts are
 * another input. The key is fixed: nobody attacks the check of a list of their own. */
static void fingerprint(const struct unom_slice *parts, size_t count, uint64_t print[2]) {
  uint64_t v[4] = {UINT64_C(0x736f6d6570736575), UINT64_C(0x646f72616e646f6d) ^ 0xEE,
                   UINT64_C(0x6c7967656e657261), UINT64_C(0x7465646279746573)};
  for (size_t i = 0; i < count; i++) {
    const char *bytes = parts[i].bytes;
    size_t left = parts[i].length;
    add_word(v, left);
    for (; left > 0; bytes += 8) {
      uint64_t word = 0;
      size_t size = left < 8 ? left : 8;
      memcpy(&word, bytes, size);
      add_word(v, word);
      left -= size;
    }
  }
  v[2] ^= 0xEE;
  sip_rounds(v, 3);
  print[0] = v[0] ^ v[1] ^ v[2] ^ v[3];
  v[1] ^= 0xDD;
  sip_rounds(v, 3);
  print[1] = v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* The entry with that print, or the free one where it belongs. */
static struct entry *find(const struct shard *shard, uint64_t print, uint32_t more_print) {
  uint32_t at = (uint32_t)((uint64_t)(uint32_t)print * shard->places >> 32);
  for (;; at = at + 1 < shard->places ? at + 1 : 0) {
    struct entry *entry = &shard->entries[at];
    if (entry->line == 0 || (entry->print == print && entry->more_print == more_print))
      return entry;
  }
}

static bool grow(struct shard *shard) {
  /* By a quarter, not twice: half of a large set would be empty. */
  struct shard bigger = {.count = shard->count,
                         .places =
                             shard->places ? shard->places + shard->places / 4 : SMALLEST_SHARD};
  if (bigger.places < shard->places)
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

size_t unom_seen_set_first(lua_State *L, struct unom_seen_set *set, const struct unom_slice *parts,
                           size_t count, uint32_t line) {
  uint64_t print[2];
  fingerprint(parts, count, print);
  struct shard *shard = &set->shards[print[1] >> 58];
  if (shard->count >= shard->places / 8 * 7 && !grow(shard))
    luaL_error(L, "not enough memory");
  struct entry *entry = find(shard, print[0], (uint32_t)print[1]);
  if (entry->line > 0)
    return entry->line;
  *entry = (struct entry){print[0], (uint32_t)print[1], line};
  shard->count++;
  set->count++;
  return 0;
}

size_t unom_seen_set_find(const struct unom_seen_set *set, const struct unom_slice *parts,
                          size_t count) {
  uint64_t print[2];
  fingerprint(parts, count, print);
  const struct shard *shard = &set->shards[print[1] >> 58];
  return shard->places > 0 ? find(shard, print[0], (uint32_t)print[1])->line : 0;
}

/* Reads the parts of a key from the arguments 2..last. */
static void read_parts(lua_State *L, int last, struct unom_slice parts[MOST_PARTS]) {
  luaL_argcheck(L, last >= 2 && last - 1 <= MOST_PARTS, 2, "a key of 1 to 8 parts");
  for (int i = 2; i <= last; i++)
    parts[i - 2].bytes = luaL_checklstring(L, i, &parts[i - 2].length);
}

/* Pushes a line, or nil for 0. */
static int push_line(lua_State *L, size_t line) {
  if (line > 0)
    lua_pushinteger(L, (lua_Integer)line);
  else
    lua_pushnil(L);
  return 1;
}

static int find_key(lua_State *L) {
  struct unom_seen_set *set = unom_seen_set_check(L, 1);
  struct unom_slice parts[MOST_PARTS] = {{NULL, 0}};
  int last = lua_gettop(L);
  read_parts(L, last, parts);
  return push_line(L, unom_seen_set_find(set, parts, (size_t)(last - 1)));
}

static int first(lua_State *L) {
  struct unom_seen_set *set = unom_seen_set_check(L, 1);
  struct unom_slice parts[MOST_PARTS] = {{NULL, 0}};
  int last = lua_gettop(L);
  read_parts(L, last - 1, parts);
  lua_Integer line = luaL_checkinteger(L, last);
  luaL_argcheck(L, line > 0 && line <= UINT32_MAX, last, "a line number, from 1 to 2^32-1");
  return push_line(L, unom_seen_set_first(L, set, parts, (size_t)(last - 2), (uint32_t)line));
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

static const luaL_Reg meth[] = {{"first", first}, {"find", find_key}, {NULL, NULL}};

static const luaL_Reg metameth[] = {
    {"__len", count}, {"__gc", close_set}, {"__close", close_set}, {NULL, NULL}};

void unom_seen_set_register(lua_State *L) {
  luaL_newmetatable(L, type_name);
  luaL_setfuncs(L, metameth, 0);
  luaL_newlib(L, meth);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
}
