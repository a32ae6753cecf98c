--- Rows on a simulated carrier whose days pass, where those of sixteen_spec.lua do not show it: lines side by side that
-- are listed and not, a cancel that is verified itself, a limit of roaming in place of another.

local homes <const> = require "support.homes"
local operator <const> = require "support.operator"

local COLUMNS <const> = { "operation", "contractId", "lineNo", "planCode", "imei", "imeiOption", "roamingCode",
	"requestDate" }

describe("there and back #wire", function()
	local home <const> = homes.each_test()
	local client, person
	after_each(function() client:close() end)

	local function simulate(lines)
		home:simulate { lines = lines, latency = 0, processing = 0.05, dated = true, today = "20990115" }
		client = home:client()
		person = operator.new(home, client)
	end

	--- Runs rows for lines of these numbers, and asserts that they succeed. Returns the job.
	local function run(rows)
		for _, row in ipairs(rows) do
			row.contractId, row.lineNo = "N123456789", ("0901%07d"):format(row[1])
		end
		local outcome <const> = person:run("list.csv", COLUMNS, rows)
		assert.equal(#rows, outcome.states.succeeded)
		return outcome.job
	end

	it("verifies a cancel by the orders that it took back", function()
		simulate(20)
		local job <const> = run { { 1, operation = "change_course", planCode = "T3001328", requestDate = "20990201" },
			{ 2, operation = "terminate_line", requestDate = "20990120" } }
		local cancelled <const> = person:call("cancel", { job = job, states = { "succeeded" } })
		local found <const> = person:call("verify", { job = cancelled.cancel_job })
		assert.equal(cancelled.cancel_job, found.job)
		assert.same({ "cancel_order", "as_ordered" }, { found.rows[1].operation, found.rows[1].word })
		assert.equal(2, found.counts.as_ordered)
		assert.same({ cancelled = 2 }, person:call("verify", { job = job }).not_ordered)
	end)

	it("sets the limit of roaming again that a line had before", function()
		simulate(20)
		local undo <const> = person:call("inverse",
			{ job = run { { 12, operation = "set_roaming", roamingCode = "T6000042" } } })
		assert.same({ "set_roaming", "T6000036" }, { undo.rows[1].operation, undo.rows[1].roamingCode })
	end)

	it("asks after lines that a list of 1000 does not show", function()
		simulate(1200)
		local job <const> = run { { 2, operation = "change_imei", imei = "490154203237518", imeiOption = "2" },
			{ 1101, operation = "change_imei", imei = "490154203237519", imeiOption = "2" },
			{ 1102, operation = "terminate_line", requestDate = "20990120" } }
		person:pass_to "20990122"
		local found <const> = person:call("verify", { job = job })
		assert.same({ "as_ordered", "not_verifiable", "as_ordered" },
			{ found.rows[1].word, found.rows[2].word, found.rows[3].word })
		assert.equal("not_listed", found.rows[2].why)
		local undo <const> = person:call("inverse", { job = job })
		assert.equal(1, #undo.rows)
		assert.same({ "not_listed", "no_inverse" }, { undo.left[1].why, undo.left[2].why })
	end)
end)
