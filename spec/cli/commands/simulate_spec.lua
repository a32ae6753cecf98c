--- `unom simulate` as a process: its command line, its end, and the client's catalogue against the
-- simulator's own reading of the specification.

local command <const> = require "support.command"
local httpd <const> = require "unom.httpd"
local loopback <const> = require "support.loopback"
local scratch <const> = require "support.scratch"
local unom <const> = require "unom"

describe("unom simulate #wire", function()
	local home

	before_each(function()
		home = scratch.directory()
	end)

	after_each(function()
		scratch.remove(home)
	end)

	--- Runs `unom simulate --port 0` until it listens, then ends it by a signal. -> as command.run
	local function run_until(signal, ...)
		local process <const> = command.start({ "simulate", "--port", "0", ... }, { home = home })
		for _ = 1, 500 do
			local out <close> = io.open(process.files .. "/out")
			if out and out:read("a"):find("\n") then
				break
			end
			os.execute("sleep 0.02")
		end
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
		local result <const> = command.run({ "simulate", "--port", tostring(server:port()) }, { home = home })
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
			local result <const> = command.run({ "simulate", table.unpack(wrong) }, { home = home })
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

describe("the client and the simulator #wire", function()
	local function client_of(simulator, more)
		local options <const> = {
			base_url = simulator.base_url, contract_id = "N123456789", client_id = "id", client_secret = "secret",
		}
		for name, value in pairs(more or {}) do
			options[name] = value
		end
		return unom.client(options)
	end

	it("read the specification alike: every example is understood", function()
		local simulator <close> = loopback.simulator { latency = 0 }
		local client <close> = client_of(simulator)
		for _, operation in ipairs(unom.operations) do
			local arguments <const> = unom.operations.example(operation.name)
			if arguments.lineNo then
				arguments.lineNo = "09010000004"
			end
			arguments.lineNoSearchKey = arguments.lineNoSearchKey and "09010000004"
			local reply <const>, err <const> = client:call(operation.name, arguments)
			-- Some ask for what is not there. That is found out after the form.
			local known <const> = reply or err.status == 404 and err.name or err.code == "0003" and "0003"
			assert.truthy(known, operation.name .. ": " .. tostring(err))
		end
	end)

	it("agree on what a lost reply means", function()
		local simulator <close> = loopback.simulator { latency = 0, faults = { ["lost-reply"] = 1 } }
		local client <close> = client_of(simulator)
		local reply <const>, err <const> = client:add_data_volume { lineNo = "09010000001", agreement = "yes" }
		assert.is_nil(reply)
		assert.equal("maybe", err.sent)
		assert.equal(1, #simulator:orders())
	end)

	it("agree on every fault: what was sent, and what was done", function()
		local expected <const> = {
			["lost-reply"] = { "maybe", 1 }, ["lost-request"] = { "maybe", 0 }, ["http-503"] = { "no", 0 },
			["http-429"] = { "no", 0 }, ["expired-token"] = { "no", 0 }, slow = { "maybe", 1 }, garbage = { "maybe", 1 },
			truncated = { "maybe", 1 },
		}
		for kind, what in pairs(expected) do
			local simulator <close> = loopback.simulator { latency = 0, faults = { [kind] = 1 } }
			local client <close> = client_of(simulator, { timeout = 1 })
			local reply <const>, err <const> = client:add_data_volume { lineNo = "09010000001", agreement = "yes" }
			assert.is_nil(reply, kind)
			assert.same(what, { err.sent, #simulator:orders() }, kind)
		end
	end)

	it("notes when each submission came and was answered", function()
		local simulator <close> = loopback.simulator { latency = 0.03, seed = 2 }
		local client <close> = client_of(simulator)
		for number = 1, 3 do
			assert(client:add_data_volume { lineNo = "0901000000" .. number, agreement = "yes" })
		end
		local orders <const> = simulator:orders()
		for i, order in ipairs(orders) do
			assert.is_true(order.answeredAt - order.startedAt >= 0.03)
			assert.is_true(i == 1 or order.startedAt >= orders[i - 1].answeredAt)
		end
		assert.equal(4, #simulator:requests())
	end)
end)

describe("loopback #wire", function()
	it("serves in this process, in turns with a client", function()
		local server <close> = loopback.serve(function(request)
			request:reply(200, { ["Content-Type"] = "application/json" }, '{"contractId":"N123456789"}')
		end)
		local client <close> = unom.client { base_url = server.base_url, access_token = "t", contract_id = "N123456789" }
		local reply <const> = assert(loopback.exchange(client, server, "get_contract", {}))
		assert.equal("N123456789", reply.contractId)
		assert.equal("/v2/unom/contracts/N123456789", server.requests[1].path)
	end)

	it("leaves no simulator behind when its process dies", function()
		local told <const> = scratch.lua [[
			package.path = "spec/?.lua;" .. package.path
			io.write(require("support.loopback").simulator().pid)
			io.flush()
			os.execute("kill -9 $PPID")
		]]
		local pid <const> = told:match("^%d+")
		for _ = 1, 60 do
			if not os.execute("kill -0 " .. pid .. " 2>/dev/null") then
				return
			end
			os.execute("sleep 0.1")
		end
		error("the simulator lives on: " .. pid)
	end)
end)
