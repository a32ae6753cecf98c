--- The problems and the advice of a change list, for people and for programs.
--
-- Invariant: every problem is shown, one a line, in the form that editors understand: FILE:LINE: column: message.

local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local text <const> = require "unom.cli.view.text"

local diagnostics <const> = {}

local say <const> = messages.say

local KEYS <const> = { "file", "line", "column", "field", "code", "message" }

--- Writes every problem as a line to `err`.
function diagnostics.write_problems(problems, environment)
	for _, problem in ipairs(problems) do
		environment.err:write(text.plain(problem), "\n")
	end
end

--- Writes every piece of advice as a line to `err`. Advice that several rows share is written once, with the number
-- of the other rows.
function diagnostics.say_advice(advice, environment)
	local groups <const>, by_words <const> = {}, {}
	for _, entry in ipairs(advice or {}) do
		local words <const> = ("%s\0%s"):format(entry.column or "", entry.message)
		local group = by_words[words]
		if not group then
			group = { first = entry, more = -1 }
			by_words[words] = group
			groups[#groups + 1] = group
		end
		group.more = group.more + 1
	end
	for _, group in ipairs(groups) do
		environment.err:write(text.plain(say(group.more > 0 and "advice_lines" or "advice_line", {
			advice = tostring(group.first), more = group.more,
		})), "\n")
	end
end

--- Problems or advice as an array for JSON.
function diagnostics.as_json(entries)
	local shown <const> = json.array {}
	for index, entry in ipairs(entries or {}) do
		local copy <const> = {}
		for _, key in ipairs(KEYS) do
			copy[key] = entry[key]
		end
		shown[index] = json.ordered(copy, KEYS)
	end
	return shown
end

--- A refused list for JSON: {ok = false, problems = [...], advice = []}.
function diagnostics.refusal(problems)
	return json.ordered({
		ok = false, problems = diagnostics.as_json(problems), advice = json.array {},
	}, { "ok", "problems", "advice" })
end

--- Shows why the change list `file` was refused.
function diagnostics.tell_refusal(file, problems, arguments, environment)
	diagnostics.write_problems(problems, environment)
	environment:say(say("check_bad", { file = file, number = #problems }))
	if arguments.json then
		environment:write(diagnostics.refusal(problems))
	end
end

return diagnostics
