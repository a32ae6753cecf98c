--- `unom explain WORD`: what a code, a field, an operation, an error or a word of unom means, in both languages.

local exit_code <const> = require "unom.cli.exit_code"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"
local text <const> = require "unom.cli.view.text"

local explain <const> = { summary = messages.say("explain_summary") }

local say <const> = messages.say

local KEYS <const> = {
	"kind", "name", "fields", "number", "printed", "status", "message", "method", "path", "limitStatus1", "limitStatus2",
	"ja", "en", "todo", "operations", "uses", "codes",
}
local USE_KEYS <const> = { "where", "label", "remark", "operations" }
local CODE_KEYS <const> = { "code", "ja", "en", "operations" }
local WHERE <const> = { fields = "request", reply_fields = "reply" } -- in JSON

function explain.add_to_parser(command)
	command:epilog(say("explain_epilog"))
	command:argument("words", say("argument_word")):argname("<WORD>"):args("+")
	options.add_json(command)
end

--- Operations by their names, each with its number.
local function named(names)
	local operations <const>, words <const> = require "unom.operations", {}
	for index, name in ipairs(names) do
		words[index] = ("%s (%02d)"):format(name, operations[name].number)
	end
	return table.concat(words, ", ")
end

-- ---- text ----

-- The first line of a meaning, by its kind.
local TITLES <const> = {
	code = function(found)
		local names <const> = table.concat(found.fields, ", ")
		return found.name == "" and say("explain_code_blank", { fields = names })
			or say("explain_code", { fields = names, name = found.name })
	end,
	field = function(found) return say("explain_field", found) end,
	operation = function(found) return say("explain_operation", { operation = named { found.name } }) end,
	error = function(found) return say("explain_error", found) end,
	restriction = function(found)
		return say("explain_restriction", { name = found.name, first = found.limitStatus1,
			second = found.limitStatus2 or say("explain_any") })
	end,
	state = function(found) return say("explain_state", found) end,
	column = function(found) return say("explain_column", found) end,
	exit_code = function(found) return say("explain_exit_code", found) end,
	reading = function(found) return say("explain_reading", found) end,
	form = function(found) return say("explain_form", found) end,
}

local function add_field(lines, found)
	for _, use in ipairs(found.uses) do
		lines[#lines + 1] = say(use.where == "fields" and "explain_given" or "explain_told",
			{ operations = named(use.operations), label = use.label })
		if use.remark then
			lines[#lines + 1] = "    " .. use.remark.ja
			lines[#lines + 1] = "    " .. use.remark.en
		end
	end
	if #found.codes > 0 then
		lines[#lines + 1] = say("explain_codes")
	end
	for _, held in ipairs(found.codes) do
		lines[#lines + 1] = say(held.operations and "explain_code_line_of" or "explain_code_line", {
			code = held.code == "" and say("explain_no_code") or held.code, ja = held.ja, en = held.en,
			operations = held.operations and named(held.operations),
		})
	end
end

--- The lines of one meaning.
local function described(found)
	local lines <const> = { TITLES[found.kind](found) }
	if found.kind == "field" then
		add_field(lines, found)
		return lines
	end
	lines[#lines + 1] = "  " .. found.ja
	lines[#lines + 1] = found.en ~= found.ja and "  " .. found.en or nil
	lines[#lines + 1] = found.operations and say("explain_in", { operations = named(found.operations) })
	if found.kind == "operation" then
		lines[#lines + 1] = say("explain_wire", found)
		lines[#lines + 1] = say("explain_describe", found)
	end
	lines[#lines + 1] = found.todo and say("explain_todo", found)
	return lines
end

local function as_text(all)
	local blocks <const> = {}
	for index, found in ipairs(all) do
		local lines <const> = described(found)
		for number, line in ipairs(lines) do
			lines[number] = text.plain(line)
		end
		blocks[index] = table.concat(lines, "\n") .. "\n"
	end
	return table.concat(blocks, "\n")
end

-- ---- JSON ----

local function as_json(word, all)
	for _, found in ipairs(all) do
		json.ordered(found, KEYS)
		for _, use in ipairs(found.uses or {}) do
			use.where = WHERE[use.where]
			use.remark = use.remark and { ja = use.remark.ja, en = use.remark.en }
			json.ordered(use, USE_KEYS)
		end
		for _, held in ipairs(found.codes and json.array(found.codes) or {}) do
			json.ordered(held, CODE_KEYS)
		end
	end
	return json.ordered({ ok = #all > 0, exit_code = #all > 0 and exit_code.ok or exit_code.usage, word = word,
		meanings = json.array(all) }, { "ok", "exit_code", "kind", "message", "word", "meanings" })
end

function explain.command(arguments, environment)
	local lookup <const> = require "unom.catalogue.lookup" -- not above: help needs no C module
	local word <const> = table.concat(arguments.words, " ")
	local all <const> = lookup.find(word)
	local shown <const> = arguments.json and as_json(word, all)
	if #all > 0 then
		environment:write(shown or as_text(all))
		return exit_code.ok
	end
	local near <const> = lookup.nearest(word)
	local message <const> = say("explain_unknown", { word = word,
		suggestion = near and say("suggestion", { nearest = near }) or "" })
	environment:say(message)
	if shown then
		shown.kind, shown.message = "unknown_word", message
		environment:write(shown)
	end
	return exit_code.usage
end

return explain
