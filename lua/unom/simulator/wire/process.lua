--- The simulator as a process of its own, for tests of scripts: unom.simulator.start.
--
-- The process and this one hold the two ends of a socket (csrc/httpd/child.c), over which it is asked what it saw.
--
-- Invariant: it ends when it is closed or collected, or when this process is gone, however that ended.
local errors <const> = require "unom.error"
local httpd <const> = require "unom.httpd"
local json <const> = require "unom.simulator.json"
local lfs <const> = require "lfs"
local messages <const> = require "unom.messages"
local nearest <const> = require "unom.nearest"
local options <const> = require "unom.simulator.options"

local process = {}

-- Names of the interpreter, for a host program that is none itself.
local INTERPRETERS <const> = { "lua5.4", "lua54", "lua" }

-- Runs in the interpreter. Of what its environment says of Lua it knows nothing.
local PROGRAM <const> = [[
package.path, package.cpath = %q, %q
local loaded, child = pcall(require, "unom.simulator.wire.child")
if loaded then
	child.run(%s)
else
	print((child:gsub("%%s*\n%%s*", "; ")))
end]]

--- A value of the options as Lua's source.
local function literal(value)
	if type(value) ~= "table" then
		return ("%q"):format(value)
	end
	local entries <const> = {}
	for key, entry in pairs(value) do
		entries[#entries + 1] = ("[%q]=%s"):format(key, literal(entry))
	end
	return "{" .. table.concat(entries, ",") .. "}"
end

--- Raises at the caller of the caller when the options are not as they must be.
local function check(given)
	if given ~= nil and type(given) ~= "table" then
		errors.refuse("simulator.start", 1, "a table of options expected", 3)
	end
	local known <const> = {}
	for _, name in ipairs(options.NAMES) do
		known[name] = true
	end
	for name, value in pairs(given or {}) do
		local near <const> = not known[name] and nearest(tostring(name), options.NAMES)
		local reason <const> = near and ("unknown; did you mean '%s'?"):format(near)
			or not known[name] and "unknown" or options.why_not(name, value)
		if reason then
			errors.refuse("simulator.start", tostring(name), reason, 3)
		end
	end
end

--- The interpreter that runs this process, if one does, and the names of others.
local function interpreters()
	local own <const> = lfs.symlinkattributes("/proc/self/exe", "target")
	if own and own:find("/lua[%d.]*$") then
		return { own }
	end
	return INTERPRETERS
end

local function failure(code, values)
	return nil, errors.new { kind = "simulator", message = messages.say(code, values) }
end

--- Starts `program` in the first interpreter that there is. -> child, interpreter | nil, err
local function start_program(program)
	local tried <const> = interpreters()
	local problem
	for _, interpreter in ipairs(tried) do
		local child
		child, problem = httpd.start_process { interpreter, "-E", "-e", program }
		if child then
			return child, interpreter
		end
	end
	return failure("simulator_no_interpreter", { names = table.concat(tried, ", "), reason = problem })
end

local sim_meth = {}
local sim_mt <const> = { __name = "unom.simulator.process", __index = sim_meth }

--- Starts a simulator and waits until it listens. options: those of `unom simulate` by name, with _ for - and true
-- for a flag; port (0, any free one), faults { [kind] = rate }, without { an operation, ... }, foreign (orders a
-- minute), listed_after (seconds or { from, to }). -> sim | nil, err
---@param given? table
---@return unom.simulator.process? sim with `url`, closable
---@return unom.error? err
function process.start(given)
	check(given)
	local child <const>, interpreter <const> = start_program(
		PROGRAM:format(package.path, package.cpath, literal(given or {})))
	if not child then
		return nil, interpreter
	end
	local told <const> = child:receive()
	local url <const> = told and told:match("^listening (.*)$")
	if not url then
		child:close()
		return failure("simulator_not_started", { reason = told or messages.say("simulator_ended_early",
			{ interpreter = interpreter }) })
	end
	return setmetatable({ url = url, pid = child:pid(), child = child }, sim_mt)
end

--- Raises at the caller of the caller when the simulator is closed.
local function check_open(self)
	if not self.child then
		errors.raise_usage({ message = "the simulator is closed" }, 3)
	end
end

--- The value with its whole numbers as integers: JSON has one kind of number.
local function with_integers(value)
	if type(value) ~= "table" then
		return math.type(value) == "float" and math.tointeger(value) or value
	end
	for key, each in pairs(value) do
		value[key] = with_integers(each)
	end
	return value
end

--- Asks for what /_simulator/... tells. -> the reply, its status | nil, err
local function ask(self, method, path, body)
	local answer <const> = self.child:send(("%s /_simulator/%s %s"):format(method, path, body or ""))
		and self.child:receive()
	if not answer then
		return failure("simulator_ended", { url = self.url })
	end
	local status <const>, text <const> = answer:match("^(%d+) (.*)$")
	return with_integers(json.decode(text)), math.tointeger(status)
end

--- The list that the path `name` tells. -> array | nil, err
local function list(self, name)
	local reply <const>, err <const> = ask(self, "GET", name)
	if not reply then
		return nil, err
	end
	return reply[name]
end

--- Every order that it ever accepted, in order of acceptance. -> array | nil, err
function sim_meth:orders()
	check_open(self)
	return list(self, "orders")
end

--- Every request that it answered or dropped, in order of arrival: the newest 100,000. -> array | nil, err
function sim_meth:requests()
	check_open(self)
	return list(self, "requests")
end

--- Every line as it is now, of all contracts or of one. -> array | nil, err
---@param contract? string
function sim_meth:lines(contract)
	check_open(self)
	local lines <const>, err <const> = list(self, "lines")
	if not lines or not contract then
		return lines, err
	end
	local found <const> = {}
	for _, line in ipairs(lines) do
		found[#found + 1] = line.contractId == contract and line or nil
	end
	return found
end

--- Its today, YYYYMMDD. -> day | nil, err
function sim_meth:today()
	check_open(self)
	local reply <const>, err <const> = ask(self, "GET", "today")
	if not reply then
		return nil, err
	end
	return reply.today
end

--- Makes `day` (YYYYMMDD, not before its today) its today. -> true | nil, err
function sim_meth:set_today(day)
	check_open(self)
	local reason <const> = options.why_not("today", day)
	local reply <const>, status <const> = ask(self, "PUT", "today", reason and "" or day)
	if not reply then
		return nil, status
	elseif status == 400 then
		errors.refuse("set_today", 1, reason or "a day before the simulator's today", 2)
	end
	return true
end

--- Ends it, and waits until it has ended. Can be called twice.
function sim_meth:close()
	local child <const> = self.child
	self.child = nil
	if child then
		child:close()
	end
end

sim_mt.__close = sim_meth.close

return process
