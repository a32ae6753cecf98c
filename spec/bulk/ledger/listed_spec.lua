--- What the carrier's lists showed, as the ledger keeps it: since when each id is known, and whose it is.

local engine_run <const> = require "support.engine_run"
local ledgers <const> = require "unom.bulk.ledger"

local N1 <const>, N2 <const> = "N123456789", "N987654321"
local A <const>, B <const>, C <const> = "AGU0000000000001", "AGU0000000000002", "AGU0000000000003"

describe("listed ids #unit", function()
	local ledger
	local add_job <const> = engine_run.each_test(function(made) ledger = made end)

	--- Writes a listing; returns its event.
	local function list(ids, contract, whole)
		ledger:record_listing(1, contract or N1, { ids = ids, whole = whole ~= false })
		return ledger:last_event()
	end

	--- Gives a row of a new job an id.
	local function give(changes, contract)
		local job <const> = add_job(engine_run.rows_of(contract or N1, 1))
		local row <const> = ledger:pending_rows(job, contract or N1, 0, 1)[1]
		ledger:begin_submission(row)
		changes.state = "tracking"
		ledger:transition(row, changes, "accepted")
		return job
	end

	it("keep the event at which each was first listed, by contract", function()
		local first <const> = list { A }
		local second <const> = list { A, B }
		assert.is_true(second > first)
		list({ A, B, C }, N2)
		list { A, B }
		assert.equal(first, ledger:first_listed(N1, A))
		assert.equal(second, ledger:first_listed(N1, B))
		assert.is_nil(ledger:first_listed(N1, C))
		assert.is_true(ledger:first_listed(N2, A) > second)
	end)

	it("are known to whoever opens the ledger next, who changes nothing by listing them again", function()
		local first <const> = list { A }
		ledger:sync()
		local next_ledger <close> = assert(ledgers.open(ledger.path, function() return engine_run.NOW end))
		next_ledger:record_listing(1, N1, { ids = { A, B }, whole = true })
		assert.equal(first, next_ledger:first_listed(N1, A))
		assert.is_true(next_ledger:first_listed(N1, B) > first)
	end)

	it("leave an event with the contract, their number, and whether the lists were whole", function()
		list({ A, B }, N1, false)
		list({}, N2)
		local events <const> = ledger:events(1)
		assert.same({ "listing", "listing" }, { events[1].what, events[2].what })
		assert.same({ contract = N1, orders = 2, whole = false }, events[1].detail)
		assert.same({ contract = N2, orders = 0, whole = true }, events[2].detail)
	end)

	it("are unexplained, in their order, unless they are a row's of the contract or other people's", function()
		assert.same({ C, A, B }, ledger:unexplained(N1, { C, A, B }))
		give { order_id = A }
		assert.same({ C, B }, ledger:unexplained(N1, { C, A, B }))
		give { reserve_id = B }
		assert.same({ C }, ledger:unexplained(N1, { C, A, B }))
		ledger:set_others(0, N1, { C })
		assert.same({}, ledger:unexplained(N1, { C, A, B }))
		assert.same({ C, A, B }, ledger:unexplained(N2, { C, A, B }))
	end)

	it("stay unexplained however often they are listed", function()
		list { A }
		list { A }
		assert.same({ A }, ledger:unexplained(N1, { A }))
	end)

	it("are owned by the row that has them, as its orderId or its reserveId, on its contract", function()
		local by_order <const>, by_reservation <const> = give { order_id = A }, give { reserve_id = B }
		assert.equal(by_order, ledger:owner(N1, A).job)
		assert.equal(1, ledger:owner(N1, A).row)
		assert.equal(by_reservation, ledger:owner(N1, B).job)
		assert.is_nil(ledger:owner(N1, C))
		assert.is_nil(ledger:owner(N2, A))
	end)

	it("once said to be other people's stay that, and keep the event at which they were first listed", function()
		local first <const> = list { A }
		ledger:set_others(7, N1, { A, B })
		local said <const> = ledger:last_event()
		list { A, B, C }
		assert.same({ C }, ledger:unexplained(N1, { A, B, C }))
		assert.equal(first, ledger:first_listed(N1, A))
		assert.equal(said, ledger:first_listed(N1, B))
		local event <const> = ledger:events(7)[1]
		assert.equal("others", event.what)
		assert.same({ contract = N1, ids = A .. " " .. B }, event.detail)
	end)
end)
