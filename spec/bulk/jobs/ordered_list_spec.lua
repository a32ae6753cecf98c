--- What a list says of rows that were ordered before: where each problem is shown, beside which others, and what the
-- commands that make jobs of old rows do.

local bulk <const> = require "unom.bulk"
local errors <const> = require "unom.error"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"

local HEADER <const> = "操作,回線番号,planCode,requestDate\n"

describe("a list with rows that were ordered before #unit", function()
	local home <const> = homes.each_test()

	local carriers
	before_each(function() carriers = 0 end)

	--- A carrier that accepts all, but answers on the lines of `refused` as it says.
	local function carrier_with(refused)
		carriers = carriers + 1
		return fake_carrier.new(fake_carrier.except(function(operation, arguments, times)
			local err <const> = operation == "change_course" and refused and refused[arguments.lineNo]
			if err and times == 1 then
				return nil, errors.new(err)
			end
		end, fake_carrier.agreeable(nil, 1000 * carriers)))
	end

	local REJECTED <const> = { kind = "api", status = 404, sent = "yes", message = "Line is not found." }
	local LOST <const> = { kind = "timeout", sent = "maybe", message = "no answer" }

	local function course(line, plan)
		return ("change_course,0900000000%s,%s,20991201\n"):format(line, plan or "T3001328")
	end

	local function run(name, lines, more, carrier)
		local options <const> = home:options(carrier or carrier_with(), more)
		options.path, options.agree = home:write(name, HEADER .. lines), true
		options.contract_id, options.max_failures = "N123456789", { rows = 100 }
		return bulk.run(options)
	end

	local function retry(job, more, carrier)
		local options <const> = home:options(carrier or carrier_with(), more)
		options.job = job
		return bulk.retry(options)
	end

	--- The problems as text, without the directory.
	local function shown(err)
		local found <const> = {}
		for index, entry in ipairs(err.problems or err) do
			found[index] = (tostring(entry):gsub("^.*/", ""))
		end
		return found
	end

	it("shows all problems by line, those of its cells among them, under its own header", function()
		assert(run("a.csv", course "1" .. course "2"))
		local lines <const> = course "1" .. course("3", "wrong plan") .. course "2"
		local _, err = run("b.csv", lines)
		local found <const> = shown(err)
		assert.equal(3, #found)
		assert.matches("^b.csv:2: 回線番号: row 1 of job 1 ordered the same; give again = true", found[1])
		assert.matches("^b.csv:3: planCode: ", found[2])
		assert.matches("^b.csv:4: 回線番号: row 2 of job 1 ordered the same", found[3])
		assert.equal("the change list has 3 problems; nothing was sent", err.message)
		assert.equal("lineNo", err.problems[1].field)

		local _, problems = bulk.check(home:path "b.csv",
			{ ledger = home.ledger, agree = true, contract_id = "N123456789" })
		assert.same(found, shown(problems))
	end)

	it("skips nothing where it is refused for another row", function()
		assert(run("a.csv", course "1"))
		local _, err = run("b.csv", course "1" .. course("3", "wrong plan"), { skip_ordered = true })
		assert.equal(1, #err.problems)
		assert.equal(1, #assert(bulk.jobs { ledger = home.ledger }))
	end)

	it("that names no target is told without a column, and one with a password why it is not skipped", function()
		local DEVICE <const> = "operation,deviceCode,requestDate,deliveryPostalCode,deliveryPref,deliveryCity,"
			.. "deliveryAddress1,deliveryCompanyName,notificationMailAddress,notificationPassword\n"
			.. "purchase_device,T2000554,20991201,1000001,東京都,千代田区,千代田,見本商会,a@example.com,secret-1\n"
		local function order(name, text)
			return bulk.run(home:options(carrier_with(), { agree = true, contract_id = "N123456789", skip_ordered = true,
				path = home:write(name, text) }))
		end
		assert(order("a.csv", DEVICE))
		local _, err = order("b.csv", DEVICE .. "\n")
		assert.same({ "b.csv:2: row 1 of job 1 ordered the same less than a day ago, with a password, which cannot be "
			.. "compared; give again = true if it is to be ordered" }, shown(err))
	end)

	describe("retried", function()
		it("again and again, looks past the rows that it copies, and asks about those of other jobs", function()
			local refused <const> = { ["09000000001"] = REJECTED, ["09000000002"] = REJECTED }
			assert(run("a.csv", course "1" .. course "2" .. course "3", {}, carrier_with(refused)))
			assert.equal(2, assert(retry(1, {}, carrier_with(refused))).states.rejected)
			assert(run("b.csv", course "2"))
			local _, err = retry(2)
			assert.same({ "a.csv:3: 回線番号: row 1 of job 3 ordered the same; give again = true if it is to be ordered "
				.. "a second time, or skip_ordered = true to leave it out" }, shown(err))
			assert.equal(3, #assert(bulk.jobs { ledger = home.ledger }))
			local outcome <const> = assert(retry(2, { skip_ordered = true }))
			assert.equal(1, outcome.states.skipped)
			assert.equal(1, outcome.states.succeeded)
			assert.equal(0, outcome.exit_code)
		end)

		it("with again orders what another job ordered, and never what is open or may be ordered", function()
			assert(run("a.csv", course "1" .. course "2" .. course "4", {}, carrier_with {
				["09000000001"] = REJECTED, ["09000000002"] = REJECTED, ["09000000004"] = REJECTED }))
			assert(run("b.csv", course "1"))
			assert(run("c.csv", course "2", {}, carrier_with { ["09000000002"] = LOST }))
			local _, err = retry(1, { again = true })
			assert.equal(1, #err.problems)
			assert.equal("may_be_ordered", err.problems[1].code)
			assert(bulk.resolve { ledger = home.ledger, job = 3, row = 1, abandon = true })
			assert.equal("may_be_ordered", select(2, retry(1, { again = true })).problems[1].code)
		end)

		it("names the rows that it leaves out", function()
			assert(run("a.csv", course "1" .. course "2" .. course "3", {}, carrier_with {
				["09000000001"] = REJECTED, ["09000000002"] = LOST, ["09000000003"] = LOST }))
			for number = 2, 3 do
				assert(bulk.resolve { ledger = home.ledger, job = 1, row = number, abandon = true })
			end
			local outcome <const> = assert(retry(1))
			assert.equal(1, outcome.total)
			assert.same({ { row = 2, line = 3 }, { row = 3, line = 4 } }, outcome.left_out)
		end)

		it("takes one word or the other", function()
			assert.error_matches(function() retry(1, { again = true, skip_ordered = true }) end,
				"bad option 'skip_ordered' to 'bulk.retry' %(not together with 'again'%)")
		end)
	end)

	it("ordered once for two jobs is one order: a row sent again asks, and --again is remembered", function()
		assert(run("a.csv", course "1"))
		assert(run("b.csv", course "1", { again = true }, carrier_with { ["09000000001"] = LOST }))
		local ledger <close> = assert(require("unom.bulk.ledger").open(home.ledger))
		assert.equal("unknown", ledger:row(2, 1).state)
		assert.is_true(ledger:job(2).settings.again)
		assert.is_nil(ledger:ordered_before_row(ledger:row(2, 1)))
	end)
end)
