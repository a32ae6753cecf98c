--- unom.wait{a, b}: one wait for the calls of several clients, which loses no result of any of them.

local core <const> = require "unom.core"
local loopback <const> = require "support.loopback"
local unom <const> = require "unom"
local wire <const> = require "support.wire"

local LINES <const> = wire.reply(200, { contractId = wire.CONTRACT, linesList = {} })
local LONG <const> = 60 -- seconds; no spec waits so long

describe("unom.wait(clients, seconds) #wire", function()
	local server, kept, clients
	before_each(function()
		kept, clients = {}, {}
		server = loopback.serve(function(request) kept[#kept + 1] = request end)
	end)
	after_each(function()
		for _, client in ipairs(clients) do
			client:close()
		end
		server:close()
	end)

	local function open(count, options)
		for i = 1, count do
			clients[i] = wire.client(server, options and options[i])
		end
	end

	--- Starts one call of each client, in order, and lets it come to the server. -> the ids
	local function started()
		local ids <const> = {}
		for i, client in ipairs(clients) do
			ids[i] = client:start("list_lines")
			while #kept < i do
				client:wait(0, {})
				server:step(0.01)
			end
		end
		return ids
	end

	local function answer(...)
		for _, i in ipairs { ... } do
			LINES(kept[i])
		end
		for _ = 1, 5 do
			server:step(0.001)
		end
	end

	it("returns what has ended of each, with the client, and leaves the others in flight", function()
		open(3)
		local ids <const> = started()
		answer(1, 3)
		local seen <const> = {}
		while not (seen[1] and seen[3]) do
			for _, result in ipairs(unom.wait(clients, LONG)) do
				for i, client in ipairs(clients) do
					if client == result.client then
						assert.equal(ids[i], result.id)
						assert.is_table(result.reply)
						assert.is_nil(seen[i])
						seen[i] = true
					end
				end
			end
		end
		assert.same({ [1] = true, [3] = true }, seen)
		assert.same({ 0, 1, 0 }, { clients[1]:in_flight(), clients[2]:in_flight(), clients[3]:in_flight() })
		assert.same({}, unom.wait({ clients[1], clients[3] }, LONG))
		assert.same({}, unom.wait(clients, 0.001))
		assert.same({}, unom.wait({}, LONG))
	end)

	it("returns what a client has kept, at once", function()
		open(2)
		local ids <const> = started()
		clients[2]:abort(ids[2])
		clients[2]:wait(0, { [-1] = true })
		local results <const> = unom.wait(clients, LONG)
		assert.equal(1, #results)
		assert.same({ ids[2], "interrupted" }, { results[1].id, results[1].err.kind })
		assert.equal(clients[2], results[1].client)
	end)

	it("ends a call that is late, of whichever client", function()
		open(2, { { timeout = 86400 }, { timeout = 0.05 } })
		started()
		local results <const> = unom.wait(clients, LONG)
		assert.equal(clients[2], results[1].client)
		assert.equal("timeout", results[1].err.kind)
	end)

	it("goes on with calls that wait for their turn", function()
		open(2, { { max_connections = 1 } })
		started()
		local next_id <const> = clients[1]:start("list_lines")
		answer(1)
		assert.equal(1, #unom.wait(clients, LONG))
		for _ = 1, 1000 do
			server:step(0.001)
			assert.same({}, unom.wait(clients, 0.001))
			if #kept == 3 then
				break
			end
		end
		answer(3)
		assert.equal(next_id, unom.wait(clients, LONG)[1].id)
	end)

	it("ends when a watched signal comes", function()
		open(2)
		started()
		local watch <close> = core.interrupt_watch()
		os.execute("kill -TERM " .. core.process_id())
		assert.same({}, unom.wait(clients, LONG))
		assert.equal(1, watch:count())
		assert.same({}, unom.wait(clients, 0.001)) -- seen by all of them
	end)

	it("loses no result to a trace function or a hook that raises", function()
		local trouble
		local function trace()
			if trouble then
				trouble = nil
				error("trace trouble", 0)
			end
		end
		open(2, { { trace = trace }, { trace = trace } })
		local ids <const> = started()
		answer(1, 2)
		for strike = 2, 8 do -- the first C function is pcall; the last shows the second client's events
			local calls = 0
			debug.sethook(function()
				calls = calls + (debug.getinfo(2, "S").what == "C" and 1 or 0)
				if calls == strike then
					debug.sethook()
					error("struck", 0)
				end
			end, "c")
			local ok <const>, message <const> = pcall(unom.wait, clients, LONG)
			debug.sethook()
			assert.same({ false, "struck" }, { ok, message }, strike)
		end
		trouble = true
		local ok <const>, message <const> = pcall(unom.wait, clients, LONG)
		assert.same({ false, "trace trouble" }, { ok, message })
		local results <const> = unom.wait(clients, LONG)
		while #results < 2 do
			table.insert(results, unom.wait(clients, LONG)[1])
		end
		table.sort(results, function(a, b) return a.client == clients[1] and b.client ~= a.client end)
		assert.same({ ids[1], ids[2] }, { results[1].id, results[2].id })
	end)

	it("uses no client that is closed, in use or there twice, and takes nothing else", function()
		local inner
		open(2, { { trace = function() inner = { pcall(unom.wait, clients, 0) } end } })
		started()
		answer(1)
		unom.wait(clients, LONG)
		assert.is_false(inner[1])
		assert.matches("in use", tostring(inner[2]), 1, true)
		for message, given in pairs {
			["the client at 3 is there twice"] = { clients[1], clients[2], clients[1] },
			["a client expected at 2, got number"] = { clients[1], 5 },
			["table expected"] = 5,
		} do
			local ok <const>, said <const> = pcall(unom.wait, given, 0)
			assert.is_false(ok)
			assert.matches(message, tostring(said), 1, true)
		end
		assert.is_false((pcall(unom.wait, clients, -1)))
		assert.is_false((pcall(unom.wait, clients)))
		local closed <const> = wire.client(server)
		closed:close()
		local _ <const>, said <const> = pcall(unom.wait, { clients[1], closed }, 0)
		assert.matches("the client is closed", tostring(said), 1, true)
		assert.equal(0, clients[1]:in_flight()) -- it is not left busy
	end)
end)
