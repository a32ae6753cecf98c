--- A person who changes the lines of a simulated carrier whose days pass, by the functions of unom.bulk.
--
-- Invariant: no step of it waits in real time for what the engine waits for.

local assert <const> = require "luassert"
local bulk <const> = require "unom.bulk"
local core <const> = require "unom.core"
local moments <const> = require "unom.moments"

local operator <const> = {}

local methods <const> = {}
local metatable <const> = { __index = methods }

-- How many times faster than real time the engine's time passes, where nobody says otherwise.
local SPEED <const> = 50

-- How long the person leaves unknown rows alone before looking at them, in seconds: longer than an order of which
-- nothing is listed may still be listed.
local PATIENCE <const> = 15 * 60

-- How often the person begins again to settle a job.
local MOST_ROUNDS <const> = 12

-- No run is halted because many rows fail.
local ANY <const> = { percent = 100 }

--- Noon of a day in Japan.
local function noon(day)
	return moments.read((day:gsub("^(%d%d%d%d)(%d%d)(%d%d)$", "%1-%2-%3T03:00:00Z")))
end

--- @param home of support/homes.lua, whose simulator runs
-- @param client of that simulator
-- @param speed of the engine's time, or nil
function operator.new(home, client, speed)
	speed = speed or SPEED
	local self <const> = setmetatable({ home = home, began = core.monotonic() }, metatable)
	self.noon = noon(home.simulator:today())
	self.hastened = home:hastened(client, speed, {
		wall_clock = function() return self.noon + math.floor((core.monotonic() - self.began) * speed) end,
	})
	return self
end

--- Options of a function of unom.bulk, on the simulator's day.
function methods:options(more)
	local options <const> = {}
	for _, given in ipairs { self.hastened, more } do
		for name, value in pairs(given) do
			options[name] = value
		end
	end
	return options
end

--- Goes on to a day, YYYYMMDD: the carrier's and the person's.
function methods:pass_to(day)
	self.home.simulator:set_today(day)
	self.noon, self.began = noon(day), core.monotonic()
end

--- Lets time pass within the day.
function methods:wait(seconds)
	self.noon = self.noon + seconds
end

--- Writes rows ({[column]=cell}) as a list. Returns its path.
function methods:write(name, columns, rows)
	local lines <const> = { core.csv_line(columns) }
	for index, row in ipairs(rows) do
		local cells <const> = {}
		for place, column in ipairs(columns) do
			cells[place] = row[column] or ""
		end
		lines[index + 1] = core.csv_line(cells)
	end
	return self.home:write(name, table.concat(lines))
end

--- Calls a function of unom.bulk that has to do it. Returns what it returns.
function methods:call(name, more)
	local options <const> = self:options(more)
	if name == "draft" then
		options.ledger = nil -- it needs none
	end
	local done <const>, err <const> = bulk[name](options)
	assert.is_truthy(done, err and tostring(err.problems and err.problems[1] or err))
	return done
end

--- Runs rows as a list. Returns the outcome.
function methods:run(name, columns, rows, more)
	local given <const> = { path = self:write(name, columns, rows), agree = true, max_failures = ANY }
	for option, value in pairs(more or {}) do
		given[option] = value
	end
	return self:call("run", given)
end

-- ---- rows that are unknown ----

--- Takes what is likely, as a person does who answers yes to every question; but rows that are to be sent again.
-- @param told {likely=, abandoned=}: added to
-- @return how many answers were taken
local function take_likely(self, rows, told)
	local taken = 0
	for _, row in ipairs(rows) do
		local made <const> = row.proposal
		local is_order <const>, is_abandon <const> = made and made.answer == "order", made and made.answer == "abandon"
		if made and made.certainty == "likelihood" and (is_order or is_abandon)
			and bulk.resolve(self:options { job = row.job, row = row.row, order = made.orderId,
				abandon = is_abandon or nil }) then
			taken = taken + 1
			told.likely, told.abandoned = told.likely + (is_order and 1 or 0), told.abandoned + (is_abandon and 1 or 0)
		end
	end
	return taken
