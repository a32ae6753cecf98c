--- The rows of a job one after the other, each as what became of it last, in its retries too.
--
-- Invariants: however many rows a job has, only some are read at a time; the ledger is closed once the last was given,
-- or the iterator is closed.

local errors <const> = require "unom.error"
local family <const> = require "unom.bulk.jobs.family"
local find <const> = require "unom.bulk.jobs.find"
local messages <const> = require "unom.messages"
local shown <const> = require "unom.bulk.jobs.status.rows"
local states <const> = require "unom.bulk.ledger.states"

local each <const> = {}

local iterator_methods <const> = {}
local iterator_mt <const> = { __name = "unom.bulk.rows", __index = iterator_methods }

--- Gives the next row, or nil.
function iterator_mt:__call()
	while self.ledger do
		local read <const>, row, fate = pcall(self.next_row)
		if not read or not row then
			self:close()
		end
		if not read then
			error(row, 0)
		elseif row and self.wanted[fate.state] then
			return shown.of(fate)
		end
	end
	return nil
end

--- Closes the ledger. May be called again.
function iterator_methods:close()
	if self.ledger then
		self.ledger:close()
		self.ledger = nil
	end
end

iterator_mt.__close = iterator_methods.close
iterator_mt.__gc = iterator_methods.close

--- The error of kind "usage" about a word that is no state, or nil.
function each.refuse(wanted)
	local known <const> = states.counts()
	for _, state in ipairs(wanted or {}) do
		if not known[state] then
			return errors.new { kind = "usage", message = messages.say("no_such_state",
				{ state = tostring(state), states = table.concat(states.names, ", ") }) }
		end
	end
end

local function rows_of(ledger, job)
	local found <const> = family.of(ledger, job)
	return found.root.job == job.job and found.rows() or family.rows_of(ledger, job)
end

--- Opens the ledger and finds the job, see bulk.rows.
-- @param options {ledger=, job=, states=}
-- @return the iterator; or nil and an error
function each.open(options)
	local refused <const> = each.refuse(options.states)
	if refused then
		return nil, refused
	end
	local ledger <const>, err = find.open(options, find.READS)
	if not ledger then
		return nil, err
	end
	local wanted <const> = {}
	for _, state in ipairs(options.states or states.names) do
		wanted[state] = true
	end
	local self <const> = setmetatable({ ledger = ledger, wanted = wanted }, iterator_mt)
	local read <const>, found <const>, no_job <const> = pcall(function()
		local job <const>, none <const> = find.job(ledger, options, find.newest)
		return job and rows_of(ledger, job), none
	end)
	if read and found then
		self.next_row = found
		return self
	end
	self:close()
	local failed <const> = read and no_job or found
	if errors.is(failed) then
		return nil, failed
	end
	error(failed, 0)
end

return each
