/* walk.c: a walk over a table of arguments. See walk.h.
 *
 * Invariant: `unom_walk_report` alone turns a diagnostic into an entry. */
#define _GNU_SOURCE
#include "lua/request/walk.h"

#include <stdarg.h>

#include "lua/request/findings.h"

void unom_walk_report(struct unom_walk *walk, int slot, size_t entry, const char *name,
                      const struct unom_diagnostic *diagnostic) {
  struct unom_text path;
  unom_text_clear(&path);
  if (entry > 0)
    unom_text_add(&path, "%s[%zu]%s", walk->operation->container, entry, name ? "." : "");
  if (name)
    unom_text_add(&path, "%s", name);
  unom_findings_add(walk->L, slot, path.bytes, diagnostic);
}

void unom_walk_problem(struct unom_walk *walk, size_t entry, const char *name, enum unom_code code,
                       const char *format, ...) {
  struct unom_diagnostic diagnostic = {.code = code};
  va_list arguments;
  va_start(arguments, format);
  unom_text_add_list(&diagnostic.message, format, arguments);
  va_end(arguments);
  unom_walk_report(walk, walk->problems, entry, name, &diagnostic);
}
