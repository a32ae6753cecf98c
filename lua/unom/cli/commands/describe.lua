--- `unom describe OP`: everything the catalogue has about one operation.

local exit_code <const> = require "unom.cli.exit_code"
local grid <const> = require "unom.cli.view.grid"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"
local prerequisites <const> = require "unom.cli.prerequisites"

local describe <const> = { summary = messages.say("describe_summary") }

local say <const> = messages.say

local OPERATION_KEYS <const> = {
	"number", "name", "label", "kind", "changes", "method", "path", "constants", "container", "container_is",
	"lines_min", "lines_max", "fields", "at_least_one", "at_most_one", "tracked_by", "cancelled_by", "identity",
	"date_window", "availability", "list_limit", "reply", "example",
}
local FIELD_KEYS <const> = {
	"name", "label", "also", "rule", "place", "required", "automatic", "secret", "personal", "min", "max",
	"advise_min", "advise_max", "choices", "when_none",
}
local FIELD_COLUMNS <const> = { "field", "required", "where", "rule", "limits", "label" }

function describe.add_to_parser(command)
	command:epilog(say("describe_epilog"))
	command:argument("operation", say("argument_operation")):argname("<OP>")
	options.add_json(command)
end

--- A copy of the catalogue's entry for JSON: the fields as an array, in their order.
local function as_json(operation)
	local copy <const> = {}
	for _, key in ipairs(OPERATION_KEYS) do
		copy[key] = operation[key]
	end
	copy.fields = json.array {}
	for index, field in ipairs(operation.fields) do
		local entry <const> = {}
		for _, key in ipairs(FIELD_KEYS) do
			entry[key] = field[key]
		end
		json.array(entry.also or {})
		copy.fields[index] = json.ordered(entry, FIELD_KEYS)
	end
	return json.ordered(copy, OPERATION_KEYS)
end

local function range(least, most)
	if least and most then
		return least == most and tostring(least) or ("%d-%d"):format(least, most)
	end
	return most and say("limit_most", { number = most }) or least and say("limit_least", { number = least }) or nil
end

--- A field's lengths in words; a limit that is only advice is in brackets.
local function limits(field)
	local words <const> = {}
	local function positive(number)
		return number and number > 0 and number or nil
	end
	local hard <const> = range(positive(field.min), positive(field.max))
	local advised <const> = range(positive(field.advise_min), positive(field.advise_max))
	words[#words + 1] = hard
	words[#words + 1] = advised and say("limit_advised", { limit = advised }) or nil
	return table.concat(words, " ")
end

local function required(field)
	return say(field.automatic and "required_automatic" or field.required and "required_yes" or "required_no")
end

local function field_rows(operation)
	local rows <const> = {}
	for index, field in ipairs(operation.fields) do
		rows[index] = {
			field = field.name, required = required(field), where = field.place, rule = field.rule,
			limits = limits(field), label = field.label,
		}
	end
	return rows
end

--- A line for each field that has choices, a word for none, secrecy or other labels.
local function field_notes(operation)
	local notes <const> = {}
	for _, field in ipairs(operation.fields) do
		local words <const> = {}
		for _, choice in ipairs(field.choices or {}) do
			words[#words + 1] = choice.meaning and ("%s = %s"):format(choice.value, choice.meaning) or choice.value
		end
		words[#words + 1] = field.when_none and say("describe_when_none", { value = field.when_none })
		words[#words + 1] = field.secret and say("describe_secret") or nil
		words[#words + 1] = field.also and #field.also > 0
			and say("describe_also", { labels = table.concat(field.also, ", ") }) or nil
		if #words > 0 then
			notes[#notes + 1] = ("  %s: %s"):format(field.name, table.concat(words, "; "))
		end
	end
	return notes
end

local function operation_notes(operation)
	local notes <const> = {}
	local function note(code, value)
		if value then
			notes[#notes + 1] = say(code, { value = value })
		end
	end
	local function names(list)
		return list and #list > 0 and table.concat(list, ", ")
	end
	if operation.container then
		note(operation.container_is == "array" and "describe_lines" or "describe_line", operation.container)
	end
	note("describe_at_least_one", names(operation.at_least_one))
	note("describe_at_most_one", names(operation.at_most_one))
	note("describe_date_window", operation.date_window)
	note("describe_tracked_by", operation.tracked_by)
	note("describe_cancelled_by", operation.cancelled_by)
	note("describe_list_limit", operation.list_limit)
	note("describe_availability", operation.availability)
	note("describe_reply", names(operation.reply))
	return notes
end

local function as_text(operation)
	local lines <const> = {
		("%s  %s"):format(operation.name, operation.label),
		("%s %s"):format(operation.method, operation.path),
		say(operation.changes and "describe_changes" or "describe_reads", { kind = operation.kind }),
		"",
		(grid.aligned(field_rows(operation), FIELD_COLUMNS):gsub("\n$", "")),
	}
	for _, notes in ipairs { field_notes(operation), operation_notes(operation) } do
		if #notes > 0 then
			lines[#lines + 1] = ""
			table.move(notes, 1, #notes, #lines + 1, lines)
		end
	end
	return table.concat(lines, "\n") .. "\n"
end

function describe.command(arguments, environment)
	local operation <const>, code <const> = prerequisites.operation(arguments.operation, environment)
	if not operation then
		return code
	end
	environment:write(arguments.json and as_json(operation) or as_text(operation))
	return exit_code.ok
end

return describe
