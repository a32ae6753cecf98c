--- The signatures of the bulk functions: which options each takes, and what each option must be.
--
-- Checked before anything is opened: a caller's mistake must not show up in mid-run, and an option passed over could
-- order what it was to hold back.
--
-- Invariant: an option that passes here can be used as it is; a client has no call of the caller's in flight.

local borrowed <const> = require "unom.bulk.jobs.borrowed"
local change_list <const> = require "unom.bulk.list.change_list"
local defaults <const> = require "unom.bulk.jobs.defaults"
local errors <const> = require "unom.error"
local limits <const> = require "unom.bulk.engine.limits"
local nearest <const> = require "unom.nearest"

local signatures <const> = {}

local function is_string(value)
	return type(value) == "string" and value ~= ""
end

local function is_boolean(value)
	return type(value) == "boolean"
end

local function is_function(value)
	return type(value) == "function"
end

local function is_positive(value)
	return type(value) == "number" and value > 0 and value < math.huge
end

local function is_count(value)
	return math.type(value) == "integer" and value >= 0
end

local function is_client(value)
	if type(value) ~= "userdata" and type(value) ~= "table" then
		return false
	end
	local indexed <const>, start <const>, in_flight <const> = pcall(function() return value.start, value.in_flight end)
	return indexed and type(start) == "function" and type(in_flight) == "function"
end

local function is_watch(value)
	if value == false then
		return true
	end
	local indexed <const>, count <const> = pcall(function() return value.count end)
	return indexed and type(count) == "function"
end

local function is_failure_limit(value)
	if type(value) ~= "table" or (value.rows == nil) == (value.percent == nil) then
		return false
	end
	return value.rows and math.type(value.rows) == "integer" and value.rows > 0
		or type(value.percent) == "number" and value.percent >= 0 and value.percent <= 100
end

local function is_ids(value)
	for _, id in ipairs(type(value) == "table" and value or {}) do
		if not is_string(id) then
			return false
		end
	end
	return type(value) == "table" and #value > 0
end

local function is_names(value)
	for _, name in ipairs(type(value) == "table" and value or {}) do
		if not is_string(name) or not utf8.len(name) then
			return false
		end
	end
	return type(value) == "table"
end

local function is_map(value)
	for heading, field in pairs(type(value) == "table" and value or {}) do
		if not is_string(heading) or not utf8.len(heading) or not is_string(field) or not utf8.len(field) then
			return false
		end
	end
	return type(value) == "table"
end

--- Texts by name; or several by one name.
local function is_texts(value, several)
	for name, texts in pairs(type(value) == "table" and value or {}) do
		for _, text in ipairs(several and type(texts) == "table" and texts or { texts }) do
			if not is_string(name) or type(text) ~= "string" then
				return false
			end
		end
	end
	return type(value) == "table"
end

--- An array without gaps, a function, or what can be called as one.
local function is_rows(value)
	if type(value) == "function" then
		return true
	elseif type(value) ~= "table" then
		return false
	elseif (debug.getmetatable(value) or {}).__call then
		return true
	end
	local count = 0
	for _ in next, value do
		count = count + 1
	end
	return count == #value
end

local function is_separator(value)
	return value == "," or value == ";" or value == "\t"
end

local STRING <const> = { is_string, "a string" }
local BOOLEAN <const> = { is_boolean, "a boolean" }
local FUNCTION <const> = { is_function, "a function" }
local POSITIVE <const> = { is_positive, "a number above 0" }
local COUNT <const> = { is_count, "a whole number" }

