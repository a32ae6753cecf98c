--- The methods that scripts find on a client beside the operations, on the simulator.

local homes <const> = require "support.homes"
local unom <const> = require "unom"

describe("a client's listings #wire", function()
	local home <const> = homes.each_test()
	local client

	local function connect(options)
		home:simulate(options)
		client = unom.client { base_url = home.simulator.url, client_id = "id", client_secret = "secret",
			contract_id = "N123456789" }
	end

	after_each(function() client:close() end)

	it("show its lines and orders", function()
		connect { lines = 3 }
		local numbers <const> = {}
		for line in assert(client:lines()) do
			numbers[#numbers + 1] = line.lineNo
			assert(client:set_roaming { lineNo = line.lineNo, roamingCode = "T6000042", agreement = "yes" })
		end
		assert.same({ "09010000001", "09010000002", "09010000003" }, numbers)
		assert.equal(3, #assert(client:orders { contractId = "N123456789" }).entries)
		local missing <const>, err <const> = client:lines { contractId = "N999999999" }
		assert.is_nil(missing)
		assert.equal("contract_not_found", err.name)
	end)

	it("show a log of more than 1000 entries", function()
		connect { lines = 2500 }
		local now <const> = os.time()
		local period <const> = { startTime = unom.datetime(now - 29 * 86400), endTime = unom.datetime(now + 60) }
		assert.is_true(assert(client:list_sessions(period)).truncated)
		for _, name in ipairs { "sessions", "authentications" } do
			local seen, count = {}, 0
			local found <const> = assert(client[name](client, period))
			assert.is_nil(found.truncated)
			for entry in found do
				count = count + (seen[entry.lineNo] and 0 or 1)
				seen[entry.lineNo] = true
			end
			assert.equal(2500, count, name)
		end
	end)
end)
