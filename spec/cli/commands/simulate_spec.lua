local homes <const> = require "support.homes"
local httpd <const> = require "unom.httpd"
local shell <const> = require "support.shell"
local unom <const> = require "unom"

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
			{ "--today", "20260230" }, { "--by-id", "20" }, { "--listed-after", "2-1" }, { "--listed-after", "-1" },
			{ "--listed-after", "1-" }, { "--listed-after", "1-2-3" }, { "--listed-after", "soon" }, { "--foreign", "3" },
			{ "--foreign", "-1/min" }, { "--foreign", "3/h" }, { "--idle-close", "0" }, { "--fault", "slow=2" },
			{ "--without", "list_line" }, { "--opening-day", "today" }, { "--opens-late", "1.5" },
			{ "--session-returns", "soon" }, { "--option-codes", "text" }, { "--times", "iso" },
			{ "--fault", "slow=0.6", "--fault", "garbage=0.6" }, { "--address", "localhost" },
		} do
			local result <const> = home:unom { "simulate", table.unpack(wrong) }
			assert.equal(2, result.code, table.concat(wrong, " "))
			assert.equal("", result.out)
			assert.matches("^unom: [^\n]+\n", result.err)
		end
	end)

	local CONTRACT <const> = "/v2/unom/contracts/N123456789"

	--- A simulator with these arguments, in the home, and a client of it.
	local function carrier(...)
		local process <const> = home:start { "simulate", "--port", "0", ... }
		homes.wait_until(function() return process:output():find("\n") end)
		local url <const> = process:output():match("listening on (%S+)")
		return unom.client { base_url = url, contract_id = "N123456789", client_id = "id", client_secret = "secret" }, url
	end

	it("begins on the day that it is told", function()
		local client <close> = carrier("--today", "20300215")
		local arguments <const> = { lineNo = "09010000001", planCode = "T3001328", requestDate = "20300301",
			agreement = "yes" }
		local reply <const> = assert(client:change_course(arguments))
		assert.matches("^AGU300215", reply.orderId)
		local listed <const> = assert(client:list_accepting_orders {})
		assert.equal("20300215", listed.orderList[1].serviceDateApply)
		arguments.requestDate = "20300401"
		local _, err <const> = client:change_course(arguments)
		assert.equal(400, err.status)
	end)

	it("moves its day on, which orders wait for", function()
		local client <close>, url <const> = carrier("--today", "20300215", "--dated", "--processing", "0",
			"--opens-late", "2", "--opening-day", "lists", "--times", "new", "--session-returns", "0")
		local line_no <const> = "09010000001"
		assert(client:change_course { lineNo = line_no, planCode = "T3001330", requestDate = "20300301", agreement = "yes" })
		local order <const> = assert(client:list_accepting_orders {}).orderList[1]
		assert.same({ "15", "20300303" }, { order.orderStatus, order.serviceDateStartScheduled })
		local said <const> = shell.lines("LD_PRELOAD=$FOREIGN_PRELOAD curl -sS -X PUT --data 20300303 %s/_simulator/today",
			url)
		assert.same({ '{"today":"20300303"}' }, said)
		assert.equal("60", assert(client:list_completed_orders {}).orderList[1].orderStatus)
		assert.equal("T3001330", assert(client:list_lines {}).linesList[1].planCode)
		assert.equal("2030/03/02T20:30+09:00", assert(client:get_traffic { lineNo = "09010000004" }).monthlyLimitStartTime)
		assert(client:disconnect_session { lineNo = line_no, agreement = "yes" })
		assert.equal("1", assert(client:get_session { lineNo = line_no }).sessionStatus)
	end)

	it("does not offer what it is told, and names the nearest of what it does not know", function()
		local client <close> = carrier("--without", "list_lines", "--without", "get_session")
		for _, name in ipairs { "list_lines", "get_session" } do
			local _, err <const> = client:call(name, { lineNo = name == "get_session" and "09010000001" or nil })
			assert.same({ 404, "steps.raisefault.RaiseFault" }, { err.status, err.code })
		end
		assert(client:list_products {})
		assert.matches("did you mean 'list_lines'", home:unom({ "simulate", "--without", "list_line" }).err)
	end)

	it("plays the other readings, and somebody else", function()
		local client <close>, url <const> = carrier("--by-id", "15", "--session-stays", "--listed-after", "1000",
			"--foreign", "60000/min", "--processing", "0")
		local line <const> = { lineNo = "09010000001", agreement = "yes" }
		assert(client:disconnect_session(line))
		assert.equal("1", assert(client:get_session { lineNo = line.lineNo }).sessionStatus)
		local id <const> = assert(client:add_data_volume(line)).orderId
		assert.equal("60", assert(client:get_order_status { orderId = id }).orderList[1].orderStatus)
		assert.same({}, assert(client:list_completed_orders {}).orderList)
		local foreign <const> = shell.lines("LD_PRELOAD=$FOREIGN_PRELOAD curl -sS %s/_simulator/orders", url)[1]
		assert.matches('"foreign":true', foreign)
	end)

	--- Speaks to a simulator on a connection of its own until that is closed. -> what came; did it close?
	local function connection(url, requests)
		local port <const> = url:match(":(%d+)$")
		local asked <const> = ("GET %s/lines HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n"):format(CONTRACT):rep(requests)
		local script <const> = ("exec 3<>/dev/tcp/127.0.0.1/%s; printf '%s' >&3; timeout 20 cat <&3; echo END $?")
			:format(port, asked)
		local text <const> = table.concat(shell.lines("LD_PRELOAD=$FOREIGN_PRELOAD bash -c %s", shell.quoted(script)), "\n")
		return text, text:find("END 0$") ~= nil
	end

	it("closes a connection on which nothing comes, and none that waits for an answer", function()
		local client <close>, url <const> = carrier("--idle-close", "0.05", "--latency", "0.3")
		local text <const>, is_closed <const> = connection(url, 2)
		assert.is_true(is_closed)
		assert.equal(2, select(2, text:gsub("HTTP/1.1 401", "%0"))) -- each after longer than the time
		assert.is_true(select(2, connection(url, 0)))
		assert(client:get_contract {})
	end)

	it("warns when other machines can reach it", function()
		local result <const> = run_until("TERM", "--address", "0.0.0.0")
		assert.matches("^unom: warning: 0%.0%.0%.0 can be reached", result.err)
	end)
end)
