--- Runs bin/unom as a process of its own, in a home of its own.

local lfs <const> = require "lfs"
local scratch <const> = require "support.scratch"
local shell <const> = require "support.shell"

local command <const> = {}

-- The settings of the person who runs the tests must not reach the command.
local VARIABLES <const> = {
	"UNOM_REGION", "UNOM_BASE_URL", "UNOM_CONTRACT_ID", "UNOM_CLIENT_ID", "UNOM_CLIENT_SECRET", "UNOM_ACCESS_TOKEN",
	"UNOM_LEDGER", "UNOM_DEBUG", "XDG_CONFIG_HOME", "XDG_STATE_HOME",
}

local quoted <const> = shell.quoted

--- The shell command that runs bin/unom in the tree that holds this file.
-- @param home the directory that is $HOME; the command runs in it
-- @param environment variables to set, by name
function command.words(arguments, home, environment)
	local tree <const> = lfs.currentdir()
	local build <const> = os.getenv("UNOM_BUILD") or "build"
	local words <const> = { "cd", quoted(home), "&&", "exec", "env" }
	for _, name in ipairs(VARIABLES) do
		words[#words + 1] = "-u " .. name
	end
	words[#words + 1] = quoted("HOME=" .. home)
	words[#words + 1] = quoted("UNOM_BUILD=" .. (build:sub(1, 1) == "/" and build or tree .. "/" .. build))
	for name, value in pairs(environment or {}) do
		words[#words + 1] = quoted(name .. "=" .. value)
	end
	words[#words + 1] = quoted(tree .. "/bin/unom")
	for _, argument in ipairs(arguments) do
		words[#words + 1] = quoted(argument)
	end
	return table.concat(words, " ")
end

local process_methods <const> = {}
local process_mt <const> = { __index = process_methods }

--- Starts `unom` with an array of arguments.
-- @param options {home=directory, environment={name=value}, input=text for standard input | stdin=a file to read}
-- @return a process: `pid`, `signal(name)`, `finish()`
function command.start(arguments, options)
	local files <const> = scratch.directory()
	local input <const> = options.stdin or scratch.file(files .. "/in", options.input or "")
	local words <const> = command.words(arguments, options.home, options.environment)
	-- Hides the shell's own message about how its child ended.
	local pipe <const> = assert(io.popen(("exec 2>/dev/null; (%s) <%s >%s/out 2>%s/err & echo $!; wait $!; echo $?")
		:format(words, input, files, files)))
	return setmetatable({ files = files, pipe = pipe, pid = pipe:read("l") }, process_mt)
end

--- Sends a signal, by its name without SIG.
function process_methods:signal(name)
	os.execute(("kill -%s %s"):format(name, self.pid))
end

--- Waits for the end of the process: {code=, out=, err=}.
function process_methods:finish()
	local result <const> = {
		code = math.tointeger(tonumber(self.pipe:read("l"))),
		out = scratch.read(self.files .. "/out"),
		err = scratch.read(self.files .. "/err"),
	}
	self.pipe:close()
	scratch.remove(self.files)
	return result
end

--- Runs `unom` to its end: `start` and `finish`.
function command.run(arguments, options)
	return command.start(arguments, options):finish()
end

return command
