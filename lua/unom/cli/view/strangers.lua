--- Orders that nobody here made, for people and for programs.
--
-- Invariant: each is shown with the rows that it could belong to, and how to say so.

local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local next_command <const> = require "unom.cli.view.next_command"

local strangers <const> = {}

local say <const> = messages.say

-- How many are shown one by one.
local MOST_SHOWN <const> = 20

local ORDER_KEYS <const> = { "contractId", "orderId", "day", "could_be" }
local ROW_KEYS <const> = { "job", "row" }

local function day_in_words(order)
	return order.day and order.day:gsub("^(%d%d%d%d)(%d%d)(%d%d)$", "%1-%2-%3") or say("others_no_day")
end

--- Says the rows whose order it could be. The answer is a command only where there is one such row: of several, all but
-- one would be wrong.
local function say_rows(order, arguments, environment)
	local rows <const> = order.could_be
	for _, row in ipairs(rows) do
		environment:say(#rows > 1 and say("others_could_be", { job = row.job, row = row.row })
			or say("others_could_be_alone", { job = row.job, row = row.row, id = order.orderId,
				command = next_command.resolve(row.job, row.row, arguments) }))
	end
end

--- Says which command shows what speaks for which row, once for each job that has one.
local function say_evidence(orders, arguments, environment)
	local seen <const> = {}
	for _, order in ipairs(orders) do
		for _, row in ipairs(order.could_be) do
			if not seen[row.job] then
				seen[row.job] = true
				environment:say(say("others_evidence", { job = row.job,
					command = next_command.of_job("resolve", row.job, arguments) }))
			end
		end
	end
end

--- Says each order, its day, and the rows whose order it could be.
-- @param orders of an error of kind "others_ordered", or of an outcome
function strangers.say(orders, arguments, environment)
	for index, order in ipairs(orders) do
		if index > MOST_SHOWN then
			environment:say(say("and_more", { number = #orders - MOST_SHOWN }))
			break
		end
		environment:say(say("others_order", { contract = order.contractId, id = order.orderId, day = day_in_words(order) }))
		say_rows(order, arguments, environment)
	end
	say_evidence(orders, arguments, environment)
end

--- The orders as an array for JSON.
function strangers.as_json(orders)
	local shown <const> = json.array {}
	for index, order in ipairs(orders) do
		local rows <const> = json.array {}
		for number, row in ipairs(order.could_be) do
			rows[number] = json.ordered({ job = row.job, row = row.row }, ROW_KEYS)
		end
		shown[index] = json.ordered({ contractId = order.contractId, orderId = order.orderId, day = order.day,
			could_be = rows }, ORDER_KEYS)
	end
	return shown
end

return strangers
