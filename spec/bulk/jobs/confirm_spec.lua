--- The question before rows are sent: `confirm` of run, resume and retry.

local bulk <const> = require "unom.bulk"
local change_list <const> = require "unom.bulk.list.change_list"
local change_lists <const> = require "support.change_lists"
local errors <const> = require "unom.error"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"

local COURSE <const> = "change_course,N123456789,0900000000%d,T3001328," .. change_lists.NEXT_FIRST .. "\n"

local function list_of(...)
	local rows <const> = { "operation,contractId,lineNo,planCode,requestDate\n" }
	for _, number in ipairs { ... } do
		rows[#rows + 1] = COURSE:format(number)
	end
	return table.concat(rows)
end

describe("confirm #unit", function()
	local home <const> = homes.each_test()

	--- @param refused the carrier refuses orders for this line
	local function carrier_of(accepted, refused)
		return fake_carrier.new(fake_carrier.except(function(operation, arguments)
			if operation == "change_course" and arguments.lineNo == refused then
				return nil, errors.new { kind = "api", sent = "yes", message = "refused" }
			end
		end, fake_carrier.agreeable(nil, accepted)))
	end

	local function options(carrier, text, more)
		local made <const> = home:options(carrier, more)
		made.path, made.agree = text and home:write("list.csv", text), text and true
		return made
	end

	--- A function for `confirm` that answers so, and what it was asked.
	local function answering(answer, why)
		local asked <const> = {}
		return function(summary)
			asked[#asked + 1] = summary
			return answer, why
		end, asked
	end

	local function jobs()
		return assert(bulk.jobs { ledger = home.ledger })
	end

	it("is asked by run before anything is in the ledger; what is no yes leaves nothing there", function()
		local carrier <const> = carrier_of()
		for _, answer in ipairs { false, "nil" } do
			local confirm <const>, asked <const> = answering(answer ~= "nil" and answer or nil)
			local outcome <const>, err = bulk.run(options(carrier, list_of(1, 2), { confirm = confirm }))
			assert.is_nil(outcome)
			assert.same({ "not_confirmed", "not confirmed; nothing was sent" }, { err.kind, err.message })
			assert.equal(1, #asked)
			assert.same({ 2, { change_course = 2 }, { N123456789 = 2 } },
				{ asked[1].rows, asked[1].operations, asked[1].contracts })
		end
		local _, err <const> = bulk.run(options(carrier, list_of(1), { confirm = answering(false, "not today") }))
		assert.equal("not today", err.message)
		assert.equal(0, #carrier.calls)
		assert.same({}, jobs())
		local _, job <const> = pcall(function()
			return bulk.run(options(carrier, list_of(1), { confirm = function() error("interrupted!", 0) end }))
		end)
		assert.equal("interrupted!", job)
		assert.same({}, jobs())
	end)

	it("sees the list that is then run, which is opened once", function()
		local carrier <const> = carrier_of()
		local opened = 0
		local open <const> = change_list.open
		change_list.open = function(...)
			opened = opened + 1
			return open(...)
		end
		finally(function() change_list.open = open end)
		local confirm <const>, asked <const> = answering(true)
		local outcome = assert(bulk.run(options(carrier, list_of(1, 2), { confirm = confirm })))
		assert.same({ 1, 1, 2 }, { opened, #asked, outcome.states.succeeded })

		-- Replaced while the person thinks: what was opened is what is run.
		local other <const> = list_of(3)
		outcome = assert(bulk.run(options(carrier, list_of(4, 5), { confirm = function()
			os.remove(home:path("list.csv"))
			home:write("list.csv", other)
			return true
		end })))
		assert.equal(2, outcome.states.succeeded)
		-- Written to meanwhile: nothing is run.
		local refused <const>, err <const> = bulk.run(options(carrier, list_of(6, 7), { confirm = function()
			home:write("list.csv", other)
			return true
		end }))
		assert.is_nil(refused)
		assert.equal("change_list", err.kind)
		assert.equal(2, #jobs())
	end)

	it("is not asked about a list that cannot be run", function()
		local confirm <const>, asked <const> = answering(true)
		local carrier <const> = carrier_of()
		local text <const> = list_of(1, 2)
		assert.equal("change_list", select(2, bulk.run(options(carrier, "lineNo\n1\n", { confirm = confirm }))).kind)
		assert(bulk.run(options(carrier, text)))
		assert.equal("already_run", select(2, bulk.run(options(carrier, text, { confirm = confirm }))).kind)
		assert.equal("change_list", select(2, bulk.run(options(carrier, list_of(2, 3), { confirm = confirm }))).kind)
		assert.equal("result", select(2, bulk.run(options(carrier, list_of(4),
			{ confirm = confirm, result = home:path("none/x.csv") }))).kind)
		assert.same({}, asked)

		assert(bulk.run(options(carrier, list_of(2, 3), { confirm = confirm, skip_ordered = true })))
		assert.equal(2, asked[1].rows)
		assert.same({ 1, { change_course = 1 } }, { asked[1].to_skip.rows, asked[1].to_skip.operations })
	end)

	it("is asked by resume about the rows that would be sent, and by retry about those it takes", function()
		local carrier <const> = carrier_of()
		local first <const> = assert(bulk.run(options(carrier_of(100, "09000000001"), list_of(1, 2, 3),
			{ canary = 1, confirm = answering(true) })))
		assert.same({ "canary", 2 }, { first.halted_by, first.states.pending })

		local confirm, asked = answering(false)
		local _, err = bulk.resume(options(carrier, nil, { confirm = confirm }))
		assert.equal("not_confirmed", err.kind)
		assert.same({ 2, 1, true }, { asked[1].rows, asked[1].job, asked[1].confirmed })
		assert.same({ value = "T3001328", rows = 2 }, asked[1].values[1].values[1])
		assert.equal(0, #carrier.calls)
		confirm, asked = answering(true)
		assert.equal(2, assert(bulk.resume(options(carrier, nil, { confirm = confirm, canary = 0 }))).states.succeeded)
		assert.equal(1, #asked)
		assert(bulk.resume(options(carrier, nil, { confirm = confirm, job = 1 })))
		assert.equal(1, #asked) -- there is nothing left to send

		confirm, asked = answering(false)
		_, err = bulk.retry(options(carrier, nil, { confirm = confirm, job = 1 }))
		assert.equal("not_confirmed", err.kind)
		assert.same({ 1, 1 }, { asked[1].rows, asked[1].parent })
		assert.same({ value = "T3001328", rows = 1 }, asked[1].values[1].values[1])
		assert.equal(1, #jobs())
		assert.equal(1, assert(bulk.retry(options(carrier, nil, { confirm = answering(true), job = 1 }))).total)
	end)

	it("leaves the ledger free until it is answered", function()
		local written = 0
		local function confirm()
			local other <close> = assert(ledgers.open(home.ledger))
			other:note(0, nil, "listing", { contract = "N1", orders = 0, whole = true })
			other:sync()
			written = written + 1
			return true
		end
		local carrier <const> = carrier_of(0, "09000000001")
		assert(bulk.run(options(carrier, list_of(1, 2), { confirm = confirm, canary = 1 })))
		assert(bulk.resume(options(carrier, nil, { confirm = confirm, canary = 0 })))
		assert(bulk.retry(options(carrier, nil, { confirm = confirm })))
		assert.equal(3, written)
	end)

	it("is not remembered of a job that a script ran without it", function()
		assert(bulk.run(options(carrier_of(0, "09000000001"), list_of(1, 2), { canary = 1 })))
		local confirm <const>, asked <const> = answering(false)
		bulk.resume(options(carrier_of(), nil, { confirm = confirm }))
		assert.is_nil(asked[1].confirmed)
	end)

	it("is answered by true alone", function()
		local carrier <const> = carrier_of()
		for _, answer in ipairs { "no", "3", 1, {} } do
			local _, err <const> = bulk.run(options(carrier, list_of(1), { confirm = answering(answer, { "no words" }) }))
			assert.same({ "not_confirmed", "not confirmed; nothing was sent" }, { err.kind, err.message })
		end
		assert.equal(0, #carrier.calls)
	end)

	it("holds for the rows that were shown: where fewer are left out since then, nothing is sent", function()
		local carrier <const> = carrier_of()
		assert(bulk.run(options(carrier, list_of(1, 2))))
		local sent <const> = #carrier.calls
		local outcome <const>, err <const> = bulk.run(options(carrier, list_of(2, 3), { skip_ordered = true,
			confirm = function(summary)
				assert.equal(1, summary.to_skip.rows)
				local other <close> = assert(ledgers.open(home.ledger))
				other:transition(other:row(1, 2), { state = "cancelled" }, "cancelled") -- as one followed to its completion
				other:sync()
				return true
			end }))
		assert.is_nil(outcome)
		assert.same({ "not_confirmed", "what is to be sent has changed since it was shown; nothing was sent" },
			{ err.kind, err.message })
		assert.same({ 1, sent }, { #jobs(), #carrier.calls })
	end)

	it("is asked by resume also about rows that may be sent again, where nobody has said yes to the job", function()
		local ledger <const> = assert(ledgers.open(home.ledger))
		local job <const> = ledger:transaction(function()
			local number <const> = ledger:add_job { list = "list.csv", columns = {}, settings = {}, purpose = "list" }
			ledger:add_row(number, { row = 1, line = 2, contract = "N123456789", operation = "terminate_line",
				arguments = { contractId = "N123456789", lineNo = "09000000001" } })
			ledger:close_job(number, 1)
			return number
		end)
		ledger:transition(ledger:row(job, 1), { state = "submitting" }, "submitting")
		ledger:sync()
		ledger:close()
		local confirm <const>, asked <const> = answering(false)
		local _, err <const> = bulk.resume(options(carrier_of(), nil, { confirm = confirm }))
		assert.equal("not_confirmed", err.kind)
		assert.same({ terminate_line = 1 }, asked[1].operations)
	end)
end)
