--- Options that several commands share, each stated once: flag, words, form, and what the engine calls it.
--
-- Invariant: `arguments` keep the text as it was typed, so that the command that resumes can repeat it.

local messages <const> = require "unom.messages"

local options <const> = {}

local say <const> = messages.say

local SECONDS <const> = { s = 1, m = 60, h = 3600, d = 86400 }

local function integer(value, least, most)
	local number <const> = value:match("^%d+$") and math.tointeger(tonumber(value))
	return number and number >= least and number <= most and number or nil
end

local function decimal(value)
	return value:match("^%d+%.?%d*$") and tonumber(value) or nil
end

local forms <const> = {}

function forms.text(value)
	return value ~= "" and value or nil
end

--- "2h", "90m" -> seconds.
function forms.duration(value)
	local number <const>, unit <const> = value:match("^(.+)([smhd])$")
	local amount <const> = number and decimal(number)
	return amount and amount > 0 and amount * SECONDS[unit] or nil
end

--- "5/s" -> 5.
function forms.rate(value)
	local amount <const> = decimal(value:match("^(.+)/s$") or "")
	return amount and amount > 0 and amount or nil
end

--- "10" -> {rows = 10}; "5%" -> {percent = 5}.
function forms.failures(value)
	local percent <const> = decimal(value:match("^(.+)%%$") or "")
	if percent then
		return percent > 0 and percent <= 100 and { percent = percent } or nil
	end
	local rows <const> = integer(value, 1, math.maxinteger)
	return rows and { rows = rows } or nil
end

function forms.count(value)
	return integer(value, 1, math.maxinteger)
end

-- The carrier takes no more than this many orders between acceptance and the end of processing.
function forms.outstanding(value)
	return integer(value, 1, 254)
end

local CONNECTION <const> = {
	{ flag = "--profile", argname = "NAME" },
	{ flag = "--region", argname = "REGION", choices = { "jp", "us", "uk" }, setting = "region" },
	{ flag = "--base-url", argname = "URL", setting = "base_url" },
	{ flag = "--ca-file", argname = "FILE", setting = "ca_file" },
}

local CONTRACT <const> = { flag = "--contract", argname = "ID", setting = "contract_id" }
local LEDGER <const> = { flag = "--ledger", argname = "FILE", setting = "ledger" }

local LIST <const> = {
	{ flag = "--operation", argname = "OP" },
	CONTRACT,
	{ flag = "--encoding", argname = "NAME", choices = { "utf-8", "cp932" } },
	{ flag = "--agree" },
	{ flag = "--allow-duplicates" },
}

-- The other options of a run stay with the job; a deadline is each run's own.
local DEADLINE <const> = { flag = "--deadline", argname = "TIME", form = "duration", engine = "deadline" }

local RUN <const> = {
	{ flag = "--until", argname = "STAGE", choices = { "final", "complete" }, engine = "wait_until" },
	DEADLINE,
	{ flag = "--rate", argname = "N/s", form = "rate", engine = "rate" },
	{ flag = "--canary", argname = "N", form = "count", engine = "canary" },
	{ flag = "--max-failures", argname = "N|P%", form = "failures", engine = "max_failures" },
	{ flag = "--max-outstanding", argname = "N", form = "outstanding", engine = "max_outstanding" },
	{ flag = "--result", argname = "FILE", engine = "result" },
}

