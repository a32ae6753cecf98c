--- A change list beside the contracts as they are: a word for each of its rows. Nothing is ordered.
--
-- A contract is asked for once, for what the operations of its rows need (see carrier/contract_view.lua); a line by
-- itself only where the list of lines cannot show it, or where a row cuts its session.
--
-- Invariant: a word is said of every row that would be sent, or of none.

local acting <const> = require "unom.catalogue.acting"
local comparison <const> = require "unom.bulk.jobs.comparing.comparison"
local contract_view <const> = require "unom.bulk.carrier.contract_view"
local errors <const> = require "unom.error"
local inquiry <const> = require "unom.bulk.jobs.inquiry"
local load <const> = require "unom.bulk.jobs.load"
local messages <const> = require "unom.messages"
local operations <const> = require "unom.operations"
local ordered <const> = require "unom.bulk.jobs.ordered"
local problem <const> = require "unom.bulk.list.problem"
local session <const> = require "unom.bulk.carrier.session"
local standing <const> = require "unom.bulk.carrier.standing"

local plan <const> = {}

local LINES <const> = "list_lines"

-- How many questions about single lines are asked side by side, and after how many rows or questions what was read of
-- the list is judged.
local SIDE_BY_SIDE <const> = 4
local MOST_ROWS <const>, MOST_QUESTIONS <const> = 1000, 200

-- ---- the contracts ----

local function needs_line(name)
	for _, need in ipairs(acting[name].needs) do
		if need == "line" then
			return true
		end
	end
	return false
end

--- The error where the carrier does not tell what the rows need.
local function failure_of(view, needs_lines)
	if view.lines == "not_offered" and needs_lines then
		return errors.new { kind = "not_offered",
			message = messages.say("plan_not_offered", { contract = view.contract, operation = LINES }) }
	end
	local failed <const> = view.failure
	if not failed then
		return nil
	elseif failed.kind == "api" then
		return errors.new { kind = "api", operation = failed.operation, status = failed.status, code = failed.code,
			name = failed.name, sent = failed.sent,
			message = messages.say("plan_not_told", { contract = view.contract, reason = tostring(failed) }) }
	end
	return errors.is(failed) and failed
		or errors.new { kind = failed.kind, operation = failed.operation, message = messages.say "no_list" }
end

