--- A client lent to a job: the caller's own calls in flight keep it from being used.

local bulk <const> = require "unom.bulk"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local loopback <const> = require "support.loopback"
local wire <const> = require "support.wire"

local LIST <const> = "operation,contractId,lineNo,planCode,requestDate\n"
	.. "change_course,N123456789,09000000001,T3001328,20991201\n"
local READ <const> = { contractId = "N123456789" }

describe("a borrowed client #unit", function()
	local home <const> = homes.each_test()
	local carrier

	before_each(function()
		carrier = fake_carrier.new(fake_carrier.agreeable "01", 1)
	end)

	local function options(more)
		return home:options(carrier, more)
	end

	local function first_run()
		return bulk.run(options { path = home:write("list.csv", LIST), agree = true, deadline = 1.5 })
	end

	-- The engine took the result, knew no call of that id and dropped it: an order's id was lost.
	it("is refused by every function while a call of the caller's is in flight, and the result is the caller's", function()
		local id <const> = carrier:start("list_lines", READ)
		for _, name in ipairs { "run", "resume", "retry", "cancel" } do
			local given <const> = options { path = name == "run" and home:write("list.csv", LIST) or nil }
			assert.error_matches(function() bulk[name](given) end, ("bad option 'client' to 'bulk.%s' (1 call of its own in "
				.. "flight: wait for its results first, or give it another client)"):format(name), 1, true)
		end
		assert.equal(1, #carrier.calls)
		assert.equal(id, carrier:wait(10)[1].id)
	end)

	it("is taken again though a run that ended early left reads in flight", function()
		assert(first_run())
		assert.is_true(carrier:in_flight() > 0)
		for _ = 1, 3 do
			assert(bulk.resume(options { deadline = 1.5 }))
		end
		local job <close> = bulk.start(options { job = 1, deadline = 1.5 }) -- in steps as well
		while not job:step(10) do end
		assert(job:result())
		assert.is_true(carrier:in_flight() > 0)
		carrier:start("list_lines", READ)
		assert.error_matches(function() bulk.resume(options {}) end, "1 call of its own in flight")
	end)

	it("is taken again though a run raised", function()
		assert.has_error(function()
			bulk.run(options { path = home:write("list.csv", LIST), agree = true,
				on_progress = function() error "hoppla" end })
		end)
		assert(bulk.resume(options { deadline = 1.5 }))
	end)

	it("must be open", function()
		local server <close> = loopback.serve(wire.reply(200, {}))
		local client <const> = wire.client(server)
		client:close()
		assert.error_matches(function() bulk.run { client = client, path = "list.csv", ledger = home.ledger } end,
			"bad option 'client' to 'bulk.run' (the client is closed)", 1, true)
	end)

	it("is refused with the number of calls, when it is a real one", function()
		local server <close> = loopback.serve(wire.reply(200, { contractId = wire.CONTRACT, linesList = {} }))
		local client <close> = wire.client(server)
		local ids <const> = { client:start("list_lines", READ), client:start("list_lines", READ) }
		assert.error_matches(function()
			bulk.run { client = client, path = home:write("list.csv", LIST), ledger = home.ledger, agree = true }
		end, "2 calls of its own in flight: wait for their results first", 1, true)
		local results <const> = wire.take_turns(client, server)
		assert.is_truthy(results[ids[1]].reply)
		assert.is_truthy(results[ids[2]].reply)
		assert.equal(2, #server.requests)
	end)
end)
