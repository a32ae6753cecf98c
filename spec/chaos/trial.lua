--- One seed's trial: a simulated carrier with faults, a change list, a worker that is killed and started again until
-- it comes through, and the audit of what is left.
--
-- Invariant: every decision is drawn from the seed: the faults, the list, when and how the worker is struck.
-- What real processes decide is only where exactly a kill by time falls.

local audit <const> = require "chaos.audit"
local cjson <const> = require "cjson"
local loopback <const> = require "support.loopback"
local mixture <const> = require "chaos.mixture"
local person <const> = require "chaos.person"
local random <const> = require "unom.simulator.random"
local scratch <const> = require "support.scratch"
local unom <const> = require "unom"

local trial <const> = {}

local SPEED <const> = 20 -- the engine's seconds in one of ours
local LATENCY <const>, PROCESSING <const> = 0.004, 0.12
local MOST_STARTS <const> = 60
local DEADLINE <const> = 60 -- engine's seconds: of a run where orders never end
local PATIENCE <const> = 60 -- seconds for one start of the worker, which takes two at most

-- What goes wrong, in turn. Where nothing is lost on its way to the carrier every order can be found again; one lost
-- request makes a person decide on all rows in doubt of its contract. `attended`: there is one, between the starts.
local PROFILES <const> = {
	{
		name = "everything",
		faults = { ["lost-reply"] = 0.03, ["lost-request"] = 0.02, ["http-500"] = 0.03, ["http-503"] = 0.03,
			["http-429"] = 0.03, ["expired-token"] = 0.02, slow = 0.004, garbage = 0.02, truncated = 0.02, ng = 0.06,
			["system-error"] = 0.06 },
	},
	{
		name = "lost replies", attended = true,
		faults = { ["lost-reply"] = 0.1, garbage = 0.06, truncated = 0.06, slow = 0.004 },
	},
	{
		name = "refusals",
		faults = { ["http-503"] = 0.1, ["http-429"] = 0.1, ["expired-token"] = 0.06, ng = 0.1, ["system-error"] = 0.1 },
	},
	{
		name = "orders without an end", stuck = true,
		faults = { stuck = 0.12, ["lost-reply"] = 0.05, ["http-500"] = 0.04, truncated = 0.03, ng = 0.05 },
	},
	{ name = "kills alone", attended = true, faults = {} },
	{
		name = "kills before the response is written", attended = true,
		faults = { ["lost-reply"] = 0.05 }, points = { "in_flight", "answered", "taken" },
	},
}

local POINTS <const> = { "chosen", "synced", "sent", "in_flight", "answered", "taken" }

