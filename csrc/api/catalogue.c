/* catalogue.c: the 29 operations of the API v2.1 and their fields, as const data. See catalogue.h.
 *
 * Invariant: the operations are in the order of the specification's numbers (it has no 19), and
 * their fields in the order of its sheets.
 *
 * Longer than other files because it is one table of data. */
#define _GNU_SOURCE
#include "api/catalogue.h"

#include <string.h>

#define COUNT(ARRAY) (sizeof(ARRAY) / sizeof *(ARRAY))
#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

#define FIELD(NAME, LABEL, RULE, PLACE)                                                            \
  .name = NAME, .label = LABEL, .rule = UNOM_RULE_##RULE, .place = UNOM_PLACE_##PLACE
#define REQUIRED .required = true
#define SECRET .secret = true
#define PERSONAL .personal = true

#define OPERATION(NUMBER, NAME, LABEL, METHOD, PATH, KIND)                                         \
  .number = NUMBER, .name = #NAME, .label = LABEL, .method = METHOD,                               \
  .path = "/v2/unom/contracts/{contractId}" PATH, .kind = UNOM_KIND_##KIND,                        \
  .fields = NAME##_fields, .field_count = COUNT(NAME##_fields)

// clang-format off

/* ---- what several operations have in common ---- */

/* The sheets have five labels for the line. */
static const char *const line_labels[] = {
    "対象回線番号",
    "対象回線番号(発信電話番号)",
    "回線番号(発信電話番号)",
    "グループ内の回線番号",
    NULL,
};

static const struct unom_choice access_codes[] = {
    {"1", "3G"},
    {"2", "LTE"},
    {NULL, NULL},
};

static const struct unom_choice imei_options[] = {
    {"1", "ID認証 (no IMEI authentication)"},
    {"2", "ID+IMEI認証 (IMEI authentication)"},
    {NULL, NULL},
};

#define THE_CONTRACT   {FIELD("contractId", "契約番号（N番）", CONTRACT_ID, PATH), REQUIRED}
#define THE_LINE(PLACE) {FIELD("lineNo", "回線番号", LINE_NO, PLACE), .also = line_labels, REQUIRED}
#define THE_ORDER      {FIELD("orderId", "入力元受付ID", ORDER_ID, PATH), REQUIRED}
#define THE_CONSENT(PLACE) {FIELD("agreement", "同意する", YES_NO, PLACE), REQUIRED}
#define START_DATE     {FIELD("requestDate", "利用開始希望日", DATE, BODY), REQUIRED}
#define SEQUENCE       {FIELD("number", "連番", NUMBER, LINE), REQUIRED, .automatic = true}
#define PLAN           {FIELD("planCode", "料金コース", PRODUCT_CODE, LINE), REQUIRED}
#define DEVICE         {FIELD("deviceCode", "通信機器コード", PRODUCT_CODE, LINE), REQUIRED}
/* The sheet of 02 announces that accessCode will be called accessType. */
#define ACCESS         {FIELD("accessCode", "アクセス方式", CHOICE, LINE), REQUIRED, .choices = access_codes, \
                        .alias = "accessType"}
#define ACT_IP         FIELD("actIpAddress", "国内ACT用IPアドレス", IPV4, LINE)
#define SBY_IP         {FIELD("sbyIpAddress", "国内SBY用IPアドレス", IPV4, LINE)}
#define ROAMING_IP     {FIELD("roamingIpAddress", "国際ローミング用IPアドレス", IPV4, LINE)}

/* The period of a log, and the keys to search it for. The sheets of 04 and 05 differ only in the limit
 * of the line's: KEY_MAX. */
#define LOG_SEARCH(KEY_MAX)                                                                                 \
  {FIELD("startTime", "開始日時(検索対象開始日時)", DATETIME, QUERY), REQUIRED},                   \
  {FIELD("endTime", "終了日時(検索対象終了日時)", DATETIME, QUERY), REQUIRED},                     \
  {FIELD("authSearchKey", "認証ＩＤ検索キー", AUTH_SEARCH_KEY, QUERY), PERSONAL, .min = 8, .max = 64}, \
  {FIELD("lineNoSearchKey", "回線番号検索キー", HALF_WIDTH, QUERY), .min = 1, .max = KEY_MAX}

/* The delivery address. The sheets of 12 and 14 differ only in the limit of the building's name:
 * BUILDING_MAX. Where a sheet and the change history of v2.1 give two limits, a value over the looser
 * one is refused, and one over the stricter gets advice. */
