--- A change list beside the contracts as they are: what is asked, what is said of each row, and what a run keeps of it.

local bulk <const> = require "unom.bulk"
local errors <const> = require "unom.error"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"

local N1 <const>, N2 <const> = "N123456789", "N987654321"
local NOW <const> = 1764558000 -- noon of a 1 December in Japan
local FIRST <const>, LATER <const> = "20260101", "20260115"
local HEADER <const> = "operation,contractId,lineNo,planCode,requestDate\n"

describe("a plan #unit", function()
	local home <const> = homes.each_test()
	local replies, carrier, told

	local function line(number, plan)
		return { lineNo = "0900000000" .. number, planCode = plan, authenticationType = "NTTコム", optionCodeList = {} }
	end

	before_each(function()
		told = {}
		replies = {
			list_lines = { linesList = { line(1, "T3001326"), line(2, "T3001328"), line(3, "T3001328") } },
			list_products = { productInfoList = { { productCode = "T3001326", courseType = "01" },
				{ productCode = "T3001328", courseType = "02" } } },
		}
		local agreeable <const> = fake_carrier.agreeable()
		carrier = fake_carrier.new(function(operation, arguments, times)
			local reply = replies[operation]
			if type(reply) == "function" then
				reply = reply(arguments, times)
			end
			if errors.is(reply) then
				return nil, reply
			elseif reply then
				local of_contract <const> = { contractId = arguments.contractId }
				for name, value in pairs(reply) do
					of_contract[name] = value
				end
				return of_contract
			end
			return agreeable(operation, arguments, times)
		end)
	end)

	local function refused(fields)
		fields.message = fields.message or "no"
		return errors.new(fields)
	end

	local function row(number, plan, day, contract)
		return ("change_course,%s,0900000000%s,%s,%s\n"):format(contract or N1, number, plan, day or FIRST)
	end

	local function options(list, more)
		local made <const> = home:options(carrier, { path = home:write("list.csv", list), agree = true,
			wall_clock = function() return NOW end,
			on_row = function(judged) told[#told + 1] = judged end })
		for name, value in pairs(more or {}) do
			made[name] = value or nil
		end
		return made
	end

	local function plan(list, more)
		return bulk.plan(options(list, more))
	end

	local function words()
		local found <const> = {}
		for index, judged in ipairs(told) do
			found[index] = judged.code or judged.word
		end
		return table.concat(found, " ")
	end

	it("says of each row what it would change, and orders nothing", function()
		local summary <const> = assert(plan(HEADER .. row(1, "T3001328") .. row(2, "T3001328") .. row(9, "T3001328")
			.. row(3, "T3009999")))
		assert.equal("change already_so no_such_line no_such_code", words())
		assert.same({ change = 1, already_so = 1, cannot = 2 }, summary.words)
		assert.same({ no_such_line = 1, no_such_code = 1 }, summary.cannot)
		assert.equal(1, summary.exit_code)
		assert.equal(4, summary.rows)
		assert.same({ lines = "whole", products = "whole" }, summary.shown[N1])
		assert.same({ { field = "planCode", from = "T3001326", to = "T3001328" } }, told[1].changes)
		assert.same({ 1, 2, N1, "change_course", "09000000001" },
			{ told[1].row, told[1].line, told[1].contract, told[1].operation, told[1].target })
		assert.equal("the contract has no line 09000000009", told[3].message)
		assert.equal(0, #carrier:submissions())
		assert.is_nil(io.open(home.ledger))
	end)

	it("asks once for each contract, side by side", function()
		local list = HEADER
		for number = 1, 3 do
			list = list .. row(number, "T3001326") .. row(number, "T3001326", nil, N2)
		end
		local began <const> = carrier.now
		local summary <const> = assert(plan(list))
		assert.equal(0, summary.exit_code)
		assert.equal(2, #carrier:submissions "list_lines")
		assert.equal(2, #carrier:submissions "list_products")
		assert.equal(4, #carrier.calls)
		assert.is_true(carrier.now - began < 0.25)
	end)

	it("advises on days by the type of the course that is ordered", function()
		local summary <const> = assert(plan(HEADER .. row(1, "T3001328", LATER) .. row(2, "T3001326", LATER)
			.. row(3, "T3001326")))
		assert.equal("for course type 02 the carrier takes 20260101 alone", told[1].advice[1].message)
		assert.is_nil(told[2].advice or told[3].advice)
		local found
		for _, advice in ipairs(summary.advice) do
			found = found or tostring(advice):find "list.csv:2: requestDate: for course type 02"
		end
		assert.is_truthy(found)
	end)

	it("is none where the list has problems, or a row was ordered before", function()
		local _, err = plan(HEADER .. row(1, "T3001328") .. "change_course,N123456789,9000000002,T3001328," .. FIRST .. "\n")
		assert.equal("change_list", err.kind)
		assert.equal(0, #carrier.calls)
		local list <const> = HEADER .. row(1, "T3001328")
		assert(bulk.run(options(list, { on_row = false })))
		_, err = plan(list)
		assert.equal("already_ordered", err.problems[1].code)
		local summary <const> = assert(plan(list .. row(2, "T3001326"), { skip_ordered = true }))
		assert.equal(1, summary.left_out)
		assert.equal("change", words())
		told = {}
		assert.equal(1, #told + assert(plan(list, { again = true })).words.change)
	end)

	it("is none where the carrier does not offer its list of lines", function()
		replies.list_lines = refused { kind = "api", status = 404, name = "unknown_url", sent = "yes" }
		local _, err <const> = plan(HEADER .. row(1, "T3001328"))
		assert.equal("not_offered", err.kind)
		assert.same({}, told)
	end)

	it("compares no codes where the carrier does not offer its list of codes", function()
		replies.list_products = refused { kind = "api", status = 403, sent = "yes" }
		local summary <const> = assert(plan(HEADER .. row(1, "T3009999")))
		assert.equal("change", words())
		assert.equal("not_offered", summary.shown[N1].products)
	end)

	it("is none where the carrier does not answer", function()
		for kind, sent in pairs { network = "maybe", timeout = "maybe", auth = "yes" } do
			replies.list_products = refused { kind = kind, sent = sent }
			local _, err <const> = plan(HEADER .. row(1, "T3001328"))
			assert.equal(kind, err.kind)
			assert.same({}, told)
		end
	end)

	describe("where the list of lines is at its limit", function()
		before_each(function()
			replies.list_lines.incomplete_entries = 1
		end)

		it("asks for a line that is not in it by itself, once", function()
			replies.get_session = function(arguments)
				return arguments.lineNo == "09000000008" and refused { kind = "api", status = 404, name = "line_not_found",
					sent = "yes" } or { lineNo = arguments.lineNo, sessionStatus = "1", resultCode = "0" }
			end
			local summary <const> = assert(plan(HEADER .. row(1, "T3001328") .. row(8, "T3001328") .. row(9, "T3001328")
				.. row(9, "T3001326"), { allow_duplicates = true }))
			assert.equal("change no_such_line not_shown not_shown", words())
			assert.equal(2, #carrier:submissions "get_session")
			assert.equal("cut", summary.shown[N1].lines)
		end)

		it("is none where these are not answered", function()
			replies.get_session = refused { kind = "network", sent = "maybe" }
			local _, err <const> = plan(HEADER .. row(9, "T3001328"))
			assert.equal("network", err.kind)
			assert.same({}, told)
		end)
	end)

	it("asks whether a session is connected, and of no line that is not there", function()
		replies.get_session = function(arguments)
			return { lineNo = arguments.lineNo, resultCode = "0",
				sessionStatus = arguments.lineNo == "09000000001" and "1" or "0" }
		end
		local list = "operation,contractId,lineNo\n"
		for _, number in ipairs { 1, 2, 9 } do
			list = list .. ("disconnect_session,%s,0900000000%d\n"):format(N1, number)
		end
		assert(plan(list))
		assert.equal("change already_so no_such_line", words())
		assert.equal(2, #carrier:submissions "get_session")
	end)

	it("judges every row of a long list, in its order", function()
		local list <const> = { HEADER }
		for number = 1, 2500 do
			list[#list + 1] = ("change_course,%s,0901%07d,T3001328,%s\n"):format(N1, number, FIRST)
		end
		local summary <const> = assert(plan(table.concat(list)))
		assert.same({ no_such_line = 2500 }, summary.cannot)
		for number = 1, 2500 do
			assert.equal(number, told[number].row)
		end
	end)

	describe("of a run", function()
		it("refuses the whole list where a row cannot be carried out", function()
			local _, err <const> = bulk.run(options(HEADER .. row(1, "T3001328") .. row(9, "T3001328"),
				{ plan = true, on_row = false }))
			assert.equal("cannot", err.kind)
			assert.equal(1, #err.problems)
			assert.matches("list.csv:3: lineNo: the contract has no line 09000000009$", tostring(err.problems[1]))
			assert.equal(0, #carrier:submissions())
			local ledger <close> = assert(ledgers.open(home.ledger))
			assert.same({}, ledger:jobs())
		end)

		it("is kept with the job: what was seen, and the words for who confirms", function()
			local shown
			local outcome <const> = assert(bulk.run(options(HEADER .. row(1, "T3001328") .. row(2, "T3001328"),
				{ plan = true, on_row = false, confirm = function(summary)
					shown = summary.words
					return true
				end })))
			assert.equal(0, outcome.exit_code)
			assert.equal(2, outcome.states.succeeded) -- a row that is so already is sent as well
			assert.same({ change = 1, already_so = 1 }, shown)
			assert.equal(1, #carrier:submissions "list_lines")
			local ledger <close> = assert(ledgers.open(home.ledger))
			assert.equal("T3001326", ledger:seen(1, N1, "09000000001").planCode)
			assert.is_true(ledger:seen_of(1, N1).whole)
		end)
	end)
end)
