--- What docs/bulk-jobs.md and docs/watching.md show of a console, of a shell and of files is what happens.
--
-- A job that the page calls 7 is 7 here, after six others. Where an answer is lost, chance decides which: the
-- seed makes it the third.

local change_lists <const> = require "support.change_lists"
local homes <const> = require "support.homes"
local printed <const> = require "support.printed"
local progress <const> = require "unom.cli.view.progress"
local shown <const> = require "support.shown"

local QUICK <const> = 500 -- times faster, where ten minutes are waited for

-- How many orders a run has sent when it is interrupted.
local COUNTS <const> = { { "%d+ tracking, %d+ pending", "SENT tracking, LEFT pending" },
	{ "^%d+ rows were not sent", "LEFT rows were not sent" }, { "^%d+ orders are under", "SENT orders are under" } }

-- How an answer is lost depends on whether its connection had carried another before.
local LOST <const> = { { "the network failed: .-; the carrier", "the network failed: HOW; the carrier" } }

local function line_no(number)
	return ("0901%07d"):format(number)
end

--- A list of changes of plan for so many lines from the first, or from another, on.
local function plans(count, plan, first)
	local lines <const> = { "operation,lineNo,planCode,requestDate" }
	for number = first or 1, (first or 1) + count - 1 do
		lines[#lines + 1] = ("change_course,%s,%s,%s"):format(line_no(number), plan or "T3001330", change_lists.NEXT_FIRST)
	end
	return table.concat(lines, "\n") .. "\n"
end

describe("what is shown of jobs #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)

	local function simulate(options)
		local all <const> = { processing = 0.1, latency = 0.005 }
		for name, value in pairs(options or {}) do
			all[name] = value
		end
		home:simulate(all)
	end

	--- Of the simulator, so that the third answer is lost, and no list tells of an order within so many seconds.
	local function losing(listed_after, more)
		local options <const> = { lines = 40, faults = { ["lost-reply"] = 0.01 }, seed = 6722, listed_after = listed_after }
		for name, value in pairs(more or {}) do
			options[name] = value
		end
		simulate(options)
	end

	local function order_of(number)
		for _, order in ipairs(home.simulator:orders()) do
			if order.lineNo == line_no(number) then
				return order.orderId
			end
		end
	end

	--- Types a command and waits for its end; or starts it, if `reached` is given, and waits for that.
	local function enter(typed, speed, reached)
		local process <const> = shown.type(home, reached and "exec " .. typed or typed, { speed = speed })
		if reached then
			homes.wait_until(function() return reached(process) end)
			return process
		end
		return process:finish()
	end

	local function orders_are(count)
		return function() return #home.simulator:orders() >= count end
	end

	describe("in docs/bulk-jobs.md", function()
		local page <const> = shown.page "docs/bulk-jobs.md"

		local commands <const> = page:take "unom bulk run plans.csv --agree --canary"
		it("are the commands", function()
			losing(600, { faults = { ["lost-reply"] = 0.01, ng = 0.2 } }) -- ng strikes the fourth
			shown.begin_at(home, 7)
			home:write("plans.csv", plans(6))
			-- The third row's order is known only once it was sent: what follows is typed then.
			local run <const>, rest <const> = commands.text:match "^([^\n]*)\n(.*)$"
			assert.equal(3, enter(run, QUICK).code)
			shown.runs(home, { language = "sh", text = rest }, { speed = QUICK, order = order_of(3),
				codes = { ["unom bulk status 7 --follow"] = 4, ["unom bulk resume 7"] = 3 } })
		end)

		local question <const> = page:take "$ unom bulk run plans.csv --agree\nunom: plans.csv: 4 rows"
		it("is the question before lines are terminated", function()
			home:write("plans.csv", plans(3, "T3001328") .. ("terminate_line,%s,,%s\n"):format(line_no(4),
				change_lists.NEXT_FIRST))
			local said <const>, code <const> = home:on_terminal({ "bulk", "run", "plans.csv", "--agree" }, "no\n")
			assert.equal(2, code)
			local lines <const> = printed.lines((question.text:gsub("^[^\n]*\n", "")))
			table.insert(lines, 1, "...")
			lines[#lines + 1] = "..."
			printed.are(lines, printed.lines((said:gsub("\r", ""):gsub("send them all: [^\n]*", "send them all:"))))
		end)

		local status <const> = page:take "$ unom bulk status 7"
		it("is a job that was killed", function()
			simulate { lines = 240, latency = 0, faults = { ["lost-reply"] = 0.01 }, seed = 151, listed_after = 600 }
			shown.begin_at(home, 7)
			home:write("plans.csv", plans(239) .. plans(60, nil, 241):gsub("^[^\n]*\n", "")
				.. plans(1, nil, 240):gsub("^[^\n]*\n", ""))
			enter("unom bulk run plans.csv --agree --max-failures 100%", QUICK)
			-- As if it had been killed when it sent the last row.
			shown.change_ledger(home, "UPDATE list_row SET state = 'submitting', order_id = NULL WHERE list_row = 300",
				"DELETE FROM event WHERE event > (SELECT event FROM event WHERE list_row = 300 AND what = 'submitting')",
				"INSERT INTO waiting VALUES (7, 'N123456789', 'sending orders, one after the other', '2031-07-01T02:10:00Z')")
			os.remove(home:path "plans.result.csv")
			shown.happens(home, status, { steady = LOST })
		end)

		local resolve <const>, proposal <const> = page:take "unom bulk resolve 7", page:take "row 3 of job 7"
		local accept <const> = page:take "unom bulk resolve 7 --accept"
		it("is what speaks for an answer, and how what is proved is taken", function()
			losing(5, { dated = true }) -- later than the run waits, which is ten minutes of its own
			shown.begin_at(home, 7)
			home:write("plans.csv", plans(6, "T3001328"))
			enter("unom bulk run plans.csv --agree", QUICK)
			homes.wait_until(function()
				return enter("unom bulk resolve 7", QUICK).out:find("likely: order", 1, true)
			end)
			shown.pass(home, 60)
			local said <const> = shown.runs(home, resolve, { speed = QUICK, codes = { ["unom bulk resolve 7"] = 3 } })
			printed.are(shown.lines(home, proposal.text, LOST), shown.lines(home, said, LOST))
			shown.runs(home, accept, { speed = QUICK })
		end)

		local answer <const> = page:take "unom bulk log 7 3"
		it("is how an order is named", function()
			losing(600)
			shown.begin_at(home, 7)
			home:write("plans.csv", plans(6))
			enter("unom bulk run plans.csv --agree", QUICK)
			shown.runs(home, answer, { speed = QUICK, order = order_of(3) })
		end)

		local again <const> = page:take "$ unom bulk run corrected.csv"
		it("is what was ordered before", function()
			simulate()
			shown.begin_at(home, 3)
			home:write("plans.csv", plans(1))
			home:write("corrected.csv", plans(2))
			enter "unom bulk run plans.csv --agree"
			shown.happens(home, again)
		end)

		local canary <const> = page:take "$ unom bulk run canary.csv"
		it("is a canary", function()
			simulate()
			shown.begin_at(home, 4)
			home:write("canary.csv", (plans(3):gsub("T3001330", "T3009999", 1)))
			shown.happens(home, canary)
		end)

		local slow <const>, cancel <const>, ended <const> = page:take "$ unom bulk run slow.csv",
			page:take "$ unom bulk cancel 3 --dry-run\nto cancel", page:take "$ unom bulk cancel 3 --dry-run\njob 3 has no"
		it("is a run that is interrupted, and what of it can be taken back", function()
			simulate { lines = 60, processing = 60, dated = true }
			shown.begin_at(home, 3)
			home:write("slow.csv", (plans(50):gsub("operation,", ""):gsub("change_course,", "")))
			local process <const> = enter(slow.text:match "^%$ ([^\n]*)", 1, orders_are(10))
			process:signal "INT"
			printed.are(shown.lines(home, (slow.text:gsub("^[^\n]*\n", "")), COUNTS),
				shown.lines(home, process:finish().out, COUNTS))
			shown.happens(home, cancel, { steady = COUNTS })
			shown.change_ledger(home, "UPDATE list_row SET state = 'succeeded', order_id = 'AGU' || list_row") -- as if gone on
			shown.happens(home, ended)
		end)

		local locked <const> = page:take "$ unom bulk run plans.csv --agree\nunom: plans.csv: 1 row"
		it("is a contract that another process works on", function()
			simulate { processing = 60 }
			shown.begin_at(home, 8)
			home:write("other.csv", plans(1))
			home:write("plans.csv", plans(1, nil, 2))
			enter("unom bulk run other.csv --agree", 1, orders_are(1))
			shown.happens(home, locked)
		end)

		local outcome <const> = page:take "{\n"
		it("is what a run writes for programs", function()
			simulate()
			shown.begin_at(home, 2)
			home:write("changes.csv", (change_lists.roaming(4):gsub("T6000037", "T6009999", 1)))
			local result <const> = enter "unom bulk run changes.csv --agree --json 2>/dev/null"
			printed.are(printed.lines(outcome.text), printed.lines(result.out))
		end)

		it("is no more", function()
			page:finish()
		end)
	end)

	describe("in docs/watching.md", function()
		local page <const> = shown.page "docs/watching.md"

		local resume <const> = page:take "$ unom bulk resume 7"
		it("is what a job begins with that is gone on with", function()
			simulate { lines = 300, processing = 60 }
			shown.begin_at(home, 7)
			home:write("plans.csv", plans(300))
			enter("unom bulk run plans.csv --agree", 1, orders_are(1)):close()
			-- As if the kill had come later.
			for _, each in ipairs { { "pending", 300 }, { "tracking", 23 }, { "submitting", 20 }, { "rejected", 18 },
				{ "succeeded", 17 } } do
				shown.change_ledger(home, ("UPDATE list_row SET state = '%s', order_id = %s WHERE list_row <= %d"):format(each[1],
					each[1] == "tracking" and ("'%s'"):format(order_of(1)) or "NULL", each[2]))
			end
			local process <const> = enter("unom bulk resume 7", 1, function(process)
				return process:output():find("to stop: [^\n]*\n")
			end)
			local lines <const> = printed.lines((resume.text:gsub("^[^\n]*\n", "")))
			lines[#lines + 1] = "..."
			printed.are(lines, printed.lines(process:output()))
		end)

		local bar <const>, line <const> = page:take "[====", page:take "unom: 14:03:05"
		it("is how far a job is", function()
			for is_terminal, block in pairs { [true] = bar, [false] = line } do
				local said <const> = {}
				local now = 0
				local view <const> = progress.new({
					getenv = function() return "xterm" end,
					clock = function() return now end,
					time = function() return 1764306185 end, -- 14:03:05 in Japan
					terminal_width = function() return 80, 24 end,
					say = function(_, words) said[#said + 1] = "unom: " .. words end,
					err = { write = function(_, ...) said[#said + 1] = table.concat { ... } end, flush = function() end },
				}, is_terminal, {})
				now = 10
				view:show { job = 7, total = 300, contracts = 1, sends = true, rate = 12, left = 15 * 60,
					waits = { N123456789 = "sending orders, one after the other" },
					states = { succeeded = 120, rejected = 1, tracking = 12, submitting = 1, pending = 166 } }
				assert.equal(block.text, (said[#said]:gsub("^.*\27%[J", ""):gsub("\r\n", "\n")))
			end
		end)

		local event <const> = page:take "{"
		it("is an event", function()
			simulate()
			shown.begin_at(home, 7)
			home:write("plans.csv", plans(3))
			enter "unom bulk run plans.csv --agree --events events"
			local expected <const> = printed.lines(event.text)[1]
			local found = false
			for _, one in ipairs(printed.lines(home:read "events")) do
				found = found or one == expected
			end
			assert.is_true(found, expected .. " is not in\n" .. home:read "events")
		end)

		it("is no more", function()
			page:finish()
		end)
	end)
end)