#define DELIVERY(BUILDING_MAX)                                                                     \
  {FIELD("deliveryPostalCode", "配送先　郵便番号", POSTAL_CODE, BODY), REQUIRED, PERSONAL},         \
  {FIELD("deliveryPref", "配送先　都道府県", FULL_WIDTH, BODY), REQUIRED, PERSONAL, .max = 4},      \
  {FIELD("deliveryCity", "配送先　市区町村", FULL_WIDTH, BODY), REQUIRED, PERSONAL, .max = 24},     \
  {FIELD("deliveryAddress1", "配送先　大字通称", FULL_WIDTH, BODY), REQUIRED, PERSONAL, .max = 36,  \
   .when_none = "ー"},                                                                             \
  {FIELD("deliveryAddress2", "配送先　字丁目", FULL_WIDTH, BODY), PERSONAL, .max = 24},             \
  {FIELD("deliveryAddress3", "配送先　番地", FULL_WIDTH, BODY), PERSONAL, .max = 40},               \
  {FIELD("deliveryBuildingName", "配送先　建物", FULL_WIDTH, BODY), PERSONAL, .max = BUILDING_MAX,  \
   .advise_max = 16},                                                                              \
  {FIELD("deliveryCompanyName", "配送先　会社名", FULL_WIDTH, BODY), REQUIRED, PERSONAL, .max = 16, \
   .advise_max = 10},                                                                              \
  {FIELD("deliveryDeptName", "配送先　部署名", FULL_WIDTH, BODY), PERSONAL, .max = 10,              \
   .advise_max = 6},                                                                               \
  {FIELD("deliveryPersonName", "配送先　お名前", FULL_WIDTH, BODY), PERSONAL, .max = 40,            \
   .advise_max = 6},                                                                               \
  {FIELD("deliveryPhoneNumber", "配送先　電話番号", PHONE, BODY), PERSONAL, .max = 16},             \
  {FIELD("notificationMailAddress", "開案用メール-アドレス", EMAIL, BODY), REQUIRED, PERSONAL,     \
   .max = 255},                                                                                    \
  {FIELD("notificationPassword", "開案用パスワード", HALF_WIDTH, BODY), REQUIRED, SECRET, .max = 255}

/* What a 2xx reply must have. The specification calls nearly every key of a reply required
 * (必須), and its own examples leave such keys null: serviceDateStartScheduled of an order that is
 * under way. So what is held to it is what a caller goes by:
 *
 * - of a read, the ids that say what it speaks of, its list, the key of an entry in that, and a
 *   status that stands by itself. An absent list is no empty one. The sheet of 04 marks the keys of
 *   the entries alone, that of 05, which is made like it, the list too: so it is required of both.
 * - of what acts, its resultCode and its id alone: whatever else such a reply lacks, an order that
 *   has an id is an order.
 *
 * Names, addresses, dates, counters and what else is in an entry are not:
 * nothing goes wrong unseen where one is blank, and a whole list would be lost for it. The entries
 * of 06 have no key, since the specification lets each of their codes be left out. In 11 it is the
 * status of an entry that is asked for; the number beside it is nobody's. */
#define HAS(...) .reply_required = LIST(__VA_ARGS__)
#define HAS_LIST(NAME, KEY) .list = NAME, .entry_key = KEY

#define TRAFFIC_REPLY                                                                              \
  LIST("contractId", "lineNo", "limitStatus1", "monthlyLimitStartTime", "dailyLimitStartTime",     \
       "limitCause", "limitStatus2", "trafficThisMonth", "traffic1monthAgo", "traffic2monthAgo",   \
       "trafficToday", "traffic1dayAgo", "traffic2daysAgo", "traffic3daysAgo", "traffic4daysAgo",  \
       "traffic5daysAgo", "traffic6daysAgo", "traffic7daysAgo", "traffic8daysAgo",                 \
       "traffic9daysAgo", "traffic10daysAgo", "traffic11daysAgo", "traffic12daysAgo",              \
       "traffic13daysAgo", "traffic14daysAgo", "traffic15daysAgo", "traffic16daysAgo",             \
       "traffic17daysAgo", "traffic18daysAgo", "traffic19daysAgo", "traffic20daysAgo",             \
       "traffic21daysAgo", "traffic22daysAgo", "traffic23daysAgo", "traffic24daysAgo",             \
       "traffic25daysAgo", "traffic26daysAgo", "traffic27daysAgo", "traffic28daysAgo",             \
       "traffic29daysAgo", "traffic30daysAgo", "remainedDataVolume")

