/* row_repeats.c: is a row the first with what only one row should have? See row_repeats.h. */
#define _GNU_SOURCE
#include "lua/list/row_repeats.h"

#include <string.h>

enum { PARTS = 1 + UNOM_ROW_KEY_FIELDS };

static struct unom_slice name_of(const char *name) {
  return (struct unom_slice){name, strlen(name)};
}

/* Fills `parts` with the name and the fields' values. false where one of them has none. */
static bool gather(const struct unom_row_layout *layout, const struct unom_slice *values,
                   const char *name, const struct unom_row_key *key,
                   struct unom_slice parts[PARTS]) {
  parts[0] = name_of(name);
  for (size_t i = 0; i < key->count; i++) {
    parts[1 + i] = values[key->fields[i] - layout->fields];
    if (!parts[1 + i].bytes)
      return false;
  }
  return key->count > 0;
}

static bool is_marked(const struct unom_row_layout *layout, const struct unom_slice *values,
                      const struct unom_row_mark *mark) {
  return !mark->when || unom_row_kept_is(&mark->is, values[mark->when - layout->fields]);
}

static bool marks_are_new(lua_State *L, const struct unom_row_layout *layout,
                          const struct unom_slice *values, size_t line,
                          struct unom_seen_set *seen) {
  for (size_t i = 0; i < layout->mark_count; i++) {
    const struct unom_row_mark *mark = &layout->marks[i];
    struct unom_slice parts[PARTS];
    if (!is_marked(layout, values, mark) || !gather(layout, values, mark->name, &mark->key, parts))
      continue;
    size_t first = unom_seen_set_first(L, seen, parts, 1 + mark->key.count, (uint32_t)line);
    if (first > 0 && first != line)
      return false;
  }
  return true;
}

bool unom_row_repeats_first(lua_State *L, const struct unom_row_layout *layout,
                            const struct unom_slice *values, size_t line,
                            struct unom_seen_set *seen) {
  struct unom_slice parts[PARTS];
  if (!seen)
    return line <= UINT32_MAX;
  if (line > UINT32_MAX || !marks_are_new(L, layout, values, line, seen))
    return false;
  if (!gather(layout, values, layout->operation->name, &layout->key, parts))
    return true;
  if (layout->after_comes) {
    parts[0] = name_of(layout->after);
    if (unom_seen_set_find(seen, parts, 1 + layout->key.count) > 0)
      return false;
    parts[0] = name_of(layout->operation->name);
  }
  return unom_seen_set_first(L, seen, parts, 1 + layout->key.count, (uint32_t)line) == 0 ||
         layout->may_repeat;
}
