--- Calls that are started, waited for, aborted and refused in any order, by seed: each has one result, an order reaches
-- the carrier once at most, and `sent` never says "no" of one that it acted on.

local arguments <const> = require "support.arguments"
local core <const> = require "unom.core"
local loopback <const> = require "support.loopback"
local wire <const> = require "support.wire"

local SEEDS <const> = 30
local STEPS <const>, LAST_ROUNDS <const> = 400, 5000
local ORDERED <const> = wire.reply(200, { contractId = wire.CONTRACT, resultCode = "0001", orderId = "AGU1" })

--- A source of random numbers of its own, so that a seed is the same trial every time: xorshift.
local function random_source(seed)
	local state = seed * 2654435761 + 88172645463325252
	return function(greatest)
		state = state ~ (state << 13)
		state = state ~ (state >> 7)
		state = state ~ (state << 17)
		return (state >> 1) % greatest + 1
	end
end

--- A carrier that grants and refuses tokens, acts and answers, drops and keeps requests. `acted` counts by requestDate.
local function new_carrier(random)
	local carrier <const> = { kept = {}, acted = {} }
	local function keep(request) carrier.kept[#carrier.kept + 1] = request end
	local function grant(request) wire.grant("token", tostring(random(120) - 1))(request) end
	local tokens <const> = { wire.reply(500, ""), wire.drop, keep }
	local orders <const> = { wire.drop, keep, wire.reply(503, "{}"),
		function(request) request:truncate(200, {}, '{"resultCode":"0001"}', 4) end }
	carrier.server = loopback.serve(function(request)
		if request.path == wire.TOKEN_PATH then
			return (tokens[random(10)] or grant)(request)
		elseif random(14) == 1 then
			return wire.refusal(401, "Invalid access token")(request)
		end
		local day <const> = request.body:match '"requestDate":"(%d+)"'
		carrier.acted[day] = (carrier.acted[day] or 0) + 1
		return (orders[random(14)] or ORDERED)(request)
	end)
	return carrier
end

local function trial(seed)
	local random <const> = random_source(seed)
	local carrier <const> = new_carrier(random)
	local server <close> = carrier.server
	local trace
	if random(2) == 1 then
		trace = function()
			if random(20) == 1 then
				error("trace trouble", 0)
			end
		end
	end
	local client <close> = wire.client(server, wire.credentials { max_connections = random(5), trace = trace,
		timeout = random(2) == 1 and 0.05 or 0.5 })
	local days <const>, results <const> = {}, {}

	-- The ways to wait.
	local waits <const> = {
		client.wait,
		function(_, seconds) return core.wait({ client }, seconds) end,
		function(_, seconds) return client:wait(seconds, days) end,
		function(_, seconds)
			local fds <const>, most <const> = client:fds()
			assert.equal(client:in_flight() == 0, not most)
			assert.is_true(not most or most >= 0)
			assert.is_true(#fds == 1 or not most or most == 0)
			return client:wait(seconds)
		end,
	}

	local function take(method, ...)
		local ok <const>, got <const> = pcall(method, client, ...)
		if not ok then
			assert.equal("trace trouble", got)
			return false
		end
		for _, result in ipairs(got) do
			assert.is_truthy(days[result.id])
			assert.is_nil(results[result.id])
			results[result.id] = result
		end
		return true
	end

	local started = 0
	for step = 1, STEPS do
		local choice <const> = random(10)
		if choice <= 4 and step < STEPS - 100 then
			started = started + 1
			local day <const> = ("2027%02d%02d"):format(started // 28 % 12 + 1, started % 28 + 1)
			local order <const> = arguments.of "change_course"
			order.requestDate = day
			days[client:start("change_course", order)] = day
		elseif choice == 5 and #carrier.kept > 0 then
			ORDERED(table.remove(carrier.kept, random(#carrier.kept)))
		elseif choice == 6 then
			client:allow_connections(random(8))
		elseif choice == 7 and started > 0 and random(3) == 1 then
			client:abort(random(started))
		else
			take(waits[random(#waits)], random(2) == 1 and 0 or 0.002)
		end
		server:step(0)
	end
	local closes <const> = random(3) == 1
	for round = 1, LAST_ROUNDS do
		if client:in_flight() == 0 then
			break
		elseif closes and round == 5 then
			local _ = take(client.close) or take(client.close)
			break
		end
		server:step(0)
		take(client.wait, 0.002)
	end

	local dubious = 0
	for id, day in pairs(days) do
		local result <const>, acted <const> = results[id], carrier.acted[day] or 0
		assert.is_truthy(result, id)
		assert.is_true(acted <= 1, day)
		if result.reply then
			assert.equal(1, acted)
		elseif result.err.sent == "no" then
			assert.equal(0, acted, result.err.message)
		else
			dubious = dubious + 1
		end
	end
	assert.is_true(started > 50)
	return dubious
end

describe("calls in any order #wire", function()
	it("have one result each, which says no less than what the carrier did", function()
		local dubious = 0
		for seed = 1, SEEDS do
			dubious = dubious + trial(seed)
		end
		assert.is_true(dubious > SEEDS) -- the faults were there
	end)
end)