#define ORDER_LIST_REPLY                                                                           \
  LIST("contractId", "orderList[]{orderId,serviceDateApply,requestDate,serviceDateStartScheduled," \
                     "orderStatus,checkErrorInfo{messageId,message}}")

/* The carrier answers such an order with an orderId, which get_order_status takes. */
#define ACCEPTED_ORDER                                                                             \
  .changes = true, .identity = "orderId", .tracked_by = "get_order_status",                        \
  HAS("resultCode", "orderId"),                                                                    \
  .reply = LIST("contractId", "resultCode", "orderId", "checkErrorInfo{messageId,message}")

/* The carrier answers such an order with a reserveId; list_data_share_lines shows how it goes on. */
#define ACCEPTED_RESERVE                                                                           \
  .changes = true, .identity = "reserveId", .tracked_by = "list_data_share_lines",                 \
  HAS("resultCode", "reserveId"),                                                                  \
  .reply = LIST("contractId", "resultCode", "reserveId", "referenceErrorInfo{messageId,message}")

#define ONE_LINE_OBJECT .container = "lineInfo"
#define LINES_ARRAY(MIN, MAX)                                                                      \
  .container = "linesList", .container_is_array = true, .lines_min = MIN, .lines_max = MAX

#define EITHER_CREDENTIAL .at_least_one = LIST("authenticationId", "authenticationPassword")
#define EITHER_SEARCH_KEY .at_most_one = LIST("authSearchKey", "lineNoSearchKey")

/* Not compared: secrets, the consent, numbers and the date, which the same order may have anew. */
#define SAME_ORDER(TARGET, GROUP, COMPARED, HOURS)                                                 \
  .ordered_before = {                                                                              \
      .target = TARGET, .group = GROUP, .compared = COMPARED, .within_hours = HOURS}
#define NO_FIELDS ((const char *const[]){NULL})
#define TWO_MONTHS (62 * 24)
#define A_DAY 24 /* for what is often ordered again on purpose */
#define NEVER 0

#define LIST_LIMIT .list_limit = 1000
#define LOG_OF_30_DAYS .log_days = 30
#define MOST_LINES 254 /* of one order: our reading of "254 exceeded", all that is said */
#define UNTIL_NEXT_MONTH_ENDS                                                                      \
  .date_window = "until the end of the month after the day of application (JST)"
#define ANNOUNCED .availability = "announced: the carrier was still setting a date"

/* ---- the fields of each operation ---- */

static const struct unom_field get_contract_fields[] = {
    THE_CONTRACT,
};

static const struct unom_field list_lines_fields[] = {
    THE_CONTRACT,
};

static const struct unom_field get_traffic_fields[] = {
    THE_CONTRACT,
    THE_LINE(PATH),
};

static const struct unom_field list_authentications_fields[] = {
    THE_CONTRACT,
    LOG_SEARCH(11),
};

static const struct unom_field list_sessions_fields[] = {
    THE_CONTRACT,
    LOG_SEARCH(15),
};

static const struct unom_field list_products_fields[] = {
    THE_CONTRACT,
};

static const struct unom_field list_accepting_orders_fields[] = {
    THE_CONTRACT,
};

static const struct unom_field list_completed_orders_fields[] = {
    THE_CONTRACT,
};

static const struct unom_field get_data_share_traffic_fields[] = {
    THE_CONTRACT,
    THE_LINE(PATH),
};

static const struct unom_field list_data_share_lines_fields[] = {
    THE_CONTRACT,
};

static const struct unom_field get_order_status_fields[] = {
    THE_CONTRACT,
    THE_ORDER,
};

static const struct unom_field add_line_fields[] = {
    THE_CONTRACT,
    START_DATE,
    DELIVERY(40),
    THE_CONSENT(BODY),
    SEQUENCE,
    PLAN,
    DEVICE,
    {FIELD("roamingCode", "国際ローミング上限額", ROAMING_CODE, LINE)},
    {ACT_IP, REQUIRED},
    SBY_IP,
    ROAMING_IP,
    {FIELD("authenticationId", "認証ID", AUTH_ID_SHORT, LINE), PERSONAL, .min = 3, .max = 15},
    {FIELD("authenticationPassword", "パスワード", AUTH_PASSWORD_SHORT, LINE), SECRET, .min = 2, .max = 15},
    ACCESS,
};

