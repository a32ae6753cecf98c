--- What wait returns when it is asked for the results of some calls alone.

local loopback <const> = require "support.loopback"
local wire <const> = require "support.wire"

local LINES <const> = wire.reply(200, { contractId = wire.CONTRACT, linesList = {} })
local LONG <const> = 60 -- seconds; no spec waits so long

describe("client:wait(seconds) #wire", function()
	it("has sent what got its turn when it returns: nobody may wait again for some time", function()
		local server <close> = loopback.serve(LINES)
		local client <close> = wire.client(server, { max_connections = 1 })
		client:start("list_lines")
		client:start("list_lines")
		repeat
			server:step(0.001)
		until #client:wait(0) == 1
		for _ = 1, 5 do
			server:step(0.01)
		end
		assert.equal(2, #server.requests)
	end)
end)

describe("client:wait(seconds, ids) #wire", function()
	local server, client, kept
	before_each(function()
		kept = {}
		server = loopback.serve(function(request) kept[#kept + 1] = request end)
		client = wire.client(server)
	end)
	after_each(function()
		client:close()
		server:close()
	end)

	--- Starts `count` calls, whose requests are kept, in their order. -> their ids
	local function started(count)
		local ids <const> = {}
		for i = 1, count do
			ids[i] = client:start("list_lines")
			while #kept < i do
				client:wait(0, {})
				server:step(0.01)
			end
		end
		return ids
	end

	--- Answers the request of the i-th call, and reads the answer.
	local function answer(i)
		LINES(kept[i])
		for _ = 1, 5 do
			server:step(0.001)
			client:wait(0.001, { [-1] = true })
		end
	end

	local function ids_of(results)
		local ids <const> = {}
		for i, result in ipairs(results) do
			assert.is_table(result.reply)
			ids[i] = result.id
		end
		return ids
	end

	it("returns the results of these calls alone; those of others stay, in their order", function()
		local ids <const> = started(4)
		for i = 4, 1, -1 do
			answer(i)
		end
		assert.same({ ids[4], ids[2] }, ids_of(client:wait(LONG, { [ids[2]] = true, [ids[4]] = "whatever" })))
		assert.equal(2, client:in_flight())
		assert.same({ ids[3], ids[1] }, ids_of(client:wait(LONG)))
		assert.equal(0, client:in_flight())
	end)

	it("goes on while only others have ended", function()
		local ids <const> = started(2)
		answer(1)
		assert.same({}, client:wait(0.001, { [ids[2]] = true }))
		answer(2)
		assert.same({ ids[2] }, ids_of(client:wait(LONG, { [ids[2]] = true })))
		assert.same({ ids[1] }, ids_of(client:wait(LONG)))
	end)

	it("returns at once where none of them is in flight or kept", function()
		local ids <const> = started(2)
		assert.same({}, client:wait(LONG, {}))
		assert.same({}, client:wait(LONG, { [ids[2] + 1] = true, [tostring(ids[1])] = true }))
		answer(1)
		assert.same({ ids[1] }, ids_of(client:wait(LONG, { [ids[1]] = false })))
		assert.same({}, client:wait(LONG, { [ids[1]] = true }))
		assert.equal(1, client:in_flight())
	end)

	it("loses no result to a hook that raises, wherever it strikes", function()
		local ids <const> = started(2)
		answer(1)
		answer(2)
		for strike = 2, 4 do -- the first C function is pcall
			local calls = 0
			debug.sethook(function()
				calls = calls + (debug.getinfo(2, "S").what == "C" and 1 or 0)
				if calls == strike then
					debug.sethook()
					error "struck"
				end
			end, "c")
			local ok <const>, message <const> = pcall(client.wait, client, LONG, { [ids[1]] = true })
			debug.sethook()
			assert.is_false(ok)
			assert.is_truthy(message:find "struck")
		end
		assert.same({ ids[1] }, ids_of(client:wait(LONG, { [ids[1]] = true })))
		assert.same({ ids[2] }, ids_of(client:wait(LONG)))
	end)

	it("returns no more than it is asked for, the oldest first", function()
		local ids <const> = started(4)
		for index = 1, 4 do
			answer(index)
		end
		local wanted <const> = { [ids[1]] = true, [ids[3]] = true, [ids[4]] = true }
		assert.same({ ids[1] }, ids_of(client:wait(LONG, wanted, 1)))
		assert.same({ ids[3], ids[4] }, ids_of(client:wait(LONG, wanted, 5)))
		assert.same({ ids[2] }, ids_of(client:wait(LONG)))
		assert.equal(0, client:in_flight())
		assert.has_error(function() client:wait(0, {}, "many") end)
	end)

	it("goes with a count of these calls, and with what a loop waits for them alone", function()
		local ids <const> = started(3)
		answer(1)
		assert.same({ ids[1] }, ids_of(client:wait(LONG, { [ids[1]] = true })))
		answer(2)
		repeat
			client:wait(0, {})
		until select(2, client:fds()) == 0
		assert.same({ 2, 0, 1, 2 }, { client:in_flight(), client:in_flight { [ids[1]] = true },
			client:in_flight { [ids[2]] = true }, client:in_flight { [ids[1]] = true, [ids[2]] = true, [ids[3]] = true } })
		assert.equal(0, select(2, client:fds { [ids[2]] = true }))
		local fds <const>, seconds <const> = client:fds { [ids[3]] = true }
		assert.is_true(#fds == 1 and seconds > 0)
		answer(3)
		assert.same({ ids[2] }, ids_of(client:wait(LONG, { [ids[2]] = true })))
		assert.same({ ids[3] }, ids_of(client:wait(LONG)))
	end)

	it("takes a table", function()
		for _, refused in ipairs { table.pack(client.wait, client, 0, 1), table.pack(client.in_flight, client, 1),
			table.pack(client.fds, client, 1) } do
			local ok <const>, message <const> = pcall(table.unpack(refused))
			assert.is_false(ok)
			assert.is_truthy(tostring(message):find("table expected", 1, true), message)
		end
	end)
end)
