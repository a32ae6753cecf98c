--- `unom describe OP`: everything the catalogue has about one operation.

local exit_code <const> = require "unom.cli.exit_code"
local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local operation_text <const> = require "unom.cli.view.operation_text"
local options <const> = require "unom.cli.options"
local prerequisites <const> = require "unom.cli.prerequisites"

local describe <const> = { summary = messages.say("describe_summary") }

local say <const> = messages.say

local OPERATION_KEYS <const> = {
	"number", "name", "label", "kind", "changes", "method", "path", "constants", "container", "container_is",
	"lines_min", "lines_max", "fields", "at_least_one", "at_most_one", "tracked_by", "cancelled_by", "identity",
	"date_window", "availability", "list_limit", "ordered_before", "needs", "shown_by", "shows", "hides", "inverse",
	"reply", "reply_fields",
}
local FIELD_KEYS <const> = {
	"name", "label", "also", "rule", "place", "required", "automatic", "secret", "personal", "min", "max",
	"advise_min", "advise_max", "choices", "codes", "when_none", "remark",
}
local REPLY_KEYS <const> = { "name", "label", "remark", "codes" }

function describe.add_to_parser(command)
	command:epilog(say("describe_epilog"))
	command:argument("operation", say("argument_operation")):argname("<OP>")
	options.add_json(command)
end

--- Copies of fields for JSON, as an array in their order.
local function fields_as_json(fields, keys)
	local copies <const> = json.array {}
	for index, field in ipairs(fields) do
		local entry <const> = {}
		for _, key in ipairs(keys) do
			entry[key] = field[key]
		end
		json.array(entry.also or {})
		entry.remark = entry.remark and { ja = entry.remark.ja, en = entry.remark.en }
		copies[index] = json.ordered(entry, keys)
	end
	return copies
end

--- A copy of the catalogue's entry for JSON.
local function as_json(operation)
	local copy <const> = {}
	for _, key in ipairs(OPERATION_KEYS) do
		copy[key] = operation[key]
	end
	copy.fields = fields_as_json(operation.fields, FIELD_KEYS)
	copy.reply_fields = fields_as_json(operation.reply_fields, REPLY_KEYS)
	return json.ordered(copy, OPERATION_KEYS)
end

function describe.command(arguments, environment)
	local operation <const>, code <const> = prerequisites.operation(arguments.operation, environment)
	if not operation then
		return code
	end
	environment:write(arguments.json and as_json(operation) or operation_text.all(operation))
	return exit_code.ok
end

return describe
