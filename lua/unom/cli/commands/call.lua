--- `unom call OP field=value ...`: sends one operation once and shows its reply.
--
-- Invariants: nothing is sent before every argument has passed its check; no secret is read from the command line; only
-- a call that made an order opens the ledger, after its reply was shown.

local exit_code <const> = require "unom.cli.exit_code"
local hint <const> = require "unom.cli.view.hint"
local messages <const> = require "unom.messages"
local moments <const> = require "unom.moments"
local options <const> = require "unom.cli.options"
local prerequisites <const> = require "unom.cli.prerequisites"
local reply <const> = require "unom.cli.view.reply"

local call <const> = { summary = messages.say("call_summary") }

local say <const> = messages.say

function call.add_to_parser(command)
	command:epilog(say("call_epilog"))
	command:argument("operation", say("argument_operation")):argname("<OP>")
	command:argument("fields", say("argument_fields")):argname("<FIELD=VALUE>"):args("*")
	command:option("--format", say("option_format")):argname("<FORMAT>"):choices(reply.FORMATS)
	options.add_contract(command)
	options.add_connection(command)
end

--- Reads a secret as one line of standard input. On a terminal it prompts and turns the echo off.
local function read_secret(name, environment)
	if not environment.is_terminal("input") then
		return environment.input:read("l")
	end
	environment.err:write(say("secret_prompt", { field = name }))
	os.execute("stty -echo")
	local ok <const>, line <const> = pcall(environment.input.read, environment.input, "l") -- Ctrl-C raises
	os.execute("stty echo")
	environment.err:write("\n")
	if not ok then
		error(line, 0)
	end
	return line
end

--- The words FIELD=VALUE as a table | nil, message.
local function read_fields(words, operation, environment)
	local fields <const> = {}
	for position, word in ipairs(words) do
		local name <const>, value = word:match("^([^=]+)=(.*)$")
		if not name then
			return nil, say("not_a_field", { position = position })
		elseif fields[name] then
			return nil, say("field_twice", { field = name })
		end
		local field <const> = operation.fields[name]
		if field and field.secret then
			if value ~= "-" then
				return nil, say("secret_field", { field = name })
			end
			value = read_secret(name, environment)
			if not value then
				return nil, say("secret_missing", { field = name })
			end
		end
		fields[name] = value
	end
	return fields
end

-- Advice of the core, which knows no clock, that is a problem here: nothing is found outside the log.
local REFUSED <const> = { log_window = true }

--- Says every problem; where there is none and the operation changes something, every piece of advice. Returns true if
-- the arguments may be sent.
local function check(operation, fields, environment)
	local today <const> = math.tointeger(moments.japan("%Y%m%d", environment.time()))
	local ok <const>, found <const> = require("unom").check(operation.name, fields, today)
	local passes = ok
	for _, entry in ipairs(found) do
		local is_problem <const> = not ok or REFUSED[entry.code]
		local code = (is_problem and "problem_of_" or "advice_of_") .. (entry.field and "field" or "call")
		if entry.field == "contractId" and entry.code == "missing" then
			code = "no_contract"
		end
		if is_problem or operation.changes then
			environment:say(say(code, { operation = operation.name, field = entry.field, message = entry.message }))
		end
		passes = passes and not is_problem
	end
	return passes
end

--- Calls a function; meanwhile Ctrl-C ends the wait in the core, not the process.
local function watched(body, ...)
	local watch <close> = require("unom.core").interrupt_watch()
	assert(watch)
	return body(...)
end

local function show_failure(err, operation, environment)
	environment:say(tostring(err))
	hint.tell(err, environment)
	if err.sent == "maybe" and operation.changes then
		environment:say(say("may_have_acted"))
	end
	if err.kind == "interrupted" then
		return exit_code.interrupted
	end
	return err.kind == "auth" and exit_code.unauthorised or exit_code.failed
end

--- Notes in the ledger the order that a call made: else the next bulk run on the contract would ask whose it is.
local function note_order(received, operation, fields, settings, environment)
	local id <const> = operation.identity and received[operation.identity]
	if not id then
		return
	end
	local noted, err
	if settings.ledger then
		local asked <const>, result, reason = pcall(function()
			return require("unom.bulk").note_orders { ledger = settings.ledger, contract_id = fields.contractId, ids = { id } }
		end)
		noted, err = asked and result, asked and reason or result
	else
		err = say("no_ledger_place")
	end
	if not noted then
		environment:say(say("order_not_noted", { id = id, reason = tostring(err) }))
	end
end

function call.command(arguments, environment)
	local operation <const>, unknown <const> = prerequisites.operation(arguments.operation, environment)
	if not operation then
		return unknown
	end
	local settings <const>, unset <const> = prerequisites.settings(arguments, environment)
	if not settings then
		return unset
	end
	local fields <const>, message <const> = read_fields(arguments.fields, operation, environment)
	if not fields then
		environment:say(message)
		return exit_code.usage
	end
	fields.contractId = fields.contractId or settings.contract_id
	if not check(operation, fields, environment) then
		return exit_code.usage
	end
	local client <close>, refused <const> = prerequisites.client(settings, environment)
	if not client then
		return refused
	end
	local received <const>, err <const> = watched(client.call, client, operation.name, fields)
	if not received then
		return show_failure(err, operation, environment)
	end
	local format <const> = arguments.format or (environment.is_terminal("out") and "table" or "json")
	environment:write(reply.render(received, operation, format))
	if received.incomplete_entries then
		environment:say(say("list_not_whole", { list = operation.list, number = received.incomplete_entries }))
	end
	if received.truncated then
		environment:say(say("list_truncated", { list = operation.list, limit = operation.list_limit }))
	end
	if operation.changes then
		environment.out:flush() -- the reply is there, whatever becomes of the ledger
		watched(note_order, received, operation, fields, settings, environment)
	end
	return exit_code.ok
end

return call
