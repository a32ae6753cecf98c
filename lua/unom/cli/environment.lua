--- What a command may touch of the outside: streams, environment variables, the clock, the terminal.
--
-- Invariant: results go to `out`, talk goes to `err`; every line of talk is plain text and begins with "unom: ".

local json <const> = require "unom.cli.view.json"
local text <const> = require "unom.cli.view.text"

local environment_methods <const> = {}
local environment_mt <const> = { __name = "unom.cli.environment", __index = environment_methods }

local DESCRIPTORS <const> = { input = 0, out = 1, err = 2 }

--- Says one line to the person.
function environment_methods:say(line)
	self.err:write("unom: ", text.plain(line), "\n")
end

--- Writes a value to `out` as JSON.
function environment_methods:write_json(value)
	self.out:write(json.encode(value), "\n")
end

--- Is the process's `stream` ("input", "out" or "err") a terminal? Lua cannot tell; the shell can.
local function is_terminal(stream)
	return os.execute(("test -t %d"):format(DESCRIPTORS[stream])) == true
end

--- The process's own environment.
local function of_process()
	return setmetatable({
		input = io.stdin,
		out = io.stdout,
		err = io.stderr,
		getenv = os.getenv,
		time = os.time,
		is_terminal = is_terminal,
	}, environment_mt)
end

return { of_process = of_process }