static const struct unom_field terminate_line_fields[] = {
    THE_CONTRACT,
    THE_LINE(PATH),
    {FIELD("requestDate", "廃止希望日", DATE, QUERY), REQUIRED},
    THE_CONSENT(QUERY),
};

static const struct unom_field purchase_device_fields[] = {
    THE_CONTRACT,
    START_DATE,
    DELIVERY(16),
    THE_CONSENT(BODY),
    SEQUENCE,
    DEVICE,
};

static const struct unom_field change_course_fields[] = {
    THE_CONTRACT,
    THE_LINE(PATH),
    THE_CONSENT(BODY),
    START_DATE,
    PLAN,
};

static const struct unom_field change_radius_auth_fields[] = {
    THE_CONTRACT,
    THE_LINE(PATH),
    THE_CONSENT(BODY),
    {FIELD("authenticationId", "認証ID", HALF_WIDTH, LINE), PERSONAL, .min = 3, .max = 64, .advise_min = 8},
    {FIELD("authenticationPassword", "パスワード", MIXED_WIDTH, LINE), SECRET, .min = 1, .max = 1024},
};

static const struct unom_field change_ip_addresses_fields[] = {
    THE_CONTRACT,
    THE_LINE(PATH),
    THE_CONSENT(BODY),
    {ACT_IP, REQUIRED},
    SBY_IP,
    ROAMING_IP,
};

static const struct unom_field change_imei_fields[] = {
    THE_CONTRACT,
    THE_LINE(PATH),
    THE_CONSENT(BODY),
    {FIELD("imei", "通信機器製造番号（IMEI）", MIXED_WIDTH, LINE), REQUIRED, .min = 1, .max = 1000},
    {FIELD("imeiOption", "IMEI認証有無", CHOICE, LINE), REQUIRED, .choices = imei_options},
};

static const struct unom_field set_roaming_fields[] = {
    THE_CONTRACT,
    THE_LINE(PATH),
    THE_CONSENT(BODY),
    {FIELD("roamingCode", "利用限度額", ROAMING_CODE, LINE), REQUIRED},
};

static const struct unom_field remove_roaming_fields[] = {
    THE_CONTRACT,
    THE_LINE(PATH),
    THE_CONSENT(QUERY),
};

static const struct unom_field add_data_share_lines_fields[] = {
    THE_CONTRACT,
    THE_CONSENT(BODY),
    THE_LINE(LINE),
};

static const struct unom_field remove_data_share_line_fields[] = {
    THE_CONTRACT,
    THE_LINE(PATH),
    THE_CONSENT(QUERY),
};

static const struct unom_field add_data_volume_fields[] = {
    THE_CONTRACT,
    THE_LINE(PATH),
    THE_CONSENT(BODY),
};

static const struct unom_field change_access_type_fields[] = {
    THE_CONTRACT,
    THE_LINE(PATH),
    THE_CONSENT(BODY),
    ACCESS,
    {ACT_IP},
    SBY_IP,
};

static const struct unom_field get_session_fields[] = {
    THE_CONTRACT,
    THE_LINE(PATH),
};

static const struct unom_field disconnect_session_fields[] = {
    THE_CONTRACT,
    THE_LINE(PATH),
    THE_CONSENT(QUERY),
};

static const struct unom_field cancel_order_fields[] = {
    THE_CONTRACT,
    THE_ORDER,
    THE_CONSENT(QUERY),
};

static const struct unom_field cancel_data_share_reserve_fields[] = {
    THE_CONTRACT,
    {FIELD("reserveId", "予約ID", RESERVE_ID, PATH), REQUIRED},
    THE_CONSENT(QUERY),
};

static const struct unom_field get_cancel_status_fields[] = {
    THE_CONTRACT,
    THE_ORDER,
};

/* ---- the operations ---- */

