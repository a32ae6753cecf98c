--- What a gateway answers in the carrier's place: a real one, nginx, over TLS. A gateway that cannot say what became of
-- the request behind it proves nothing; and its session tickets must not cost connections.
--
-- What it once broke: a 503 of the gateway was taken for the carrier's word that nothing was done.

local arguments <const> = require "support.arguments"
local core <const> = require "unom.core"
local nginx <const> = require "support.servers.nginx"
local scratch <const> = require "support.scratch"
local scripted <const> = require "support.servers.scripted"
local self_signed <const> = require "support.servers.self_signed"

local READ <const>, ORDER <const> = "get_contract", "change_course"
local accepted <const> = scripted.accepted

-- { what, what the carrier does behind the gateway, or nil: nobody listens there; what the caller is told; how many
-- requests reach the carrier; more of the gateway's configuration }.
local FAULTS <const> = {
	{ "a carrier that is not there", nil, "http maybe 502", 0 },
	{ "a carrier that closes without a reply", { { "close" } }, "http maybe 502", 1 },
	{ "a carrier that resets the connection", { { "reset" } }, "http maybe 502", 1 },
	{ "a carrier that closes within its reply", { { accepted("AGU1"):sub(1, -9), "close" } }, "network maybe 200", 1 },
	{ "a carrier that is not in time", { {} }, "http maybe 504", 1, "proxy_read_timeout 100ms;" },
	{ "a gateway in maintenance", { {} }, "http maybe 503", 0, "return 503;" },
	{ "a gateway that lost the carrier's side", { {} }, "http maybe 503", 0, [[return 503
		'{"fault":{"faultstring":"The Service is temporarily unavailable","detail":{"errorcode":"flow.Unavailable"}}}';]] },
	{ "a gateway that has had enough", { {} }, "http no 429", 0, "return 429;" },
	{ "a gateway that closes after each reply", { { accepted "AGU1" } }, "AGU1", 1, "keepalive_timeout 0;" },
}

describe("behind a gateway #wire", function()
	local directory, certificate

	setup(function()
		directory = scratch.directory()
		local pem <const>, key <const> = self_signed(directory, "DNS:localhost")
		certificate = { pem = pem, key = key }
	end)

	teardown(function()
		scratch.remove(directory)
	end)

	local function client_of(gateway)
		return core.client { base_url = gateway.base_url, ca_file = certificate.pem, contract_id = "N123456789",
			access_token = "token", timeout = 5 }
	end

	--- Calls; returns the id that the reply brought, or the error in the words of the table.
	local function call(client, operation)
		local got <const>, err <const> = client:call(operation, arguments.of(operation))
		return got and (got.orderId or got.contractCustomerName) or table.concat({ err.kind, err.sent, err.status }, " ")
	end

	for _, fault in ipairs(FAULTS) do
		for _, operation in ipairs { READ, ORDER } do
			it(("%s: %s"):format(operation, fault[1]), function()
				local carrier <close> = scripted.start(fault[2] or { {} })
				local port <const> = carrier.port
				if not fault[2] then
					carrier:close()
				end
				local gateway <close> = nginx.start { certificate = certificate,
					location = ("%s proxy_pass http://127.0.0.1:%d;"):format(fault[5] or "", port) }
				local client <close> = client_of(gateway)
				assert.equal(fault[3], call(client, operation))
				assert.equal(1, #gateway:stop().requests)
				assert.equal(fault[4], fault[2] and #carrier:stop().requests or 0)
			end)
		end
	end

	-- Tickets are bytes that lie on a connection when the next request is about to be written to it.
	for _, protocol in ipairs { "TLSv1.2", "TLSv1.3" } do
		it(protocol .. ": carries 100 calls over one connection", function()
			local gateway <close> = nginx.start { certificate = certificate, protocols = protocol,
				location = [[return 200 '{"contractId":"N123456789"}';]] }
			local client <close> = client_of(gateway)
			for _ = 1, 100 do
				assert(client:get_contract())
			end
			local traffic <const> = gateway:stop()
			assert.equal(100, #traffic.requests)
			assert.equal(protocol, traffic.requests[1].protocol)
			assert.equal(1, traffic.connections)
		end)
	end
end)
