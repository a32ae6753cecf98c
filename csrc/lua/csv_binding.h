/* csv_binding.h: the userdata unom.csv_reader, a CSV file of UTF-8 or CP932 read row by row.
 *
 * Invariant: no Lua runs inside libcsv; a record becomes Lua strings only once it is whole. */
#ifndef UNOM_CSV_BINDING_H
#define UNOM_CSV_BINDING_H

#include <lua.h>

#include "csv/csv_reader.h"

/* Registers the metatable of a reader. */
void unom_csv_binding_register(lua_State *L);

/* csv_reader(path [, "utf-8" | "cp932"]) -> reader | nil, problem
 * reader:read([table]) -> cells, line | nil (the end) | nil, problem; the table, when given, is
 *   filled and returned in place of a new one
 * reader:encoding() -> "utf-8" | "cp932"
 * reader:close()
 * problem: { code =, message =, line = integer|nil, column = the cell's number|nil } */
int unom_csv_binding_open(lua_State *L);

/* The open reader at `index` of the stack; raises when something else stands there. */
struct unom_csv_reader *unom_csv_binding_check(lua_State *L, int index);

/* Pushes what reader:read returns for this outcome, and returns how many values that is. `table` is
 * the slot of the table to fill, which may hold nil. */
int unom_csv_binding_push(lua_State *L, const struct unom_csv_reader *reader,
                          enum unom_csv_outcome outcome, int table);

#endif
