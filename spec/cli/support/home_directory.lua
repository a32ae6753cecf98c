--- A person's home directory in which `unom` is run, and the simulated carrier that it talks to.
--
-- Invariant: nobody is shown a traceback, a place in the source, an internal error, or a secret. Every secret in the
-- specs of the command begins with "hush".

local assert <const> = require "luassert"
local command <const> = require "support.command"
local loopback <const> = require "support.loopback"
local scratch <const> = require "support.scratch"

local home_directory <const> = {
	-- The variables of a person who may call the simulated carrier.
	CREDENTIALS = { UNOM_CONTRACT_ID = "N123456789", UNOM_CLIENT_ID = "id", UNOM_CLIENT_SECRET = "hush-hush" },
	-- Changes these to a token that the carrier no longer accepts.
	STALE_TOKEN = { UNOM_ACCESS_TOKEN = "stale", UNOM_CLIENT_ID = false, UNOM_CLIENT_SECRET = false },
}

local home_methods <const> = {}
local home_mt <const> = { __index = home_methods }

--- @param environment variables of every run, by name; none if nil
-- @return a home: `path` (while it is open), `simulator` (after `simulate`), and the methods below
function home_directory.new(environment)
	return setmetatable({ environment = environment or {} }, home_mt)
end

--- Makes the directory, empty; before each test.
function home_methods:open()
	self.path = scratch.directory()
end

--- Asserts what nobody is ever shown. Returns the result of a run.
function home_directory.checked(result)
	assert.not_matches("stack traceback", result.err, 1, true)
	assert.not_matches("lua:%d+:", result.err)
	assert.not_matches("internal error", result.err, 1, true)
	assert.not_matches("hush", result.err .. result.out, 1, true)
	return result
end

--- Waits up to 20 s until `condition()` is true.
function home_directory.wait_until(condition)
	for _ = 1, 400 do
		if condition() then
			return
		end
		os.execute("sleep 0.05")
	end
	error("not reached within 20 s", 2)
end

--- The arguments of `unom bulk` in the command that a run printed in order to go on.
function home_directory.resume_arguments(result)
	local words <const> = {}
	local line <const> = result.err:match("\nunom: to go on: unom bulk ([^\n]*)\n")
	for word in assert(line, result.err):gmatch("%S+") do
		words[#words + 1] = word
	end
	return words
end

--- Starts `unom`; returns a process, as command.start does.
-- @param options those of command.start; a variable that is false is left out
function home_methods:start(arguments, options)
	local all <const>, environment <const> = {}, { UNOM_BASE_URL = self.simulator and self.simulator.base_url }
	for name, value in pairs(options or {}) do
		all[name] = value
	end
	for _, variables in ipairs { self.environment, all.environment or {} } do
		for name, value in pairs(variables) do
			environment[name] = value or nil
		end
	end
	all.home, all.environment = self.path, environment
	return command.start(arguments, all)
end

--- Runs `unom` to its end: {code=, out=, err=}.
-- @param options as for `start`
function home_methods:unom(arguments, options)
	return home_directory.checked(self:start(arguments, options):finish())
end

--- Runs `unom bulk`.
function home_methods:bulk(arguments, options)
	return self:unom({ "bulk", table.unpack(arguments) }, options)
end

--- Asserts that `unom` refuses the arguments as wrong usage. Returns what it said.
function home_methods:refused(arguments, options)
	local result <const> = self:unom(arguments, options)
	assert.equal(2, result.code, result.err)
	return result.err
end

--- Writes a file of the home directory. Returns its path.
function home_methods:write(name, text)
	return scratch.file(self.path .. "/" .. name, text)
end

--- Reads a file of the home directory.
function home_methods:read(name)
	return scratch.read(self.path .. "/" .. name)
end

--- Starts a simulated carrier in place of the one before.
-- @param options those of loopback.simulator
function home_methods:simulate(options)
	if self.simulator then
		self.simulator:close()
	end
	self.simulator = loopback.simulator(options)
end

--- Stops the simulator and removes the directory; after each test.
function home_methods:close()
	if self.simulator then
		self.simulator:close()
		self.simulator = nil
	end
	scratch.remove(self.path)
end

return home_directory
