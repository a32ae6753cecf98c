--- The carrier, rebuilt: module unom.simulator. No socket here, no real time: `handle` takes
-- a request and says what the answer is; server.lua carries both over the wire, and `start` has that done by a process.
--
-- A handler (answers/references.lua, answers/submissions.lua) gets the carrier, which has contracts, orders,
-- data_share, sessions and faults, and a call: operation (of api.lua), arguments, contract, line
-- (where the path names one), now (of the clock) and time (seconds since 1970).
--
-- Invariant: an answer follows from the requests so far, the clock and the seed.
local calendar <const> = require "unom.simulator.calendar"
local contracts <const> = require "unom.simulator.state.contracts"
local control <const> = require "unom.simulator.control"
local data_share <const> = require "unom.simulator.state.data_share"
local errors <const> = require "unom.simulator.errors"
local faults <const> = require "unom.simulator.faults"
local journal <const> = require "unom.simulator.state.journal"
local json <const> = require "unom.simulator.json"
local oauth <const> = require "unom.simulator.oauth"
local orders <const> = require "unom.simulator.state.orders"
local process <const> = require "unom.simulator.wire.process"
local random <const> = require "unom.simulator.random"
local reading <const> = require "unom.simulator.reading"
local references <const> = require "unom.simulator.answers.references"
local routes <const> = require "unom.simulator.routes"
local sessions <const> = require "unom.simulator.state.sessions"
local strangers <const> = require "unom.simulator.strangers"
local submissions <const> = require "unom.simulator.answers.submissions"

local simulator = { start = process.start }

local MEDIA_TYPE <const> = "application/json; charset=UTF-8"
local GARBAGE <const> = "<html><body>The requested service is not here</body></html>"
local RETRY_AFTER <const> = "1" -- seconds, with 429 and 503

local carrier_meth = {}
local carrier_mt <const> = { __name = "unom.simulator", __index = carrier_meth }

--- options: clock (a function: seconds that never go back), time (a function: seconds since 1970,
-- default os.time), today (YYYYMMDD, the day on which it begins, at the time of day of `time`), lines a
-- contract (200), latency in seconds (0.02), processing, the seconds from acceptance to 03 (1), faults
-- { [kind] = rate }, seed (1); by_id, listed_after, dated, opens_late and opening_day as in orders.lua; option_codes
-- (of option_codes.SHAPES; array); times (of traffic.TIMES; none); session_stays and session_returns as in
-- sessions.lua; foreign: orders of somebody else a minute and contract (0); without { [operation] = true }: the
-- operations that are not offered.
function simulator.new(options)
	local seed <const> = options.seed or 1
	local time <const> = options.time or os.time
	local processing <const> = options.processing or 1
	local all_contracts <const> = contracts.new(options.lines or 200)
	local self <const> = setmetatable({
		clock = options.clock, latency = options.latency or 0.02, without = options.without or {},
		option_codes = options.option_codes or "array", times = options.times or "none",
		ahead = 0, -- of `time`, in seconds
		contracts = all_contracts,
		orders = orders.new {
			processing = processing, by_id = options.by_id, dated = options.dated,
			opens_late = options.opens_late, opening_day = options.opening_day,
			listed_after = options.listed_after, listing = random.new(seed, "listing"),
		},
		data_share = data_share.new(all_contracts, processing, options.dated),
		strangers = strangers.new(options.foreign or 0, random.new(seed, "stranger"), options.clock()),
		faults = faults.new(options.faults or {}, seed),
		oauth = oauth.new(random.new(seed, "token")),
		journal = journal.new(),
	}, carrier_mt)
	function self.time()
		return time() + self.ahead
	end
	if options.today then
		self:set_today(options.today)
	end
	self.sessions = sessions.new(self.time(), options.session_stays, options.session_returns)
	return self
end

--- Today in Japan, YYYYMMDD.
function carrier_meth:today()
	return calendar.day(self.time())
end

--- Makes `day` (YYYYMMDD) today; the time of day stays, and the clock goes on as it did. What is due by then
-- is done before the next request; what was done stays done.
function carrier_meth:set_today(day)
	local time <const> = self.time()
	self.ahead = self.ahead + calendar.same_time_on(day, time) - time
end

--- Does what the request asks, without faults. -> status, body, accepted record
local function act(self, request, now)
	local operations <const>, values <const> = routes.find(request.method, request.path)
	if not operations then
		return errors.unknown_url()
	end
	local operation <const>, arguments <const> = reading.read(operations, values, request)
	if not operation then
		return arguments()
	elseif self.without[operation.name] then
		return errors.unknown_url()
	end
	local contract <const> = self.contracts[arguments.contractId]
	if not contract then
		return errors.contract_not_found()
	end
	local line <const> = arguments.lineNo and contract.lines[arguments.lineNo]
	if arguments.lineNo and not line then
		return errors.line_not_found()
	end
	local handler <const> = references[operation.name] or submissions[operation.name]
	return handler(self, {
		operation = operation, arguments = arguments, contract = contract, line = line,
		now = now, time = self.time(),
	})
