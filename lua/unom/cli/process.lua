--- What a command may touch of its process: streams, environment variables, the clock, the terminal.
--
-- Invariants: results go to `out`, messages go to `err`; every message is one line of plain text that begins "unom: ".
-- The C core is not needed to say that it is missing.

local json <const> = require "unom.cli.view.json"
local printable <const> = require "unom.printable"

local process <const> = {}

local environment_methods <const> = {}
local environment_mt <const> = { __name = "unom.cli.environment", __index = environment_methods }

local DESCRIPTORS <const> = { input = 0, out = 1, err = 2 }

--- Says one line to the person.
function environment_methods:say(line)
	self.err:write("unom: ", printable.line(line), "\n")
end

--- Writes a result to `out`: a table as JSON, a string as it is. On a terminal nothing is left that it would obey.
function environment_methods:write(result)
	local words <const> = type(result) == "table" and json.encode(result) .. "\n" or result
	local shown <const> = printable.lines(words)
	self.out:write(shown ~= words and self.is_terminal("out") and shown or words)
end

--- Is the process's `stream` ("input", "out" or "err") a terminal? No other process is asked: where none can be made,
-- there would be no terminal, and no question.
local function is_terminal(stream)
	return require("unom.core").is_terminal(DESCRIPTORS[stream])
end

--- The environment that commands are given: {input=, out=, err=: files, getenv=, time=, clock=seconds that only grow,
-- sleep(seconds), terminal_width()=columns and rows of the terminal that `err` is, is_terminal(stream)=}, with the
-- methods `say(line)` and `write(result)`.
function process.environment()
	return setmetatable({
		input = io.stdin,
		out = io.stdout,
		err = io.stderr,
		getenv = os.getenv,
		time = os.time,
		clock = function() return require("unom.core").monotonic() end,
		sleep = function(seconds) return require("unom.core").sleep(seconds) end,
		terminal_width = function() return require("unom.core").terminal_width(DESCRIPTORS.err) end,
		is_terminal = is_terminal,
	}, environment_mt)
end

return process