--- Asks for the contracts, side by side.
-- @param by_contract {contract={operation=true}}
-- @return {contract=view}; or nil and an error
local function views_of(by_contract, options)
	local contracts <const>, chains <const>, needs_lines <const> = {}, {}, {}
	for contract, has in pairs(by_contract) do
		local names <const> = {}
		for name in pairs(has) do
			names[#names + 1] = name
			needs_lines[contract] = needs_lines[contract] or needs_line(name)
		end
		contracts[#contracts + 1] = contract
		chains[#chains + 1] = contract_view.questions(contract, names)
	end
	local answered <const>, refused <const> = inquiry.ask_all(chains, options)
	if not answered then
		return nil, refused
	end
	local views <const> = {}
	for index, contract in ipairs(contracts) do
		local answers <const> = {}
		for number, question in ipairs(chains[index]) do
			answers[question.operation] = answered[index][number]
		end
		views[contract] = contract_view.read(contract, answers)
		local failed <const> = failure_of(views[contract], needs_lines[contract])
		if failed then
			return nil, failed
		end
	end
	return views
end

-- ---- single lines ----

--- Is the row's line, or its session, to be asked for by itself?
local function asks_for_line(row, view)
	local line_no <const> = row.arguments.lineNo
	if not line_no or not needs_line(row.operation) then
		return false
	end
	return acting[row.operation].shown_by == "get_session" and not (view.lines == "whole" and not view:line(line_no))
		or view.lines == "cut" and not view:line(line_no)
end

--- Takes the answer about a line.
-- @return true, or nil and an error where the carrier did not answer
local function take_line(row, view, answer)
	local line_no <const>, err <const> = row.arguments.lineNo, answer.err
	if err and err.name == "line_not_found" then
		view:set_missing(line_no)
	elseif err and err.sent ~= "yes" then
		return nil, err
	else
		view:set_session(line_no, session.read(session.open(answer.reply, err), row).session_status)
	end
	return true
end

--- Asks for the lines that rows of a window need by themselves, each once.
-- @return true, or nil and an error
local function ask_for_lines(window, views, asked, options)
	local chains <const>, rows <const> = {}, {}
	local number = 0
	for _, row in ipairs(window) do
		local key <const> = row.contract .. " " .. (row.arguments.lineNo or "")
		if not asked[key] and asks_for_line(row, views[row.contract]) then
			asked[key] = true
			local chain <const> = number % SIDE_BY_SIDE + 1
			number = number + 1
			chains[chain], rows[chain] = chains[chain] or {}, rows[chain] or {}
			table.insert(chains[chain], session.question(row))
			table.insert(rows[chain], row)
		end
	end
	local answered <const>, refused <const> = inquiry.ask_all(chains, options)
	if not answered then
		return nil, refused
	end
	for chain, answers in ipairs(answered) do
		for index, answer in ipairs(answers) do
			local row <const> = rows[chain][index]
			local taken <const>, err <const> = take_line(row, views[row.contract], answer)
			if not taken then
				return nil, err
			end
		end
	end
	return true
end

-- ---- the rows ----

-- Why a row cannot be carried out, by what stands in its way: a field of `comparison`.
local NOT_READY <const> = {
	accessCode = "plan_other_access", authenticationType = "plan_other_radius", share = "plan_share",
	orderStatus = "plan_order_ended", orderId = "plan_no_order", reserveId = "plan_no_reservation",
}
local WHY_NOT <const> = { no_such_line = "plan_no_such_line", no_such_code = "plan_no_such_code" }

--- Why a row cannot be carried out, in words.
local function why_not(found)
	local code <const> = WHY_NOT[found.code] or NOT_READY[found.field]
	local value = found.value
	if value == "" and found.field == "share" then
		value = messages.say "plan_none"
	end
	return messages.say(code, { field = found.field, value = value })
end

--- The row with its word, as `on_row` gets it.
local function judge(row, view, earlier, today)
	local found <const> = comparison.of(row, view, earlier)
	local target <const> = operations[row.operation].ordered_before.target
	local advice
	local course_type <const>, day <const> = comparison.wrong_day(row, view, today)
	if course_type then
		advice = { { field = "requestDate", code = "date_window",
			message = messages.say("plan_other_day", { course_type = course_type, day = day }) } }
	end
	return { row = row.row, line = row.line, contract = row.contract, operation = row.operation,
		target = target and row.arguments[target], word = found.word, code = found.code, field = found.field,
		value = found.value, changes = found.changes, message = found.code and why_not(found) or nil, advice = advice }
end

--- Reads the list again and gives each row with its word to `take`.
-- @return true, or nil and an error
local function judge_rows(list, skipped, views, options, take)
	local earlier <const>, asked <const>, window = {}, {}, {}
	local questions = 0
	local function judge_window()
		local ready <const>, refused <const> = ask_for_lines(window, views, asked, options)
		if not ready then
			return nil, refused
		end
		for _, row in ipairs(window) do
			earlier[row.contract] = earlier[row.contract] or {}
			take(judge(row, views[row.contract], earlier[row.contract], list.today))
		end
		window, questions = {}, 0
		return true
	end
	for row, problems in list:rows() do
		if problems and #problems > 0 then
			return nil, load.list_error(errors.findings(problems))
		elseif row and not skipped[row.row] then
			window[#window + 1] = row
			questions = questions + (asks_for_line(row, views[row.contract]) and 1 or 0)
		end
		if #window >= MOST_ROWS or questions >= MOST_QUESTIONS then
			local judged <const>, refused <const> = judge_window()
			if not judged then
				return nil, refused
			end
		end
	end
	return judge_window()
end

-- ---- the plan ----

local SHOWN <const> = { "lines", "products", "shares", "accepting", "completed" }

local function shown_of(views)
	local shown <const> = {}
	for contract, view in pairs(views) do
		shown[contract] = {}
		for _, name in ipairs(SHOWN) do
			shown[contract][name] = view[name]
		end
	end
	return shown
end

--- Compares an open list with the contracts.
-- @param ledger in which the rows are looked for that were ordered before; nil: in none
-- @param options {client=, again=, skip_ordered=, on_row=function(row)|nil, clock=, random=, sleep=, watch=}
-- @return {summary=, as change_list.check returns it, views={contract=view}, words={word=number}, cannot={code=number},
--   shown={contract={lines="whole"|"cut"|"not_offered"|nil, products=, shares=, accepting=, completed=}},
--   skipped=how many rows are left out, problems=the rows that cannot be carried out, as problems of the list}; or nil
--   and an error of kind "change_list", "not_offered", "auth" or "interrupted", or that of a call which got no answer
function plan.of(ledger, list, options)
	local by_contract <const> = {}
	local function collect(row)
		by_contract[row.contract] = by_contract[row.contract] or {}
		by_contract[row.contract][row.operation] = true
	end
	local summary <const>, found <const> = load.examine(ledger, list, 0, collect, options)
	if not summary then
		return nil, load.list_error(found)
	end
	local skipped <const> = {}
	for _, finding in ipairs(found) do
		skipped[finding.row] = true
	end
	local views <const>, refused <const> = views_of(by_contract, options)
	if not views then
		return nil, refused
	end
	local planned <const> = { summary = summary, views = views, words = {}, cannot = {}, shown = shown_of(views),
		skipped = #found, problems = errors.findings {} }
	local judged <const>, failed <const> = judge_rows(list, skipped, views, options, function(row)
		planned.words[row.word] = (planned.words[row.word] or 0) + 1
		if row.word == "cannot" then
			planned.cannot[row.code] = (planned.cannot[row.code] or 0) + 1
			table.insert(planned.problems, problem.of_row(list, row.line, { field = row.field, code = row.code,
				column = ordered.column_of(list.columns, row.field), message = row.message }))
		end
		for _, advice in ipairs(row.advice or {}) do
			table.insert(summary.advice, problem.of_row(list, row.line, { field = advice.field, code = advice.code,
				column = ordered.column_of(list.columns, advice.field), message = advice.message }))
		end
		if options.on_row then
			options.on_row(row)
		end
	end)
	if not judged then
		return nil, failed
	end
	return planned
end

--- The error of a list with rows that cannot be carried out; nil: it has none.
function plan.refusal(planned)
	local number <const> = planned.words.cannot
	return number and errors.new { kind = "cannot", problems = planned.problems,
		message = messages.say("plan_cannot", { number = number }) }
end

--- Keeps with a job what its contracts looked like.
function plan.keep(ledger, job, planned)
	for contract, view in pairs(planned.views) do
		local seen <const> = standing.seen(view)
		if seen then
			ledger:record_seen(job, contract, seen)
		end
	end
	ledger:sync()
end

--- What `bulk.plan` returns.
function plan.told(planned)
	local told <const> = planned.summary
	told.words, told.cannot, told.shown, told.left_out = planned.words, planned.cannot, planned.shown, planned.skipped
	told.exit_code = planned.words.cannot and 1 or 0
	return told
end

return plan
