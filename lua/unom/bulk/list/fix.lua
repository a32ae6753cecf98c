--- A copy of a change list with the likely values of its problems filled in, for a person to look at.
--
-- Invariants: nothing but these cells differs from what the list says; the copy is a new file that only its owner can
-- read, since secrets of the list are in it; a likely value is never one of a secret.

local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local messages <const> = require "unom.messages"
local problem <const> = require "unom.bulk.list.problem"

local fix <const> = {}

local MARK <const> = "\u{FEFF}"
local AT_ONCE <const> = 1000 -- lines written

--- The likely values of the problems by line and by cell, and how many there are.
local function likely_values(problems)
	local lines <const> = {}
	local count = 0
	for _, found in ipairs(problems) do
		if found.likely and found.line and found.cell then
			lines[found.line] = lines[found.line] or {}
			lines[found.line][found.cell] = found
			count = count + 1
		end
	end
	return lines, count
end

--- How the copy is written: as the list, but for UTF-16, which becomes UTF-8 with its mark.
local function form_of(list)
	local wide <const> = list.encoding:find "^utf%-16" ~= nil
	return wide and "utf-8" or list.encoding, list.marked or wide
end

--- Puts the likely values into the cells of a record, and adds each to `changed`.
local function mend(cells, of_line, changed)
	for cell, found in pairs(of_line) do
		changed[#changed + 1] = { line = found.line, column = found.column, from = cells[cell], to = found.likely,
			cell = cell }
		cells[cell] = found.likely
	end
end

--- Copies all records. Raises a text where one cannot be read or written.
-- @return what was changed
local function copy(list, file, lines)
	local encoding <const>, marked <const> = form_of(list)
	local changed <const>, cells = {}, {}
	local written = { marked and MARK or nil }
	local function flush()
		assert(file:write((core.from_utf8(encoding, table.concat(written)))))
		written = {}
	end
	while true do
		local read <const>, line <const> = list.reader:read(cells)
		if not read and line then
			error(tostring(problem.new { file = list.path, line = line.line, message = line.message }), 0)
		elseif not read then
			break
		end
		mend(read, lines[line] or {}, changed)
		written[#written + 1] = core.csv_line(read, list.separator)
		if #written >= AT_ONCE then
			flush()
		end
	end
	flush()
	assert(file:close())
	return changed
end

local function by_place(a, b)
	return a.line < b.line or a.line == b.line and a.cell < b.cell
end

--- @param words what hinders; those of a system call begin with the name
local function refuse(name, words)
	words = words:sub(1, #name + 2) == name .. ": " and words:sub(#name + 3) or words
	return nil, errors.new { kind = "fix", message = messages.say("list_not_fixed", { path = name, words = words }) }
end

--- Writes the copy, where there is a likely value and all rows can be read.
-- @param list an open change list; the reading of its rows ends with this
-- @param problems of it
-- @param name the path of the copy, a new file
-- @return {path=nil where none is written, cells={ {line=, column=, from=, to=}... }, left=how many of the problems no
--   likely value mends}; or nil and an error of kind "fix"
function fix.write(list, problems, name)
	local lines <const>, count <const> = likely_values(problems)
	if count == 0 then
		return { cells = {}, left = #problems }
	end
	local rewound <const>, found = list.reader:rewind()
	if not rewound then
		return refuse(name, found.message)
	end
	local file <const>, words = core.create_file(name)
	if not file then
		return refuse(name, words)
	end
	local copied <const>, changed = pcall(copy, list, file, lines)
	if not copied then
		pcall(file.close, file)
		os.remove(name)
		return refuse(name, changed)
	end
	table.sort(changed, by_place)
	for _, cell in ipairs(changed) do
		cell.cell = nil
	end
	return { path = name, cells = changed, left = #problems - #changed }
end

return fix
