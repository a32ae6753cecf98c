--- The unknown rows of a job, all of them: what speaks for which answer, and the answers that a person gives.
--
-- Invariants: on a terminal one row after the other is asked about, and nothing is taken without an answer to that
-- question; elsewhere nothing is asked, and what no flag says is not taken.

local answers <const> = require "unom.cli.view.resolving.answers"
local bulk_call <const> = require "unom.cli.bulk_call"
local evidence <const> = require "unom.cli.view.resolving.evidence"
local exit_code <const> = require "unom.cli.exit_code"
local messages <const> = require "unom.messages"
local prerequisites <const> = require "unom.cli.prerequisites"
local question <const> = require "unom.cli.question"

local resolving <const> = {}

local say <const> = messages.say

local function code_of(left)
	return left > 0 and exit_code.unknown or exit_code.ok
end

-- What ends an interview: no later question would be answered.
local ENDS <const> = { [exit_code.unauthorised] = true, [exit_code.interrupted] = true }

--- The functions of the library that ask the carrier, for one run of the command.
local function asking(client, arguments, environment, settings)
	return function(name, given)
		local watch <close> = require("unom.core").interrupt_watch()
		given.client, given.watch = client, watch
		return bulk_call.ask(name, given, arguments, environment, settings)
	end
end

-- Answers for one row; others are taken with all that is proved.
local FOR_ONE <const> = { order = true, resend = true, abandon = true }

--- What a person typed as an answer about a row: {order=id | resend=true | abandon=true}, or nil.
-- @param made the proposal, or nil
local function read_answer(typed, made)
	local id <const> = typed:match "^order%s+(%S+)$"
	if id then
		return { order = id }
	elseif typed == "resend" or typed == "abandon" then
		return { [typed] = true }
	elseif made and (typed == "yes" or typed == "y") then
		return made.answer == "order" and { order = made.orderId } or FOR_ONE[made.answer] and { [made.answer] = true } or nil
	end
end

--- Asks about a row until there is an answer that is taken, or none is given.
-- @return was one taken?, and the command that goes on; or nil, and the exit code of what ends the interview, or nil at
--   the end of input
local function interview(row, ask, environment)
	environment:write(evidence.as_text(row))
	environment.out:flush()
	local made <const> = row.proposal
	local is_offered <const> = made and FOR_ONE[made.answer]
	while true do
		local typed <const> = question.answer(is_offered
			and say("resolve_question_proposed", { row = row.row, answer = evidence.answer(made) })
			or say("resolve_question", { row = row.row }), environment)
		local given <const> = typed and read_answer(typed, made)
		if not typed then
			return nil
		elseif not given then
			return false
		end
		given.job, given.row = row.job, row.row
		local resolved <const>, code <const> = ask("resolve", given)
		if resolved then
			answers.say(resolved, given, environment)
			return true, resolved.resume
		elseif ENDS[code] then
			return nil, code
		end
	end
end

--- Asks whether what is proved is to be taken.
-- @return the rows that are left and the commands that go on; or nil, and an exit code, or nil at the end of input
local function take_proofs(found, ask, environment)
	for _, row in ipairs(found.rows) do
		if row.proposal and row.proposal.certainty == "proof" then
			environment:write(evidence.as_text(row))
		end
	end
	environment.out:flush()
	local number <const> = evidence.count(found.rows).proof
	local typed <const> = number == 0 and "" or question.answer(say("resolve_question_proofs", { number = number }),
		environment)
	if not typed then
		return nil
	elseif typed ~= "yes" and typed ~= "y" then
		return found.rows, {}
	end
	local told <const>, refused <const> = ask("resolve", { job = found.job, accept = true })
	if not told then
		return nil, refused
	end
	answers.say_all(told, environment)
	local again <const>, unread <const> = ask("evidence", { job = found.job })
	if not again then
		return nil, unread
	end
	return again.rows, told.resumes
end

--- Asks about one row after the other.
local function ask_person(found, ask, arguments, environment)
	local rows <const>, resume = take_proofs(found, ask, environment)
	if not rows and resume then
		return resume
	elseif not rows then
		evidence.say_next(found, arguments, environment)
		return code_of(#found.rows)
	end
	local left, seen <const> = #rows, {}
	for _, command in ipairs(resume) do
		seen[command] = true
	end
	for _, row in ipairs(rows) do
		local taken <const>, command <const> = interview(row, ask, environment)
		if taken == nil and command then
			return command
		elseif taken == nil then
			break
		end
		left = left - (taken and 1 or 0)
		resume[#resume + 1] = taken and command and not seen[command] and command or nil
		seen[command or false] = true
	end
	answers.say_end(found.job, left, resume, arguments, environment)
	return code_of(left)
end

local function show(ask, arguments, environment)
	local found <const>, refused <const> = ask("evidence", { job = arguments.job })
	if not found then
		return refused
	end
	local code <const> = code_of(#found.rows)
	if arguments.json then
		environment:write(evidence.as_json(found, code))
	elseif #found.rows > 0 and question.can_ask(environment) then
		return ask_person(found, ask, arguments, environment)
	else
		for _, row in ipairs(found.rows) do
			environment:write(evidence.as_text(row))
		end
	end
	environment.out:flush() -- so that what to do comes after it
	evidence.say_next(found, arguments, environment)
	return code
end

local function answer_all(ask, arguments, environment)
	local told <const>, refused <const> = ask("resolve", { job = arguments.job, accept = arguments.accept,
		resend_unlisted = arguments.resend_unlisted })
	if not told then
		return refused
	end
	local code <const> = code_of(told.left)
	answers.say_all(told, environment)
	answers.say_end(told.job, told.left, told.resumes, arguments, environment)
	if arguments.json then
		environment:write(answers.as_json(told, arguments, code))
	end
	return code
end

--- `unom bulk resolve JOB`, without a row. Returns the exit code.
function resolving.command(arguments, environment, settings)
	local client <close>, unmade <const> = prerequisites.client(settings, environment)
	if not client then
		return unmade
	end
	local ask <const> = asking(client, arguments, environment, settings)
	if arguments.accept or arguments.resend_unlisted then
		return answer_all(ask, arguments, environment)
	end
	return show(ask, arguments, environment)
end

return resolving
