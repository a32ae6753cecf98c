--- Runs bin/unom, or a script that uses the module, as a process of its own, in a home directory that the spec names.
--
-- Invariant: nobody is shown a traceback, a place in the source, an internal error or a secret; `finish` asserts it.
-- Every secret in the specs of the command begins with "hush".

local assert <const> = require "luassert"
local lfs <const> = require "lfs"
local scratch <const> = require "support.scratch"
local shell <const> = require "support.shell"

local command <const> = {}

-- The settings of the person who runs the tests must not reach the command.
local VARIABLES <const> = {
	"UNOM_REGION", "UNOM_BASE_URL", "UNOM_CONTRACT_ID", "UNOM_CLIENT_ID", "UNOM_CLIENT_SECRET", "UNOM_ACCESS_TOKEN",
	"UNOM_LEDGER", "UNOM_DEBUG", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "https_proxy", "HTTPS_PROXY", "all_proxy",
	"ALL_PROXY", "no_proxy", "NO_PROXY", "CURL_CA_BUNDLE", "SSL_CERT_FILE",
}

local quoted <const> = shell.quoted

--- The shell command that runs bin/unom in the tree that holds this file.
-- @param home the directory that is $HOME; the command runs in it
-- @param environment variables to set, by name
-- @param script the path of a script to run instead, which finds the module in the tree; a relative one is in the tree
-- @param typed the text of a shell to run instead, which finds the programs in `bin` of the home
function command.words(arguments, home, environment, script, typed)
	local tree <const> = lfs.currentdir()
	local build = os.getenv("UNOM_BUILD") or "build"
	build = build:sub(1, 1) == "/" and build or tree .. "/" .. build
	local words <const> = { "cd", quoted(home), "&&", "exec", "env" }
	for _, name in ipairs(VARIABLES) do
		words[#words + 1] = "-u " .. name
	end
	words[#words + 1] = quoted("HOME=" .. home)
	words[#words + 1] = quoted("UNOM_BUILD=" .. build)
	for name, value in pairs(environment or {}) do
		words[#words + 1] = quoted(name .. "=" .. value)
	end
	if typed then
		words[#words + 1] = '"OWN_PRELOAD=$LD_PRELOAD" "LD_PRELOAD=$FOREIGN_PRELOAD"'
		words[#words + 1] = quoted("PATH=" .. home .. "/bin:" .. os.getenv("PATH"))
		words[#words + 1] = "bash -c " .. quoted(typed)
	elseif script then
		words[#words + 1] = quoted(("LUA_PATH=%s/lua/?.lua;%s/lua/?/init.lua;;"):format(tree, tree))
		words[#words + 1] = quoted(("LUA_CPATH=%s/?.so;;"):format(build))
		words[#words + 1] = "lua5.4 " .. quoted(script:sub(1, 1) == "/" and script or tree .. "/" .. script)
	else
		words[#words + 1] = quoted(tree .. "/bin/unom")
	end
	for _, argument in ipairs(arguments) do
		words[#words + 1] = quoted(argument)
	end
	return table.concat(words, " ")
end

local process_methods <const> = {}
local process_mt <const> = { __index = process_methods }

--- Starts `unom` with an array of arguments.
-- @param options {home=directory, environment={name=value}, input=text for standard input | stdin=a file to read,
--   script=path of one to run instead of `unom`, typed=text for a shell to run instead,
--   wrap=function(words) that returns the shell command to run instead}
-- @return a process: `pid`, `signal(name)`, `output()`, `errors()`, `finish()`, `close()`
function command.start(arguments, options)
	local files <const> = scratch.directory()
	local input <const> = options.stdin or scratch.file(files .. "/in", options.input or "")
	local words = command.words(arguments, options.home, options.environment, options.script, options.typed)
	if options.wrap then
		words = options.wrap(words)
	end
	-- Hides the shell's own message about how its child ended.
	local pipe <const> = assert(io.popen(("exec 2>/dev/null; (%s) <%s >%s/out 2>%s/err & echo $!; wait $!; echo $?")
		:format(words, input, files, files)))
	return setmetatable({ files = files, pipe = pipe, pid = pipe:read("l") }, process_mt)
end

--- Sends a signal, by its name without SIG.
function process_methods:signal(name)
	os.execute(("kill -%s %s"):format(name, self.pid))
end

--- What the process has written to a stream so far.
local function written(self, name)
	local file <close> = io.open(self.files .. "/" .. name) -- not there before the shell has made it
	return file and file:read("a") or ""
end

--- What it has written to standard output so far.
function process_methods:output()
	return written(self, "out")
end

--- What it has written to standard error so far.
function process_methods:errors()
	return written(self, "err")
end

--- Waits for the end of the process: {code=, out=, err=}. Asserts what nobody is ever shown.
function process_methods:finish()
	local result <const> = { code = math.tointeger(tonumber(self.pipe:read("l"))), out = self:output(),
		err = scratch.read(self.files .. "/err") }
	self.ended = true
	self:close()
	assert.not_matches("stack traceback", result.err, 1, true)
	assert.not_matches("lua:%d+:", result.err)
	assert.not_matches("internal error", result.err, 1, true)
	assert.not_matches("hush", result.err .. result.out, 1, true)
	return result
end

--- Kills the process if it has not ended, and removes its files.
function process_methods:close()
	if self.pipe then
		if not self.ended then
			self:signal "KILL"
		end
		self.pipe:close()
		self.pipe = nil
		scratch.remove(self.files)
	end
end

--- Runs `unom` to its end: `start` and `finish`.
function command.run(arguments, options)
	return command.start(arguments, options):finish()
end

return command
