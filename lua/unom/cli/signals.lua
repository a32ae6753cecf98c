--- A watch for signals that can be laid aside while a person is asked: it counts Ctrl-C, and so keeps the terminal from
-- being left. Who reads what is said may be ended by the same Ctrl-C (`2>&1 | tee`), or before: that ends no run.
--
-- Invariant: a signal that was counted stays counted.

local core <const> = require "unom.core"

local signals_methods <const> = {}
local signals_mt <const> = { __name = "unom.cli.signals", __index = signals_methods }

--- Watches until it is closed.
local function new()
	return setmetatable({ watch = core.interrupt_watch(), counted = 0,
		ignored_pipes = core.ignore_broken_pipes(true) }, signals_mt)
end

--- How many signals came.
function signals_methods:count()
	return self.counted + self.watch:count()
end

--- Calls `ask()` with the watch laid aside. Returns what it returns; nil, and counts a signal, where Ctrl-C ended it.
function signals_methods:laid_aside(ask)
	self.counted = self:count()
	self.watch:close()
	local asked <const>, result <const> = pcall(ask)
	self.watch = core.interrupt_watch()
	if asked then
		return result
	elseif not tostring(result):find("interrupted!$") then -- raised by lua5.4 itself at SIGINT
		error(result, 0)
	end
	self.counted = self.counted + 1
	return nil
end

function signals_mt:__close()
	self.watch:close()
	core.ignore_broken_pipes(self.ignored_pipes)
end

return { new = new }
