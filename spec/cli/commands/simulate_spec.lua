local homes <const> = require "support.homes"
local httpd <const> = require "unom.httpd"

describe("unom simulate #wire", function()
	local home <const> = homes.each_test()

	--- Runs `unom simulate --port 0` until it listens, then ends it by a signal. -> as process:finish
	local function run_until(signal, ...)
		local process <const> = home:start { "simulate", "--port", "0", ... }
		homes.wait_until(function() return process:output():find("\n") end)
		process:signal(signal)
		return process:finish()
	end

	it("says where it listens, and ends well at a signal", function()
		for _, signal in ipairs { "INT", "TERM" } do
			local result <const> = run_until(signal)
			assert.equal(0, result.code)
			assert.matches("^listening on http://127%.0%.0%.1:%d+\n$", result.out)
			assert.matches("export UNOM_BASE_URL=http://127%.0%.0%.1:%d+ UNOM_CONTRACT_ID=N123456789\n", result.err)
		end
	end)

	it("says in a line that its port is taken", function()
		local server <const> = assert(httpd.listen {})
		local result <const> = home:unom { "simulate", "--port", tostring(server:port()) }
		server:close()
		assert.equal(2, result.code)
		assert.equal("", result.out)
		assert.matches("^unom: cannot listen on 127%.0%.0%.1 port %d+: Address already in use\n$", result.err)
	end)

	it("refuses arguments that make no sense", function()
		for _, wrong in ipairs {
			{ "--port", "65536" }, { "--port", "http" }, { "--lines", "0" }, { "--lines", "1.5" }, { "--latency", "-1" },
			{ "--processing", "soon" }, { "--seed", "x" }, { "--fault", "slow" }, { "--fault", "fast=1" },
			{ "--fault", "slow=2" }, { "--fault", "slow=0.6", "--fault", "garbage=0.6" }, { "--address", "localhost" },
		} do
			local result <const> = home:unom { "simulate", table.unpack(wrong) }
			assert.equal(2, result.code, table.concat(wrong, " "))
			assert.equal("", result.out)
			assert.matches("^unom: [^\n]+\n", result.err)
		end
	end)

	it("warns when other machines can reach it", function()
		local result <const> = run_until("TERM", "--address", "0.0.0.0")
		assert.matches("^unom: warning: 0%.0%.0%.0 can be reached", result.err)
	end)
end)