const struct unom_operation unom_operations[] = {
    {
        OPERATION(1, get_contract, "契約者情報取得", "GET", "", REFERENCE),
        HAS("contractId"),
        .reply = LIST("contractId", "domainName", "contractCustomerName", "contractCustomerNameKana",
                      "contractPostalNumber", "contractAddress", "contractAddressLine1",
                      "contractAddressLine2", "contractAddressLine3", "contractBuildingName1",
                      "contractBuildingName2", "contractBuildingName3", "contractSamakata",
                      "techPersonName", "techPhoneNumber", "techFaxNumber", "techMailAddress",
                      "contactDeptName", "contactPersonName", "contactPhoneNumber",
                      "contactMailAddress", "billingPostalNumber", "billingAddress",
                      "billingNameKana", "billingPersonName", "billingPhoneNumber"),
    },
    {
        OPERATION(2, list_lines, "回線情報一覧", "GET", "/lines", REFERENCE),
        LIST_LIMIT,
        ANNOUNCED,
        HAS("contractId"),
        HAS_LIST("linesList", "lineNo"),
        .reply = LIST("contractId", "linesList[]{lineNo,startDate,planCode,accessCode,"
                                    "optionCodeList[],simType,simNumber,deviceName,imei,"
                                    "authenticationType,actIpAddress,sbyIpAddress,"
                                    "roamingIpAddress,authenticationId,note,imeiOption}"),
    },
    {
        OPERATION(3, get_traffic, "回線運用情報表示", "GET", "/lines/{lineNo}/traffic", REFERENCE),
        ANNOUNCED,
        HAS("contractId", "lineNo"),
        .reply = TRAFFIC_REPLY,
    },
    {
        OPERATION(4, list_authentications, "認証ログ一覧", "GET", "/authentications", REFERENCE),
        EITHER_SEARCH_KEY,
        LIST_LIMIT,
        LOG_OF_30_DAYS,
        HAS("contractId"),
        HAS_LIST("resultList", "lineNo"),
        .reply = LIST("contractId",
                      "resultList[]{lineNo,sessionType,sessionTime,authenticationResult}"),
    },
    {
        OPERATION(5, list_sessions, "接続ログ一覧", "GET", "/sessions", REFERENCE),
        EITHER_SEARCH_KEY,
        LIST_LIMIT,
        LOG_OF_30_DAYS,
        HAS("contractId"),
        HAS_LIST("searchList", "lineNo"),
        .reply = LIST("contractId", "searchList[]{lineNo,sessionType,sessionTime,eventType}"),
    },
    {
        OPERATION(6, list_products, "申込入力コード一覧", "GET", "/products", REFERENCE),
        HAS("contractId"),
        HAS_LIST("productInfoList", NULL),
        .reply = LIST("contractId", "productInfoList[]{productCode,productName,courseType,"
                                    "deviceInfoList[]{deviceCode,deviceName,deviceType,simTypeCode,"
                                    "simTypeName,deviceShortName,accessType},"
                                    "optionInfoList[]{optionCode,optionName,accessType}}"),
    },
    {
        OPERATION(7, list_accepting_orders, "申込み一覧", "GET", "/orders", REFERENCE),
        .constant_name = "status",
        .constant_value = "accepting",
        LIST_LIMIT,
        HAS("contractId"),
        HAS_LIST("orderList", "orderId"),
        .reply = ORDER_LIST_REPLY,
    },
    {
        OPERATION(8, list_completed_orders, "申込み完了一覧", "GET", "/orders", REFERENCE),
        .constant_name = "status",
        .constant_value = "complete",
        LIST_LIMIT,
        HAS("contractId"),
        HAS_LIST("orderList", "orderId"),
        .reply = ORDER_LIST_REPLY,
    },
    {
        OPERATION(9, get_data_share_traffic, "容量シェア運用情報表示", "GET",
                  "/lines/{lineNo}/dataShare/traffic", REFERENCE),
        ANNOUNCED,
        HAS("contractId", "lineNo"),
        .reply = TRAFFIC_REPLY,
    },
    {
        OPERATION(10, list_data_share_lines, "容量シェア回線一覧", "GET", "/dataShare", REFERENCE),
        HAS("contractId"),
        HAS_LIST("linesList", "lineNo"),
        .reply = LIST("contractId", "linesList[]{lineNo,status,reserveId}"),
    },
    {
        OPERATION(11, get_order_status, "申込み状態取得", "GET", "/orders/{orderId}", REFERENCE),
        .constant_name = "status",
        .constant_value = "asyncAccepting",
        LIST_LIMIT,
        HAS("contractId", "orderId"),
        HAS_LIST("orderList", "orderStatus"),
        .reply = LIST("contractId", "orderId", "checkErrorInfo{messageId,message}",
                      "orderList[]{number,serviceDateApply,requestDate,serviceDateStartScheduled,"
                      "orderStatus,checkErrorInfo{messageId,message}}"),
    },
    {
        OPERATION(12, add_line, "回線追加", "POST", "/lines", ORDER),
        SAME_ORDER("actIpAddress", "add", NO_FIELDS, TWO_MONTHS),
        ACCEPTED_ORDER,
        .cancelled_by = "cancel_order",
        LINES_ARRAY(1, 1),
        EITHER_CREDENTIAL,
        UNTIL_NEXT_MONTH_ENDS,
        ANNOUNCED,
    },
    {
        OPERATION(13, terminate_line, "回線廃止", "DELETE", "/lines/{lineNo}", ORDER),
        SAME_ORDER("lineNo", "termination", NO_FIELDS, TWO_MONTHS),
        ACCEPTED_ORDER,
        .cancelled_by = "cancel_order",
        UNTIL_NEXT_MONTH_ENDS,
    },
    {
        OPERATION(14, purchase_device, "端末購入", "POST", "/devices", ORDER),
        SAME_ORDER(NULL, "device", NO_FIELDS, A_DAY),
        ACCEPTED_ORDER,
        .cancelled_by = "cancel_order",
        LINES_ARRAY(1, MOST_LINES),
        UNTIL_NEXT_MONTH_ENDS,
    },
    {
        OPERATION(15, change_course, "料金コース変更", "PUT", "/lines/{lineNo}/courses", ORDER),
        SAME_ORDER("lineNo", "course", LIST("planCode"), TWO_MONTHS),
        ACCEPTED_ORDER,
        .cancelled_by = "cancel_order",
        ONE_LINE_OBJECT,
        .date_window = "courseType 01 (zero course): until the end of the month after the day of "
                       "application; any other course: the 1st of the month after (JST)",
        .window_is_first = true,
    },
    {
        OPERATION(16, change_radius_auth, "認証情報変更", "PUT", "/lines/{lineNo}/radiusAuth", ORDER),
        SAME_ORDER("lineNo", "radius", LIST("authenticationId"), TWO_MONTHS),
        ACCEPTED_ORDER,
        ONE_LINE_OBJECT,
        EITHER_CREDENTIAL,
    },
    {
        OPERATION(17, change_ip_addresses, "端末IPアドレス変更", "PUT", "/lines/{lineNo}/ipAddresses",
                  ORDER),
        SAME_ORDER("lineNo", "addresses", LIST("actIpAddress", "sbyIpAddress", "roamingIpAddress"),
                   TWO_MONTHS),
        ACCEPTED_ORDER,
        ONE_LINE_OBJECT,
    },
    {
        OPERATION(18, change_imei, "IMEI変更", "PUT", "/lines/{lineNo}/imei", ORDER),
        SAME_ORDER("lineNo", "imei", LIST("imei", "imeiOption"), TWO_MONTHS),
        ACCEPTED_ORDER,
        ONE_LINE_OBJECT,
    },
    {
        OPERATION(20, set_roaming, "国際ローミング変更", "PUT", "/lines/{lineNo}/roaming", ORDER),
        SAME_ORDER("lineNo", "roaming", LIST("roamingCode"), TWO_MONTHS),
        ACCEPTED_ORDER,
        ONE_LINE_OBJECT,
    },
    {
        OPERATION(21, remove_roaming, "国際ローミング変更", "DELETE", "/lines/{lineNo}/roaming", ORDER),
        SAME_ORDER("lineNo", "roaming", NO_FIELDS, TWO_MONTHS),
        ACCEPTED_ORDER,
    },
    {
        OPERATION(22, add_data_share_lines, "容量シェア変更", "POST", "/dataShare", ORDER),
        SAME_ORDER("lineNo", "share", NO_FIELDS, TWO_MONTHS),
        ACCEPTED_RESERVE,
        .cancelled_by = "cancel_data_share_reserve",
        LINES_ARRAY(1, MOST_LINES),
    },
    {
        OPERATION(23, remove_data_share_line, "容量シェア変更", "DELETE", "/dataShare/lines/{lineNo}",
                  ORDER),
        SAME_ORDER("lineNo", "share", NO_FIELDS, TWO_MONTHS),
        ACCEPTED_RESERVE,
        .cancelled_by = "cancel_data_share_reserve",
    },
    {
        OPERATION(24, add_data_volume, "容量追加", "POST", "/lines/{lineNo}/dataVolume", ORDER),
        SAME_ORDER("lineNo", "volume", NO_FIELDS, A_DAY),
        ACCEPTED_ORDER,
    },
    {
        OPERATION(25, change_access_type, "アクセス方式変更", "PUT", "/lines/{lineNo}/accessTypes",
                  ORDER),
        SAME_ORDER("lineNo", "addresses", LIST("accessCode", "actIpAddress", "sbyIpAddress"),
                   TWO_MONTHS),
        ACCEPTED_ORDER,
        ONE_LINE_OBJECT,
        ANNOUNCED,
    },
    {
        OPERATION(26, get_session, "接続状態取得", "GET", "/lines/{lineNo}/session", SESSION_CONTROL),
        HAS("resultCode", "contractId", "lineNo", "sessionStatus"),
        .reply = LIST("contractId", "lineNo", "sessionType", "sessionStatus", "resultCode"),
    },
    {
        OPERATION(27, disconnect_session, "接続切断要求", "DELETE", "/lines/{lineNo}/session",
                  SESSION_CONTROL),
        SAME_ORDER("lineNo", "session", NO_FIELDS, NEVER),
        .changes = true,
        .tracked_by = "get_session", /* its own resultCode says only that the request was taken */
        HAS("resultCode"),
        .reply = LIST("contractId", "lineNo", "resultCode"),
    },
    {
        OPERATION(28, cancel_order, "申込み取り消し", "DELETE", "/orders/{orderId}", CANCEL),
        SAME_ORDER("orderId", "order_cancel", NO_FIELDS, TWO_MONTHS),
        .changes = true,
        .identity = "orderId", /* a new one, for get_cancel_status */
        .tracked_by = "get_cancel_status",
        HAS("resultCode", "orderId"),
        .reply = LIST("contractId", "resultCode", "orderId", "acceptDateTime",
                      "checkErrorInfo{messageId,message}"),
    },
    {
        OPERATION(29, cancel_data_share_reserve, "容量シェア予約取り消し", "DELETE",
                  "/dataShare/reserves/{reserveId}", CANCEL),
        SAME_ORDER("reserveId", "share_cancel", NO_FIELDS, TWO_MONTHS),
        ACCEPTED_RESERVE,
    },
    {
        OPERATION(30, get_cancel_status, "申込みキャンセル状態取得", "GET", "/orders/{orderId}",
                  REFERENCE),
        .constant_name = "status",
        .constant_value = "asyncCancelAccepting",
        LIST_LIMIT,
        HAS("contractId", "orderId", "orderStatus"),
        .reply = LIST("contractId", "orderId", "orderStatus", "referenceErrorInfo{messageId,message}",
                      "checkErrorInfo{messageId,message}"),
    },
};

