--- When each poll is due.

local pace <const> = require "unom.bulk.engine.following.pace"
local schedule <const> = require "unom.bulk.engine.following.schedule"
local targets <const> = require "unom.bulk.engine.following.targets"
local timers <const> = require "unom.bulk.engine.timers"

describe("the schedule of polls #unit", function()
	local now, due, put, waits, shown, told, of

	before_each(function()
		now, due, put, told = 1000, timers.new(), {}, {}
		waits, shown = false, false
		of = schedule.new {
			timers = due,
			clock = function() return now end,
			turns = {
				put = function(_, _, target) put[#put + 1] = target end,
				count_due = function() return #put end,
			},
			on_listed = function(target) told[#told + 1] = target end,
		}
	end)

	local function target(way)
		local made <const> = targets.new({ name = "N123456789", next_doubt = -math.huge,
			listed = { can_wait = function() return waits end },
			watching = { shows = function() return shown end } }, way or {})
		made.row, made.asked = { state = "tracking" }, now
		made.rows[1] = made
		return made
	end

	local function pass(seconds)
		now = now + seconds
		due:run(now)
	end

	it("makes a target due at its time, once", function()
		local one <const> = target()
		of:at(one, 1010)
		pass(9)
		assert.equal(0, #put)
		pass(1)
		assert.same({ one }, put)
		of:at(one, 1015) -- it waits for its turn
		pass(10)
		assert.equal(1, #put)
	end)

	it("heeds a time that comes nearer, and one that goes further away", function()
		local one <const> = target()
		of:at(one, 1010)
		of:at(one, 1005)
		pass(5)
		assert.equal(1, #put)
		one.queued = false
		of:at(one, 1010)
		of:at(one, 1030)
		pass(10)
		assert.equal(1, #put)
		pass(15)
		assert.equal(2, #put)
	end)

	it("leaves alone a target whose row has ended", function()
		local one <const> = target()
		of:at(one, 1010)
		one.row.state = "unknown"
		pass(10)
		assert.equal(0, #put)
	end)

	it("lets an order wait that the lists tell of, and one of them a minute be asked about after ten", function()
		waits = true
		local one <const>, other <const> = target { listed = true }, target { listed = true }
		other.contract = one.contract
		of:at(one, 1002)
		of:at(other, 1002)
		for _ = 1, 59 do
			pass(10)
		end
		assert.equal(0, #put)
		pass(30)
		assert.equal(1, #put)
		pass(90)
		assert.equal(2, #put)
	end)

	it("lets wait what the lists show that show no order under way", function()
		shown = true
		local one <const> = target { unless_listed = true }
		of:at(one, 1060)
		pass(60)
		assert.same({ one }, told)
		assert.equal(0, #put)
		shown = false
		pass(600)
		assert.equal(1, #put)
	end)

	it("asks in line, four at a time, as orders reach the age that is learned", function()
		local learned <const> = pace.new()
		for _ = 1, 4 do
			learned:begin_order()
		end
		learned.under_way = 100
		for _ = 1, 10 do
			local one <const> = target()
			one.accepted, one.pace_of, one.pace = now, learned, learned:begin_order()
			of:join_line(one)
			pass(1)
		end
		pass(50)
		assert.equal(0, #put)
		learned.expected = 57.5 -- three are that old
		of:serve(learned)
		assert.equal(3, #put)
		pass(1)
		assert.equal(4, #put)
		pass(5)
		assert.equal(4, #put)
		put = {}
		of:serve(learned)
		assert.equal(4, #put)
	end)

	it("asks in line also where all that were due are of another line", function()
		local learned <const>, one <const> = pace.new(), target()
		learned.expected = 30
		one.accepted, one.pace_of, one.pace = now, learned, learned:begin_order()
		of:join_line(one)
		for _ = 1, 4 do
			of:at(target(), 1010)
		end
		pass(30)
		assert.equal(4, #put)
		put = {} -- they went out, and none of them was of this line
		pass(10)
		assert.same({ one }, put)
	end)

	it("asks about the scouts at their time once it is known", function()
		local learned <const>, one <const> = pace.new(), target()
		one.accepted, one.pace_of, one.pace = now, learned, learned:begin_order()
		learned.scouting[1] = one
		of:at(one, 1060)
		of:serve(learned)
		pass(20)
		assert.equal(0, #put)
		learned.expected = 30
		of:serve(learned)
		pass(9)
		assert.equal(0, #put)
		pass(1)
		assert.equal(1, #put)
	end)
end)
