/* row_fast_check.h: the userdata unom.row_fast_check, which passes over the rows of a change list
 * that are plainly good, so that only the others need Lua.
 *
 * Invariant: a row it passes over is one that `unom.bulk.row` would accept without advice. What is
 * not plain is handed back, untouched, for that module to judge; nothing is refused here. */
#ifndef UNOM_ROW_FAST_CHECK_H
#define UNOM_ROW_FAST_CHECK_H

#include <lua.h>

/* Registers the metatable of a fast check. */
void unom_row_fast_check_register(lua_State *L);

/* row_fast_check{ columns = how many the header has, operation_column = number|nil, contract_id =
 *   default|nil, agree = bool, seen = seen_set|nil } -> skimmer
 * skimmer:plan{ operation = name, default = bool (of rows that name none), target = the field that
 *   tells duplicates, fields = { [column's number] = field's name } }: how the operation's rows are
 *   read; rows of operations without a plan are handed back
 * skimmer:skim(reader [, table]) -> passed, then what reader:read returned for the first row that
 *   is not plain: cells, line | nil (the end) | nil, problem
 * skimmer:counts() -> { operation = rows passed }, { contractId = rows passed } */
int unom_row_fast_check_new(lua_State *L);

#endif
