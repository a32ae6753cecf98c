--- unom: the carrier API "Arcstar Universal One Mobile API" v2.1 for Lua.
--
-- `local client <const> = unom.client { ... }` and then one method per operation. A caller's mistake raises before
-- anything is sent; a failure of the world returns nil and an error object (unom.error).
-- Invariant: this module only exports what the modules that it requires implement; `bytes` alone is its own.

local core <const> = require "unom.core"
local dates <const> = require "unom.client.dates"
local errors <const> = require "unom.error"
local meaning <const> = require "unom.catalogue.meaning"
local operations <const> = require "unom.operations"
local version <const> = require "unom.version"

require "unom.client" -- adds to the methods of a client

--- The options of a client.
---@class unom.options
---@field region? "jp"|"us"|"uk" the host https://REGION.api.ntt.com; jp when absent
---@field base_url? string instead of region; plain http only to a loopback host
---@field contract_id? string the contractId of calls that name none
---@field client_id? string OAuth client credentials, with client_secret
---@field client_secret? string
---@field access_token? string instead of client_id and client_secret; it is never renewed
---@field token? fun(): string?, (number|string)? instead of these: gives a token and its seconds, or nil and a message
---@field timeout? number seconds from a start to its result; 60 when absent
---@field retries? integer how often a call is tried again where that can help and do no harm, 0 to 10; 0 when absent
---@field connect_timeout? number seconds; 10 when absent
---@field max_connections? integer calls on the wire at once, each on a connection of its own, 1 to 256; 16 when absent
---@field ca_file? string certificates to trust instead of the system's, PEM; else CURL_CA_BUNDLE, SSL_CERT_FILE
---@field proxy? string its URL, never shown; else https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY
---@field user_agent? string what the header User-Agent says; unom when absent
---@field trace? fun(event: unom.event) is called with every transfer, personal and secret values masked
---@field access_field? "accessCode"|"accessType" the name that accessCode is sent under; accessCode when absent

--- One transfer, as the trace function gets it.
---@class unom.event
---@field time number when it ended, seconds since the epoch
---@field id? integer of its start; nil of a request for an access token
---@field operation string the operation's name, or "access_token"
---@field method string
---@field url string
---@field status? integer
---@field seconds number
---@field sent "no"|"yes"|"maybe"
---@field request? table the arguments, masked
---@field reply? table the reply, masked
---@field error? string the kind of error it ended in
---@field code? string of that error, as are name and message_id
---@field name? string
---@field message_id? string

--- A reply, the first value that a method of an operation returns: a table with the API's own keys.
---@class unom.reply: table
---@field incomplete_entries? integer how many entries of its list lack their key and were left out; nil for none
---@field truncated? boolean true: its list is as long as the carrier lets one be, so there may be more; else nil

--- How one started operation ended: with reply or with err.
---@class unom.result
---@field id integer
---@field reply? unom.reply
---@field err? unom.error

--- What the carrier's lists show. `for entry in listing do` goes through its entries.
---@class unom.listing
---@field entries table[]
---@field contract_id string whose they are
---@field truncated? boolean true: a list is as long as the carrier lets one be, so there may be more; else nil
---@field incomplete_entries? integer how many entries lacked their key and were left out; nil for none

--- How something ended that was ordered.
---@alias unom.state "succeeded"|"rejected"|"failed"|"cancelled"

---@class unom.await_options
---@field timeout? number seconds to wait at most; without it until the end
---@field on_status? fun(status: string) is called with each status that was not seen before
---@field operation? string of an id: the operation that gave it
---@field contract_id? string of an id: its contract; the client's own when absent
---@field lineNo? string of the id of a reservation: its line
---@field orderId? string of the id of a cancel: the order that it takes back
---@field reserved? table of a reservation that is taken back: its entry of list_data_share_lines before that
---@field clock? fun(): number instead of the machine's, in seconds
---@field sleep? fun(seconds: number): boolean? instead of the machine's; false ends the waiting

---@class unom.each_options
---@field concurrency? integer how many calls are in flight at once; the client's max_connections when absent
---@field arguments? fun(item: any): table those of an item; when absent a text is a lineNo, a table is the arguments

--- An array, a listing, or a function that returns the next item and nil after the last.
---@alias unom.items any[]|unom.listing|(fun(): any)

