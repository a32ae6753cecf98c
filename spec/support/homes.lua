--- Home directories: for each test an empty one, and what a spec runs there: a simulator, clients of it, the bulk
-- library on a ledger, `unom` as a process.
--
-- Invariant: nothing that a home made is left after its test.

local assert <const> = require "luassert"
local busted <const> = require "busted"
local command <const> = require "support.command"
local core <const> = require "unom.core"
local hastened <const> = require "support.hastened"
local scratch <const> = require "support.scratch"
local simulator <const> = require "unom.simulator"
local unom <const> = require "unom"

local homes <const> = {
	-- The variables of a person who may call the simulated carrier.
	CREDENTIALS = { UNOM_CONTRACT_ID = "N123456789", UNOM_CLIENT_ID = "id", UNOM_CLIENT_SECRET = "hush-hush" },
	-- Changes these to a token that the carrier no longer accepts.
	STALE_TOKEN = { UNOM_ACCESS_TOKEN = "stale", UNOM_CLIENT_ID = false, UNOM_CLIENT_SECRET = false },
}

local home_methods <const> = {}
local home_mt <const> = { __index = home_methods }

local function make(home)
	home.directory = scratch.directory()
	home.ledger = home.directory .. "/ledger.db"
	home.processes = {}
end

local function remove(home)
	for _, process in ipairs(home.processes) do
		process:close()
	end
	if home.simulator then
		home.simulator:close()
		home.simulator = nil
	end
	scratch.remove(home.directory)
end

home_mt.__close = remove

--- Within a `describe`: a home that is made before each of its tests and removed after it.
-- @param variables of every process, by name; none if nil
-- @return the home: `directory`; `ledger`, a path at which nothing is yet; `simulator`, after `simulate`; and the
--   methods below
function homes.each_test(variables)
	local home <const> = setmetatable({ variables = variables or {} }, home_mt)
	busted.before_each(function() make(home) end)
	busted.after_each(function() remove(home) end)
	return home
end

--- The same for a script: a home that is removed when it is closed.
function homes.open(variables)
	local home <const> = setmetatable({ variables = variables or {} }, home_mt)
	make(home)
	return home
end

--- Waits up to 20 s until `condition()` is true.
function homes.wait_until(condition)
	for _ = 1, 1000 do
		if condition() then
			return
		end
		core.sleep(0.02)
	end
	error("not reached within 20 s", 2)
end

--- The arguments of `unom bulk` in the command that a run printed in order to go on.
function homes.resume_arguments(result)
	local words <const> = {}
	local line <const> = result.err:match("\nunom: to go on: unom bulk ([^\n]*)\n")
	for word in assert(line, result.err):gmatch("%S+") do
		words[#words + 1] = word
	end
	return words
end

--- Starts a simulator, options as for simulator.start, in place of the one before. Returns it.
function home_methods:simulate(options)
	if self.simulator then
		self.simulator:close()
	end
	self.simulator = assert(simulator.start(options))
	return self.simulator
end

--- A client of the simulator, for the caller to close.
function home_methods:client()
	return unom.client { base_url = self.simulator.url, client_id = "id", client_secret = "secret" }
end

--- Options of a function of unom.bulk on the home's ledger, with `more` put over them. A fake carrier brings its
-- own clock.
function home_methods:options(client, more)
	local options <const> = { client = client, ledger = self.ledger, random = function() return 0.5 end }
	if type(client) == "table" and client.sleeper then
		options.clock, options.sleep = client:clock(), client:sleeper()
	end
	for name, value in pairs(more or {}) do
		options[name] = value
	end
	return options
end

--- The same for an engine whose time passes `speed` times faster than real time. Requests take their real time.
function home_methods:hastened(client, speed, more)
	local options <const> = hastened.options(client, speed)
	for name, value in pairs(self:options(options.client, more)) do
		options[name] = value
	end
	return options
end

--- The path of a file in the home.
function home_methods:path(name)
	return self.directory .. "/" .. name
end

--- The command that goes on with a job in the home's ledger, as bulk gives it: `unom bulk` and these words.
function home_methods:going_on(words)
	return ("UNOM_LEDGER=%s unom bulk %s"):format(self.ledger, words)
end

--- Writes a file in the home. Returns its path.
function home_methods:write(name, text)
	return scratch.file(self:path(name), text)
end

--- Reads a file in the home.
function home_methods:read(name)
	return scratch.read(self:path(name))
end

--- The variables of a process: the home's, with `more` put over them; one that is false is left out.
function home_methods:environment(more)
	local environment <const> = { UNOM_BASE_URL = self.simulator and self.simulator.url }
	for _, variables in ipairs { self.variables, more or {} } do
		for name, value in pairs(variables) do
			environment[name] = value or nil
		end
	end
	return environment
end

--- Starts `unom` in the home; returns a process, as command.start does.
-- @param options those of command.start; its environment is put over the home's variables
function home_methods:start(arguments, options)
	local all <const> = {}
	for name, value in pairs(options or {}) do
		all[name] = value
	end
	all.home, all.environment = self.directory, self:environment(all.environment)
	local process <const> = command.start(arguments, all)
	table.insert(self.processes, process)
	return process
end

--- Runs `unom` to its end: {code=, out=, err=}.
-- @param options as for `start`
function home_methods:unom(arguments, options)
	return self:start(arguments, options):finish()
end

--- Runs `unom bulk`.
function home_methods:bulk(arguments, options)
	return self:unom({ "bulk", table.unpack(arguments) }, options)
end

-- The search for leaks, which traces the process, does not work in one that has a terminal of its own.
local SCRIPT <const> = 'ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" script'

local function as_argument(self, arguments)
	local words <const> = command.words(arguments, self.directory, self:environment())
	return words:gsub("'", "'\\''")
end

--- Runs `unom` on a terminal, where a person types `input`. Returns what the terminal showed, and the exit code.
function home_methods:on_terminal(arguments, input)
	local shell <const> = io.popen((SCRIPT .. " -qec '%s' /dev/null <'%s'"):format(as_argument(self, arguments),
		self:write("typed", input)))
	local shown <const> = shell:read("a")
	local _, _, code <const> = shell:close()
	return shown, code
end

--- Runs `unom` on a terminal, where a person types Ctrl-C once the terminal shows `words`. Returns as `on_terminal`.
function home_methods:interrupted(arguments, words)
	os.execute(("mkfifo '%s'"):format(self:path("keys")))
	local process <const> = io.popen((SCRIPT .. " -qefc '%s' '%s' <'%s' >/dev/null; echo $?"):format(
		as_argument(self, arguments), self:path("shown"), self:path("keys")))
	local keys <close> = assert(io.open(self:path("keys"), "w"))
	homes.wait_until(function()
		local file <close> = io.open(self:path("shown"))
		return file and file:read("a"):find(words, 1, true)
	end)
	keys:write("\3")
	keys:flush()
	local code <const> = math.tointeger(tonumber(process:read("l")))
	process:close()
	os.remove(self:path("keys"))
	return self:read("shown"), code
end

--- Asserts that `unom` refuses the arguments as wrong usage. Returns what it said.
function home_methods:refused(arguments, options)
	local result <const> = self:unom(arguments, options)
	assert.equal(2, result.code, result.err)
	return result.err
end

return homes
