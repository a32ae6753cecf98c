/* walk.h: a walk over a table of arguments: where it is, and how it reports what it finds.
 *
 * Invariant: every diagnostic carries the path of the field it is about. */
#ifndef UNOM_WALK_H
#define UNOM_WALK_H

#include <lua.h>
#include <stdbool.h>
#include <stddef.h>

#include "api/catalogue.h"
#include "api/diagnostic.h"

struct unom_walk {
  lua_State *L;
  const struct unom_operation *operation;
  const char *contract_id; /* used where the table has no contractId, or NULL */
  bool names_first;        /* the unknown names of a table come before its fields */
  unsigned today;          /* YYYYMMDD; 0: no advice is wanted */
  int problems, advice;    /* stack slots of the arrays, nil until the first entry */
  int numbers;             /* stack slot of a table: number -> the line of the list that names it */
};

/* One table of a walk: the arguments themselves (entry 0), or a line of the list (1, 2, ...). */
struct unom_walk_table {
  int index;
  size_t entry;
  bool has_list; /* the fields of a line are in a list of lines, not in this table */
  size_t known;  /* how many of the table's keys have been walked as fields */
};

/* Adds {field =, code =, message =, likely =} to the array in the slot. `name` NULL: the diagnostic is
 * about the line. */
void unom_walk_report(struct unom_walk *walk, int slot, size_t entry, const char *name,
                      const struct unom_diagnostic *diagnostic);

/* Reports a problem that shows no value. */
__attribute__((format(printf, 5, 6))) void unom_walk_problem(struct unom_walk *walk, size_t entry,
                                                             const char *name, enum unom_code code,
                                                             const char *format, ...);

#endif