-- Of a run's options those that mean something where orders are taken back.
local CANCEL <const> = { DEADLINE, RUN[3], RUN[#RUN] }

local LIST_FILE <const> = { flag = "--list", argname = "FILE" }

-- The answers to what became of an unknown row.
local ANSWER <const> = {
	{ flag = "--order", argname = "ID" },
	{ flag = "--resend" },
	{ flag = "--abandon" },
}

local JSON <const> = { flag = "--json" }

local function target(option)
	return (option.flag:sub(3):gsub("-", "_"))
end

local function checked(option)
	return function(value)
		local form <const> = option.form or "text"
		if forms[form](value) == nil then
			return nil, say("bad_option", { flag = option.flag, form = say("form_" .. form), value = value })
		end
		return value
	end
end

local function add(command, option)
	local words <const> = say("option_" .. target(option))
	if not option.argname then
		return command:flag(option.flag, words)
	end
	local added <const> = command:option(option.flag, words):argname("<" .. option.argname .. ">")
	if option.choices then
		return added:choices(option.choices)
	end
	return added:convert(checked(option))
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
	add_group(command, "group_connection", CONNECTION)
end

--- The contract, for a command that takes no change list.
function options.add_contract(command)
	add(command, CONTRACT)
end

--- How to read a change list.
function options.add_list(command)
	add_group(command, "group_list", LIST)
end

--- How far, how fast and until when to run.
function options.add_run(command)
	add_group(command, "group_run", RUN)
end

--- How fast and until when to take orders back.
function options.add_cancel(command)
	add_group(command, "group_run", CANCEL)
end

--- The change list of a job that is in the ledger, once more.
function options.add_list_file(command)
	add(command, LIST_FILE)
end

--- What became of an unknown row: at most one of the answers.
function options.add_answer(command)
	local added <const> = add_group(command, "group_answer", ANSWER)
	command:mutex(table.unpack(added))
end

function options.add_result(command)
	add(command, RUN[#RUN])
end

function options.add_profile(command)
	add(command, CONNECTION[1])
end

function options.add_ledger(command)
	add(command, LEDGER)
end

function options.add_json(command)
	add(command, JSON)
end

--- Adds an argument that is a whole number.
-- @param problem the code of what is said of anything else
local function add_number(command, name, words, problem)
	return command:argument(name, words):argname(("<%s>"):format(name:upper())):convert(function(value)
		local number <const> = forms.count(value)
		if not number then
			return nil, say(problem, { value = value })
		end
		return number
	end)
end

--- The number of a job, which may be left out.
function options.add_job(command)
	add_number(command, "job", say("argument_job"), "bad_job"):args("?")
end

--- The numbers of a job and of one of its rows.
function options.add_row_of_job(command)
	add_number(command, "job", say("argument_job"), "bad_job")
	add_number(command, "row", say("argument_row"), "bad_row")
end

--- The settings that were given as flags, for unom.config.
function options.settings(arguments)
	local settings <const> = {}
	for _, group in ipairs { CONNECTION, { CONTRACT, LEDGER } } do
		for _, option in ipairs(group) do
			if option.setting then
				settings[option.setting] = arguments[target(option)]
			end
		end
	end
	return settings
end

--- What the bulk library calls the options on how to read a change list.
function options.list(arguments, settings)
	return {
		operation = arguments.operation,
		contract_id = settings.contract_id,
		encoding = arguments.encoding,
		agree = arguments.agree or false,
		allow_duplicates = arguments.allow_duplicates or false,
	}
end

--- Adds what the bulk library calls the options of a run to `engine_options`. Returns them.
function options.run(arguments, engine_options)
	for _, option in ipairs(RUN) do
		local value <const> = arguments[target(option)]
		if value ~= nil then
			engine_options[option.engine] = option.form and forms[option.form](value) or value
		end
	end
	return engine_options
end

local function quoted(value)
	if value:find("^[%w_./:@%%+=-]+$") then
		return value
	end
	return "'" .. value:gsub("'", "'\\''") .. "'"
end

local function given(arguments, groups)
	local words <const> = {}
	for _, group in ipairs(groups) do
		for _, option in ipairs(group) do
			local value <const> = arguments[target(option)]
			if value ~= nil then
				words[#words + 1] = (" %s %s"):format(option.flag, quoted(value))
			end
		end
	end
	return table.concat(words)
end

--- The flags that were given and that a resumed run needs again, as a shell reads them: "" or " --ledger x ...".
function options.resume_flags(arguments)
	return given(arguments, { CONNECTION, { LEDGER, DEADLINE } })
end

--- The flags that were given and that another look at the same ledger needs, as a shell reads them.
function options.ledger_flags(arguments)
	return given(arguments, { { CONNECTION[1], LEDGER } })
end

return options
