--- Rows that ended otherwise than asked, grouped by what went wrong, and what to do about them.

local errors <const> = require "unom.error"
local failures <const> = require "unom.bulk.jobs.status.failures"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"
local messages <const> = require "unom.messages"
local reason <const> = require "unom.reason"
local remedies <const> = require "unom.bulk.jobs.status.remedies"
local scratch <const> = require "support.scratch"

local N1 <const> = "N123456789"

--- An error of the carrier's table.
local function refusal(name, operation, message)
	return reason.of(errors.new { kind = "api", operation = operation or "remove_roaming", status = 404, name = name,
		message = message or "no such line", sent = "yes" })
end

describe("failures #unit", function()
	local home <const> = homes.each_test()

	local ledger
	before_each(function() ledger = assert(ledgers.open(home.ledger)) end)
	after_each(function() ledger:close() end)

	--- Adds a job of rows that ended so, one for each.
	local function add_job(ended, parent, purpose)
		return ledger:transaction(function()
			local job <const> = ledger:add_job { list = "/a.csv", columns = {}, settings = {}, parent = parent,
				purpose = purpose or "list" }
			for index, changes in ipairs(ended) do
				ledger:add_row(job, { row = index, line = index + 1, contract = N1, operation = changes.operation
					or "remove_roaming", arguments = { contractId = N1, lineNo = ("090%08d"):format(index) } })
				ledger:transition(ledger:row(job, index), changes, changes.state)
			end
			return job
		end)
	end

	local function told(numbers, untaken)
		local jobs <const>, all <const> = {}, {}
		for index, number in ipairs(numbers) do
			jobs[index] = ledger:job(number)
		end
		for index, group in ipairs(failures.of(ledger, jobs, untaken)) do
			local places <const> = {}
			for place, row in ipairs(group.examples) do
				places[place] = ("%d/%d"):format(row.job, row.row)
			end
			all[index] = ("%d %s %s: %s"):format(group.rows, group.state, group.code or "-", table.concat(places, " "))
		end
		return all
	end

	it("are told once for all rows that ended alike, the largest first, and what needs a person before them", function()
		local ended <const> = {}
		for index = 1, 60 do
			ended[index] = { state = "rejected", reason = refusal "line_not_found" }
		end
		ended[61] = { state = "failed", reason = reason.new("still_connected") }
		for index = 62, 63 do
			ended[index] = { state = "unknown", reason = reason.of(errors.new { kind = "timeout", sent = "maybe",
				operation = "remove_roaming", message = "no answer" }) }
		end
		ended[64] = { state = "rejected", reason = refusal "roaming_not_found" }
		ended[65] = { state = "succeeded" }
		ended[66] = { state = "skipped", reason = reason.new("skipped", { row = 1, job = 1 }) }
		add_job(ended)
		assert.same({ "2 unknown call_failed: 1/62 1/63", "60 rejected line_not_found: 1/1 1/2 1/3",
			"1 rejected roaming_not_found: 1/64", "1 failed still_connected: 1/61" }, told { 1 })
	end)

	it("are alike where only ids, rows and other values of their words differ", function()
		local function named(id, message)
			return { state = "unknown", reason = reason.new("named_no_order", { id = id,
				error = reason.of(errors.new { kind = "api", status = 404, message = message, sent = "yes" }) }) }
		end
		local function coded(message, message_id)
			return { state = "failed", message_id = message_id,
				reason = reason.new("order_ended_with", { status = "05", message = message }) }
		end
		add_job { named("AGU1", "gone"), named("AGU2", "gone"), named("AGU3", "other"), coded("a", "E1"), coded("a", "E2"),
			coded("b", "E2"), coded("a", "E2") }
		assert.same({ "2 unknown named_no_order: 1/1 1/2", "1 unknown named_no_order: 1/3",
			"2 failed order_ended_with: 1/5 1/7", "1 failed order_ended_with: 1/4", "1 failed order_ended_with: 1/6" },
			told { 1 })
	end)

	it("of another operation are told apart, and each has its carrier's code, words and rows", function()
		add_job { { state = "rejected", reason = refusal "line_not_found", message_id = "W1" },
			{ state = "rejected", reason = refusal("line_not_found", "set_roaming"), operation = "set_roaming" },
			{ state = "rejected", reason = refusal("line_not_found", nil, "with a full stop."), message_id = "W1" } }
		local found <const> = failures.of(ledger, { ledger:job(1) })
		assert.equal(2, #found)
		local first <const> = found[1]
		assert.equal(2, first.rows)
		assert.same({ "remove_roaming", "W1", messages.say "remedy_line" },
			{ first.operation, first.messageId, first.advice })
		assert.matches("^remove_roaming: the carrier refused: 404 no such line", first.error)
		assert.same({ job = 1, row = 1, line = 2, operation = "remove_roaming", contractId = N1, target = "09000000001",
			state = "rejected", messageId = "W1", error = first.error }, first.examples[1])
	end)

	it("of a family are those of the rows' last fates, and of a cancel what needs a person", function()
		local REJECTED <const> = { state = "rejected", reason = refusal "line_not_found" }
		add_job { REJECTED, REJECTED, REJECTED }
		ledger:transaction(function()
			local retry <const> = ledger:add_job { list = "/a.csv", columns = {}, settings = {}, parent = 1, purpose = "retry" }
			ledger:add_row(retry, { row = 1, line = 3, contract = N1, operation = "remove_roaming",
				arguments = { contractId = N1, lineNo = "09000000002" } })
			ledger:transition(ledger:row(retry, 1), { state = "rejected", reason = refusal "line_not_found" }, "rejected")
		end)
		add_job({ REJECTED, { state = "unknown" } }, 1, "cancel")
		assert.same({ "1 unknown -: 3/2", "3 rejected line_not_found: 1/1 1/3 2/1" }, told({ 1, 2, 3 }, true))
		assert.same({ "3 rejected line_not_found: 1/1 1/2 1/3" }, told { 1 })
		assert.same({ "1 unknown -: 3/2", "1 rejected line_not_found: 3/1" }, told { 3 })
	end)
end)

describe("remedies #unit", function()
	it("are for every error of the carrier's table", function()
		local other <const> = { not_found = true, bad_request = true } -- these say nothing
		local seen = 0
		for name in scratch.read "csrc/lua/error.c":gmatch '{%d+, "[^"]*", "([%l_]+)"}' do
			local words <const> = remedies.of { state = "rejected", reason = refusal(name) }
			local by_state <const> = words == messages.say "remedy_rejected"
			assert.equal(other[name] or false, by_state, name)
			seen = seen + 1
		end
		assert.is_true(seen > 15)
	end)

	it("are by the reason or the state where there is no such error, and none where nothing is to be done", function()
		local function code(state, why)
			return remedies.of { state = state, reason = why and reason.new(why) }
		end
		assert.equal(messages.say "remedy_failed", code "failed")
		assert.equal(messages.say "remedy_still_connected", code("failed", "still_connected"))
		assert.equal(messages.say "remedy_cancelled", code "cancelled")
		assert.is_nil(code("cancelled", "cancelled_unsent"))
		assert.is_nil(code("cancelled", "abandoned"))
		assert.equal(messages.say "remedy_unknown", code("unknown", "cut_off"))
		-- What an unknown row was answered proves nothing of what became of it.
		assert.equal(messages.say "remedy_unknown", remedies.of { state = "unknown", reason = refusal "line_not_found" })
	end)
end)