// clang-format on

const size_t unom_operation_count = COUNT(unom_operations);

/* Called for every row of a list; most names differ in the first letter. */
static bool same_name(const char *a, const char *b) { return *a == *b && strcmp(a, b) == 0; }

const struct unom_operation *unom_operation_find(const char *name) {
  for (size_t i = 0; i < unom_operation_count; i++)
    if (same_name(unom_operations[i].name, name))
      return &unom_operations[i];
  return NULL;
}

const struct unom_field *unom_field_find(const struct unom_operation *operation, const char *name) {
  for (size_t i = 0; i < operation->field_count; i++)
    if (same_name(operation->fields[i].name, name))
      return &operation->fields[i];
  return NULL;
}

const char *unom_rule_name(enum unom_rule rule) {
  static const char *const names[] = {
#define X(symbol, name) [UNOM_RULE_##symbol] = name,
      UNOM_RULES(X)
#undef X
  };
  return names[rule];
}

const char *unom_place_name(enum unom_place place) {
  static const char *const names[] = {
      [UNOM_PLACE_PATH] = "path",
      [UNOM_PLACE_QUERY] = "query",
      [UNOM_PLACE_BODY] = "body",
      [UNOM_PLACE_LINE] = "line",
  };
  return names[place];
}

const char *unom_kind_name(enum unom_kind kind) {
  static const char *const names[] = {
      [UNOM_KIND_REFERENCE] = "reference",
      [UNOM_KIND_ORDER] = "order",
      [UNOM_KIND_SESSION_CONTROL] = "session_control",
      [UNOM_KIND_CANCEL] = "cancel",
  };
  return names[kind];
}