--- `for item, reply, err in client:each(...) do`: the items with what their calls returned, as these end.
---@alias unom.each fun(): any, unom.reply?, unom.error?

--- What a call may have instead of what its client has.
---@class unom.call_options
---@field timeout? number seconds from the start to the result
---@field retries? integer

---@class unom.start_options: unom.call_options
---@field leave_within? number seconds from the start; a request that has not begun to leave by then does not leave

--- What an event loop watches.
---@class unom.fd
---@field fd integer
---@field read boolean
---@field write boolean

--- An operation, as a method of a client: its reply, or nil and an error.
---@alias unom.operation fun(self: unom.client, arguments: table, options?: unom.call_options): table?, unom.error?

--- Sends operations. Closable with `<close>`, which aborts what is in flight.
---@class unom.client
---@field call fun(self: unom.client, name: string, arguments?: table, options?: unom.call_options): table?, unom.error?
---@field start fun(self: unom.client, name: string, arguments?: table, options?: unom.start_options): integer its id
---@field wait fun(self: unom.client, seconds: number, ids?: table<integer, any>): unom.result[] what ended
---@field abort fun(self: unom.client, id: integer): boolean true: it ends as interrupted; false: it has ended, or will
---@field fds fun(self: unom.client, ids?: table): unom.fd[], number? what a loop waits for before wait(0, ids)
---@field contract_id fun(self: unom.client): string? the contractId of calls that name none
---@field host fun(self: unom.client): string the host that it talks to
---@field allow_connections fun(self: unom.client, count: integer): integer raises max_connections, at most to 256
---@field in_flight fun(self: unom.client, ids?: table): integer how many of them were started, and not returned
---@field close fun(self: unom.client): unom.result[] aborts what is in flight; all results that no wait has returned
---@field await fun(self: unom.client, what: unom.reply|string, options?: unom.await_options): unom.state?, any, table?
---@field each fun(self: unom.client, operation: string, items: unom.items, options?: unom.each_options): unom.each
---@field lines fun(self: unom.client, arguments?: table): unom.listing?, unom.error? list_lines
---@field orders fun(self: unom.client, arguments?: table): unom.listing?, unom.error? under way and complete, each once
---@field authentications fun(self: unom.client, arguments: table): unom.listing?, unom.error? that log
---@field sessions fun(self: unom.client, arguments: table): unom.listing?, unom.error? that log
---@field get_contract unom.operation 1. 契約者情報取得
---@field list_lines unom.operation 2. 回線情報一覧
---@field get_traffic unom.operation 3. 回線運用情報表示
---@field list_authentications unom.operation 4. 認証ログ一覧
---@field list_sessions unom.operation 5. 接続ログ一覧
---@field list_products unom.operation 6. 申込入力コード一覧
---@field list_accepting_orders unom.operation 7. 申込み一覧
---@field list_completed_orders unom.operation 8. 申込み完了一覧
---@field get_data_share_traffic unom.operation 9. 容量シェア運用情報表示
---@field list_data_share_lines unom.operation 10. 容量シェア回線一覧
---@field get_order_status unom.operation 11. 申込み状態取得
---@field add_line unom.operation 12. 回線追加
---@field terminate_line unom.operation 13. 回線廃止
---@field purchase_device unom.operation 14. 端末購入
---@field change_course unom.operation 15. 料金コース変更
---@field change_radius_auth unom.operation 16. 認証情報変更
---@field change_ip_addresses unom.operation 17. 端末IPアドレス変更
---@field change_imei unom.operation 18. IMEI変更
---@field set_roaming unom.operation 20. 国際ローミング変更
---@field remove_roaming unom.operation 21. 国際ローミング変更
---@field add_data_share_lines unom.operation 22. 容量シェア変更
---@field remove_data_share_line unom.operation 23. 容量シェア変更
---@field add_data_volume unom.operation 24. 容量追加
---@field change_access_type unom.operation 25. アクセス方式変更
---@field get_session unom.operation 26. 接続状態取得
---@field disconnect_session unom.operation 27. 接続切断要求
---@field cancel_order unom.operation 28. 申込み取り消し
---@field cancel_data_share_reserve unom.operation 29. 容量シェア予約取り消し
---@field get_cancel_status unom.operation 30. 申込みキャンセル状態取得