local function after(entries, first)
	return table.move(entries, first + 1, #entries, 1, {})
end

local function quoted(text)
	return "'" .. tostring(text):gsub("'", "'\\''") .. "'"
end

-- ---- what was ordered before the list: the carrier knows it, no row may take it ----

--- Calls until it is accepted; an order whose reply was lost is at the carrier as well.
local function insist(client, operation, arguments)
	for _ = 1, 20 do
		local reply <const>, err = client:call(operation, arguments)
		if reply then
			return reply
		elseif err.sent == "yes" then
			return nil
		end
	end
end

local function order_before(base_url)
	local client <close> = unom.client { base_url = base_url, client_id = "other", client_secret = "other" }
	local others <const> = { orders = {}, reservations = {} }
	for _, contract in ipairs(mixture.CONTRACTS) do
		others.orders[contract], others.reservations[contract] = {}, {}
		for number = 70, 71 do
			local order <const> = insist(client, "change_course", { contractId = contract, agreement = "yes",
				lineNo = mixture.line_no(contract, number), planCode = "T3001328", requestDate = "20261201" })
			table.insert(others.orders[contract], order and order.orderId)
		end
		local reservation <const> = insist(client, "add_data_share_lines", { contractId = contract, agreement = "yes",
			lineNo = mixture.line_no(contract, 80) })
		table.insert(others.reservations[contract], reservation and reservation.reserveId)
	end
	return others
end

-- ---- the worker ----

-- What is preloaded into this process (a sanitizer) is for Lua alone.
local COMMAND <const> = [[LUA_PATH=%s LUA_CPATH=%s LD_PRELOAD= timeout --foreground --preserve-status -s %s %.3f \
	env LD_PRELOAD="$LD_PRELOAD" lua5.4 spec/chaos/worker.lua %s.json 2>%s.err; echo status $?]]

--- Draws how the next start of the worker is struck: {kind=, strikes=, after=seconds|nil, signal=}.
-- @param points of the engine at which it may be; nil for every one, and for blows by time
local function draw_blow(draw, points)
	local chance <const> = points and 0 or draw:number()
	local count <const> = draw:integer(5)
	points = points or POINTS
	local point <const> = points[draw:integer(#points)]
	local signal <const> = draw:number() < 0.5 and "INT" or "TERM"
	local seconds <const> = 0.02 + 0.6 * draw:number() ^ 2
	if chance < 0.6 then
		return { kind = "KILL at " .. point, strikes = { { point = point, count = count, signal = "KILL" } } }
	elseif chance < 0.85 then
		return { kind = "KILL by time", after = seconds, signal = "KILL", strikes = {} }
	elseif chance < 0.90 then
		return { kind = signal .. " twice", strikes = { { point = point, count = count, signal = signal },
			{ point = point, count = count + 1, signal = signal } } }
	elseif chance < 0.95 then
		return { kind = signal .. " by time", after = seconds, signal = signal, strikes = {} }
	end
	return { kind = signal .. " at " .. point, strikes = { { point = point, count = count, signal = signal } } }
end

--- Runs the worker once: its outcome, its exit status, what it said to stderr.
local function work(self, blow)
	self.starts = self.starts + 1
	local stem <const> = ("%s/start%d"):format(self.directory, self.starts)
	scratch.file(stem .. ".json", cjson.encode {
		base_url = self.simulator.base_url, ledger = self.ledger, list = self.list_path, result = self.result,
		seed = self.seed * 1000 + self.starts, speed = SPEED, timeout = 2, strikes = blow and blow.strikes or {},
		deadline = self.profile.stuck and DEADLINE or nil, allow_others = self.allow_others,
	})
	self.allow_others = nil -- a word for one start
	local pipe <const> = assert(io.popen(COMMAND:format(quoted(package.path), quoted(package.cpath),
		blow and blow.signal or "KILL", blow and blow.after or PATIENCE, stem, stem)))
	local said <const> = pipe:read("a")
	pipe:close()
	local line <const> = said:match("^({[^\n]*})\n")
	return line and cjson.decode(line), tonumber(said:match("status (%d+)\n$")), scratch.read(stem .. ".err")
end

--- Was the worker struck? A signal that comes before the worker watches for it ends it as it ends any process.
local function has_struck(blow, status, outcome, words)
	return words:find("^struck ") ~= nil or blow.after ~= nil
		and (status == 137 or status == 143 or words:find("interrupted!", 1, true) or outcome and outcome.interrupted)
end

local function count(counts, name, by)
	counts[name] = (counts[name] or 0) + (by or 1)
end

local function fault(self, what)
	table.insert(self.violations, what)
end

--- Counts and checks the end of one start of the worker. Returns whether the job has ended.
local function judge(self, blow, outcome, status, words)
	if blow and has_struck(blow, status, outcome, words) then
		self.kills = self.kills + 1
		count(self.blows, blow.kind)
		if not outcome or outcome.interrupted then
			return false
		end
	end
	if outcome and outcome.err and outcome.err.kind == "others_ordered" then
		count(self.refusals, outcome.err.kind)
		self.allow_others = true -- said by the person who has answered for the unknown rows before
		return false
	elseif not outcome or outcome.err or outcome.result_error then
		fault(self, ("start %d failed with status %s: %s%s"):format(self.starts, status, words,
			outcome and cjson.encode(outcome) or ""))
		return true
	end
	-- After two expired tokens in a row a run ends as not authorised; it is resumed like any other.
	return outcome.exit_code ~= 6 and (outcome.exit_code ~= 4 or outcome.deadline)
end

--- Strikes the worker at most `blows` times, then lets it run to the end of the job.
local function drive(self, draw, blows)
	for start = 1, MOST_STARTS do
		local blow <const> = start <= blows and draw_blow(draw, self.profile.points) or nil
		local through <const> = judge(self, blow, work(self, blow))
		local answers <const> = (self.profile.attended or self.allow_others) and #self.violations == 0
			and person.resolve(self, after(self.simulator:orders(), self.first_order), draw) or 0
		if through and answers == 0 then
			return
		end
	end
	fault(self, ("not through after %d starts"):format(MOST_STARTS))
end

-- ---- figures ----

local function count_rows(self, stored, events)
	for _, row in ipairs(stored) do
		count(self.states, row.state)
		for _, event in ipairs(events[row.row]) do
			count(self.events, event.what)
		end
	end
end

local function count_faults(self, requests, orders)
	for _, request in ipairs(requests) do
		if request.fault then
			count(request.method == "GET" and self.read_faults or self.submission_faults, request.fault)
		end
	end
	for _, order in ipairs(orders) do
		if order.fault then
			count(self.order_faults, order.fault)
		end
	end
end

--- Runs the trial of a seed.
-- @param options {rows=about how many, blows=strikes at most}
-- @return {seed=, profile=, kills=, starts=, rows=, orders=, violations={texts}, and numbers by kind: blows=, refusals=,
--   submission_faults=, read_faults=, order_faults=, states=, events=}
function trial.run(seed, options)
	local profile <const> = PROFILES[(seed - 1) % #PROFILES + 1]
	local directory <const> = scratch.directory()
	local simulator <close> = loopback.simulator { latency = LATENCY, processing = PROCESSING, lines = mixture.LINES,
		faults = profile.faults, seed = seed }
	local self <const> = {
		seed = seed, speed = SPEED, profile = profile, directory = directory, simulator = simulator, kills = 0, starts = 0,
		ledger = directory .. "/ledger.db", list_path = directory .. "/list.csv", result = directory .. "/result.csv",
		blows = {}, refusals = {}, submission_faults = {}, read_faults = {}, order_faults = {}, states = {}, events = {}, violations = {},
	}
	self.list = mixture.rows(random.new(seed, "list"), options.rows, order_before(simulator.base_url))
	scratch.file(self.list_path, mixture.text(self.list))
	self.first_order = #simulator:orders()
	local first_request <const> = #simulator:requests()
	drive(self, random.new(seed, "blows"), options.blows)
	local orders <const>, requests <const> = simulator:orders(), after(simulator:requests(), first_request)
	local others <const> = table.move(orders, 1, self.first_order, 1, {})
	local own <const> = after(orders, self.first_order)
	if #self.violations == 0 then
		local violations <const>, stored <const>, events <const> = audit.check {
			list = self.list, ledger = self.ledger, result = self.result, orders = own, others = others, requests = requests,
			may_be_open = profile.stuck,
		}
		table.move(violations, 1, #violations, 1, self.violations)
		count_rows(self, stored, events)
	end
	count_faults(self, requests, own)
	self.rows, self.orders = #self.list, #own
	scratch.remove(directory)
	return self
end

return trial
