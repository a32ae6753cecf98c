--- Cancels followed to the end of the order that they are to take back.

local engine_run <const> = require "support.engine_run"
local fake_carrier <const> = require "support.fake_carrier"
local meaning <const> = require "unom.catalogue.meaning"
local reason <const> = require "unom.reason"

local CONTRACT <const>, TARGET <const> = "N123456789", "AGU0000000000077"
local MISSING <const> = { kind = "api", sent = "yes", status = 404, name = "cancel_not_found" }

describe("taking back #unit", function()
	local ledger
	local cancels = 100
	local add_job <const>, run <const> = engine_run.each_test(function(made) ledger = made end)

	--- The word of that moment: `words` is one, or {seconds=word...} from which each is true, beginning with [0].
	local function at(words, seconds)
		local found, since = nil, -1
		for from, word in pairs(type(words) == "table" and words or { [0] = words }) do
			if from <= seconds and from > since then
				found, since = word, from
			end
		end
		return found
	end

	--- Runs a cancel against a carrier that says `script.cancel` of it ("404": it does not know it), `script.order` of its
	-- order by id (nil: it does not know it), and lists it in `script.accepting` and `script.completed` (nil: it does
	-- not; "full": the list is at its limit; "none": there is no list).
	-- @return the row, the outcome, the carrier
	local function cancel(script, options)
		local carrier
		cancels = cancels + 1
		local own_id <const> = ("AGU0000000000%d"):format(cancels)
		local function list(words)
			local word <const>, entries <const> = at(words, carrier.now - 1000), {}
			for index = 1, word == "full" and 1000 or 0 do
				entries[index] = { orderId = ("AGU1%d"):format(index), orderStatus = "60" }
			end
			entries[#entries + 1] = word and #word == 2 and { orderId = TARGET, orderStatus = word } or nil
			return { contractId = CONTRACT, orderList = word ~= "none" and entries or nil }
		end
		carrier = fake_carrier.new(function(operation, arguments)
			if operation == "cancel_order" then
				return { contractId = CONTRACT, resultCode = "0001", orderId = own_id }
			elseif operation == "get_cancel_status" then
				assert.equal(own_id, arguments.orderId)
				local word <const> = at(script.cancel, carrier.now - 1000)
				if word == "404" then
					return engine_run.failure(MISSING)
				end
				return { contractId = CONTRACT, orderId = own_id, orderStatus = word }
			elseif operation == "get_order_status" then
				assert.equal(TARGET, arguments.orderId)
				local word <const> = at(script.order, carrier.now - 1000)
				if not word then
					return engine_run.failure { kind = "api", sent = "yes", status = 404, name = "order_not_found" }
				end
				return { contractId = CONTRACT, orderId = TARGET, orderList = { { number = "1", orderStatus = word } } }
			end
			return list(operation == "list_accepting_orders" and script.accepting or script.completed)
		end)
		local job <const> = add_job { { contract = CONTRACT, operation = "cancel_order",
			arguments = { contractId = CONTRACT, orderId = TARGET, agreement = "yes" } } }
		options = options or {}
		options.deadline = options.deadline or 7200
		local outcome <const> = run(job, carrier, options)
		return ledger:row(job, 1), outcome, carrier
	end

	local function assert_ends(state, words, script)
		local row <const>, outcome <const>, carrier <const> = cancel(script)
		assert.equal(state, row.state)
		assert.equal(words, reason.words(row.reason))
		assert.is_false(outcome.deadline)
		assert.equal(1, #carrier:submissions())
		return row, carrier
	end

	--- A status of an order as words have it.
	local function told(code)
		return ("%s (%s)"):format(code, meaning.order_status[code].en)
	end

	local NOT_TAKEN_BACK <const> = "order " .. TARGET .. " has status %s: it was not taken back"

	it("succeeds when the order is at 11, wherever that is said", function()
		for _, word in ipairs { "03", "11", "60", "10", "15" } do
			assert_ends("succeeded", nil, { cancel = word, order = "11" })
			assert_ends("succeeded", nil, { cancel = word, completed = "11" })
			assert_ends("succeeded", nil, { cancel = word, order = "03", completed = "11" })
			assert_ends("succeeded", nil, { cancel = word, order = "11", completed = "full" })
			assert_ends("succeeded", nil, { cancel = { [0] = "01", [30] = word }, accepting = "11" })
		end
	end)

	it("waits for the order to get there", function()
		local _, carrier <const> = assert_ends("succeeded", nil,
			{ cancel = "03", order = { [0] = "02", [3000] = "03", [3300] = "11" } })
		assert.is_true(carrier.now >= 4300)
	end)

	it("fails when the order came to another end", function()
		for _, word in ipairs { "04", "05", "60" } do
			local _, carrier <const> = assert_ends("failed", NOT_TAKEN_BACK:format(told(word)), { cancel = "03", order = word })
			assert.is_true(carrier.now < 1030)
		end
		assert_ends("failed", NOT_TAKEN_BACK:format(told "60"), { cancel = "03", order = "03", completed = "60" })
		assert_ends("failed", NOT_TAKEN_BACK:format(told "60"), { cancel = "404", order = "60" })
	end)

	it("fails when the order stays processed for ten minutes after the cancel was", function()
		for _, script in ipairs { { order = "03" }, { order = "03", accepting = "15" }, { completed = "03" },
			{ order = "03", completed = { [0] = "none", [300] = "15" } } } do
			script.cancel = "03"
			local row <const>, outcome <const>, carrier <const> = cancel(script)
			assert.equal("failed", row.state)
			assert.matches("has status %d%d %b(): it was not taken back", reason.words(row.reason))
			assert.is_false(outcome.deadline)
			assert.is_true(carrier.now >= 1600 and carrier.now < 1800, carrier.now)
		end
	end)

	it("is unknown where the lists leave that open", function()
		assert_ends("unknown", "the carrier has processed the cancel; order " .. TARGET .. " has status " .. told "03",
			{ cancel = "03", order = "03", completed = "full" })
		assert_ends("unknown", "the carrier has processed the cancel; order " .. TARGET .. " has status unknown",
			{ cancel = "03" })
	end)

	it("concludes nothing while an order is not processed, or the list cannot be had", function()
		for _, script in ipairs { { order = "02" }, { order = "03", completed = "none" } } do
			script.cancel = "03"
			local row <const>, outcome <const> = cancel(script)
			assert.equal("tracking", row.state)
			assert.is_true(outcome.deadline)
		end
	end)

	describe("of which the carrier does not know the cancel", function()
		it("succeeds when the order is at 11", function()
			local _, carrier <const> = assert_ends("succeeded", nil, { cancel = "404", order = { [0] = "01", [60] = "11" } })
			assert.is_true(carrier.now < 1200)
		end)

		it("is unknown after ten minutes, with the reason", function()
			for _, word in ipairs { "01", "03", false } do
				local row <const>, outcome <const>, carrier <const> = cancel { cancel = "404", order = word or nil }
				assert.equal("unknown", row.state)
				assert.matches("404.*cancel_not_found.*; order " .. TARGET .. " has status " .. (word or "unknown"),
					reason.words(row.reason))
				assert.is_false(outcome.deadline)
				assert.is_true(carrier.now >= 1600 and carrier.now < 1800, carrier.now)
			end
		end)

		it("is followed as any other once the carrier knows it", function()
			local row = cancel { cancel = { [0] = "404", [20] = "04" }, order = "03" }
			assert.equal("rejected", row.state)
			assert.equal("04", row.order_status)
			row = cancel { cancel = { [0] = "404", [20] = "01", [900] = "03" }, order = { [0] = "02", [1000] = "11" } }
			assert.equal("succeeded", row.state)
			row = assert_ends("failed", NOT_TAKEN_BACK:format(told "03"),
				{ cancel = { [0] = "404", [20] = "03" }, order = "03" })
			assert.equal("03", row.order_status)
		end)
	end)

	it("goes on with the order where a run was stopped", function()
		local row <const> = cancel({ cancel = "03", order = "02" }, { deadline = 30 })
		assert.equal("tracking", row.state)
		local carrier <const> = fake_carrier.new(function(operation)
			if operation == "get_cancel_status" then
				return { contractId = CONTRACT, orderId = row.order_id, orderStatus = "03" }
			elseif operation == "get_order_status" then
				return { contractId = CONTRACT, orderId = TARGET, orderList = { { number = "1", orderStatus = "11" } } }
			end
			return { contractId = CONTRACT, orderList = {} }
		end)
		assert.equal(1, run(row.job, carrier).states.succeeded)
	end)
end)
