/* catalogue.h: the 29 operations of the API and their fields, as const data. No Lua, no curl.
 *
 * Invariant: every fact about an operation is stated here, once; checks, requests, help, templates
 * and reference pages are made from it. */
#ifndef UNOM_CATALOGUE_H
#define UNOM_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>

/* What a value must be; rules.c has the test of each rule. */
#define UNOM_RULES(X)                                                                              \
  X(CONTRACT_ID, "contract_id")                                                                    \
  X(LINE_NO, "line_no")                                                                            \
  X(ORDER_ID, "order_id")                                                                          \
  X(RESERVE_ID, "reserve_id")                                                                      \
  X(DATE, "date")                                                                                  \
  X(DATETIME, "datetime")                                                                          \
  X(YES_NO, "yes_no")                                                                              \
  X(PRODUCT_CODE, "product_code")                                                                  \
  X(ROAMING_CODE, "roaming_code")                                                                  \
  X(POSTAL_CODE, "postal_code")                                                                    \
  X(FULL_WIDTH, "full_width")                                                                      \
  X(HALF_WIDTH, "half_width")                                                                      \
  X(MIXED_WIDTH, "mixed_width")                                                                    \
  X(PHONE, "phone")                                                                                \
  X(EMAIL, "email")                                                                                \
  X(IPV4, "ipv4")                                                                                  \
  X(AUTH_ID_SHORT, "auth_id_short")                                                                \
  X(AUTH_PASSWORD_SHORT, "auth_password_short")                                                    \
  X(AUTH_SEARCH_KEY, "auth_search_key")                                                            \
  X(CHOICE, "choice")                                                                              \
  X(NUMBER, "number")

enum unom_rule {
#define X(symbol, name) UNOM_RULE_##symbol,
  UNOM_RULES(X)
#undef X
};

/* The part of a request that a field is sent in: the path, the query, the body's top level, or the
 * body's container of lines. */
enum unom_place { UNOM_PLACE_PATH, UNOM_PLACE_QUERY, UNOM_PLACE_BODY, UNOM_PLACE_LINE };

enum unom_kind {
  UNOM_KIND_REFERENCE,
  UNOM_KIND_ORDER,
  UNOM_KIND_SESSION_CONTROL,
  UNOM_KIND_CANCEL
};

struct unom_choice {
  const char *value;
  const char *meaning;
};

struct unom_field {
  const char *name;        /* the API's own name */
  const char *alias;       /* another name of it in what a caller gives, or NULL */
  const char *label;       /* its Japanese label, UTF-8 */
  const char *const *also; /* other labels the specification uses, NULL-terminated, or NULL */
  enum unom_rule rule;
  enum unom_place place;
  bool required;
  bool automatic;    /* the core fills it in when it is absent (`number`) */
  bool secret;       /* its value is never shown in a message, a log or a trace */
  bool personal;     /* masked in traces */
  unsigned min, max; /* characters; 0: the rule's own */
  unsigned advise_min, advise_max;
  const struct unom_choice *choices; /* rule CHOICE: ends with a NULL value */
  const char *when_none;             /* what to send when there is none, or NULL */
};

/* When an earlier row counts as the same order: the newest one of the same contract, group and value
 * of `target`, if it agrees in the fields `compared` (in a group of several operations, in the
 * operation too) and is not older than that many hours. */
struct unom_ordered_before {
  const char *target;          /* the field that names what the order acts on, or NULL */
  const char *group;           /* NULL: the operation only reads */
  const char *const *compared; /* field names, NULL-terminated */
  unsigned within_hours;       /* 0: no earlier order counts */
};

struct unom_operation {
  unsigned number;   /* its number in the specification, 1..30 without 19 */
  const char *name;  /* ours: change_course */
  const char *label; /* the specification's Japanese name */
  const char *method;
  const char *path; /* "/v2/unom/contracts/{contractId}/..." */
  enum unom_kind kind;
  bool changes; /* acts on a line or an order: must reach the carrier at most once */
  const struct unom_field *fields;
  size_t field_count;
  const char *constant_name; /* a query parameter with one fixed value (`status`), or NULL */
  const char *constant_value;
  const char *container; /* "lineInfo" or "linesList", or NULL */
  bool container_is_array;
  unsigned lines_min, lines_max;
  const char *const *at_least_one; /* field names, NULL-terminated, or NULL */
  const char *const *at_most_one;
  const char *tracked_by;   /* the operation that shows how an accepted one goes on, or NULL */
  const char *cancelled_by; /* the operation that cancels it, or NULL */
  struct unom_ordered_before ordered_before;
  const char *identity; /* the reply key that names the accepted one: orderId, reserveId, or NULL */
  unsigned list_limit;  /* the most entries a reply lists, or 0 */
  unsigned log_days;    /* how far back the log reaches that startTime and endTime name a period
                               of, or 0: there is no log */
  const char *date_window;  /* advice on requestDate, or NULL */
  bool window_is_first;     /* but for some plans the window is the 1st of the next month alone */
  const char *availability; /* the carrier's remark, or NULL */
  const char *const *reply; /* the reply's keys as the specification names them, NULL-terminated */
  const char *const *reply_required; /* those that a 2xx reply must have, each a text that is not
                                        blank, NULL-terminated; catalogue.c says which these are */
  const char *list;      /* that of the reply's list, which it must have as well, or NULL */
  const char *entry_key; /* what each entry of the list must have, or NULL */
};

extern const struct unom_operation unom_operations[];
extern const size_t unom_operation_count;

/* The operation of that name, or NULL. */
const struct unom_operation *unom_operation_find(const char *name);

/* The operation's field of that name, or NULL; an alias is no name. */
const struct unom_field *unom_field_find(const struct unom_operation *operation, const char *name);

const char *unom_rule_name(enum unom_rule rule);
const char *unom_place_name(enum unom_place place);
const char *unom_kind_name(enum unom_kind kind);

#endif
