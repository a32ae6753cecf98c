--- The options that several commands share: added to a parser, and read from what it parsed.
--
-- Invariant: `arguments` keep each value as it was typed, so that the command that resumes can repeat it.

local config <const> = require "unom.config"
local flags <const> = require "unom.cli.flags"
local form <const> = require "unom.cli.form"
local messages <const> = require "unom.messages"
local normalize <const> = require "unom.bulk.list.normalize"
local printable <const> = require "unom.printable"

local options <const> = {}

local say <const> = messages.say

local function checked(option)
	return function(value)
		local name <const> = option.form or "text"
		if form[name](value) == nil then
			return nil, say("bad_option", { flag = option.flag, form = say("form_" .. name), value = value })
		end
		return value
	end
end

local function add(command, option)
	local words <const> = say(option.words or "option_" .. flags.target(option))
	if not option.argname then
		return command:flag(option.flag, words)
	end
	local added <const> = command:option(option.flag, words):argname("<" .. option.argname .. ">")
	if option.choices then
		return added:choices(option.choices)
	end
	return (option.repeated and added:count("*") or added):convert(checked(option))
end

local function add_group(command, heading, group)
	local added <const> = {}
	for index, option in ipairs(group) do
		added[index] = add(command, option)
	end
	command:group(say(heading), table.unpack(added))
	return added
end

--- Which carrier to talk to, and as whom.
function options.add_connection(command)
	add_group(command, "group_connection", flags.CONNECTION)
end

--- The contract, for a command that takes no change list.
function options.add_contract(command)
	add(command, flags.CONTRACT)
end

--- How to read a change list.
function options.add_list(command)
	add_group(command, "group_list", flags.LIST)
end

--- How far, how fast and until when to run, and beside whom.
function options.add_run(command)
	add_group(command, "group_run", flags.RUN)
	add_group(command, "group_others", flags.OTHERS)
end

--- Whether what is shown is meant, without a question.
function options.add_yes(command)
	command:flag("--yes", say("option_yes"))
end

--- Which lines a draft has.
function options.add_where(command)
	add(command, flags.WHERE)
end

--- What is filled into a list that is written to standard output, and how that is written.
function options.add_written_list(command)
	add(command, flags.SET)
	add(command, flags.ENCODING_OUT)
end

--- What to do with rows that were ordered before.
function options.add_ordered(command)
	command:mutex(table.unpack(add_group(command, "group_ordered", flags.ORDERED)))
end

--- How fast and until when to take orders back.
function options.add_cancel(command)
	add_group(command, "group_run", flags.CANCEL)
end

--- The change list of a job that the ledger has already.
function options.add_list_file(command)
	add(command, flags.LIST_FILE)
end

--- A person's answer about an unknown row, at most one of three, and about all of them.
function options.add_answer(command)
	local added <const> = add_group(command, "group_answer", flags.ANSWER)
	command:mutex(table.unpack(added))
	add(command, flags.FORCE)
	add_group(command, "group_answer_all", flags.ANSWER_ALL)
end

--- Where to write the result file, and how.
function options.add_result(command)
	for _, option in ipairs { flags.RESULT, flags.BOM, flags.FOR } do
		add(command, option)
	end
end

--- Which profile to take settings from, for a command that does not talk to the carrier.
function options.add_profile(command)
	add(command, flags.PROFILE)
end

--- Whether to look in a ledger, and in which: without a file in that of the settings.
function options.add_ledger_to_look_in(command)
	command:option(flags.LEDGER.flag, say "option_look_in_ledger"):argname("<" .. flags.LEDGER.argname .. ">"):args("?")
end

--- Where the ledger is.
function options.add_ledger(command)
	add(command, flags.LEDGER)
end

--- Whether to write JSON.
function options.add_json(command)
	add(command, flags.JSON)
end

--- Profile, ledger and JSON, for a command on jobs that does not talk to the carrier.
function options.add_offline(command)
	options.add_profile(command)
	options.add_ledger(command)
	options.add_json(command)
end

--- Connection, ledger and JSON, for a command on jobs that talks to the carrier.
function options.add_online(command)
	options.add_connection(command)
	options.add_ledger(command)
	options.add_json(command)
end

--- Adds an argument that is a whole number.
-- @param problem the code of the message about any other value
local function add_number(command, name, words, problem)
	return command:argument(name, words):argname(("<%s>"):format(name:upper())):convert(function(value)
		local number <const> = form.count(value)
		if not number then
			return nil, say(problem, { value = value })
		end
		return number
	end)
end

--- The number of a job, optional.
function options.add_job(command)
	add_number(command, "job", say("argument_job"), "bad_job"):args("?")
end

--- The number of a job, and of the row that a person answers for, optional.
function options.add_job_and_row_to_answer(command)
	add_number(command, "job", say("argument_job"), "bad_job")
	add_number(command, "row", say("argument_row"), "bad_row"):args("?")
