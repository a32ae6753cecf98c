--- A change list on standard output: the draft of one, or one that undoes a job.
--
-- Invariant: a spreadsheet that opens the file shows its characters: UTF-8 has its mark, unless CP932 is asked for.

local grid <const> = require "unom.cli.view.grid"
local messages <const> = require "unom.messages"

local written_list <const> = {}

local say <const> = messages.say

local MARK <const> = "\u{FEFF}"

--- Writes the list.
-- @param rows array of tables keyed by column
-- @param columns array of names
function written_list.write(rows, columns, arguments, environment)
	local encoding <const> = arguments.encoding or "utf-8"
	local bytes <const>, lost <const> = require("unom.core").from_utf8(encoding, grid.csv(rows, columns))
	environment:write((encoding == "utf-8" and MARK or "") .. bytes)
	environment.out:flush() -- so that what is said of it comes after it
	if lost > 0 then
		environment:say(say("written_lost", { number = lost }))
	end
end

return written_list
