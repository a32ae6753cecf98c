local homes <const> = require "support.homes"

describe("the example of a bulk job in a loop #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)

	local function start(rows)
		local list <const> = { "operation,lineNo,roamingCode,agreement\n" }
		for number = 1, rows do
			list[#list + 1] = ("set_roaming,0901%07d,T6000037,yes\n"):format(number)
		end
		home:write("list.csv", table.concat(list))
		return home:start({ home:path "list.csv" }, { script = "examples/bulk-in-a-loop.lua",
			environment = { UNOM_LEDGER = home.ledger } })
	end

	it("runs it beside a timer of luv's", function()
		home:simulate { lines = 5, processing = 0.1, latency = 0.05 }
		local result <const> = start(2):finish()
		assert.equal(0, result.code, result.err)
		local ticks <const> = tonumber(result.out:match "^2 of 2 rows succeeded, the timer fired (%d+) times meanwhile\n$")
		assert.is_true(ticks ~= nil and ticks > 30, result.out) -- the job takes a second or more
		assert.equal(2, #home.simulator:orders())
	end)

	-- It said nothing of how to go on, and that all is well.
	it("tells the command that goes on after Ctrl-C", function()
		home:simulate { lines = 5, processing = 5, latency = 0.05 }
		local process <const> = start(5)
		homes.wait_until(function() return #home.simulator:orders() > 0 end)
		process:signal "INT"
		local result <const> = process:finish()
		assert.equal(4, result.code, result.err)
		assert.matches("\nto go on: [^\n]*unom bulk resume 1\n$", result.out)
	end)
end)
