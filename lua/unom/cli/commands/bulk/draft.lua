--- `unom bulk draft OP`: the start of a change list of the lines as they are; orders nothing.

local bulk_call <const> = require "unom.cli.bulk_call"
local exit_code <const> = require "unom.cli.exit_code"
local messages <const> = require "unom.messages"
local options <const> = require "unom.cli.options"
local prerequisites <const> = require "unom.cli.prerequisites"
local written_list <const> = require "unom.cli.written_list"

local draft <const> = { summary = messages.say("draft_summary") }

local say <const> = messages.say

function draft.add_to_parser(command)
	command:epilog(say("draft_epilog"))
	command:argument("operation", say("argument_operation")):argname("<OP>")
	options.add_where(command)
	options.add_written_list(command)
	options.add_contract(command)
	options.add_connection(command)
end

--- Says what the draft has, what it has not, and what is to be done with it.
local function tell(drafted, arguments, environment)
	environment:say(say("draft_done", { rows = #drafted.rows, listed = drafted.listed }))
	if drafted.left_out > 0 then
		environment:say(say("draft_left_out", { number = drafted.left_out, operation = drafted.operation }))
	end
	if not drafted.whole then
		environment:say(say("draft_not_whole", { listed = drafted.listed }))
	end
	written_list.say_next(drafted.rows, arguments, environment)
end

function draft.command(arguments, environment)
	local operation <const>, unknown <const> = prerequisites.operation(arguments.operation, environment)
	if not operation then
		return unknown
	end
	local settings <const>, unset <const> = prerequisites.settings(arguments, environment)
	if not settings then
		return unset
	end
	local set <const>, twice <const> = options.assignments(arguments.set)
	if not set then
		environment:say(say("field_twice", { field = twice }))
		return exit_code.usage
	elseif not settings.contract_id then
		environment:say(say("draft_no_contract"))
		return exit_code.usage
	end
	local drafted <const>, refused <const> = bulk_call.inquire("draft", { operation = operation.name,
		contract_id = settings.contract_id, where = options.assignments(arguments.where, true), set = set },
		arguments, environment, settings)
	if not drafted then
		return refused
	end
	written_list.write(drafted.rows, drafted.columns, arguments, environment)
	tell(drafted, arguments, environment)
	return drafted.whole and exit_code.ok or exit_code.failed
end

return draft
