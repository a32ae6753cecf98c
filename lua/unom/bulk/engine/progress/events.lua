--- The file of a run's events: one JSON object a line as things happen, for programs that watch.
--
-- Invariants: no secret is in it: of a row's cells only what it acts on. What it says of a row is on the disk. A file
-- that cannot be written is said once, and the run goes on without it.

local cjson <const> = require("cjson").new()
local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local identity <const> = require "unom.bulk.carrier.identity"
local lfs <const> = require "lfs"
local messages <const> = require "unom.messages"
local moments <const> = require "unom.moments"
local operations <const> = require "unom.operations"
local printable <const> = require "unom.printable"
local reason <const> = require "unom.reason"
local states <const> = require "unom.bulk.ledger.states"

local events_methods <const> = {}
local events_mt <const> = { __name = "unom.events", __index = events_methods }

-- The keys of all events, in the order in which they are written.
local KEYS <const> = { "time", "what", "job", "list", "total", "row", "line", "operation", "contractId", "target",
	"state", "orderId", "orderStatus", "messageId", "error", "words", "exit_code", "kind", "message", "states", "result",
	"resume" }

--- These keys of a table as JSON on one line; a table in it is one of numbers by state.
local function encode(values, keys)
	local members <const> = {}
	for _, key in ipairs(keys) do
		local value <const> = values[key]
		if type(value) == "table" then
			members[#members + 1] = ('"%s":%s'):format(key, encode(value, states.names))
		elseif value ~= nil then
			local scalar <const> = type(value) == "string" and printable.line(value) or value
			members[#members + 1] = ('"%s":%s'):format(key, (cjson.encode(scalar):gsub("\\/", "/")))
		end
	end
	return "{" .. table.concat(members, ",") .. "}"
end

local function write(self, what, event)
	event.time, event.what, event.job = moments.shown(self.ledger:now()), what, event.job or self.job
	self.lines[#self.lines + 1] = encode(event, KEYS) .. "\n"
end

local BEGINNING <const> = '{"time":' -- of every event

--- Can there be events at that path? Not in a file that holds anything else. Of what is no file, or cannot be read,
-- there is nothing to be spoilt.
local function can_be_at(path)
	local file <close> = lfs.attributes(path, "mode") == "file" and io.open(path, "rb") or nil
	local begins <const> = file and file:read(#BEGINNING)
	return not begins or begins == BEGINNING
end

--- Opens the file and writes that the job begins.
-- @param path nil: there is no such file, and nothing is returned
-- @param job as `ledger:job` gives it
-- @return the events, closable: when it is closed by an error, that is written as the end
local function open(path, ledger, job)
	if not path then
		return nil
	end
	local file <const>, words <const> = core.append_file(path)
	local self <const> = setmetatable({ path = path, file = file, trouble = words, ledger = ledger, job = job.job,
		lines = {} }, events_mt)
	write(self, "started", { list = job.list, total = job.total, states = job.states })
	return self
end

--- A row has another state, or its order another status.
function events_methods:row(row)
	local named_by <const> = operations[row.operation].ordered_before.target
	write(self, "row", { job = row.job, row = row.row, line = row.line, operation = row.operation,
		contractId = row.contract, target = named_by and row.arguments[named_by], state = row.state,
		orderId = identity.of(row), orderStatus = row.order_status, messageId = row.message_id,
		error = reason.words(row.reason) })
end

--- A contract waits for something else; words nil: for nothing.
function events_methods:waiting(contract, words)
	write(self, "waiting", { contractId = contract, words = words or cjson.null })
end

--- A person is told something.
function events_methods:notice(words)
	write(self, "notice", { message = words })
end

--- The run has ended.
-- @param outcome see bulk.run
function events_methods:ended(outcome)
	write(self, "ended", { exit_code = outcome.exit_code, total = outcome.total, states = outcome.states,
		result = outcome.result, resume = outcome.resume })
	self:flush()
end

--- Writes what has happened, once it is on the ledger's disk.
-- @return why it cannot be written, once
function events_methods:flush()
	if self.file and #self.lines > 0 then
		local written <const>, words <const> = self.file:write(table.concat(self.lines))
		local flushed <const>, more <const> = self.file:flush()
		self.trouble = not (written and flushed) and ("%s: %s"):format(self.path, words or more) or nil
	end
	self.lines = {}
	if not self.trouble then
		return nil
	end
	local said <const> = messages.say("events_trouble", { reason = self.trouble })
	if self.file then
		pcall(self.file.close, self.file)
	end
	self.file, self.trouble = nil, nil
	return said
end

function events_mt:__close(raised)
	if errors.is(raised) then
		write(self, "ended", { kind = raised.kind, message = tostring(raised), resume = raised.resume })
	elseif raised ~= nil then
		write(self, "ended", { message = tostring(raised) })
	end
	self:flush()
	if self.file then
		self.file:close()
		self.file = nil
	end
end

return { open = open, can_be_at = can_be_at }
