/* row_fast_check.h: the userdata unom.row_fast_check, which passes the rows of a change list that
 * are plainly good, so that only the others are checked in Lua.
 *
 * Invariant: a row that passes is one that `unom.bulk.list.row` accepts without advice. Any other
 * row is handed back for that module to check; nothing is refused here. */
#ifndef UNOM_ROW_FAST_CHECK_H
#define UNOM_ROW_FAST_CHECK_H

#include <lua.h>

/* Registers the metatable of a fast check. */
void unom_row_fast_check_register(lua_State *L);

/* row_fast_check{ columns =, operation_column =, last_heading =, operation =, today =, seen = }
 *     -> fast_check
 *   columns: the number of the header's cells
 *   operation_column: the number of the column that names the operation, or nil
 *   last_heading: the number of the last column that has a heading, or nil: rows may end anywhere
 *   today: YYYYMMDD, of which days have passed and windows are counted; nil: neither is looked at
 *   operation: the name of the operation of rows that name none, or nil
 *   seen: the seen_set of the keys and marks, or nil: rows are not compared
 * fast_check:layout{ operation =, called =, contract =, key = {field...}|nil, may_repeat = bool,
 *     after = operation|nil, marks = { {name =, fields = {field...}, when = field|nil, is = value|nil}...
 *     }|nil, fields = { {name =, column =, default =, empty =, counted = bool, day = bool}... } }
 *   the layout of unom.bulk.list.row for one operation, which must have every field of it; rows of
 *   operations without a layout are handed back
 * fast_check:pass(reader [, table]) -> how many rows passed, then what reader:read returned for the
 *     first one that did not: cells, line | nil (the end) | nil, problem
 * fast_check:counts() -> what is counted of the rows that passed:
 *     { operation = rows }, { contractId = rows },
 *     { {operation =, field =, counts = {value = rows}}... } of the fields that are counted,
 *     how many rows end before the last heading,
 *     { {field =, kind =, cells =, line =, from =, to =}... } of the cells that were read as other
 *     values, with an example each */
int unom_row_fast_check_new(lua_State *L);

#endif