-- Every option: its test, and what it must be.
local CHECKS <const> = {
	client = { is_client, "a client" },
	path = STRING, contract_id = STRING, ledger = STRING, operation = STRING, encoding = STRING, result = STRING,
	fix = STRING,
	name = { function(value) return is_string(value) and not value:find("\0", 1, true) end, "a name" },
	order = STRING, events = STRING,
	agree = BOOLEAN, allow_duplicates = BOOLEAN, again = BOOLEAN, skip_ordered = BOOLEAN,
	resend = BOOLEAN, abandon = BOOLEAN, force = BOOLEAN, accept = BOOLEAN, resend_unlisted = BOOLEAN,
	allow_others = BOOLEAN, plan = BOOLEAN, shared_contract = BOOLEAN,
	bom = BOOLEAN, brief = BOOLEAN,
	["for"] = { function(value) return value == "excel" end, '"excel"' },
	wait_until = { function(value) return value == "final" or value == "complete" end, '"final" or "complete"' },
	deadline = POSITIVE, rate = POSITIVE, listed_within = POSITIVE,
	canary = COUNT, job = COUNT, row = COUNT,
	max_outstanding = {
		function(value) return math.type(value) == "integer" and value >= 1 and value <= limits.MOST_OUTSTANDING end,
		("a whole number from 1 to %d"):format(limits.MOST_OUTSTANDING),
	},
	max_failures = { is_failure_limit, "{ rows = N } or { percent = P }" },
	rows = { is_rows, "an array of rows without gaps, or a function that returns the next one," },
	separator = { is_separator, '",", ";" or "\\t"' },
	ignore = { is_names, "an array of headings" },
	columns = { function(value) return is_names(value) and #value > 0 end, "an array of fields" },
	map = { is_map, "a table of fields by heading" },
	where = { function(value) return is_texts(value, true) end, "a table of texts by key" },
	set = { is_texts, "a table of texts by field" },
	ids = { is_ids, "an array of ids" },
	states = { function(value) return type(value) == "table" end, "an array of states" },
	watch = { is_watch, "a watch for signals, or false," },
	confirm = FUNCTION, on_row = FUNCTION, on_reading = FUNCTION, on_event = FUNCTION, on_others = FUNCTION,
	on_reopened = FUNCTION,
	clock = FUNCTION, random = FUNCTION, sleep = FUNCTION, wall_clock = FUNCTION, on_progress = FUNCTION, at = FUNCTION,
}

local NAMES <const> = {}
for option in pairs(CHECKS) do
	NAMES[#NAMES + 1] = option
end
table.sort(NAMES)

-- Groups of options that functions share.
local LIST <const> = change_list.OPTIONS
local SOURCE <const> = { "path", "rows", "name" }
local LEDGER <const> = { "ledger", "wall_clock" }
local RUN <const> = {
	"client", "wait_until", "deadline", "rate", "canary", "max_failures", "max_outstanding", "result", "watch",
	"on_progress", "on_row", "events", "clock", "random", "sleep", "at", "allow_others", "shared_contract", "on_others",
	"listed_within", "bom", "for",
}

-- What a function needs that asks the carrier outside of a run.
local ASK <const> = { "client", "clock", "random", "sleep", "watch" }

-- What unom.settings gives for bulk. Every function takes these: where they mean nothing they change nothing.
local SETTINGS <const> = { "ledger", "shared_contract", "ignore", "map" }

local CONFIRM <const> = { "confirm" }
local ORDERED <const> = { "again", "skip_ordered" }

-- The options of each function, and those that it cannot do without.
local FUNCTIONS <const> = {
	check = { takes = { SOURCE, LIST, LEDGER, { "fix" } }, needs_list = true },
	plan = { takes = { SOURCE, LIST, LEDGER, ORDERED, ASK, { "on_row" } }, needs = { "client" }, needs_list = true },
	preview = { takes = { SOURCE, LIST, { "on_row" } }, needs = { "on_row" }, needs_list = true },
	draft = {
		takes = { ASK, { "operation", "contract_id", "where", "set", "wall_clock" } },
		needs = { "client", "operation" }, needs_contract = true,
	},
	inverse = { takes = { ASK, LEDGER, { "job", "set" } }, needs = { "client" } },
	verify = { takes = { ASK, LEDGER, { "job" } }, needs = { "client" } },
	run = {
		takes = { SOURCE, LIST, LEDGER, RUN, CONFIRM, { "on_reading", "plan" }, ORDERED },
		needs = { "client" }, needs_list = true,
	},
	resume = { takes = { LEDGER, RUN, CONFIRM, { "job", "on_reopened" } }, needs = { "client" } },
	retry = { takes = { LEDGER, RUN, CONFIRM, { "job", "states" }, SOURCE, ORDERED }, needs = { "client" } },
	cancel = { takes = { LEDGER, RUN, { "job", "states" } }, needs = { "client" } },
	cancel_plan = { takes = { LEDGER, { "job", "states" } } },
	resolve = {
		takes = { LEDGER, ASK, { "job", "row", "order", "resend", "abandon", "force", "accept", "resend_unlisted" } },
		needs = { "job" },
	},
	evidence = { takes = { LEDGER, ASK, { "job" } }, needs = { "client" } },
	jobs = { takes = { LEDGER } },
	status = { takes = { LEDGER, { "job", "states", "brief" } } },
	rows = { takes = { LEDGER, { "job", "states" } } },
	report = { takes = { LEDGER, { "job", "result", "bom", "for" } } },
	note_orders = { takes = { LEDGER, { "contract_id", "ids" } }, needs = { "contract_id", "ids" } },
	log = { takes = { LEDGER, { "job", "row", "on_event" } } },
}

for _, rules in pairs(FUNCTIONS) do
	rules.taken, rules.names = {}, {}
	for _, group in ipairs(rules.takes) do
		for _, option in ipairs(group) do
			rules.taken[option] = true
			rules.names[#rules.names + 1] = option
		end
	end
	table.sort(rules.names)
	for _, option in ipairs(SETTINGS) do
		rules.taken[option] = true
	end
end

-- What people may take for an option.
local ELSEWHERE <const> = { dry_run = "unknown; bulk.preview shows what would be sent" }

-- The functions that bulk.start takes: those that wait for the carrier.
local STARTED <const> = { run = true, resume = true, retry = true, cancel = true, plan = true, draft = true,
	verify = true, inverse = true, evidence = true, resolve = true }

---- Why the client cannot be used now, or nil. It is the engine's alone while a job runs.
local function why_busy(client)
	if borrowed.is_kept(client) then
		return "it is used by a job that has not ended"
	end
	local asked <const>, in_flight <const> = pcall(borrowed.in_flight, client)
	if not asked then -- it is closed, or inside a call of its own
		return (tostring(in_flight):gsub("^[^\n]-:%d+: ", "", 1))
	elseif in_flight > 0 then
		return ("%d %s of its own in flight: wait for %s results first, or give it another client"):format(
			in_flight, in_flight == 1 and "call" or "calls", in_flight == 1 and "its" or "their")
	end
end

--- Why the function does not take the option.
local function why_not(name, option)
	if ELSEWHERE[option] then
		return ELSEWHERE[option]
	elseif CHECKS[option] then
		return ("not an option of bulk.%s"):format(name)
	end
	local word <const> = tostring(option)
	local near <const> = nearest(word, FUNCTIONS[name].names)
	if near then
		return ("unknown; did you mean '%s'?"):format(near)
	end
	local elsewhere <const> = nearest(word, NAMES)
	return elsewhere and ("unknown; did you mean '%s'? bulk.%s does not take it"):format(elsewhere, name) or "unknown"
end

-- What is of a list in a file.
local OF_FILE <const> = { "path", "encoding", "separator", "columns", "fix" }

--- Which of the options of a list does not go with the others, and why; or nil.
-- @param needs_list must there be a list?
local function why_not_list(given, needs_list)
	if given.rows == nil then
		if needs_list and given.path == nil then
			return "path", "missing"
		end
		return given.name ~= nil and "name", "only with 'rows'"
	end
	for _, option in ipairs(OF_FILE) do
		if given[option] ~= nil then
			return option, "not together with 'rows'"
		end
	end
end

--- The first option that is wrong, and why | nil.
local function first_mistake(name, given)
	local rules <const> = FUNCTIONS[name]
	for option, value in pairs(given) do
		if not rules.taken[option] then
			return option, why_not(name, option)
		elseif not CHECKS[option][1](value) then
			return option, CHECKS[option][2] .. " expected"
		end
	end
	for _, option in ipairs(rules.needs or {}) do
		if given[option] == nil then
			return option, "missing"
		end
	end
	local wrong <const>, why <const> = why_not_list(given, rules.needs_list)
	if wrong then
		return wrong, why
	end
	if given.again and given.skip_ordered then
		return "skip_ordered", "not together with 'again'"
	end
	local busy <const> = given.client ~= nil and why_busy(given.client)
	if busy then
		return "client", busy
	elseif rules.needs_contract and not (given.contract_id or defaults.contract(given.client)) then
		return "contract_id", "missing"
	end
end

--- Raises at the caller of the caller when an option is not one of the function's or not what it must be, or when one
-- that it needs is missing.
-- @param name of the function that was called, such as "run"
function signatures.check(name, given)
	if type(given) ~= "table" then
		errors.refuse("bulk." .. name, 1, "a table of options expected", 3)
	end
	local option <const>, why <const> = first_mistake(name, given)
	if option ~= nil then
		errors.refuse("bulk." .. name, option, why, 3)
	end
end

--- Raises as `check` does, at the caller of bulk.start.
-- @param name of the function that is to be started
function signatures.check_started(name, given)
	if not STARTED[name] then
		errors.refuse("bulk.start", 1, "options, or the name of a function that asks the carrier, expected", 3)
	end
	return signatures.check(name, given)
end

return signatures
