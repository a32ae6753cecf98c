--- What is remembered of the list of lines that share their data, in place of a ledger.

local shared <const> = require "unom.client.shared"

local RESERVATION <const> = "202601010000001"
local ENTRY <const> = { lineNo = "09010000001", status = "01", reserveId = RESERVATION }

describe("what await has seen of shared lines #unit", function()
	--- What an empty list says of a reservation that was taken back.
	local function state_of(client, contract)
		local row <const> = { operation = "cancel_data_share_reserve", contract = contract,
			arguments = { reserveId = RESERVATION } }
		local waiting <const> = { client = client, clock = function() return 0 end }
		return shared.read(waiting, row, { entries = {}, whole = true }).state
	end

	it("counts for its client and contract alone", function()
		local client <const> = {}
		shared.remember(client, "N123456789", ENTRY)
		assert.equal("succeeded", state_of(client, "N123456789"))
		assert.is_nil(state_of(client, "N123456780"))
		assert.is_nil(state_of({}, "N123456789"))
	end)

	it("is of entries with a line and a reservation", function()
		assert.is_true(shared.is_entry(ENTRY))
		for _, other in ipairs { 1, {}, { lineNo = "1" }, { reserveId = "1" }, { lineNo = "1", reserveId = "" } } do
			assert.is_false(shared.is_entry(other))
		end
	end)
end)
