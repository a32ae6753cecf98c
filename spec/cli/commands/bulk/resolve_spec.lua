local bulk <const> = require "unom.bulk"
local change_lists <const> = require "support.change_lists"
local cjson <const> = require "cjson"
local csv <const> = require "support.csv"
local errors <const> = require "unom.error"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local stub_library <const> = require "cli.commands.bulk.stub_library"

describe("unom bulk resolve #unit", function()
	local library <const> = stub_library.each_test()

	it("takes at most one answer", function()
		assert.matches("can not be used together", library:refused { "resolve", "7", "3", "--resend", "--abandon" })
		assert.matches("can not be used together", library:refused { "resolve", "7", "3", "--order", "AGU1", "--abandon" })
		assert.matches("--order", library:refused { "resolve", "7", "3", "--order=" }, 1, true)
		assert.same({}, library:calls())
	end)

	local STATUS <const> = { job = 7, rows = {
		{ row = 2, line = 3, state = "rejected", operation = "set_roaming", contractId = "N123456789" },
		{ row = 3, line = 4, state = "unknown", operation = "set_roaming", contractId = "N123456789",
			lineNo = "09010000001", error = "no response" },
	} }
	local EVENTS <const> = { { time = "2025-11-28T12:00:00+09:00", row = 3, what = "submitting", words = "to be sent" },
		{ time = "2025-11-28T12:01:00+09:00", row = 3, what = "in_doubt", detail = { code = "words" }, words = "doubt" } }

	it("shows the row and what is known without an answer, and ends with 3", function()
		local result = library:bulk({ "resolve", "7", "3", "--ledger", "x.db" }, { status = STATUS, log = EVENTS })
		assert.equal(3, result.code, result.err)
		assert.equal("row 3 of job 7, set_roaming of 09010000001: no response\n"
			.. "2025-11-28T12:00:00+09:00  to be sent\n2025-11-28T12:01:00+09:00  doubt\n", result.out)
		assert.equal("unom:   unom bulk resolve 7 3 --ledger x.db --order ID | --resend | --abandon\n", result.err)
		result = library:bulk({ "resolve", "7", "3", "--json" }, { status = STATUS, log = EVENTS })
		assert.equal(3, result.code)
		assert.same({ ok = true, exit_code = 3, job = 7, row = 3, line = 4, state = "unknown", operation = "set_roaming",
			contractId = "N123456789", lineNo = "09010000001", error = "no response", resolve = "unom bulk resolve 7 3",
			events = { { time = EVENTS[1].time, what = "submitting" },
				{ time = EVENTS[2].time, what = "in_doubt", detail = { code = "words" } } } }, cjson.decode(result.out))
		for _, call in ipairs(library:calls()) do
			assert.not_equal("resolve", call.name)
		end
	end)

	it("refuses to show a row that is not unknown", function()
		for _, row in ipairs { "2", "9" } do
			local result <const> = library:bulk({ "resolve", "7", row, "--json" }, { status = STATUS, log = EVENTS })
			assert.equal(2, result.code)
			local refused <const> = cjson.decode(result.out)
			assert.same({ false, 2, "usage" }, { refused.ok, refused.exit_code, refused.kind })
			assert.matches("row " .. row .. " of job 7 is not unknown", result.err)
		end
	end)

	it("ends with what kept the answer from being taken", function()
		for kind, code in pairs { usage = 2, locked = 2, ledger = 2, network = 4, timeout = 4, http = 4, protocol = 4,
			api = 4, auth = 6, interrupted = 130 } do
			local result <const> = library:bulk({ "resolve", "7", "3", "--resend", "--json" },
				{ resolve = { kind = kind, message = "why it was" } })
			assert.equal(code, result.code, kind)
			assert.equal("unom: why it was\n", result.err)
			local refused <const> = cjson.decode(result.out)
			assert.same({ false, code, kind }, { refused.ok, refused.exit_code, refused.kind })
		end
	end)

	it("needs a credential only where the carrier is asked", function()
		local done <const> = { resolve = { job = 7, row = 3, state = "cancelled" } }
		local variables <const> = library.home.variables
		local token <const> = variables.UNOM_ACCESS_TOKEN
		variables.UNOM_ACCESS_TOKEN = false
		finally(function() variables.UNOM_ACCESS_TOKEN = token end)
		assert.equal(0, library:bulk({ "resolve", "7", "3", "--abandon" }, done).code)
		assert.matches("no credential", library:refused({ "resolve", "7", "3", "--resend" }, done))
	end)

	it("takes a job and a row", function()
		assert.matches("missing argument 'job'", library:refused { "resolve", "--resend" })
		for _, flags in ipairs { { "--resend" }, { "--abandon" }, { "--force" }, { "--order", "AGU1" } } do
			assert.matches("are about one row: name it", library:refused { "resolve", "7", table.unpack(flags) })
		end
		for _, flag in ipairs { "--accept", "--resend-unlisted" } do
			assert.matches("about all unknown rows of a job: name no row", library:refused { "resolve", "7", "3", flag })
			assert.matches("name no row", library:refused { "resolve", "7", flag, "--resend" })
		end
		assert.same({}, library:calls())
		assert.matches("a row is a whole number, not 'third'", library:refused { "resolve", "7", "third", "--resend" })
		assert.matches("a job is a whole number, not '0'", library:refused { "resolve", "0", "3", "--resend" })
	end)

	it("names the rows whose order it could be as well in one line, the first of many", function()
		local could_be <const> = {}
		for row = 4, 9 do
			could_be[#could_be + 1] = { job = 7, row = row }
		end
		local result <const> = library:bulk({ "resolve", "7", "3", "--order", "AGU1" },
			{ resolve = { job = 7, row = 3, state = "tracking", could_be = could_be } })
		assert.matches("\nunom: AGU1 could be row 4 of job 7, row 5 of job 7, row 6 of job 7, 3 more as well; if it is,",
			result.err, 1, true)
		assert.equal(1, select(2, result.err:gsub("as well", "")))
	end)

	it("says what it did and how to go on", function()
		local done <const> = { job = 7, row = 3, state = "tracking", resume = "unom bulk resume 7" }
		local result = library:bulk({ "resolve", "7", "3", "--order", "AGU1", "--ledger", "my jobs.db", "--json" },
			{ resolve = done })
		assert.equal(0, result.code, result.err)
		assert.equal("unom: row 3 of job 7 is order AGU1; it will be followed when the job is resumed\n"
			.. "unom: to go on: unom bulk resume 7 --ledger 'my jobs.db'\n", result.err)
		done.resume, done.ok, done.exit_code = done.resume .. " --ledger 'my jobs.db'", true, 0
		assert.same(done, cjson.decode(result.out))
		assert.same({ job = 7, row = 3, order = "AGU1", ledger = "my jobs.db" }, library:calls()[1].options)

		result = library:bulk({ "resolve", "7", "3", "--resend", "--force" },
			{ resolve = { job = 7, row = 3, state = "pending", resume = "unom bulk resume 7" } })
		assert.equal("unom: row 3 of job 7 is pending again; it will be sent when the job is resumed\n"
			.. "unom: to go on: unom bulk resume 7\n", result.err)
		assert.equal("", result.out)
		assert.same({ job = 7, row = 3, resend = true, force = true, ledger = "the.db" }, library:calls()[2].options)

		result = library:bulk({ "resolve", "7", "3", "--abandon" }, { resolve = { job = 7, row = 3, state = "cancelled" } })
		assert.equal("unom: row 3 of job 7 is cancelled\n", result.err)
		assert.same({ job = 7, row = 3, abandon = true, ledger = "the.db" }, library:calls()[3].options)
	end)
end)

describe("unom bulk resolve of all unknown rows #unit", function()
	local library <const> = stub_library.each_test()

	local function order(id, more)
		local made <const> = { orderId = id, orderStatus = "03", appliedOn = "2031-07-01", requestDate = "2031-08-01",
			listedAt = "2031-07-01T12:00:00+09:00", listed = true, others = {} }
		for name, value in pairs(more or {}) do
			made[name] = value
		end
		return made
	end

	local function row(number, proposal, more)
		local made <const> = { job = 7, row = number, line = number + 1, operation = "change_course",
			contractId = "N123456789", target = "0901000000" .. number, state = "unknown", error = "no response",
			sentAt = "2031-07-01T11:00:00+09:00", endedAt = "2031-07-01T11:00:01+09:00", listedWhole = true, couldBe = {},
			proposal = proposal, noProposal = not proposal and "nobody can say" or nil }
		for name, value in pairs(more or {}) do
			made[name] = value
		end
		return made
	end

	local PROVED <const> = { answer = "order", certainty = "proof", orderId = "AGU1", code = "proved_alone",
		why = "it is" }
	local LIKELY <const> = { answer = "order", certainty = "likelihood", orderId = "AGU2", code = "likely_alone",
		why = "it may be" }
	local UNLISTED <const> = { answer = "resend", certainty = "likelihood", code = "likely_unlisted", why = "nothing" }

	it("shows each with what could be its order, how its line stands, and what that speaks for; ends with 3", function()
		local result <const> = library:bulk({ "resolve", "7", "--ledger", "x.db" }, { evidence = { job = 7, rows = {
			row(1, PROVED, { couldBe = { order("AGU1", { others = { { job = 7, row = 2 }, { job = 8, row = 3 } } }),
				order("AGU2", { listed = false }) }, now = { { field = "planCode", ordered = "A", now = "B", before = "C" },
				{ field = "imei", now = "D" } }, before = { job = 7, row = 1, orderId = "AGU0" } }),
			row(2, LIKELY), row(3, UNLISTED), row(4) } } })
		assert.equal(3, result.code, result.err)
		assert.equal([[
row 1 of job 7, change_course of 09010000001: no response
  sent 2031-07-01T11:00:00+09:00, its request ended 2031-07-01T11:00:01+09:00
  could be AGU1, status 03 (processed: OK), applied for on 2031-07-01, for 2031-08-01,]]
			.. [[ listed first 2031-07-01T12:00:00+09:00;]]
			.. [[ so could row 2 of job 7, row 3 of job 8
  could be AGU2, listed first 2031-07-01T12:00:00+09:00, and listed no longer
  the orders beside it: before it AGU0 (row 1 of job 7), after it none
  planCode is B; ordered: A; before the job: C
  imei is D; ordered: -
  proved: order AGU1: it is
row 2 of job 7, change_course of 09010000002: no response
  sent 2031-07-01T11:00:00+09:00, its request ended 2031-07-01T11:00:01+09:00
  likely: order AGU2: it may be
row 3 of job 7, change_course of 09010000003: no response
  sent 2031-07-01T11:00:00+09:00, its request ended 2031-07-01T11:00:01+09:00
  likely: not ordered, send it again: nothing
row 4 of job 7, change_course of 09010000004: no response
  sent 2031-07-01T11:00:00+09:00, its request ended 2031-07-01T11:00:01+09:00
  open: nobody can say
]], result.out)
		assert.equal([[
unom: 4 rows of job 7 are unknown: what became of 1 is proved, of 2 likely, of 1 open
unom: to take what is proved: unom bulk resolve 7 --ledger x.db --accept
unom: to send 1 row again of which nothing is listed: unom bulk resolve 7 --ledger x.db --resend-unlisted
unom: for one row: unom bulk resolve 7 1 --ledger x.db --order ID | --resend | --abandon
]], result.err)
		assert.same({ { name = "evidence", options = { job = 7, ledger = "x.db" } } }, library:calls())
	end)

	it("writes them as JSON, and asks nothing then", function()
		local found <const> = { job = 7, rows = { row(1, PROVED, { couldBe = { order "AGU1" } }), row(2) } }
		local _, code <const> = library:on_terminal({ "resolve", "7", "--json" }, { evidence = found }, "yes\n")
		assert.equal(3, code)
		local result <const> = library:bulk({ "resolve", "7", "--json" }, { evidence = found })
		local shown <const> = cjson.decode(result.out)
		assert.same({ false, 3, 7 }, { shown.ok, shown.exit_code, shown.job })
		assert.same(found.rows, shown.rows)
		assert.matches('"others": %[%]', result.out)
		assert.matches('"couldBe": %[%]', result.out)
	end)

	it("ends with 0 where none is left", function()
		local result = library:bulk({ "resolve", "7" }, { evidence = { job = 7, rows = {} } })
		assert.same({ 0, "", "unom: no row of job 7 is unknown\n" }, { result.code, result.out, result.err })
		result = library:bulk({ "resolve", "7", "--json" }, { evidence = { job = 7, rows = {} } })
		local shown <const> = cjson.decode(result.out)
		assert.same({ true, 0 }, { shown.ok, shown.exit_code })
	end)

	it("takes what is proved, and sends again what is not listed, by a word each", function()
		local told <const> = { job = 7, left = 1, resumes = { "unom bulk resume 7" }, taken = {
			{ job = 7, row = 1, answer = "order", orderId = "AGU1", state = "tracking" },
			{ job = 7, row = 2, answer = "counted", state = "succeeded" },
			{ job = 7, row = 3, answer = "resend", state = "pending" } },
			refused = { { job = 7, row = 4, message = "it was ordered" } } }
		local result = library:bulk({ "resolve", "7", "--accept", "--resend-unlisted", "--json" }, { resolve = told })
		assert.equal(3, result.code)
		assert.equal([[
unom: row 1 of job 7: order AGU1
unom: row 2 of job 7: ordered, and succeeded
unom: row 3 of job 7: not ordered, send it again
unom: row 4 of job 7 is not sent again: it was ordered
unom: 1 row is unknown: unom bulk resolve 7
unom: to go on: unom bulk resume 7
]], result.err)
		local shown = cjson.decode(result.out)
		assert.same({ false, 3, 1 }, { shown.ok, shown.exit_code, shown.left })
		assert.same({ told.taken, told.refused, told.resumes }, { shown.taken, shown.refused, shown.resumes })
		assert.same({ job = 7, accept = true, resend_unlisted = true, ledger = "the.db" }, library:calls()[1].options)

		told.left, told.taken, told.refused = 0, {}, {}
		result = library:bulk({ "resolve", "7", "--accept", "--json" }, { resolve = told })
		shown = cjson.decode(result.out)
		assert.same({ 0, true }, { result.code, shown.ok })
		assert.matches("no row of job 7 is unknown", result.err)
		assert.same({ job = 7, accept = true, ledger = "the.db" }, library:calls()[2].options)
	end)

	it("ends with what kept the carrier from being asked", function()
		for kind, code in pairs { usage = 2, locked = 2, ledger = 2, auth = 6, interrupted = 130 } do
			assert.equal(code, library:bulk({ "resolve", "7" }, { evidence = { kind = kind, message = "why" } }).code)
			assert.equal(code, library:bulk({ "resolve", "7", "--accept" }, { resolve = { kind = kind, message = "why" } }).code)
		end
	end)

	describe("on a terminal", function()
		local found <const> = { job = 7, rows = { row(1, PROVED), row(2, LIKELY), row(3, UNLISTED), row(4) } }
		local done <const> = { job = 7, row = 2, state = "pending", left = 3, taken = {}, refused = {}, resumes = {},
			resume = "unom bulk resume 7" }

		local function answered(typed)
			local shown <const>, code <const> = library:on_terminal({ "resolve", "7" },
				{ evidence = found, resolve = done }, typed)
			local given <const> = {}
			for _, call in ipairs(library:calls()) do
				if call.name == "resolve" then
					call.options.ledger, call.options.job = nil, nil
					given[#given + 1] = call.options
				end
			end
			return given, code, shown
		end

		it("takes no answer that was not given", function()
			for _, typed in ipairs { "", "no\n\n\n\n\n", "\n\nperhaps\nresend AGU1\norder\n" } do
				library:forget_calls()
				local given <const>, code <const> = answered(typed)
				assert.same({}, given)
				assert.equal(3, code)
			end
		end)

		it("asks about what is proved at once, and about each other row", function()
			local given <const>, code <const>, shown <const> = answered("yes\n\nyes\ny\nabandon\n")
			assert.same({ { accept = true }, { row = 2, order = "AGU2" }, { row = 3, resend = true },
				{ row = 4, abandon = true } }, given)
			assert.equal(3, code) -- the stub shows row 1 still
			assert.matches("take 1 answer that is proved", shown)
			assert.matches("row 2: order AGU2%? yes; or order ID", shown)
			assert.matches("row 4: order ID, resend or abandon%?", shown)
			assert.matches("1 row is unknown: unom bulk resolve 7", shown)
		end)

		it("takes an id that the person types, and does not take yes where nothing is proposed", function()
			local given <const>, code <const> = answered("no\norder AGU7\nresend\norder AGU8\nyes\n")
			assert.same({ { row = 1, order = "AGU7" }, { row = 2, resend = true }, { row = 3, order = "AGU8" } }, given)
			assert.equal(3, code)
		end)
	end)
end)

describe("unom bulk resolve #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)

	it("takes each answer, and the resumed job acts on it", function()
		local list <const> = home:write("list.csv", change_lists.mixed(3))
		local deaf <const> = fake_carrier.new(fake_carrier.except(function(operation)
			if operation == "change_course" or operation == "set_roaming" then
				return nil, errors.new { kind = "timeout", sent = "maybe", message = "no response" }
			end
		end, fake_carrier.agreeable()))
		home:bulk { "list" } -- which makes the ledger in its usual place
		assert.equal(3, assert(bulk.run { client = deaf, clock = deaf:clock(), sleep = deaf:sleeper(), path = list,
			ledger = home.directory .. "/.local/state/unom/ledger.db", agree = true,
			contract_id = "N123456789" }).states.unknown)
		local result
		local hints <const> = home:bulk({ "status", "1" }).out
		assert.matches(" 09010000002: unom bulk resolve 1 2 --order ID | --resend | --abandon\n", hints, 1, true)

		-- What a person finds at the carrier: the first row was ordered after all.
		home:simulate { lines = 9, processing = 0.1 }
		local client <close> = home:client()
		local order_id <const> = assert(client:change_course { contractId = "N123456789", lineNo = "09010000001",
			planCode = "T3001328", requestDate = change_lists.NEXT_FIRST, agreement = "yes" }).orderId
		assert.equal(3, home:bulk({ "resolve", "1", "1" }).code)
		result = home:bulk { "resolve", "1" }
		assert.equal(3, result.code, result.err)
		assert.matches("row 1 of job 1, change_course of 09010000001: .*\n  could be " .. order_id .. ", status", result.out)
		assert.matches("open: 1 order that is nobody's could be of %d rows", result.out)
		assert.matches("3 rows of job 1 are unknown", result.err)
		result = home:bulk { "resolve", "1", "--accept", "--resend-unlisted", "--json" }
		local told <const> = cjson.decode(result.out)
		assert.same({ 3, 3, 0, 0 }, { result.code, told.left, #told.taken, #told.refused })
		result = home:bulk { "resolve", "1", "1", "--order", "AGU9999999999999" }
		assert.equal(2, result.code)
		assert.matches("does not know AGU9999999999999", result.err)
		result = home:bulk { "resolve", "1", "2", "--resend" }
		assert.equal(2, result.code) -- it may be the first row's order, and may be its own
		assert.matches("lists " .. order_id, result.err)
		result = home:bulk { "resolve", "1", "1", "--order", order_id }
		assert.equal(0, result.code, result.err)
		assert.same({ "resume", "1" }, homes.resume_arguments(result))
		assert.equal(2, home:bulk({ "resolve", "1", "2", "--order", order_id }).code) -- it is the first row's
		assert.equal(0, home:bulk({ "resolve", "1", "2", "--resend" }).code)
		local abandoned <const> = home:bulk { "resolve", "1", "3", "--abandon", "--json" }
		assert.same({ ok = true, exit_code = 0, job = 1, row = 3, state = "cancelled" }, cjson.decode(abandoned.out))
		assert.equal(2, home:bulk({ "resolve", "1", "3", "--resend" }).code) -- an answer is given once

		result = home:bulk { "resume", "1" }
		assert.equal(1, result.code, result.err)
		local rows <const> = csv.parse(home:read("list.result.csv"))
		assert.equal("succeeded", rows[1]["unom.state"])
		assert.equal(order_id, rows[1]["unom.orderId"])
		assert.equal("succeeded", rows[2]["unom.state"])
		assert.equal("cancelled", rows[3]["unom.state"])
		local orders <const> = home.simulator:orders()
		assert.equal(2, #orders)
		assert.equal("09010000002", orders[2].lineNo)
	end)
end)
