--- Runs bin/unom as a process of its own, in a home of its own.

local lfs <const> = require "lfs"
local scratch <const> = require "support.scratch"

local command <const> = {}

-- Settings of whoever runs the tests must not reach the command.
local VARIABLES <const> = {
	"UNOM_REGION", "UNOM_BASE_URL", "UNOM_CONTRACT_ID", "UNOM_CLIENT_ID", "UNOM_CLIENT_SECRET", "UNOM_ACCESS_TOKEN",
	"UNOM_LEDGER", "UNOM_DEBUG", "XDG_CONFIG_HOME", "XDG_STATE_HOME",
}

local function quoted(value)
	return "'" .. value:gsub("'", "'\\''") .. "'"
end

--- The shell's words that run bin/unom in the tree that holds this file.
-- @param home the directory that stands for $HOME; the command runs in it
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

--- Runs `unom` with an array of arguments.
-- @param options {home=directory, environment={name=value}, input=text for standard input}
-- @return {code=, out=, err=}
function command.run(arguments, options)
	local files <const> = scratch.directory()
	scratch.file(files .. "/in", options.input or "")
	local words <const> = command.words(arguments, options.home, options.environment)
	local _, _, code <const> = os.execute(("(%s) <%s/in >%s/out 2>%s/err"):format(words, files, files, files))
	local result <const> = { code = code, out = scratch.read(files .. "/out"), err = scratch.read(files .. "/err") }
	scratch.remove(files)
	return result
end

return command
