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
		assert.matches("missing argument 'row'", library:refused { "resolve", "7", "--resend" })
		assert.matches("a row is a whole number, not 'third'", library:refused { "resolve", "7", "third", "--resend" })
		assert.matches("a job is a whole number, not '0'", library:refused { "resolve", "0", "3", "--resend" })
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
