--- A contract's lane, over a ledger of three rows.

local lane <const> = require "unom.bulk.engine.lane"

describe("lane #unit", function()
	local lane_of, rows

	before_each(function()
		rows = {}
		for number = 1, 3 do
			rows[number] = { job = 1, row = number, state = "pending", operation = "change_course",
				arguments = { lineNo = ("0900000000%d"):format(number) } }
		end
		local ledger <const> = {
			pending_rows = function(_, _, _, after)
				return table.move(rows, after + 1, #rows, 1, {})
			end,
			row = function(_, _, number) return rows[number] end,
		}
		lane_of = lane.new(ledger, 1, "N123456789", 2)
		lane_of:set_prepared()
	end)

	local function send()
		local row <const> = lane_of:ready(0)
		lane_of:begin_submission(row)
		lane_of:end_submission()
		return row
	end

	it("sends one row at a time, once it is known what the carrier listed before", function()
		local unprepared <const> = lane.new({ pending_rows = function() return rows end }, 1, "N123456789", 2)
		assert.is_true(unprepared:needs_baseline())
		assert.is_nil(unprepared:ready(0))
		local row <const> = lane_of:ready(0)
		lane_of:begin_submission(row)
		assert.is_true(lane_of:is_submitting())
		assert.is_nil(lane_of:ready(0))
		lane_of:end_submission()
		assert.equal(2, lane_of:ready(0).row)
	end)

	it("sends nothing while a row is in doubt, before its time, or while the lists are read for a row", function()
		lane_of:begin_doubt()
		assert.is_nil(lane_of:ready(0))
		lane_of:end_doubt()
		lane_of:hold_until(5)
		assert.is_nil(lane_of:ready(4.9))
		local row <const> = lane_of:ready(5)
		lane_of:begin_look()
		assert.is_nil(lane_of:ready(5))
		lane_of:end_look(row, 5)
		assert.equal(1, lane_of:ready(5).row)
	end)

	it("sends no more orders than may be outstanding", function()
		local first <const>, second <const> = send(), send()
		lane_of:begin_order(first, true)
		lane_of:begin_order(first, true)
		lane_of:begin_order(second, false)
		assert.is_false(lane_of:waits_for_room())
		lane_of:begin_order({ job = 2, row = 1, arguments = {} }, true)
		assert.is_nil(lane_of:ready(0))
		assert.is_true(lane_of:waits_for_room())
		lane_of:make_room(first)
		lane_of:make_room(first)
		assert.equal(3, lane_of:ready(0).row)
		assert.is_true(lane_of:has_outstanding())
		lane_of:end_order { job = 2, row = 1, arguments = {} } -- another table for the same row
		assert.is_false(lane_of:has_outstanding())
	end)

	it("tries again when one of its orders has ended, or the time has come, where the carrier has no room", function()
		local first <const>, second <const> = send(), send()
		lane_of:begin_order(first, true)
		lane_of:begin_order(second, false)
		for _, ended in ipairs { first, second } do
			local row <const> = send()
			lane_of:put_back(row)
			lane_of:wait_for_room(60)
			assert.is_true(lane_of:waits_for_room())
			assert.is_nil(lane_of:ready(59))
			lane_of:end_order(ended)
			assert.equal(3, lane_of:ready(0).row)
		end
		lane_of:put_back(send())
		lane_of:wait_for_room(60)
		assert.equal(3, lane_of:ready(60).row)
		lane_of:hold_until(70) -- another reason to wait, which no order ends
		lane_of:begin_order(first, true)
		lane_of:end_order(first)
		assert.is_nil(lane_of:ready(69))
	end)

	it("does not wait for room that was made while the row was on its way", function()
		local first <const> = send()
		lane_of:begin_order(first, true)
		local second <const> = lane_of:ready(0)
		lane_of:begin_submission(second)
		lane_of:make_room(first)
		lane_of:end_submission()
		lane_of:put_back(second)
		lane_of:wait_for_room(60)
		assert.equal(2, send().row)
		lane_of:put_back(second)
		lane_of:wait_for_room(60)
		assert.is_nil(lane_of:ready(59))
	end)

	it("sends a row that came back first, and counts how often it did", function()
		local first <const> = send()
		lane_of:put_back(first)
		assert.equal(1, lane_of:count_attempt(first))
		lane_of:put_back(send())
		assert.equal(2, lane_of:count_attempt(first))
		assert.equal(1, send().row)
		assert.equal(1, lane_of:count_attempt(send()))
	end)

	it("asks for a look before a marked row, which holds for five seconds and one row", function()
		local row <const> = lane_of:ready(0)
		assert.is_falsy(lane_of:needs_look(row, 0))
		row.may_have_acted = true
		assert.is_true(lane_of:needs_look(row, 0))
		lane_of:begin_look()
		lane_of:end_look(row, 1)
		assert.is_false(lane_of:needs_look(row, 6))
		assert.is_true(lane_of:needs_look(row, 6.1))
		assert.is_true(lane_of:needs_look({ row = 2, may_have_acted = true }, 2))
		lane_of:begin_look()
		lane_of:drop(row)
		assert.equal(2, lane_of:ready(7).row)
	end)

	it("holds the rows for the line of a row that becomes unknown, whose order is over, until it is released", function()
		rows[2].arguments.lineNo = rows[1].arguments.lineNo
		local first <const> = send()
		lane_of:begin_order(first, true)
		lane_of:hold_line(first)
		assert.is_false(lane_of:has_outstanding())
		assert.equal(3, send().row)
		assert.is_nil(lane_of:ready(0))
		assert.is_false(lane_of:has_rows())
		assert.same({ 1, { { job = 1, row = 1 } } }, { lane_of:held_rows() })
		rows[1].state, rows[3].state = "tracking", "tracking"
		rows = { rows[2] }
		lane_of:release_line(first)
		assert.is_true(lane_of:has_rows())
		assert.equal(2, lane_of:ready(0).row)
	end)

	it("holds nothing for a row without a line", function()
		lane_of:hold_line { job = 1, row = 9, arguments = {} }
		lane_of:release_line { job = 1, row = 9, arguments = {} }
		assert.equal(1, lane_of:ready(0).row)
	end)

	it("has the orders of other jobs followed once a row waits for them", function()
		lane_of:set_others { { job = 7, row = 1, arguments = { lineNo = "09000000001" } } }
		assert.equal(2, lane_of:ready(0).row)
		local others <const> = lane_of:take_others()
		assert.equal(1, #others)
		lane_of:begin_order(others[1], true)
		assert.equal(2, send().row)
		lane_of:end_order(others[1])
		assert.equal(1, lane_of:ready(0).row)
	end)
end)