end

--- Seconds after which the lists show an order, as a person has seen it on this carrier.
local LISTED_WITHIN <const> = 8

--- Of the rows that could have made an order, the one that was sent last before it was listed first, where the others
-- were sent long before.
local function sent_right_before(rows, order)
	local last
	for _, row in ipairs(rows) do
		for _, own in ipairs(row.couldBe) do
			if own.orderId == order.orderId and row.sentAt <= order.listedAt and (not last or row.sentAt > last.sentAt) then
				last = row
			end
		end
	end
	for _, row in ipairs(rows) do
		for _, own in ipairs(row ~= last and row.couldBe or {}) do
			if own.orderId == order.orderId
				and moments.read(order.listedAt) - moments.read(row.endedAt) < LISTED_WITHIN then
				return nil
			end
		end
	end
	return last
end

--- What nothing is proposed for: names an order that the lists showed first right after the row was sent.
-- @return how many answers were taken
local function judge(self, rows, told)
	for _, row in ipairs(rows) do
		for _, order in ipairs(row.couldBe) do
			local made_by <const> = sent_right_before(rows, order)
			if made_by and bulk.resolve(self:options { job = made_by.job, row = made_by.row, order = order.orderId }) then
				told.judged = told.judged + 1
				return 1
			end
		end
	end
	return 0
end

--- Answers for the unknown rows of a job as long as there is an answer.
-- @param told {proofs=, likely=, abandoned=, resent=, judged=}: added to
local function answer(self, job, told)
	for _ = 1, MOST_ROUNDS do
		local rows <const> = self:call("evidence", { job = job }).rows
		if #rows == 0 then
			return
		end
		self:wait(PATIENCE)
		local taken <const> = self:call("resolve", { job = job, accept = true }).taken
		local likely <const> = take_likely(self, self:call("evidence", { job = job }).rows, told)
		local resent <const> = self:call("resolve", { job = job, resend_unlisted = true }).taken
		told.proofs, told.resent = told.proofs + #taken, told.resent + #resent
		if #taken + likely + #resent == 0
			and judge(self, self:call("evidence", { job = job }).rows, told) == 0 then
			return
		end
	end
end

--- Carries a job to the end of every row: answers for those that are unknown, goes on with what is open, retries what
-- the carrier refused.
-- @return {proofs=answers that were proved, likely=orders that were named, abandoned=rows of lines that are as ordered
--   without, resent=rows of which nothing was listed, judged=orders that were named without a proposal, retries=jobs,
--   left=how many rows ended otherwise and were not abandoned, rows=those that ended otherwise}
function methods:settle(job)
	local told <const> = { proofs = 0, likely = 0, abandoned = 0, resent = 0, judged = 0, retries = 0 }
	for _ = 1, MOST_ROUNDS do
		answer(self, job, told)
		for _, each in ipairs(bulk.jobs { ledger = self.home.ledger }) do
			if each.open then
				self:call("resume", { job = each.job, max_failures = ANY })
			end
		end
		local status <const> = bulk.status { ledger = self.home.ledger, job = job }
		told.left, told.rows = #status.rows - told.abandoned, status.rows
		if told.left == 0 then
			break
		end
		local family <const> = status.family and status.family.jobs or { status }
		if bulk.retry(self:options { job = family[#family].job, max_failures = ANY }) then
			told.retries = told.retries + 1
		end
	end
	return told
end

-- ---- what the carrier has ----

--- The lines of the carrier by their numbers, without what never comes back as it was.
function methods:lines()
	local by_number <const> = {}
	for _, line in ipairs(self.home.simulator:lines()) do
		line.startDate, line.reserveId, line.connected = nil, nil, nil
		by_number[line.lineNo] = line
	end
	return by_number
end

return operator