end

--- The number of a job, and of one of its rows, optional.
function options.add_job_and_row(command)
	add_number(command, "job", say("argument_job"), "bad_job")
	add_number(command, "row", say("argument_row_or_all"), "bad_row"):args("?")
end

--- The settings that were given as flags, for unom.config.
function options.settings(arguments)
	local settings <const> = {}
	for _, group in ipairs { flags.CONNECTION, { flags.CONTRACT, flags.LEDGER } } do
		for _, option in ipairs(group) do
			if option.setting then
				settings[option.setting] = arguments[flags.target(option)]
			end
		end
	end
	return settings
end

--- What the owner of the list says of its columns, by their headings: the profile's settings, and flags over them.
-- Returns the headings of the columns that are not read, and the fields by heading.
local function own_columns(arguments, settings)
	local flagged <const>, mapped <const>, own <const> = {}, {}, {}
	for _, heading in ipairs(arguments.ignore) do
		flagged[normalize.plain(heading)] = true
	end
	for _, mapping in ipairs(arguments.map) do
		local heading <const>, field <const> = table.unpack(form.mapping(mapping))
		flagged[normalize.plain(heading)], mapped[heading] = true, field
	end
	for heading, field in pairs(settings.columns or {}) do
		if not flagged[normalize.plain(heading)] then
			own[heading] = field
		end
	end
	local ignore <const>, map <const> = config.own_columns(own)
	table.move(arguments.ignore, 1, #arguments.ignore, #ignore + 1, ignore)
	table.sort(ignore)
	for heading, field in pairs(mapped) do
		map[heading] = field
	end
	return ignore, map
end

--- The bulk library's options on how to read a change list.
function options.list(arguments, settings)
	local ignore <const>, map <const> = own_columns(arguments, settings)
	return {
		separator = arguments.separator and form.separator(arguments.separator),
		columns = arguments.columns and form.names(arguments.columns),
		ignore = ignore,
		map = map,
		operation = arguments.operation,
		contract_id = settings.contract_id,
		encoding = arguments.encoding,
		agree = arguments.agree or false,
		allow_duplicates = arguments.allow_duplicates or false,
	}
end

--- Adds the bulk library's options of a run to `call_options`, those that were given. Returns them.
function options.run(arguments, call_options)
	for _, group in ipairs { flags.RUN, flags.OTHERS, flags.ORDERED } do
		for _, option in ipairs(group) do
			local value <const> = arguments[flags.target(option)]
			if value ~= nil then
				call_options[option.bulk] = option.form and form[option.form](value) or value
			end
		end
	end
	return call_options
end

--- The values that were given as FIELD=VALUE: {[field]=value}, or with `several` {[field]={values}}.
-- @return nil and the field where one that takes one value was given two
function options.assignments(words, several)
	local given <const> = {}
	for _, word in ipairs(words) do
		local name <const>, value <const> = table.unpack(form.assignment(word))
		if several then
			given[name] = given[name] or {}
			table.insert(given[name], value)
		elseif given[name] then
			return nil, name
		else
			given[name] = value
		end
	end
	return given
end

--- The flags of these groups that were given, each with a space before it; one may have been given several times.
local function given(arguments, groups)
	local words <const> = {}
	for _, group in ipairs(groups) do
		for _, option in ipairs(group) do
			local value <const> = arguments[flags.target(option)]
			for _, one in ipairs(type(value) == "table" and value or { value }) do
				words[#words + 1] = one and " " .. option.flag or ""
				words[#words + 1] = option.argname and " " .. printable.quoted(one) or ""
			end
		end
	end
	return table.concat(words)
end

--- Those of the given flags by which a list is read, as a shell reads them.
function options.list_flags(arguments)
	return given(arguments, { flags.LIST, { flags.PROFILE } })
end

--- Those of the given flags by which a list is run.
function options.run_flags(arguments)
	return given(arguments, { flags.LIST, flags.RUN, flags.OTHERS, flags.CONNECTION, { flags.LEDGER } })
end

--- The given flag on rows that were ordered before, as a shell reads it, or "".
function options.ordered_flags(arguments)
	return given(arguments, { flags.ORDERED })
end

--- Those of the given flags that the resumed run needs again, as a shell reads them: "" or " --ledger x ...".
function options.resume_flags(arguments)
	return given(arguments, { flags.CONNECTION, { flags.LEDGER, flags.DEADLINE } })
end

--- Those of the given flags that say which carrier, as whom, which contract and which ledger.
function options.connection_flags(arguments)
	return given(arguments, { flags.CONNECTION, { flags.CONTRACT, flags.LEDGER } })
end

--- Those of the given flags that another command on the same ledger needs, as a shell reads them.
function options.ledger_flags(arguments)
	return given(arguments, { { flags.PROFILE, flags.LEDGER } })
end

return options
