/* csv_binding.h: the userdata unom.change_reader, a CSV file of UTF-8 or CP932 read row by row.
 *
 * Invariant: no Lua runs inside libcsv; a record becomes Lua strings only once it is whole. */
#ifndef UNOM_CSV_BINDING_H
#define UNOM_CSV_BINDING_H

#include <lua.h>

#include "csv/csv_reader.h"

/* Adds `change_reader`, `seen_set` and `row_skimmer` to the module table on top of the stack.
 *
 * change_reader(path [, "utf-8" | "cp932"]) -> reader | nil, problem
 * reader:read([table]) -> cells, line | nil (the end) | nil, problem; the table, when given, is
 *   filled and returned in place of a new one
 * reader:encoding() -> "utf-8" | "cp932"
 * reader:close()
 * problem: { code =, message =, line = integer|nil, column = the cell's number|nil } */
void unom_change_reader_open(lua_State *L);

/* The open reader at `index` of the stack; raises when something else stands there. */
struct unom_record_reader *unom_change_reader_check(lua_State *L, int index);

/* Pushes what reader:read returns for this outcome, and returns how many values that is. `table` is
 * the slot of the table to fill, which may hold nil. */
int unom_change_reader_push(lua_State *L, const struct unom_record_reader *reader,
                            enum unom_record_outcome outcome, int table);

#endif
