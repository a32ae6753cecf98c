local change_lists <const> = require "support.change_lists"
local cjson <const> = require "cjson"
local csv <const> = require "support.csv"
local homes <const> = require "support.homes"
local stub_library <const> = require "cli.commands.bulk.stub_library"

describe("unom bulk retry #unit", function()
	local library <const> = stub_library.each_test()

	local OUTCOME <const> = { job = 9, parent = 7, exit_code = 0, total = 2,
		states = stub_library.states { succeeded = 2 } }

	it("takes the newest job, and leaves the states to the library", function()
		local result <const> = library:bulk({ "retry", "--json" }, { retry = OUTCOME })
		assert.equal(0, result.code, result.err)
		assert.same({ { name = "retry", options = { ledger = "the.db" } } }, library:calls())
		assert.matches("unom: job 9 retries rows of job 7\nunom: job 9: 2 rows: 2 succeeded\n", result.err, 1, true)
		assert.equal(7, cjson.decode(result.out).parent)
	end)

	it("takes states, the list again and the options of a run", function()
		library:bulk({ "retry", "7", "--state", "cancelled", "--state", "rejected", "--state", "cancelled",
			"--list", "a b.csv", "--canary", "2", "--max-failures", "5%", "--until", "complete",
			"--max-outstanding", "9" }, { retry = OUTCOME })
		assert.same({ job = 7, ledger = "the.db", states = { "rejected", "cancelled" }, path = "a b.csv", canary = 2,
			max_failures = { percent = 5 }, wait_until = "complete", max_outstanding = 9 }, library:calls()[1].options)
	end)

	it("takes one word about rows that were ordered before, and names the rows that it leaves out", function()
		local outcome <const> = { job = 9, parent = 7, exit_code = 0, total = 1,
			states = stub_library.states { succeeded = 1 }, left_out = { { row = 3, line = 4 }, { row = 7, line = 8 } } }
		for flag, option in pairs { ["--again"] = "again", ["--skip-ordered"] = "skip_ordered" } do
			local result <const> = library:bulk({ "retry", "7", flag, "--json" }, { retry = outcome })
			local calls <const> = library:calls()
			assert.same({ job = 7, ledger = "the.db", [option] = true }, calls[#calls].options)
			assert.matches("2 rows are left out, since the carrier may have acted: 3, 7. A retry never takes such a row: "
				.. "where it was ordered, unom bulk resolve 7 3 --order ID; to send it all the same, "
				.. "unom bulk resolve 7 3 --resend --force, then unom bulk resume 7\n", result.err, 1, true)
			assert.matches("unom bulk resolve 7 3", result.err, 1, true)
			assert.equal(7, cjson.decode(result.out).left_out[2].row)
		end
		assert.matches("can not be used together", library:refused { "retry", "--again", "--skip-ordered" })
	end)

	it("refuses a state that cannot be tried again", function()
		for _, state in ipairs { "unknown", "succeeded", "pending", "" } do
			assert.matches("'--state' must be one of", library:refused { "retry", "--state", state })
		end
		assert.matches("--list", library:refused { "retry", "--list=" }, 1, true)
		assert.same({}, library:calls())
	end)

	it("says what it lacks", function()
		local result <const> = library:bulk({ "retry", "7", "--json" },
			{ retry = { kind = "secrets_gone", message = "give the list again with --list" } })
		assert.equal(2, result.code)
		assert.equal("unom: give the list again with --list\n", result.err)
		assert.equal("secrets_gone", cjson.decode(result.out).kind)
	end)
end)

describe("unom bulk retry #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)

	it("orders again what was rejected, and only that", function()
		home:simulate { lines = 30, processing = 0.1, seed = 5, faults = { ng = 0.5 } }
		home:write("list.csv", change_lists.mixed(12))
		local result = home:bulk { "run", "list.csv", "--agree", "--max-failures", "12" }
		assert.equal(1, result.code, result.err)
		local rejected <const> = {}
		for _, row in ipairs(csv.parse(home:read("list.result.csv"))) do
			rejected[row.lineNo] = row["unom.state"] == "rejected" or nil
		end
		assert.truthy(next(rejected))

		local first <const> = #home.simulator:orders()
		local ended
		for job = 2, 9 do -- half of those that are sent again are refused again
			result = home:bulk { "retry", tostring(job - 1), "--state", "rejected", "--max-failures", "12", "--json" }
			ended = cjson.decode(result.out)
			assert.equal(job, ended.job)
			assert.equal(job - 1, ended.parent)
			assert.matches(("job %d retries rows of job %d"):format(job, job - 1), result.err)
			if ended.states.rejected == 0 then
				break
			end
			assert.equal(1, result.code)
		end
		assert.equal(0, result.code, result.err)
		assert.equal(ended.total, ended.states.succeeded)

		local succeeded <const> = {}
		for index, order in ipairs(home.simulator:orders()) do
			assert.is_true(index <= first or rejected[order.lineNo])
			assert.is_nil(succeeded[order.lineNo]) -- nothing was ordered again that had succeeded
			succeeded[order.lineNo] = order.status == "03" or nil
		end
		for number = 1, 12 do
			assert.is_true(succeeded[("0901%07d"):format(number)])
		end

		result = home:bulk { "retry", ("%d"):format(ended.job) }
		assert.equal(2, result.code)
		assert.matches("job %d+ has no rows that are rejected, failed, cancelled", result.err)
	end)

	it("asks for the list when its secrets are gone", function()
		home:simulate { lines = 3, processing = 0.1, faults = { ng = 1 } }
		local function list(password)
			return "lineNo,authenticationId,authenticationPassword\n09010000001,user," .. password .. "\n"
		end
		home:write("list.csv", list("hush-pw1"))
		home:write("other.csv", list("hush-pw2"))
		local result = home:bulk { "run", "list.csv", "--operation", "change_radius_auth", "--agree" }
		assert.equal(1, result.code, result.err)
		result = home:bulk { "retry", "--json" }
		assert.equal(2, result.code, result.err)
		assert.equal("secrets_gone", cjson.decode(result.out).kind)
		assert.equal("change_list", cjson.decode(home:bulk({ "retry", "--list", "other.csv", "--json" }).out).kind)
		assert.equal(1, #home.simulator:orders())

		result = home:bulk { "retry", "--list", "list.csv", "--json" }
		assert.equal(1, result.code, result.err) -- the fault is still there
		assert.equal(1, cjson.decode(result.out).states.rejected)
		assert.equal(2, #home.simulator:orders())
	end)
end)
