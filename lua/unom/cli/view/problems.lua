--- The problems and the advice of a change list, as people and as programs read them.
--
-- Invariant: every problem is shown, one a line, in a form that editors take: FILE:LINE: column: message.

local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local text <const> = require "unom.cli.view.text"

local findings <const> = {}

local KEYS <const> = { "file", "line", "column", "field", "code", "message" }

--- Writes every problem as a line to `err`.
function findings.write_problems(problems, environment)
	for _, problem in ipairs(problems) do
		environment.err:write(text.plain(problem), "\n")
	end
end

--- Says every piece of advice; one that many rows share is said once, with how many more there are.
function findings.say_advice(advice, environment)
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
		environment.err:write(text.plain(messages.say(group.more > 0 and "advice_lines" or "advice_line", {
			advice = tostring(group.first), more = group.more,
		})), "\n")
	end
end

--- Problems or advice as an array for JSON.
function findings.as_json(entries)
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

--- What JSON shows of a list that was refused.
function findings.refusal(problems)
	return json.ordered({
		ok = false, problems = findings.as_json(problems), advice = json.array {},
	}, { "ok", "problems", "advice" })
end

return findings
