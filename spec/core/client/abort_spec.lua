--- client:abort(id): the call ends as interrupted, and its error says whether the carrier may have acted.

local arguments <const> = require "support.arguments"
local loopback <const> = require "support.loopback"
local wire <const> = require "support.wire"

local LONG <const> = 60 -- seconds; no spec waits so long
local ORDERED <const> = wire.reply(200, { contractId = wire.CONTRACT, resultCode = "0001", orderId = "AGU1" })

describe("client:abort(id) #wire", function()
	local server, client, kept
	local function open(options, handler)
		kept = {}
		server = loopback.serve(handler or function(request) kept[#kept + 1] = request end)
		client = wire.client(server, options)
	end
	after_each(function()
		client:close()
		server:close()
	end)

	local function order()
		return client:start("change_course", arguments.of "change_course")
	end

	local function until_kept(count)
		for _ = 1, 2000 do
			if #kept == count then
				return
			end
			server:step(0.001)
			client:wait(0, { [-1] = true })
		end
		error "the request did not come"
	end

	--- What the call of that id ended with: kind, sent.
	local function ended(id)
		local results <const> = client:wait(LONG, { [id] = true })
		assert.equal(1, #results)
		return { results[1].err.kind, results[1].err.sent }
	end

	it("ends what the carrier may have seen as maybe", function()
		open()
		local id <const> = order()
		until_kept(1)
		assert.is_true(client:abort(id))
		assert.is_false(client:abort(id))
		assert.equal(1, client:in_flight())
		assert.same({ "interrupted", "maybe" }, ended(id))
		assert.equal(0, client:in_flight())
	end)

	it("ends what waits for its turn as not sent, and no later start sends it", function()
		open { max_connections = 1 }
		local first <const> = order()
		until_kept(1)
		local second <const>, third <const> = order(), order()
		assert.is_true(client:abort(second))
		ORDERED(kept[1])
		local fourth <const> = order() -- which sends what waits
		until_kept(2)
		assert.same({ "interrupted", "no" }, ended(second))
		ORDERED(kept[2])
		until_kept(3)
		ORDERED(kept[3])
		local replies <const> = {}
		for _ = 1, 2000 do
			server:step(0)
			for _, result in ipairs(client:wait(0.001)) do
				replies[result.id] = result.reply.orderId
			end
			if client:in_flight() == 0 then
				break
			end
		end
		assert.same({ [first] = "AGU1", [third] = "AGU1", [fourth] = "AGU1" }, replies)
		assert.equal(3, #kept)
	end)

	it("is not undone by a start that comes before the next wait", function()
		open { max_connections = 2 }
		order()
		order()
		until_kept(2)
		local waiting <const> = order()
		assert.is_true(client:abort(waiting))
		client:allow_connections(8)
		order()
		until_kept(3)
		assert.same({ "interrupted", "no" }, ended(waiting))
		for _ = 1, 5 do
			server:step(0.001)
			client:wait(0)
		end
		assert.equal(3, #kept)
	end)

	it("ends what waits for a token, and leaves the others that wait for it", function()
		open(wire.credentials())
		local first <const>, second <const> = order(), order()
		until_kept(1)
		assert.is_true(client:abort(first))
		assert.same({ "interrupted", "no" }, ended(first))
		wire.grant "token"(kept[1])
		until_kept(2)
		ORDERED(kept[2])
		server:step(0.001)
		assert.equal("AGU1", client:wait(LONG, { [second] = true })[1].reply.orderId)
		assert.equal(2, #kept)
	end)

	it("does nothing to a call whose reply has come", function()
		open()
		local id <const> = order()
		until_kept(1)
		ORDERED(kept[1])
		for _ = 1, 5 do
			server:step(0.001)
		end
		assert.is_false(client:abort(id))
		assert.equal("AGU1", client:wait(LONG)[1].reply.orderId)
		assert.is_false(client:abort(id))
	end)

	it("does nothing to an id that there is not, and takes no other value", function()
		open()
		assert.is_false(client:abort(1))
		assert.is_false(client:abort(-1))
		assert.is_false((pcall(client.abort, client, "x")))
		assert.is_false((pcall(client.abort, client)))
	end)
end)

describe("client:contract_id() #wire", function()
	it("is the contractId of calls that name none", function()
		local server <close> = loopback.serve(function() end)
		local client <close> = wire.client(server)
		local other <close> = wire.client(server, { contract_id = false })
		assert.equal(wire.CONTRACT, client:contract_id())
		assert.is_nil(other:contract_id())
	end)
end)
