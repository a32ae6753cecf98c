/* tally.c: how often each of a column's values comes. See tally.h. */
#define _GNU_SOURCE
#include "lua/list/tally.h"

#include <stdlib.h>
#include <string.h>

enum { PLACES = 2 * UNOM_TALLY_VALUES, FIRST_SPACE = 16 };

static bool is_value(const struct unom_tally_entry *entry, const char *bytes, size_t length) {
  return entry->length == length && memcmp(entry->bytes, bytes, length) == 0;
}

static size_t place_of(const char *bytes, size_t length) {
  uint32_t hash = 2166136261u; /* FNV-1a */
  for (size_t i = 0; i < length; i++)
    hash = (hash ^ (unsigned char)bytes[i]) * 16777619u;
  return (hash ^ hash >> 16) % PLACES;
}

/* The place of the value, or the free one where it belongs: there are twice as many as values. */
static size_t find(const struct unom_tally *tally, const char *bytes, size_t length) {
  size_t place = place_of(bytes, length);
  while (tally->places[place] > 0 &&
         !is_value(&tally->entries[tally->places[place] - 1], bytes, length))
    place = (place + 1) % PLACES;
  return place;
}

static bool make_room(struct unom_tally *tally) {
  if (!tally->places)
    tally->places = calloc(PLACES, sizeof *tally->places);
  if (!tally->places)
    return false;
  if (tally->size < tally->space)
    return true;
  size_t space = tally->space ? tally->space * 2 : FIRST_SPACE;
  struct unom_tally_entry *entries = realloc(tally->entries, space * sizeof *entries);
  if (!entries)
    return false;
  tally->entries = entries;
  tally->space = space;
  return true;
}

bool unom_tally_add(struct unom_tally *tally, const char *bytes, size_t length) {
  if (tally->size > 0 && is_value(&tally->entries[tally->last], bytes, length)) {
    tally->entries[tally->last].count++;
    return true;
  }
  if (length > UNOM_TALLY_BYTES) {
    tally->others++;
    return true;
  }
  if (!make_room(tally))
    return false;
  size_t place = find(tally, bytes, length);
  if (tally->places[place] == 0) {
    if (tally->size == UNOM_TALLY_VALUES) {
      tally->others++;
      return true;
    }
    struct unom_tally_entry *entry = &tally->entries[tally->size++];
    entry->count = 0;
    entry->length = (unsigned char)length;
    memcpy(entry->bytes, bytes, length);
    tally->places[place] = (uint16_t)tally->size;
  }
  tally->last = tally->places[place] - 1u;
  tally->entries[tally->last].count++;
  return true;
}

void unom_tally_close(struct unom_tally *tally) {
  free(tally->entries);
  free(tally->places);
  memset(tally, 0, sizeof *tally);
}
