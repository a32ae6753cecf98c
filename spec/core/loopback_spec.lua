--- The servers of the specs: the one in this process, and the end of the simulator's process.

local homes <const> = require "support.homes"
local loopback <const> = require "support.loopback"
local scratch <const> = require "support.scratch"
local unom <const> = require "unom"

describe("loopback #wire", function()
	it("serves in this process, in turns with a client", function()
		local server <close> = loopback.serve(function(request)
			request:reply(200, { ["Content-Type"] = "application/json" }, '{"contractId":"N123456789"}')
		end)
		local client <close> = unom.client { base_url = server.base_url, access_token = "t", contract_id = "N123456789" }
		local reply <const> = assert(loopback.call(client, server, "get_contract", {}))
		assert.equal("N123456789", reply.contractId)
		assert.equal("/v2/unom/contracts/N123456789", server.requests[1].path)
	end)

	it("leaves no simulator behind when its process dies", function()
		local told <const> = scratch.lua [[
			package.path = "spec/?.lua;" .. package.path
			io.write(require("support.loopback").simulator().pid)
			io.flush()
			os.execute("kill -9 $PPID")
		]]
		local pid <const> = told:match("^%d+")
		homes.wait_until(function() return not os.execute("kill -0 " .. pid .. " 2>/dev/null") end)
	end)
end)
