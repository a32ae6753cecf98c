--- A debug hook that raises while the client works, as Ctrl-C does in the stand-alone Lua: its signal handler sets a
-- hook that raises "interrupted!". The hook once struck inside the reader of the reply; the order's id was lost, and
-- the signal as well, and the script went on ordering.

local loopback <const> = require "support.loopback"
local scratch <const> = require "support.scratch"
local wire <const> = require "support.wire"

-- The process under test: `body` uses `client`, and writes what it learns.
local SCRIPT <const> = [[
	local core = require "unom.core"
	require "unom.error"
	local client = core.client { base_url = "%s", contract_id = "N123456789", access_token = "t" }
	local order = { lineNo = "09012345678", agreement = "yes" }
	io.stdout:setvbuf "no"
	print(core.process_id())
	local function tell(results)
		for _, result in ipairs(results) do
			print(result.reply and result.reply.orderId or result.err.kind)
		end
	end
	%s
	print(client:in_flight())
]]

--- Runs the body; sends it SIGINT when the server has its request and answers after that. -> the lines it wrote
-- @param says_ready does it write a line when it may be interrupted? A start sends at once: it may not have returned
--   when the server has the request
local function interrupted(body, says_ready)
	local server <close> = loopback.serve(function() end)
	local process <const> = scratch.start_lua(SCRIPT:format(server.base_url, body))
	local pid <const> = process:read("l")
	while #server.requests == 0 do
		server:step(0.1)
	end
	if says_ready then
		assert.equal("ready", process:read("l"))
	end
	assert(os.execute("kill -INT " .. pid))
	wire.reply(200, { contractId = wire.CONTRACT, resultCode = "0001", orderId = "AGU1" })(server.requests[1])
	for _ = 1, 5 do
		server:step(0.001)
	end
	local lines <const> = {}
	for line in process:lines() do
		lines[#lines + 1] = line
	end
	process:close()
	return lines
end

describe("a hook that raises #wire", function()
	it("ends a call once its reply is kept, which the next wait returns", function()
		assert.same({ "false", "interrupted!", "AGU1", "0" }, interrupted [[
			local ok, message = pcall(client.add_data_volume, client, order)
			print(ok)
			print(message:match "interrupted!$") -- Lua may put the line before it
			tell(client:wait(0))]])
	end)

	it("ends a wait, and takes no result along", function()
		assert.same({ "false", "interrupted!", "AGU1", "0" }, interrupted([[
			client:start("add_data_volume", order)
			local ok, message = pcall(function()
				print "ready"
				for _ = 1, 100 do client:wait(60) end
			end)
			print(ok)
			print(message:match "interrupted!$") -- Lua may put the line before it
			tell(client:wait(60))]], true))
	end)

	it("leaves the result to the close where nobody waits", function()
		assert.same({ "false", "AGU1" }, { table.unpack(interrupted [[
			print((pcall(client.add_data_volume, client, order)))
			tell(client:close())
			client = { in_flight = function() return 0 end }]], 1, 2) })
	end)

	-- The hook is one of the main thread alone. A coroutine waited on to its end, and its caller was told a minute later.
	it("ends what a coroutine waits for, whose caller it strikes then", function()
		local server <close> = loopback.serve(function() end)
		for _, wait in ipairs { "client:wait(100)", "core.wait({ client }, 100)", "core.sleep(100)" } do
			local process <const> = scratch.start_lua(SCRIPT:format(server.base_url, ([[
				client:start("add_data_volume", order)
				local began, returned, rested = core.monotonic(), false, false
				local ok, message = pcall(function()
					coroutine.wrap(function()
						print "ready"
						%s
						returned = true
						core.sleep(0.1) -- whoever goes on can wait
						rested = core.monotonic() - began > 0.15
					end)()
					for _ = 1, 100 do end
				end)
				print(ok, message:match "interrupted!$", returned, rested, core.monotonic() - began < 50)]]):format(wait)))
			local pid <const> = process:read("l")
			assert.equal("ready", process:read("l"))
			assert(os.execute("sleep 0.1; kill -INT " .. pid))
			assert.equal("false\tinterrupted!\ttrue\ttrue\ttrue", process:read("l"))
			process:close()
		end
	end)

	-- It was one of the main thread alone here, too: a coroutine's loop sent all its orders.
	it("lets a coroutine send nothing more", function()
		local process <const> = scratch.start_lua(SCRIPT:format("http://127.0.0.1:1", [[
			local ok, message = pcall(function()
				coroutine.wrap(function()
					print "ready"
					core.sleep(100)
					local reply, err = client:add_data_volume(order)
					print(reply, err.kind, err.sent)
					client:start("add_data_volume", order)
					print(client:wait(100)[1].err.kind, client:fds()[1])
				end)()
				for _ = 1, 100 do end
			end)
			print(ok, message:match "interrupted!$")]]))
		local pid <const> = process:read("l")
		assert.equal("ready", process:read("l"))
		assert(os.execute("sleep 0.1; kill -INT " .. pid))
		assert.equal("nil\tinterrupted\tno", process:read("l"))
		assert.equal("interrupted\tnil", process:read("l"))
		assert.equal("false\tinterrupted!", process:read("l"))
		process:close()
	end)

	it("leaves every result to the next close, wherever in a close it strikes", function()
		local server <close> = loopback.serve(function() end)
		for strike = 2, 3 do -- the first C function is pcall
			local client <const> = wire.client(server)
			client:start("get_contract", {})
			local calls = 0
			debug.sethook(function()
				calls = calls + (debug.getinfo(2, "S").what == "C" and 1 or 0)
				if calls == strike then
					debug.sethook()
					error "struck"
				end
			end, "c")
			local _, results = pcall(client.close, client)
			debug.sethook()
			if type(results) ~= "table" then
				results = client:close()
			end
			assert.equal("interrupted", results[1] and results[1].err.kind, strike)
		end
	end)
end)