end

--- Acts, and notes what was accepted. -> status, body
local function act_and_note(self, request, now, entry)
	local status <const>, body <const>, record <const> = act(self, request, now)
	if record then
		self.journal:accept(record, entry)
	end
	return status, body
end

local function json_headers(retry_after)
	return { ["Content-Type"] = MEDIA_TYPE, ["Retry-After"] = retry_after }
end

--- When the carrier answers, by its own calendar.
local function http_date(time)
	return os.date("!%a, %d %b %Y %H:%M:%S GMT", math.floor(time))
end

local function json_answer(status, body, retry_after)
	return status, json_headers(retry_after), json.encode(body)
end

-- The keys of a reply that are its list.
local LISTS <const> = { "linesList", "orderList", "resultList", "searchList", "productInfoList" }

-- What each fault does instead of, or with, the answer: a function of the carrier, the request, `go`,
-- which acts and returns the answer after `change(body)`, `chance`, even from 0 to 1, and the request's
-- entry in the journal.
local STRIKES <const> = {
	["lost-reply"] = function(_, _, go)
		go()
		return nil
	end,
	["lost-request"] = function()
		return nil
	end,
	["http-500"] = function(_, _, go, chance)
		if chance < 0.5 then
			go()
		end
		return json_answer(errors.internal_error())
	end,
	["http-503"] = function()
		local status <const>, body <const> = errors.maintenance()
		return json_answer(status, body, RETRY_AFTER)
	end,
	["http-429"] = function()
		local status <const>, body <const> = errors.rate_limit()
		return json_answer(status, body, RETRY_AFTER)
	end,
	["expired-token"] = function(self, request)
		self.oauth:revoke(request)
		return json_answer(errors.invalid_token())
	end,
	["slow"] = function(_, _, go)
		local status <const>, headers <const>, text <const> = go()
		return status, headers, text, { late = faults.SLOWNESS }
	end,
	["garbage"] = function(_, _, go)
		return (go()), { ["Content-Type"] = "text/html" }, GARBAGE
	end,
	["truncated"] = function(_, _, go)
		local status <const>, headers <const>, text <const> = go()
		return status, headers, text, { truncate = #text // 2 }
	end,
	["gateway-503"] = function(_, _, go)
		go()
		return json_answer(errors.gateway_broke_off())
	end,
	["no-list"] = function(_, _, go, _, entry)
		return go(function(body)
			local struck = false
			for _, key in ipairs(LISTS) do
				struck = struck or body[key] ~= nil
				body[key] = nil
			end
			entry.fault = struck and entry.fault or nil
		end)
	end,
}

--- A request to the API itself, with a valid token or without.
local function answer_api(self, request, now, entry)
	if request.path:sub(1, 9) ~= "/v2/unom/" then
		return json_answer(errors.unknown_url())
	elseif not self.oauth:accepts(request, now) then
		return json_answer(errors.invalid_token())
	end
	local function go(change)
		local status <const>, body <const> = act_and_note(self, request, now, entry)
		if change then
			change(body)
		end
		return json_answer(status, body)
	end
	local fault <const>, chance <const> = self.faults:of_request(request)
	if not fault then
		return go()
	end
	entry.fault = fault
	return STRIKES[fault](self, request, go, chance, entry)
end

--- Answers a request { method, path, query (raw, or nil), headers (by lower-case name), body }:
-- status, headers, body, wire. No status means that the connection is closed without a byte.
-- wire.delay is after how many seconds the answer is due; wire.truncate, where there is one, is after
-- how many bytes of the body the connection is closed; wire.entry is the request's in the journal.
function carrier_meth:handle(request)
	local now <const> = self.clock()
	self.strangers:advance(self, now)
	self.orders:advance(now, self:today())
	self.data_share:advance(now, self:today())
	if request.path:find("^/_simulator/") then
		local status <const>, headers <const>, text <const> = json_answer(control.answer(self, now, request))
		return status, headers, text, { delay = 0, entry = {} }
	end
	local entry <const> = self.journal:open(request, now)
	local status, headers, text, special
	if request.path == oauth.PATH then
		status, headers, text = json_answer(self.oauth:issue(request, now, self.time()))
	else
		status, headers, text, special = answer_api(self, request, now, entry)
	end
	special = special or {}
	if headers then
		headers.Date = http_date(self.time())
	end
	local delay <const> = self.latency + (special.late or 0)
	entry.status, entry.answeredAt = status, now + delay
	return status, headers, text, { delay = delay, truncate = special.truncate, entry = entry }
end

return simulator
