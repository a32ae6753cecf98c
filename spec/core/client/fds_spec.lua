--- client:fds(): what an event loop that is not the client's own waits for, before it calls wait(0).

local arguments <const> = require "support.arguments"
local core <const> = require "unom.core"
local event_loop <const> = require "support.event_loop"
local loopback <const> = require "support.loopback"
local scratch <const> = require "support.scratch"
local simulator <const> = require "unom.simulator"
local scripted <const> = require "support.servers.scripted"
local self_signed <const> = require "support.servers.self_signed"
local wire <const> = require "support.wire"

local LINES <const> = wire.reply(200, { contractId = wire.CONTRACT, linesList = {} })
local LONG <const> = 60 -- seconds; no spec waits so long

describe("client:fds() #wire", function()
	local server, client, kept
	local function open(options)
		kept = {}
		server = loopback.serve(function(request) kept[#kept + 1] = request end)
		client = wire.client(server, options)
	end
	after_each(function()
		client:close()
		server:close()
	end)

	--- Client and server take turns until the server has that many requests and the client waits for a reply.
	local function until_kept(count)
		for _ = 1, 2000 do
			if #kept == count and select(2, client:fds()) > 0 then
				return
			end
			server:step(0.001)
			client:wait(0, { [-1] = true })
		end
		error "the request did not come"
	end

	it("is empty, without a time, when nothing is in flight", function()
		open()
		assert.same({ {}, n = 2 }, table.pack(client:fds()))
		client:start("list_lines")
		client:close()
		assert.is_false((pcall(client.fds, client)))
		client = wire.client(server)
	end)

	it("may be asked of a client that a finaliser closes meanwhile", function()
		open()
		assert.equal("done", scratch.lua(([[
			local core = require "unom.core"
			collectgarbage("incremental", 1, 1000, 1)
			for _ = 1, 20 do
				local client = core.client { base_url = %q, access_token = "t", contract_id = "N123456789" }
				client:start("list_lines")
				setmetatable({}, { __gc = function() client:close() end })
				local told, message
				for _ = 1, 1000 do
					told, message = pcall(client.fds, client)
				end
				assert(not told and tostring(message) == "the client is closed", message)
			end
			io.write("done")
		]]):format(server.base_url)))
	end)

	it("is one descriptor, which stays the same while connections come and go", function()
		open()
		server.handler = function(request) request:reply(200, { connection = "close" }, '{"linesList":[]}') end
		local fd
		for _ = 1, 20 do
			client:start("list_lines")
			local fds <const>, seconds <const> = client:fds()
			fd = fd or fds[1].fd
			assert.same({ { fd = fd, read = true, write = false } }, fds)
			assert.is_true(seconds <= 60)
			for _ = 1, 2000 do
				server:step(0)
				event_loop.readable(fd, math.min(select(2, client:fds()), 0.001))
				if #client:wait(0) == 1 then
					break
				end
			end
			assert.same({}, (client:fds()))
		end
		assert.equal(20, #server.requests)
	end)

	it("asks for nothing to be done while a reply is awaited, and is readable once it is there", function()
		open { timeout = 100 }
		local id <const> = client:start("list_lines")
		until_kept(1)
		local fds <const>, seconds <const> = client:fds()
		assert.is_true(seconds > 0 and seconds <= 100, seconds)
		assert.is_false(event_loop.readable(fds[1].fd, 0))
		LINES(kept[1])
		for _ = 1, 5 do
			server:step(0.001)
		end
		assert.is_true(event_loop.readable(fds[1].fd, LONG))
		assert.equal(id, client:wait(0)[1].id)
	end)

	it("wants a wait at once where a result is kept, or is there and not yet taken", function()
		open()
		local first <const>, second <const> = client:start("list_lines"), client:start("list_lines")
		until_kept(2)
		client:abort(first)
		assert.equal(0, select(2, client:fds()))
		assert.same({}, client:wait(0, { [second] = true }))
		assert.equal(0, select(2, client:fds())) -- the first is kept
		client:abort(second)
		assert.same({}, client:wait(0, { [-1] = true }))
		assert.same({ {}, 0 }, { client:fds() }) -- both are kept, and nothing is in flight
		assert.equal(2, #client:wait(0))
		assert.same({ {}, n = 2 }, table.pack(client:fds()))
	end)

	it("has the time of the first call to be late, also of one that waits for its turn", function()
		open { max_connections = 1, timeout = 100 }
		client:start("list_lines")
		until_kept(1)
		client:start("list_lines", nil, { timeout = 50 })
		local _ <const>, seconds <const> = client:fds()
		assert.is_true(seconds > 0 and seconds <= 50, seconds)
		client:start("change_course", arguments.of "change_course", { leave_within = 0.03 })
		local results <const> = {}
		repeat
			local fds <const>, left <const> = client:fds()
			assert.is_true(left <= 0.03)
			event_loop.readable(fds[1].fd, left)
			for _, result in ipairs(client:wait(0)) do
				results[#results + 1] = result
			end
		until #results > 0
		assert.same({ "timeout", "no", "change_course" },
			{ results[1].err.kind, results[1].err.sent, results[1].err.operation })
		assert.is_true(select(2, client:fds()) > 0)
	end)

	it("wants a wait at once where a place for a waiting call is made", function()
		open { max_connections = 1 }
		client:start("list_lines")
		until_kept(1)
		client:start("list_lines")
		assert.is_true(select(2, client:fds()) > 0)
		client:allow_connections(2)
		assert.equal(0, select(2, client:fds()))
		until_kept(2)
	end)

	it("is readable when a watched signal comes, until a wait has seen it", function()
		open()
		client:start("list_lines")
		local fd <const> = client:fds()[1].fd
		until_kept(1)
		local watch <close> = core.interrupt_watch()
		client:fds()
		assert.is_false(event_loop.readable(fd, 0))
		os.execute("kill -TERM " .. core.process_id())
		assert.is_true(event_loop.readable(fd, LONG))
		assert.same({}, client:wait(0))
		assert.is_false(event_loop.readable(fd, 0))
		assert.equal(1, watch:count())
	end)

	it("belongs to one client", function()
		open()
		local other <close> = wire.client(server)
		client:start("list_lines")
		other:start("list_lines")
		assert.are_not.equal(client:fds()[1].fd, other:fds()[1].fd)
		until_kept(2)
		LINES(kept[1])
		for _ = 1, 5 do
			server:step(0.001)
		end
		assert.is_true(event_loop.readable(client:fds()[1].fd, 0) ~= event_loop.readable(other:fds()[1].fd, 0))
	end)
end)

describe("an event loop #wire", function()
	it("has every result, with few wake-ups", function()
		local carrier <close> = assert(simulator.start { lines = 1, latency = 0.01 })
		local client <close> = core.client { base_url = carrier.url, contract_id = "N123456789",
			client_id = "unom", client_secret = "unom" }
		local ids <const> = {}
		for i = 1, 100 do
			ids[i] = client:start("get_contract")
		end
		local results <const>, wakes <const> = event_loop.drive(client)
		for _, id in ipairs(ids) do
			assert.equal("N123456789", results[id].reply.contractId)
		end
		assert.is_true(wakes < 300, wakes) -- two for each call, and for the first connections
	end)

	it("goes on while a name is resolved, to a host that answers and to none", function()
		local carrier <close> = assert(simulator.start { lines = 1 })
		local named <const> = carrier.url:gsub("127.0.0.1", "localhost")
		for host, kind in pairs { [named] = false, ["https://unom.invalid"] = "network" } do
			local client <close> = core.client { base_url = host, contract_id = "N123456789",
				client_id = "unom", client_secret = "unom" }
			local id <const> = client:start("get_contract")
			local results <const>, wakes <const> = event_loop.drive(client)
			assert.equal(kind, results[id].err and results[id].err.kind or false)
			assert.is_true(wakes < 50, wakes)
		end
	end)

	for _, tls in ipairs { "tls12", "tls13" } do
		it("goes on while TLS shakes hands and a reply drips in: " .. tls, function()
			local directory <const> = scratch.directory()
			local pem <const>, key <const> = self_signed(directory, "DNS:localhost")
			local script <const> = { { "drip", scripted.accepted "AGU1" } }
			local carrier <const> = scripted.start(script, tls, { pem = pem, key = key })
			for _ = 1, 3 do
				local client <close> = carrier:client { timeout = LONG }
				local id <const> = client:start("change_course", arguments.of "change_course")
				local result <const> = event_loop.drive(client)[id]
				assert.equal("AGU1", result.reply and result.reply.orderId, result.err and result.err.message)
			end
			assert.equal(3, carrier:stop().connections)
			scratch.remove(directory)
		end)
	end

	it("is told of descriptors above 1024", function()
		local carrier <close> = assert(simulator.start { lines = 1 })
		local code <const> = ([[
			package.path, package.cpath = %q, %q
			local core, event_loop = require "unom.core", require "support.event_loop"
			local files = {}
			for i = 1, 1100 do
				files[i] = assert(io.open "/dev/null")
			end
			local client <close> = core.client { base_url = %q, contract_id = "N123456789",
				client_id = "unom", client_secret = "unom" }
			local id = client:start "get_contract"
			io.write(client:fds()[1].fd > 1024 and "above " or "", event_loop.drive(client)[id].reply.contractId)
			files = nil
		]]):format(package.path, package.cpath, carrier.url)
		local script <const> = scratch.file(os.tmpname(), code)
		local process <close> = assert(io.popen(("ulimit -n 4096; lua5.4 %s 2>&1"):format(script)))
		assert.equal("above N123456789", process:read "a")
		os.remove(script)
	end)
end)
