/* csv_binding.h: the userdata unom.csv_reader, a CSV file of any encoding of a list read row by row.
 *
 * Invariant: no Lua runs inside libcsv; only a complete record becomes Lua strings. */
#ifndef UNOM_CSV_BINDING_H
#define UNOM_CSV_BINDING_H

#include <lua.h>

#include "csv/csv_reader.h"

/* Registers the metatable of a reader. */
void unom_csv_binding_register(lua_State *L);

/* csv_reader(path [, "utf-8" | "cp932" | "utf-16le" | "utf-16be" | nil [, digest]])
 *     -> reader | nil, problem
 *   path "-": standard input, which is read to its end
 *   digest true: the file is read once to its end at once, for its SHA-256
 * reader:read([table]) -> cells, line [, true] | nil (the end) | nil, problem
 *   the table, when given, is filled and returned in place of a new one
 *   true: the file ends with this row, and not with a line end: it may have been cut
 * reader:encoding() -> the encoding, as csv_reader takes it
 * reader:marked() -> does the file begin with a byte order mark?
 * reader:separator("," | ";" | "\t") -> true | nil, problem
 *   what separates the cells from now on; begins again as `rewind` does
 * reader:sha256() -> 64 lower-case hex digits | nil when no digest was asked for
 *   when other bytes than these are read, the last `read` returns a problem with the code `changed`
 * reader:rewind() -> true | nil, problem
 *   begins again at the first row of the file, which stays open
 * reader:close()
 * problem: { code =, message =, line = integer|nil, column = the cell's number|nil } */
int unom_csv_binding_open(lua_State *L);

/* sha256(text) -> 64 lower-case hex digits, of rows that are in no file
 *   Raises where libcrypto gives no SHA-256. */
int unom_csv_binding_sha256(lua_State *L);

/* The open reader at `index` of the stack; raises when it is something else, or closed. */
struct unom_csv_reader *unom_csv_binding_check(lua_State *L, int index);

/* Raises when the reader has been closed, as a finaliser may do whenever Lua allocates. */
void unom_csv_binding_demand_open(lua_State *L, const struct unom_csv_reader *reader);

/* Pushes what reader:read returns for this outcome, and returns the number of values. `table` is
 * the stack index of the table to fill, or of a nil. */
int unom_csv_binding_push(lua_State *L, const struct unom_csv_reader *reader,
                          enum unom_csv_outcome outcome, int table);

#endif
