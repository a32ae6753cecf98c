--- A job's list held against the lines: whose rows, what is asked, and what became of them.

local bulk <const> = require "unom.bulk"
local errors <const> = require "unom.error"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"

local CONTRACT <const> = "N123456789"
local NOON <const> = 1764558000 -- of a 1 December in Japan
local DAY <const> = 24 * 3600
local PLANS <const> = "operation,contractId,lineNo,planCode,requestDate\n"
	.. "change_course,N123456789,09000000001,T3001328,20251201\n"
	.. "change_course,N123456789,09000000002,T3001328,20251203\n"

describe("verify #unit", function()
	local home <const> = homes.each_test()
	local carrier, lines, refuse, later, replies
	before_each(function()
		lines, replies, refuse, later = {}, {}, {}, 0
		for number = 1, 3 do
			lines[number] = { lineNo = ("0900000000%d"):format(number), planCode = "T3001328", optionCodeList = {} }
		end
		local agreeable <const> = fake_carrier.agreeable()
		carrier = fake_carrier.new(function(operation, arguments, ...)
			if refuse[arguments.lineNo or operation] then
				return nil, refuse[arguments.lineNo or operation]
			elseif replies[operation] then
				return replies[operation]
			elseif operation == "list_lines" then
				return { contractId = CONTRACT, linesList = lines }
			end
			return agreeable(operation, arguments, ...)
		end)
	end)

	local function run(text, more)
		more = more or {}
		more.path, more.agree = home:write("list.csv", text), true
		more.wall_clock = function() return NOON + later end
		return assert(bulk.run(home:options(carrier, more)))
	end

	local function verify(more)
		more = more or {}
		more.wall_clock = function() return NOON + later end
		return bulk.verify(home:options(carrier, more))
	end

	local function words(found)
		local all <const> = {}
		for index, row in ipairs(found.rows) do
			all[index] = row.word
		end
		return table.concat(all, " ")
	end

	it("ends with 4 while something is not in effect, 0 once all is, and 1 where something differs", function()
		run(PLANS)
		local found = assert(verify())
		assert.equal("as_ordered not_yet", words(found))
		assert.equal(4, found.exit_code)
		assert.equal("20251203", found.rows[2].day)
		assert.same({ as_ordered = 1, not_yet = 1, differs = 0, changed_since = 0, not_verifiable = 0 }, found.counts)
		later = 3 * DAY
		found = assert(verify { job = 1 })
		assert.equal("as_ordered as_ordered", words(found))
		assert.equal(0, found.exit_code)
		lines[2].planCode = "T3001329"
		found = assert(verify())
		assert.equal(1, found.exit_code)
		assert.same({ row = 2, line = 3, operation = "change_course", contractId = CONTRACT, target = "09000000002", job = 1,
			word = "differs", field = "planCode", old = "T3001329", new = "T3001328" }, found.rows[2])
	end)

	it("sends nothing, and asks for each list once", function()
		run(PLANS)
		local before <const> = #carrier.calls
		assert(verify())
		assert.equal(2, #carrier:submissions())
		local asked <const> = {}
		for index = before + 1, #carrier.calls do
			asked[#asked + 1] = carrier.calls[index].operation
		end
		table.sort(asked)
		assert.same({ "list_accepting_orders", "list_completed_orders", "list_lines" }, asked)
	end)

	it("goes by what became of a row in a retry, and counts the rows that ordered nothing", function()
		refuse["09000000001"] = errors.new { kind = "api", status = 400, sent = "yes", message = "no" }
		refuse["09000000002"] = refuse["09000000001"]
		run(PLANS)
		local found = assert(verify())
		assert.same({ rejected = 2 }, found.not_ordered)
		assert.equal(0, #found.rows)
		assert.equal(0, found.exit_code)
		refuse["09000000002"] = nil
		assert(bulk.retry(home:options(carrier, { wall_clock = function() return NOON end })))
		found = assert(verify())
		assert.same({ rejected = 1 }, found.not_ordered)
		assert.equal(1, found.job)
		assert.same({ 2, 2 }, { found.rows[1].row, found.rows[1].job })
	end)

	it("tells what a later job changed", function()
		run(PLANS)
		later = 3 * DAY
		run((PLANS:gsub("T3001328,20251201", "T3001329,20251204"):gsub("\n[^\n]*0002.*", "\n")))
		lines[1].planCode = "T3001329"
		local found <const> = assert(verify { job = 1 })
		assert.equal("changed_since as_ordered", words(found))
		assert.same({ job = 2, row = 1 }, found.rows[1].changed_by)
		assert.equal(0, found.exit_code)
		lines[1].planCode = "T3001330"
		assert.equal("not_yet", words(assert(verify { job = 2 })))
		later = 4 * DAY
		assert.equal("differs", words(assert(verify { job = 2 }))) -- an earlier row is no excuse
	end)

	it("cannot tell where the carrier does not offer the list, and that is no failure", function()
		run(PLANS)
		later = 3 * DAY
		refuse.list_lines = errors.new { kind = "api", status = 404, name = "not_found", sent = "yes", message = "no" }
		local found <const> = assert(verify())
		assert.equal("not_verifiable not_verifiable", words(found))
		assert.equal("not_offered", found.rows[1].why)
		assert.equal(0, found.exit_code)
	end)

	it("is an error where the carrier cannot be asked, or gives no list", function()
		run(PLANS)
		refuse.list_lines = errors.new { kind = "http", operation = "list_lines", status = 500, sent = "maybe",
			message = "down" }
		local found, err = verify()
		assert.is_nil(found)
		assert.equal("http", err.kind)
		assert.matches("list_lines", err.message)
		assert.not_matches("acted", tostring(err), 1, true)
		assert.equal("list_lines", carrier.calls[#carrier.calls].operation) -- nothing else is asked then
		refuse.list_lines, replies.list_lines = nil, { contractId = CONTRACT }
		found, err = verify()
		assert.is_nil(found)
		assert.equal("protocol", err.kind)
	end)

	it("asks after a line that a list at its limit does not show", function()
		run("operation,contractId,lineNo,requestDate\nterminate_line,N123456789,09000000009,20251201\n")
		later = 2 * DAY
		for number = 4, 1000 do
			lines[number] = { lineNo = ("080%08d"):format(number) }
		end
		assert.equal("not_listed", assert(verify()).rows[1].why)
		refuse["09000000009"] = errors.new { kind = "api", status = 404, name = "line_not_found", sent = "yes",
			message = "no line" }
		assert.equal("as_ordered", assert(verify()).rows[1].word)
	end)

	it("finds a cut session in the log of the time of the send, where the device is back", function()
		run "operation,contractId,lineNo\ndisconnect_session,N123456789,09000000001\n"
		later = 10 * DAY
		replies.get_session = { contractId = CONTRACT, lineNo = "09000000001", sessionStatus = "1", resultCode = "0" }
		replies.list_sessions = { contractId = CONTRACT, searchList = {} }
		assert.equal("differs", assert(verify()).rows[1].word)
		replies.list_sessions.searchList[1] = { lineNo = "09000000001", eventType = "02", sessionTime = "20251201120001" }
		assert.equal("as_ordered", assert(verify()).rows[1].word)
		local asked
		for _, call in ipairs(carrier.calls) do
			asked = call.operation == "list_sessions" and call.arguments or asked
		end
		assert.equal("20251201120000", asked.startTime)
		assert.equal("20251201121000", asked.endTime)
		assert.equal("09000000001", asked.lineNoSearchKey)
	end)

	it("counts data volumes from what there was before the job", function()
		local list <const> = "operation,contractId,lineNo\nadd_data_volume,N123456789,09000000001\n"
		lines[1].optionCodeList = { "T6000084", "T6000084" }
		run(list)
		assert.equal("not_yet", assert(verify()).rows[1].word)
		later = 2 * DAY
		assert.equal("3", assert(verify()).rows[1].new)
		lines[1].optionCodeList[3] = "T6000084"
		assert.equal("as_ordered", assert(verify()).rows[1].word)
		run(list .. "\n", { again = true })
		later = 4 * DAY
		assert.same({ "3", "4" }, { assert(verify()).rows[1].old, verify().rows[1].new })
		local hidden <const> = lines
		lines = {}
		run(list .. "\n\n", { again = true })
		lines = hidden
		assert.equal("no_count_before", assert(verify()).rows[1].why)
	end)

	it("asks how the order is that a row took back", function()
		run("operation,contractId,orderId\ncancel_order,N123456789,AGU2601010000009\n")
		replies.get_order_status = { contractId = CONTRACT, orderId = "AGU2601010000009",
			orderList = { { orderStatus = "60" } } }
		assert.equal("differs", assert(verify()).rows[1].word)
		replies.list_completed_orders = { contractId = CONTRACT,
			orderList = { { orderId = "AGU2601010000009", orderStatus = "11" } } }
		assert.equal("as_ordered", assert(verify()).rows[1].word)
	end)
end)