local unom <const> = { _VERSION = "unom " .. version }

--- Makes a client. Raises on a wrong option.
---@type fun(options: unom.options): unom.client
unom.client = core.client

--- A problem, or a piece of advice, of `unom.check`; it prints as "FIELD: MESSAGE".
---@class unom.finding
---@field field string such as `requestDate` or `linesList[2].lineNo`
---@field code string
---@field message string
---@field likely? string the value that was probably meant

--- Checks the arguments of an operation as a call does, without a client. Returns true and an array of advice, or nil
-- and an array of all problems. The arrays print as lines of text. Advice goes by the day `today`, YYYYMMDD in Japan,
-- or without it by the machine's.
---@type fun(operation: string, arguments: table, today?: integer): boolean?, unom.finding[]
unom.check = core.check

--- The catalogue: an array of the operations, each also under its name.
unom.operations = operations

--- What a code of the carrier means, in its own words and in English.
---@class unom.meaning it prints as both
---@field ja string as the specification has it
---@field en string

--- What the code of a field means, or nil where the specification does not say.
-- The resultCode of an order is not that of a session: give the operation's name. Without it the meaning of a code that
-- several operations have names each.
---@type fun(field: string, code: string, operation?: string): unom.meaning?
unom.meaning = meaning.of

--- What each orderStatus means, by its code.
---@type table<string, unom.meaning>
unom.order_status = meaning.order_status

--- The state of a line's traffic by the specification's table of restrictions, and what it means; nil for a pair of
-- limitStatus1 and limitStatus2 that the table does not have.
---@type fun(reply: unom.reply): ("none"|"recent"|"monthly"|"monthly_and_recent")?, unom.meaning?
unom.traffic_state = meaning.traffic_state

--- A row of the carrier's table of errors.
---@class unom.known_error
---@field number integer
---@field printed string the number as the table prints it
---@field status integer
---@field name string as in the `name` of an error
---@field message string
---@field what unom.meaning
---@field todo string what to do

--- The carrier's table of errors: an array, each row also under its name and, as a text, under its number.
---@type table<integer|string, unom.known_error>
unom.errors = require "unom.catalogue.errors"

--- The day in Japan, YYYYMMDD, of a moment in seconds since the epoch, or of now: what `requestDate` takes.
---@type fun(t?: number): string
unom.date = dates.date

--- The moment in Japan, YYYYMMDDhhmmss: what `startTime` and `endTime` take.
---@type fun(t?: number): string
unom.datetime = dates.datetime

--- The first day in Japan, YYYYMMDD, of the month after that of a moment, or of now.
---@type fun(t?: number): string
unom.first_of_next_month = dates.first_of_next_month

--- How a call of one of several clients ended.
---@class unom.group_result: unom.result
---@field client unom.client

--- Waits for the calls of several clients at once: as client:wait, of all of them.
---@type fun(clients: unom.client[], seconds: number): unom.group_result[]
unom.wait = core.wait

--- A count of the signals SIGINT, SIGTERM and SIGHUP that came since it was made. Closable with `<close>`.
---@class unom.signals
---@field count fun(self: unom.signals): integer
---@field wait fun(self: unom.signals, seconds: number): integer the count, once it is not 0 or the time is up
---@field close fun(self: unom.signals) from the last close on the signals do what they did before

--- Watches for signals: until it is closed they end a wait, not the process, and one that is ignored stays so.
---@type fun(): unom.signals
unom.signals = core.interrupt_watch

--- What the command would use, from the environment and the profile: options for `unom.client`, and those of the bulk
-- functions that order; or nil and an error of kind "settings".
---@type fun(options?: { profile?: string, token?: function }): unom.options?, table|unom.error
unom.settings = require "unom.client.settings"

--- The kinds of error that a client returns.
---@type string[]
unom.error_kinds = errors.kinds

--- A byte counter of a reply as a number: an integer, or where it is too large the nearest float.
-- Raises when it is not a string of digits.
---@param counter string
---@return number
function unom.bytes(counter)
	if type(counter) ~= "string" or not counter:find("^%d+$") then
		errors.refuse("bytes", 1, ("a string of digits expected, got %s"):format(
			type(counter) == "string" and ("%q"):format(counter) or type(counter)), 2)
	end
	return tonumber(counter) -- digits past the largest integer become a float
end

return unom
