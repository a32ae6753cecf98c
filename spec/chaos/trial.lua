--- One seed's trial: a simulated carrier with faults, a change list, a worker that is killed and started again until
-- it comes through, and the audit of what is left.
--
-- Invariant: every decision is drawn from the seed: the faults, the list, when and how the worker is struck.
-- What real processes decide is only where exactly a kill by time falls.

local audit <const> = require "chaos.audit"
local books <const> = require "chaos.books"
local change_lists <const> = require "support.change_lists"
local commands <const> = require "chaos.commands"
local core <const> = require "unom.core"
local lfs <const> = require "lfs"
local mixture <const> = require "chaos.mixture"
local people <const> = require "chaos.people"
local person <const> = require "chaos.person"
local process <const> = require "chaos.process"
local profiles <const> = require "chaos.profiles"
local random <const> = require "unom.simulator.random"
local scratch <const> = require "support.scratch"
local simulator <const> = require "unom.simulator"
local shell <const> = require "support.shell"
local unom <const> = require "unom"
local words <const> = require "chaos.words"

local trial <const> = {}

local SPEED <const> = 20 -- the engine's seconds in one of ours
local LATENCY <const>, PROCESSING <const> = 0.004, 0.12
local MOST_STARTS <const> = 60

local function after(entries, first)
	return table.move(entries, first + 1, #entries, 1, {})
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

--- Waits until the lists show these orders of a contract: whoever begins then began after them, however late it lists.
local function wait_listed(client, contract, ids)
	for _ = 1, 2000 do
		local missing <const> = {}
		for _, id in ipairs(ids) do
			missing[id] = true
		end
		for _, name in ipairs { "list_accepting_orders", "list_completed_orders" } do
			local reply <const> = client:call(name, { contractId = contract })
			for _, order in ipairs(reply and reply.orderList or {}) do
				missing[order.orderId] = nil
			end
		end
		if not next(missing) then
			return
		end
		core.sleep(0.01)
	end
	error "what was ordered before is in no list"
end

local function order_before(base_url)
	local client <close> = unom.client { base_url = base_url, client_id = "other", client_secret = "other" }
	local others <const> = { orders = {}, reservations = {} }
	for _, contract in ipairs(mixture.CONTRACTS) do
		others.orders[contract], others.reservations[contract] = {}, {}
		for number = 70, 71 do
			local order <const> = insist(client, "change_course", { contractId = contract, agreement = "yes",
				lineNo = mixture.line_no(contract, number), planCode = "T3001328", requestDate = change_lists.NEXT_FIRST })
			table.insert(others.orders[contract], order and order.orderId)
		end
		local reservation <const> = insist(client, "add_data_share_lines", { contractId = contract, agreement = "yes",
			lineNo = mixture.line_no(contract, 80) })
		table.insert(others.reservations[contract], reservation and reservation.reserveId)
	end
	for contract, ids in pairs(others.orders) do
		wait_listed(client, contract, ids)
	end
	return others
end

-- ---- the runs ----

local trial_methods <const> = {}
local trial_mt <const> = { __name = "chaos.trial", __index = trial_methods }

--- What came to the carrier since the first list was run.
function trial_methods:own_orders()
	return after(self.simulator:orders(), self.first_order)
end

--- Writes a change list to be run.
-- @return its path, and its rows
function trial_methods:write_list(path, rows, text)
	text = text or mixture.text(rows)
	scratch.file(path, text)
	local list <const> = { rows = #rows }
	for index, cells in ipairs(rows) do
		list[index + 1] = cells -- by the line of the file, whose first is the header
	end
	self.lists[shell.lines("sha256sum " .. shell.quoted(path))[1]:match "^%x+"] = list
	return path, rows
end

--- Somebody with a ledger of their own.
function trial_methods:add_person(name)
	local home <const> = self.directory .. "/" .. name
	assert(lfs.mkdir(home))
	self.people[name] = {
		name = name, home = home, ledger = home .. "/ledger.db",
		seen = {}, -- ids that a ledger of theirs ever named
		allowed = {}, -- ids that they called other people's, as far as the ledger of now knows
		excused = {}, -- ids of orders that they had made again by a word, since the ledger was last replaced
	}
	return self.people[name]
end

--- Is that the end of the run?
local function is_through(self, outcome)
	if not outcome or outcome.interrupted then
		return false
	elseif outcome.err and outcome.err.kind == "others_ordered" or outcome.halted_by == "others_ordered" then
		self.people.one.allows_others = true -- said by the person who has answered for the unknown rows before
		return false
	end
	-- After two expired tokens in a row a run ends as not authorised; it is resumed like any other.
	return outcome.exit_code ~= 6 and (outcome.exit_code ~= 4 or outcome.deadline)
end

--- Goes on with the job until it has come through; nobody answers for unknown rows meanwhile.
function trial_methods:resume()
	for _ = 1, MOST_STARTS do
		local started <const> = commands.begin(self, self.people.one, "resume", { job = 1, result = self.result }, self.list)
		if is_through(self, (commands.finish(self, started))) or #self.violations > 0 then
			return
		end
	end
end

--- Strikes the worker at most `blows` times, then lets it run to the end of the job.
local function drive(self, draw, blows)
	local person_one <const> = self.people.one
	for start = 1, MOST_STARTS do
		local blow <const> = start <= blows and process.draw_blow(draw, self.profile.points, #self.list) or nil
		local is_new <const> = #books.look(person_one.ledger, self.lists).jobs == 0
		local options <const> = is_new and { path = self.list_path, agree = true, allow_duplicates = true } or { job = 1 }
		options.result = self.result
		local started <const> = commands.begin(self, person_one, is_new and "run" or "resume", options, self.list, blow)
		local through <const> = is_through(self, commands.finish(self, started))
		local is_attended <const> = not self.before_audit and (self.profile.attended or person_one.allows_others)
		local answers <const> = is_attended and #self.violations == 0 and person.resolve(self, person_one, draw, 0) or 0
		if through and answers == 0 or #self.violations > 0 then
			return
		end
	end
	table.insert(self.violations, ("not through after %d starts"):format(MOST_STARTS))
end

-- ---- figures ----

local function count_rows(self, read)
	for _, book in ipairs(read) do
		for _, row in ipairs(book.current and book.rows or {}) do
			self.rows = self.rows + 1
			commands.count(self.states, row.state)
			for _, event in ipairs(row.events) do
				commands.count(self.events, event.what)
			end
		end
	end
end

local function count_faults(self, requests, orders)
	for _, request in ipairs(requests) do
		if request.fault then
			commands.count(request.method == "GET" and self.read_faults or self.submission_faults, request.fault)
		end
	end
	for _, order in ipairs(orders) do
		if order.fault then
			commands.count(self.order_faults, order.fault)
		end
	end
end

--- Every ledger that there is or was, as the audit takes them.
local function read_books(self)
	local read <const> = {}
	local function add(path, person_name, current)
		local book <const> = assert(books.open(path, self.lists))
		book.person, book.current = person_name, current
		read[#read + 1] = book
	end
	for _, who in pairs(self.people) do
		if books.exists(who.ledger) then
			add(who.ledger, who.name, true)
		end
		for _, put_aside in ipairs(who.put_aside or {}) do
			add(put_aside.path, who.name, false)
		end
	end
	return read
end

local function hold_against_carrier(self, requests)
	local orders <const> = self.simulator:orders()
	local read <const> = read_books(self)
	local violations <const>, found <const> = audit.check {
		books = read, lists = self.lists, words = self.words, may_be_open = self.profile.stuck,
		sessions_stay = self.of_simulator.session_stays, has_strangers = self.of_simulator.foreign ~= nil,
		orders = after(orders, self.first_order), others = table.move(orders, 1, self.first_order, 1, {}),
		result = not self.has_people and self.result or nil, requests = not self.has_people and requests or nil,
	}
	table.move(violations, 1, #violations, #self.violations + 1, self.violations)
	count_rows(self, read)
	self.orders, self.untold, self.mistaken = #orders - self.first_order, self.words:number_untold(), found.mistaken
	self.false_succeeded, self.losses = found.false_succeeded, found.losses
	self.taken, self.takings = #found.taken, found.taken
	count_faults(self, requests, after(orders, self.first_order))
end

local function simulator_options(seed, profile, has_people)
	local options <const> = { latency = LATENCY, processing = PROCESSING, faults = profile.faults, seed = seed,
		lines = profile.rows or mixture.LINES * (has_people and people.MOST_LISTS + 1 or 1) }
	for name, value in pairs(profile.simulator or {}) do
		options[name] = value
	end
	return options
end

--- Runs the trial of a seed.
-- @param options {group=of profiles.lua, rows=about how many, blows=strikes at most, people=how many things people do,
--   0 for none, before_audit=function(trial)|nil: nobody answers for unknown rows in a run of one list, and this is
--   called with what is left at its end}
-- @return {seed=, profile=, kills=, starts=, rows=, orders=, untold=, mistaken=, false_succeeded=, taken=, losses=see
--   losses.lua, takings={texts}, story={texts}, violations={texts}, and numbers by kind: blows=, refusals=, actions=,
--   answers=, submission_faults=, read_faults=, order_faults=, states=, events=}
function trial.run(seed, options)
	local profile <const> = profiles.of(options.group, seed)
	local directory <const> = scratch.directory()
	local of_simulator <const> = simulator_options(seed, profile, options.people > 0)
	local sim <close> = assert(simulator.start(of_simulator))
	local self <const> = setmetatable({
		seed = seed, speed = SPEED, profile = profile, directory = directory, simulator = sim,
		of_simulator = of_simulator, before_audit = options.before_audit,
		false_succeeded = 0, taken = 0, takings = {}, losses = {},
		has_people = options.people > 0, people = {}, lists = {}, words = words.new(),
		list_path = directory .. "/list.csv", result = directory .. "/result.csv",
		kills = 0, starts = 0, rows = 0, orders = 0, untold = 0, mistaken = 0, violations = {},
		story = {}, -- what people did, in words
		blows = {}, refusals = {}, actions = {}, answers = {}, submission_faults = {}, read_faults = {}, order_faults = {},
		states = {}, events = {},
	}, trial_mt)
	self.list = profile.list and mixture.alike(profile.list, profile.rows)
		or mixture.rows(random.new(seed, "list"), { count = options.rows, others = order_before(sim.url),
			without_secrets = self.has_people and seed % 2 == 0 })
	self:write_list(self.list_path, self.list)
	self:add_person "one"
	self.first_order = #sim:orders()
	local first_request <const> = #sim:requests()
	if self.has_people then
		people.live(self, random.new(seed, "people"), options.people, options.blows)
	else
		drive(self, random.new(seed, "blows"), options.blows)
	end
	if options.before_audit and #self.violations == 0 then
		options.before_audit(self)
	end
	if #self.violations == 0 then
		hold_against_carrier(self, after(sim:requests(), first_request))
	end
	scratch.remove(directory)
	return self
end

return trial
