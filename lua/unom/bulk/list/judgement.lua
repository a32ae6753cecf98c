--- The judgement of a row's arguments, whatever they were read from: every problem of them, and the advice.
--
-- Invariant: a row that passes here has passed the checks that a call of its operation makes, and those that only a
-- list can make: days, consent, and what earlier rows have too.

local core <const> = require "unom.core"
local messages <const> = require "unom.messages"
local problem <const> = require "unom.bulk.list.problem"
local repeats <const> = require "unom.bulk.list.repeats"

-- The field of consent, and that of the day on which an order takes effect.
local AGREEMENT <const>, DAY <const> = "agreement", "requestDate"

local judgement <const> = {}

--- Adds a problem.
-- @param self a checker: {file=the list's path, by_row=bool: places are rows, columns={by_field=}, today=, seen=,
--   reported={}, add_missing=function}
-- @param number of the place: the row's line in the file, or its own number
-- @param column {header=, field=, index=}|nil
function judgement.add(self, problems, number, column, code, message, likely)
	problems[#problems + 1] = problem.new { file = self.file, line = not self.by_row and number or nil,
		row = self.by_row and number or nil, column = column and column.header,
		field = column and column.field, code = code, message = message, likely = likely,
		cell = likely and column and column.index }
end

--- Adds a problem once for the whole file, however many rows have it.
function judgement.add_once(self, problems, key, ...)
	if not self.reported[key] then
		self.reported[key] = true
		judgement.add(self, problems, ...)
	end
end

--- Adds the diagnostics of core.check, each with its place in the file; those of the operation itself once.
-- @param refused the fields whose cells are a problem already
local function add_diagnostics(self, layout, number, diagnostics, refused, problems)
	for _, found in ipairs(diagnostics) do
		if refused[found.field] then
			goto continue
		elseif found.code == "missing" then
			self:add_missing(layout, number, found, problems)
		elseif not found.field or found.field == "operation" then
			judgement.add_once(self, problems, layout.operation .. " " .. found.code, number, self.columns.by_field.operation,
				found.code, ("%s: %s"):format(layout.operation, found.message))
		else
			local column <const> = self.columns.by_field[found.field] or { header = found.field, field = found.field }
			judgement.add(self, problems, number, column, found.code, found.message, found.likely)
		end
		::continue::
	end
end

--- The carrier takes no order for a day that is over. Whether it passes while a job waits is the carrier's to judge.
local function check_day(self, arguments, number, wrong, problems)
	local day <const> = not wrong[DAY] and arguments[DAY]
	if day and self.today and math.tointeger(day) < self.today then
		judgement.add(self, problems, number, self.columns.by_field[DAY], "date_passed",
			messages.say("list_date_passed", { day = day, today = self.today }))
	end
end

--- The values of a message; the place of an earlier row as people call it there.
local function values_of(self, entry)
	local values <const> = {}
	for name, value in pairs(entry.values or {}) do
		values[name] = value
	end
	values.place = values.line and messages.say(self.by_row and "place_row" or "place_line", { number = values.line })
	return values
end

--- Adds what was found about the row as a whole: the problems, or the advice.
function judgement.add_found(self, found, number, as_advice, target)
	for _, entry in ipairs(found) do
		if (entry.is_advice or false) == as_advice then
			local column <const> = entry.field and (self.columns.by_field[entry.field]
				or { header = entry.field, field = entry.field })
			judgement.add(self, target, number, column, entry.code, messages.say(entry.message, values_of(self, entry)))
		end
	end
end

local NONE <const> = {}

local function fields_of(diagnostics)
	local fields <const> = {}
	for _, found in ipairs(diagnostics) do
		fields[found.field or ""] = true
	end
	return fields
end

--- Judges the arguments of the next row.
-- @param layout {operation=name, and what repeats.add_to adds}
-- @param arguments by field, each as it is sent where it is no problem
-- @param refused the fields whose values are a problem already
-- @param number as for `add`
-- @param problems what was found before; gets what is found here
-- @return the advice, an array; or nil where there is a problem
function judgement.of(self, layout, arguments, refused, number, problems)
	local fine <const>, diagnostics <const> = core.check(layout.operation, arguments, self.today)
	if not fine then
		add_diagnostics(self, layout, number, diagnostics, refused, problems)
	end
	if arguments[AGREEMENT] == "no" then
		judgement.add(self, problems, number, self.columns.by_field[AGREEMENT], "not_agreed",
			messages.say("list_not_agreed"))
	end
	local wrong <const> = fine and NONE or fields_of(diagnostics)
	check_day(self, arguments, number, wrong, problems)
	local repeated <const> = repeats.find(self.seen, layout, arguments, number, wrong)
	judgement.add_found(self, repeated, number, false, problems)
	if not fine or #problems > 0 then
		return nil
	end
	local advice <const> = {}
	add_diagnostics(self, layout, number, diagnostics, NONE, advice)
	judgement.add_found(self, repeated, number, true, advice)
	return advice
end

return judgement
