--- What is counted of a contract's orders and rows, on a ledger of its own.

local counting <const> = require "unom.bulk.jobs.resolving.counting"
local engine_run <const> = require "support.engine_run"
local evidence <const> = require "unom.bulk.carrier.evidence"

local N1 <const> = "N123456789"
local entry <const> = engine_run.entry

describe("counting a contract's orders #unit", function()
	local ledger, job
	local add_job <const> = engine_run.each_test(function(made) ledger = made end)

	before_each(function()
		job = add_job(engine_run.rows_of(N1, 4))
	end)

	local function baseline_extent(value)
		for number = 1, 4 do
			ledger:transition(ledger:row(job, number), { known_before = value or ledger.NONE }, "status")
		end
	end

	--- Sends rows of which no answer comes, one after the other.
	local function lose(...)
		for _, number in ipairs { ... } do
			ledger:begin_submission(ledger:row(job, number))
			ledger:transition(ledger:row(job, number), { state = "unknown", may_have_acted = true }, "in_doubt")
		end
		baseline_extent "both"
	end

	local function listing(accepting, more)
		local function answer(list)
			return { reply = { contractId = N1, orderList = list } }
		end
		local made <const> = evidence.ORDERS.listing({ answer(accepting), answer {} }, N1)
		for name, value in pairs(more or {}) do
			made[name] = value
		end
		ledger:record_listing(job, N1, made)
		return made
	end

	--- What is certain of rows: the id that is the row's own, or "ordered", or "open"; "-" where none could be its own.
	local function certain(listed, ...)
		local counted <const>, words <const> = counting.of(ledger, N1, listed, function() return nil end), {}
		for index, number in ipairs { ... } do
			local found <const> = counted:of_row(ledger:row(job, number))
			words[index] = not found and "-" or found.certain and found.certain.id or found.is_ordered and "ordered" or "open"
		end
		return table.concat(words, " ")
	end

	it("knows whose an order is that was listed before the other rows were sent", function()
		lose(1)
		listing { entry "AGU1" }
		lose(2)
		assert.equal("AGU1 AGU2", certain(listing { entry "AGU1", entry "AGU2" }, 1, 2))
		assert.equal("AGU1 -", certain(listing { entry "AGU1", entry("AGU2", "20990101") }, 1, 3))
	end)

	it("knows that as many as orders were ordered, not which is whose", function()
		lose(1, 2, 3)
		assert.equal("ordered ordered ordered", certain(listing { entry "AGU1", entry "AGU2", entry "AGU3" }, 1, 2, 3))
		assert.equal("-", certain(listing {}, 4))
	end)

	it("knows nothing of fewer orders than rows, nor of more", function()
		lose(1, 2)
		assert.equal("open open", certain(listing { entry "AGU1" }, 1, 2))
		assert.equal("open open", certain(listing { entry "AGU1", entry "AGU2", entry "AGU3" }, 1, 2))
	end)

	it("is not certain of orders for other dates", function()
		lose(1, 2)
		assert.equal("open open", certain(listing { entry "AGU1", entry("AGU2", "20990101") }, 1, 2))
	end)

	it("passes over orders of other systems, other people and other rows", function()
		lose(1)
		ledger:transition(ledger:row(job, 3), { order_id = "AGU3" }, "accepted")
		ledger:set_others(job, N1, { "AGU4" })
		lose(2)
		local listed <const> = listing { entry "AGU1", entry "AGU2", entry "AGU3" }
		assert.equal("open open", certain(listed, 1, 2)) -- AGU4 says that others order here
		ledger.database:run("DELETE FROM listed WHERE id = 'AGU4'")
		ledger:set_others(0, N1, { "AGU5" }) -- a call's, which says nothing of others
		assert.equal("ordered ordered", certain(listed, 1, 2))
	end)

	it("is not certain where another system's orders came since the job's first send", function()
		listing { entry "AGB1" } -- before it
		lose(1)
		listing { entry "AGB1" }
		lose(2)
		assert.equal("ordered ordered", certain(listing { entry "AGB1", entry "AGU1", entry "AGU2" }, 1, 2))
		assert.equal("open open", certain(listing { entry "AGB1", entry "AGB2", entry "AGU1", entry "AGU2" }, 1, 2))
	end)

	it("is not certain where somebody else's order came since the job's first send", function()
		lose(1)
		ledger:transition(ledger:row(job, 1), { state = "rejected", may_have_acted = false }, "rejected")
		ledger:set_others(job, N1, { "AGU4" }) -- before row 2 was sent
		lose(2)
		assert.equal("open", certain(listing { entry "AGU2" }, 2))
	end)

	it("counts an order that is listed no longer", function()
		lose(1)
		listing { entry "AGU1" }
		assert.equal("open", certain(listing { entry "AGU2" }, 1))
	end)

	it("knows by its place the order of a row that was sent again", function()
		local function accept(number, id)
			ledger:begin_submission(ledger:row(job, number))
			ledger:transition(ledger:row(job, number), { state = "tracking", order_id = id }, "accepted", { id = id })
		end
		lose(1, 2)
		accept(3, "AGU3")
		for _, number in ipairs { 1, 2 } do
			ledger:transition(ledger:row(job, number), { state = "pending" }, "resolved", { answer = "resend" })
		end
		lose(1)
		accept(4, "AGU5")
		lose(2)
		local counted <const> = counting.of(ledger, N1, listing { entry "AGU3", entry "AGU4", entry "AGU5" },
			function() return nil end)
		assert.equal("AGU4", counted:of_row(ledger:row(job, 1)).by_place.id)
		assert.is_nil(counted:of_row(ledger:row(job, 2)).by_place)
	end)

	it("counts each send that may have been acted on", function()
		lose(1, 2)
		ledger:transition(ledger:row(job, 1), { state = "pending" }, "resolved", { answer = "resend" })
		lose(1)
		assert.equal("open open", certain(listing { entry "AGU1", entry "AGU2" }, 1, 2))
		assert.equal("open open", certain(listing { entry "AGU1", entry "AGU2", entry "AGU3" }, 1, 2))
	end)

	it("counts a row that took its order from an answer, where it was sent twice", function()
		lose(1, 2)
		ledger:transition(ledger:row(job, 1), { state = "pending" }, "resolved", { answer = "resend" })
		ledger:begin_submission(ledger:row(job, 1))
		ledger:transition(ledger:row(job, 1), { state = "tracking", order_id = "AGU1", may_have_acted = false }, "accepted")
		assert.equal("open", certain(listing { entry "AGU1", entry "AGU2" }, 2)) -- it may be of row 1's first send
	end)

	it("is not certain where the lists do not show all there is, or did not before", function()
		lose(1)
		local listed <const> = listing { entry "AGU1" }
		assert.equal("AGU1", certain(listed, 1))
		listed.whole = false
		assert.equal("open", certain(listed, 1))
		listed.whole = true
		baseline_extent(nil)
		assert.equal("open", certain(listed, 1))
		baseline_extent "accepting"
		assert.equal("AGU1", certain(listed, 1)) -- it is under way still
		ledger.database:run("UPDATE listed SET first_event = -1")
		assert.equal("open", certain(listed, 1))
	end)

	it("names the other rows that could have made an order", function()
		lose(1)
		listing { entry "AGU1" }
		lose(2, 3)
		local counted <const> = counting.of(ledger, N1, listing { entry "AGU1", entry "AGU2" }, function() return nil end)
		local found <const> = counted:of_row(ledger:row(job, 1))
		assert.same({}, counting.others(found.part, ledger:row(job, 1), found.own[1]))
		assert.same({ { job = job, row = 2 }, { job = job, row = 3 } },
			counting.others(found.part, ledger:row(job, 1), found.own[2]))
	end)
end)
