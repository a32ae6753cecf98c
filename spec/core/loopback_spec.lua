--- The server of the specs in this process.

local loopback <const> = require "support.loopback"
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
end)
