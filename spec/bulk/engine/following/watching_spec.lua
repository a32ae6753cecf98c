--- Rows that are followed in the lists of orders themselves.

local watching <const> = require "unom.bulk.engine.following.watching"

describe("rows watched in the lists #unit", function()
	local now, of

	before_each(function()
		now = 1000
		of = watching.new(function() return now end)
	end)

	local ACCEPTING <const>, COMPLETED <const> = "list_accepting_orders", "list_completed_orders"

	local function watch(id, slow)
		local row <const> = { order_id = id }
		for _, operation in ipairs { ACCEPTING, COMPLETED } do
			of:add { row = row, operation = operation, slow = slow }
		end
		return row
	end

	local function list(...)
		local by_id <const> = {}
		for _, id in ipairs { ... } do
			by_id[id] = {}
		end
		return { by_id = by_id }
	end

	--- Takes a listing; returns what was read, in order.
	local function take(accepting, completed, stays)
		local seen <const> = {}
		of:take({ accepting = accepting, completed = completed, began = now, failures = { [COMPLETED] = "broken" } },
			function(watcher, given, err)
				seen[#seen + 1] = { watcher.operation, given, err }
				return stays
			end)
		return seen
	end

	it("are read in each list, the completed one first; one that could not be had is none", function()
		watch("AGU1")
		local accepting <const>, completed <const> = list(), list "AGU1"
		assert.same({ { COMPLETED, completed, "broken" }, { ACCEPTING, accepting } }, take(accepting, completed, true))
		assert.same({ { COMPLETED, nil, "broken" }, { ACCEPTING, accepting } }, take(accepting, nil, true))
	end)

	it("are read no more once they have ended, and nothing is planned", function()
		assert.is_nil(of:next_time())
		watch("AGU1")
		assert.equal(1002, of:next_time())
		take(list(), list(), false)
		assert.is_nil(of:next_time())
		assert.same({}, take(list(), list(), false))
	end)

	it("know which the last listing showed", function()
		local row <const> = watch("AGU1")
		assert.is_false(of:shows(row))
		take(list "AGU1", list(), true)
		assert.is_true(of:shows(row))
		take(list(), list(), true)
		assert.is_false(of:shows(row))
	end)

	it("are read less and less often: to a minute, or ten where the wait is one of hours", function()
		for slow, most in pairs { [false] = 60, [true] = 600 } do
			of = watching.new(function() return now end)
			watch("AGU1", slow)
			assert.equal(2, of:next_time() - now)
			for _ = 1, 20 do
				now = of:next_time()
				take(list(), list(), true)
			end
			assert.equal(most, of:next_time() - now)
			watch("AGU2", true) -- it has time
			assert.equal(most, of:next_time() - now)
			watch("AGU3", false)
			assert.equal(2, of:next_time() - now)
		end
	end)

	it("may join while others are read", function()
		watch("AGU1")
		local joined
		of:take({ accepting = list(), completed = list(), began = now }, function(watcher)
			if not joined then
				joined = true
				of:add { row = { order_id = "AGU2" }, operation = watcher.operation, slow = true }
			end
			return false
		end)
		assert.equal(1, #take(list(), list(), true))
	end)
end)
