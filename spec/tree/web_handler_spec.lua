local core <const> = require "unom.core"
local homes <const> = require "support.homes"
local shell <const> = require "support.shell"
local uv <const> = require "luv"

describe("the example of a web server #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)
	local process, port

	local function start()
		process = home:start({ "0" }, { script = "examples/web-handler.lua" })
		homes.wait_until(function()
			port = process:errors():match "listening on port (%d+)\n"
			return port
		end)
	end

	after_each(function()
		process:close()
	end)

	--- What it answers of the lines, which are asked about at the same time.
	local function ask(lines)
		return shell.lines(("for line in %s; do LD_PRELOAD=$FOREIGN_PRELOAD curl -s --max-time 20 "
			.. "http://127.0.0.1:%s/lines/$line & done; wait"):format(lines, port))
	end

	it("answers web requests while others wait", function()
		home:simulate { lines = 3, latency = 0.5 }
		start()
		local began <const> = core.monotonic()
		local shown <const> = ask "09010000001 09010000002 9010000003 09010000009"
		assert.is_true(core.monotonic() - began < 1.6) -- a token and an answer: two times the latency, and not five
		table.sort(shown)
		assert.same({ "1\r", "1\r" }, table.move(shown, 1, 2, 1, {}))
		assert.matches("the leading zero is lost", shown[3], 1, true)
		assert.matches("line_not_found", shown[4], 1, true)
	end)

	-- It ended the server: cqueues raises where nobody takes the errors of a socket.
	it("answers others after one has hung up that waited for an answer", function()
		home:simulate { lines = 3, latency = 0.3 }
		start()
		local connection <const> = uv.new_tcp()
		connection:connect("127.0.0.1", math.tointeger(port), function()
			connection:write("GET /lines/09010000001 HTTP/1.0\n\n", uv.stop)
		end)
		uv.run()
		homes.wait_until(function() return #home.simulator:requests() > 0 end)
		connection:close_reset()
		uv.run()
		for _ = 1, 2 do -- by the second the first has its answer
			assert.same({ "1\r" }, ask "09010000002")
		end
	end)
end)
