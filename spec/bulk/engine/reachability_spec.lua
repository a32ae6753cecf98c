--- Whether the carrier can be reached, told from how every request ended.

local errors <const> = require "unom.error"
local reachability <const> = require "unom.bulk.engine.reachability"

local A <const>, B <const> = "N000000001", "N000000002"

describe("reachability #unit", function()
	local now, woken, read, ended

	before_each(function()
		now, woken, read, ended = 1000, {}, {}, nil
	end)

	local function of(...)
		return reachability.new {
			clock = function() return now end,
			contracts = { ... },
			wake_at = function(time) woken[#woken + 1] = time end,
			read = function(contract) read[#read + 1] = contract end,
			on_permanent = function(err) ended = err end,
		}
	end

	local function failure(fields)
		fields.message = fields.message or "it went wrong"
		return errors.new(fields)
	end

	local REFUSED <const> = failure { kind = "network", sent = "no" }
	local LATE <const> = failure { kind = "timeout", sent = "maybe" }
	local PERMANENT <const> = failure { kind = "http", status = 407, sent = "maybe", permanent = true }

	it("is lost when two contracts fail, with no good answer between", function()
		local host <const> = of(A, B)
		host:take(A, nil, REFUSED, now)
		host:take(A, nil, REFUSED, now)
		assert.is_false(host:is_down())
		host:take(B, {}, nil, now)
		host:take(B, nil, REFUSED, now)
		assert.is_false(host:is_down())
		host:take(A, nil, REFUSED, now)
		assert.is_true(host:is_down())
		assert.same({ err = REFUSED, since = now, next_read = now + 0.5, pauses = 1 }, (host:backoffs(A)))
		host:take(B, {}, nil, now)
		assert.is_false(host:is_down())
		assert.is_nil((host:backoffs(A)))
	end)

	it("is lost when the only contract fails", function()
		local host <const> = of(A)
		host:take(A, nil, REFUSED, now)
		assert.is_true(host:is_down())
	end)

	for _, case in ipairs {
		{ "no connection", { kind = "network", sent = "no" }, true },
		{ "a 500", { kind = "http", status = 500, sent = "maybe" }, true },
		{ "a 503 of a gateway", { kind = "http", status = 503, sent = "maybe" }, true },
		{ "a 503 in the carrier's own words", { kind = "api", status = 503, sent = "no" }, true },
		{ "a 429", { kind = "api", status = 429, sent = "no" }, true },
		{ "the carrier's refusal", { kind = "api", status = 404, sent = "yes" }, false },
		{ "too many orders", { kind = "api", status = 400, sent = "no", name = "too_many_orders" }, false },
		{ "a 404 that is not the carrier's", { kind = "http", status = 404, sent = "yes" }, false },
		{ "an answer that cannot be read", { kind = "protocol", status = 200, sent = "maybe" }, false },
		{ "a page in the place of a token", { kind = "protocol", status = 200, sent = "no" }, true },
		{ "a signal", { kind = "interrupted", sent = "maybe" }, false },
	} do
		it((case[3] and "takes for a failure: " or "takes for none: ") .. case[1], function()
			local host <const> = of(A)
			host:take(A, nil, failure(case[2]), now)
			assert.equal(case[3], host:is_down())
		end)
	end

	it("comes back with the carrier's own word alone", function()
		for _, case in ipairs {
			{ { kind = "api", status = 404, sent = "yes" }, false },
			{ { kind = "protocol", status = 200, sent = "maybe" }, false },
			{ { kind = "protocol", status = 200, sent = "no" }, true },
			{ { kind = "http", status = 404, sent = "yes" }, true },
			{ { kind = "auth", sent = "no" }, true },
		} do
			local host <const> = of(A)
			host:take(A, nil, REFUSED, now)
			host:take(A, nil, failure(case[1]), now)
			assert.equal(case[2], host:is_down(), case[1].kind)
		end
	end)

	-- One order's requests hung for a minute each while the others were answered, and nothing was sent.
	it("is not lost by the time-out of a request during which others were answered", function()
		local host <const> = of(A)
		local started <const> = now
		now = now + 30
		host:take(A, {}, nil, now)
		now = now + 30
		host:take(A, nil, LATE, started)
		assert.is_false(host:is_down())
		host:take(A, nil, LATE, now)
		assert.is_true(host:is_down())
	end)

	it("lets one read begin at a time while it is lost: after 0.5 s, 1 s, 2 s ... 30 s, over all contracts", function()
		local host <const> = of(A, B)
		host:take(A, nil, REFUSED, now)
		host:take(B, nil, REFUSED, now)
		local pauses <const>, before = {}, now
		for turn = 1, 9 do
			local contract <const> = turn % 2 == 0 and A or B
			while not host:admit(contract) do
				now = now + 0.25
			end
			assert.is_false(host:admit(A))
			assert.is_false(host:admit(B))
			pauses[turn], before = now - before, now
			host:take(contract, nil, REFUSED, now)
		end
		assert.same({ 0.5, 1, 2, 4, 8, 16, 30, 30, 30 }, pauses)
		assert.equal(before + 30, woken[#woken])
	end)

	it("begins a read of its own for the next contract where nobody has one", function()
		local host <const> = of(A, B)
		host:ask()
		host:take(A, nil, REFUSED, now)
		host:take(B, nil, REFUSED, now)
		host:ask()
		assert.same({}, read)
		for _ = 1, 3 do
			now = now + 30
			host:ask()
			host:ask()
		end
		assert.same({ A, B, A }, read)
	end)

	it("gives each kind of read its turn", function()
		local host <const> = of(A)
		assert.is_nil(host:turn())
		host:take(A, nil, REFUSED, now)
		local turns <const> = {}
		for number = 1, 4 do
			turns[number] = host:turn()
			now = now + 30
			host:admit(A)
		end
		assert.same({ "polling", "queries", "own", "polling" }, turns)
	end)

	it("lets a contract's reads go one at a time after a failure of its own, until one of it is answered", function()
		local host <const> = of(A, B)
		host:take(A, nil, REFUSED, now)
		host:take(B, {}, nil, now)
		assert.is_false(host:admit(A))
		assert.is_true(host:admit(B))
		now = now + 0.5
		assert.is_true(host:admit(A))
		assert.is_false(host:admit(A))
		host:take(A, {}, nil, now)
		assert.is_true(host:admit(A))
		assert.is_true(host:admit(A))
	end)

	it("lets everything go on at once with the first good answer, of whatever contract", function()
		local host <const> = of(A, B)
		host:take(A, nil, REFUSED, now)
		host:take(B, nil, REFUSED, now)
		host:take(B, {}, nil, now)
		assert.is_true(host:admit(A))
	end)

	it("waits as long as the carrier asks for, also where others are answered", function()
		local busy <const> = failure { kind = "http", status = 503, sent = "maybe", retry_after = 100 }
		local host <const> = of(A, B)
		host:take(A, nil, busy, now)
		host:take(B, nil, REFUSED, now)
		now = now + 99
		assert.is_false(host:admit(B))
		host:take(B, {}, nil, now)
		assert.is_true(host:admit(B))
		assert.is_false(host:admit(A))
		now = now + 1
		assert.is_true(host:admit(A))
	end)

	it("ends a run that has had no good answer at the first permanent error, later at the third in a row", function()
		local host = of(A, B)
		host:take(A, nil, PERMANENT, now)
		assert.equal(PERMANENT, ended)

		ended = nil
		host = of(A, B)
		host:take(A, {}, nil, now)
		for _ = 1, 2 do
			host:take(A, nil, PERMANENT, now)
			host:take(B, nil, PERMANENT, now)
			assert.is_nil(ended)
			host:take(B, {}, nil, now)
		end
		for _ = 1, 3 do
			assert.is_nil(ended)
			host:take(A, nil, PERMANENT, now)
		end
		assert.equal(PERMANENT, ended)
	end)

	it("knows when a contract was last answered by more than a refusal", function()
		local host <const> = of(A, B)
		assert.equal(-math.huge, host:last_answer(A))
		host:take(A, {}, nil, now)
		now = now + 5
		host:take(A, nil, failure { kind = "api", status = 404, sent = "yes" }, now)
		assert.equal(1000, host:last_answer(A))
	end)
end)
