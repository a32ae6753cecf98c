--- A change list on standard output: the draft of one, or one that undoes a job.
--
-- Invariant: a spreadsheet that opens the file shows its characters: UTF-8 has its mark, unless CP932 is asked for.

local grid <const> = require "unom.cli.view.grid"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"

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

--- The fields that some row needs and has not, each once.
local function empty_fields(rows)
	local operations <const> = require "unom.operations"
	local fields <const>, known <const> = {}, {}
	for _, row in ipairs(rows) do
		for _, field in ipairs(operations[row.operation].fields) do
			if field.required and not field.automatic and row[field.name] == nil and not known[field.name] then
				known[field.name] = true
				fields[#fields + 1] = field.name
			end
		end
	end
	return fields
end

--- Says which columns are still to be filled in, and how to go on with the list.
function written_list.say_next(rows, arguments, environment)
	local empty <const> = empty_fields(rows)
	if #empty > 0 then
		environment:say(say("draft_empty", { fields = table.concat(empty, ", ") }))
	end
	if #rows > 0 then
		environment:say(say(#empty > 0 and "draft_next" or "draft_filled",
			{ command = "unom bulk plan FILE" .. options.connection_flags(arguments) }))
	end
end

return written_list
