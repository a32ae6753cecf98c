--- The question whose orders the carrier lists, while a person thinks about it.

local engine_run <const> = require "support.engine_run"
local fake_carrier <const> = require "support.fake_carrier"
local ledgers <const> = require "unom.bulk.ledger"

describe("the question about other people's orders #unit", function()
	local ledger
	local add_job <const>, run <const> = engine_run.each_test(function(made) ledger = made end)

	-- Others who work with the ledger waited a minute, and failed.
	it("leaves the ledger free until it is answered", function()
		local carrier <const> = fake_carrier.new(fake_carrier.except(function(operation, arguments)
			if operation == "list_accepting_orders" then
				return { contractId = arguments.contractId, orderList = { engine_run.entry "AGU700" } }
			end
		end, fake_carrier.agreeable()))
		local written = false
		local outcome <const> = run(add_job(engine_run.rows_of("N123456789", 1)), carrier, { on_others = function()
			local other <close> = assert(ledgers.open(ledger.path))
			other:note(0, nil, "listing", { contract = "N1", orders = 0, whole = true })
			other:sync()
			written = true
			return true
		end })
		assert.is_true(written)
		assert.equal(1, outcome.states.succeeded)
		assert.same({}, ledger:unexplained("N123456789", { "AGU700" }))
	end)
end)
