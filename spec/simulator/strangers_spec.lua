--- Somebody else who orders at the simulated carrier meanwhile.

local simulated <const> = require "support.simulated"

--- What a carrier's journal has after a time in which somebody else ordered.
local function after(seconds, options)
	local carrier <const> = simulated.new(options)
	carrier:wait(seconds)
	return carrier:accepted(), carrier
end

describe("simulator strangers #unit", function()
	it("order at their rate on each contract, by nobody's request", function()
		local count <const>, tags <const> = {}, {}
		for _, order in ipairs((after(600, { foreign = 60 }))) do
			count[order.contractId] = (count[order.contractId] or 0) + 1
			local tag <const> = order.orderId:sub(1, 3)
			tags[tag] = (tags[tag] or 0) + 1
			assert.is_true(order.foreign)
			assert.is_nil(order.startedAt)
			assert.is_nil(order.answeredAt)
			assert.is_true(order.acceptedAt > 0 and order.acceptedAt <= 600)
		end
		for _, id in ipairs { "N123456789", "N987654321", "N111222333" } do
			assert.near(600, count[id], 75)
		end
		assert.near(450, tags.AGB, 75)
		assert.near(1350, tags.AGU, 130)
	end)

	it("are not there unless asked for", function()
		assert.same({}, (after(600)))
	end)

	it("order for the second half of the lines, and change them", function()
		local accepted <const>, carrier <const> = after(600, { foreign = 60, lines = 100 })
		for _, order in ipairs(accepted) do
			assert.is_true(tonumber(order.lineNo:sub(5)) > 50, order.lineNo)
		end
		carrier:wait(60)
		local changed = false
		for number = 1, 100 do
			local line <const> = carrier:line(number)
			local is_as_it_was <const> = line.imei == ("86340101%07d"):format(number)
			assert.is_true(number > 50 or is_as_it_was)
			changed = changed or not is_as_it_was
		end
		assert.is_true(changed)
	end)

	it("are in the lists beside the others, and can be asked about by id", function()
		local carrier <const> = simulated.new { foreign = 60 }
		carrier:wait(30)
		local own <const> = carrier:order(1)
		carrier:wait(2)
		local listed <const> = {}
		for _, list in ipairs { "accepting", "complete" } do
			local _, reply <const> = carrier:ask("GET", "/orders?status=" .. list)
			for _, order in ipairs(reply.orderList) do
				listed[order.orderId] = true
			end
		end
		local foreign = 0
		for _, order in ipairs(carrier:accepted()) do
			if order.contractId == simulated.CONTRACT then
				assert.is_true(listed[order.orderId], order.orderId)
				assert.truthy(carrier:status(order.orderId))
				foreign = foreign + (order.foreign and 1 or 0)
			end
		end
		assert.is_true(foreign > 10)
		assert.is_true(listed[own])
		for _, order in ipairs(carrier:accepted()) do
			assert.equal(order.orderId ~= own, order.foreign == true)
		end
	end)

	--- What became of 50 submissions, and what the others ordered.
	local function course_of_things(foreign, seed)
		local carrier <const> = simulated.new { foreign = foreign, seed = seed, faults = { ng = 0.3, ["lost-reply"] = 0.2 } }
		local own <const>, others <const> = {}, {}
		for number = 1, 50 do
			carrier:order(number)
			carrier:wait(1)
		end
		for _, order in ipairs(carrier:accepted()) do
			table.insert(order.foreign and others or own, (order.foreign and order.acceptedAt or "") .. order.lineNo
				.. order.operation .. (order.fault or ""))
		end
		return table.concat(own, " "), table.concat(others, " ")
	end

	it("take no fault away from anybody, and come back with the seed", function()
		local alone <const> = course_of_things(0, 5)
		local own <const>, others <const> = course_of_things(30, 5)
		assert.equal(alone, own)
		assert.equal(others, select(2, course_of_things(30, 5)))
		assert.are_not.equal(others, select(2, course_of_things(30, 6)))
	end)

	it("find no room where there is none", function()
		local _, carrier <const> = after(0, { foreign = 60, lines = 300, processing = 1000 })
		for number = 1, 254 do
			assert.truthy(carrier:order(number))
		end
		carrier:wait(60)
		for _, order in ipairs(carrier:accepted()) do
			assert.is_true(not order.foreign or order.contractId ~= simulated.CONTRACT)
		end
	end)
end)
