--- Whole runs: the bulk library against the simulated carrier, over real sockets and a real database.

local bulk <const> = require "unom.bulk"
local change_lists <const> = require "support.change_lists"
local csv <const> = require "support.csv"
local homes <const> = require "support.homes"
local lfs <const> = require "lfs"
local loopback <const> = require "support.loopback"
local scratch <const> = require "support.scratch"
local unom <const> = require "unom"

local SPEED <const> = 10 -- the engine's seconds in one of ours
local CONTRACTS <const> = { "N123456789", "N987654321", "N111222333" }
local LINE_PREFIX <const> = { N123456789 = "0901", N987654321 = "0902", N111222333 = "0903" }

-- One row of each kind in turn; every contract gets every kind, and every row has a line of its own.
local KINDS <const> = {
	{ operation = "change_course", planCode = "T3001328", requestDate = change_lists.NEXT_FIRST },
	{ operation = "set_roaming", roamingCode = "T6000037" },
	{ operation = "change_imei", imei = "8634%010d1", imeiOption = "2" },
	{ operation = "change_ip_addresses", actIpAddress = "192.168.1.1" },
	{ operation = "add_data_volume" },
	{ operation = "add_data_share_lines" },
	{ operation = "disconnect_session" },
	{ operation = "change_course", planCode = "T3001326", requestDate = change_lists.NEXT_FIRST },
	{ operation = "terminate_line", requestDate = change_lists.NEXT_FIRST },
}
local COLUMNS <const> = { "operation", "contractId", "lineNo", "planCode", "requestDate", "roamingCode", "imei",
	"imeiOption", "actIpAddress" }

local function mixed_list(count)
	local lines <const> = { table.concat(COLUMNS, ",") }
	for index = 1, count do
		local contract <const> = CONTRACTS[index % #CONTRACTS + 1]
		local kind <const> = KINDS[(index // #CONTRACTS) % #KINDS + 1]
		local cells <const> = {}
		for position, column in ipairs(COLUMNS) do
			cells[position] = (kind[column] or ""):format(index) -- a device of its own
		end
		cells[2] = contract
		cells[3] = ("%s%07d"):format(LINE_PREFIX[contract], index // #CONTRACTS + 1)
		lines[#lines + 1] = table.concat(cells, ",")
	end
	return table.concat(lines, "\n") .. "\n"
end

describe("bulk #wire", function()
	local home <const> = homes.each_test()

	local function start(options)
		home:simulate(options)
		return home:client()
	end

	local function options_for(client, text, more)
		local options <const> = home:hastened(client, SPEED, more)
		options.path, options.agree = home:write("list.csv", text), true
		return options
	end

	it("carries 200 mixed rows over three contracts to their ends", function()
		local client <close> = start { latency = 0.005, processing = 0.5, lines = 100 }
		local outcome <const> = assert(bulk.run(options_for(client, mixed_list(200))))
		assert.equal(200, outcome.states.succeeded)
		assert.equal(0, outcome.exit_code)

		-- The result file has every row, in order, with what the carrier called it.
		local result <const> = csv.parse(home:read("list.result.csv"))
		assert.equal(home:path("list.result.csv"), outcome.result)
		assert.equal(200, #result)
		local orders <const> = home.simulator:orders()
		local by_id <const>, by_contract <const> = {}, {}
		for _, order in ipairs(orders) do
			by_id[order.orderId or order.reserveId or order.lineNo] = order
			by_contract[order.contractId] = by_contract[order.contractId] or {}
			table.insert(by_contract[order.contractId], order)
		end
		assert.equal(200, #orders)
		for index, row in ipairs(result) do
			assert.equal(tostring(index), row["unom.row"])
			assert.equal("succeeded", row["unom.state"])
			assert.matches("^%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%d%+09:00$", row["unom.submittedAt"])
			assert.matches("^%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%d%+09:00$", row["unom.finishedAt"])
			assert.equal("", row["unom.error"])
			local order <const> = by_id[row["unom.orderId"] ~= "" and row["unom.orderId"] or row.lineNo]
			assert.equal(row.operation, order.operation)
			assert.equal(row.lineNo, order.lineNo)
			assert.equal(row.contractId, order.contractId)
		end

		-- In each contract's lane: file order, and no two submissions overlapping in time.
		local position <const> = {}
		for index, row in ipairs(result) do
			position[row.contractId .. row.lineNo] = index
		end
		for _, contract in ipairs(CONTRACTS) do
			local before
			assert.is_true(#by_contract[contract] >= 66)
			for _, order in ipairs(by_contract[contract]) do
				if before then
					assert.is_true(order.startedAt >= before.answeredAt)
					assert.is_true(position[contract .. order.lineNo] > position[contract .. before.lineNo])
				end
				before = order
			end
		end

		-- Each order was polled with the operation of its kind.
		local asked <const> = {}
		for _, request in ipairs(home.simulator:requests()) do
			if request.method == "GET" then
				local id <const> = request.path:match("/orders/(%w+)$")
				if id then
					assert.equal("status=asyncAccepting", request.query)
					asked[id] = true
				elseif request.path:match("/dataShare$") then
					asked[request.path:match("N%d+")] = true
				end
			end
		end
		for _, order in ipairs(orders) do
			if order.operation == "add_data_share_lines" then
				assert.is_true(asked[order.contractId])
			elseif order.operation ~= "disconnect_session" then
				assert.is_true(asked[order.orderId], order.orderId)
			end
		end
	end)

	it("polls a cancel with the operation for cancels", function()
		local client <close> = start { latency = 0, processing = 60 }
		local order <const> = assert(client:change_course { contractId = CONTRACTS[1], lineNo = "09010000001",
			planCode = "T3001328", requestDate = change_lists.NEXT_FIRST, agreement = true })
		local outcome <const> = assert(bulk.run(options_for(client,
			"operation,contractId,orderId\ncancel_order,N123456789," .. order.orderId .. "\n", { deadline = 8 })))
		local paths <const> = {}
		for _, request in ipairs(home.simulator:requests()) do
			if request.method == "GET" then
				paths[#paths + 1] = request.query
			end
		end
		assert.equal("status=asyncCancelAccepting", paths[1])
		assert.equal(1, outcome.states.succeeded + outcome.states.tracking)
	end)

	it("refuses a broken list whole: every problem, nothing sent, no job", function()
		local client <close> = start {}
		local options <const> = options_for(client, "operation,contractId,lineNo,planCode,requestDate\n"
			.. "change_course,N123456789,09010000001,T3001328," .. change_lists.NEXT_FIRST .. "\n"
			.. "change_course,N123456789,9010000002,T3001328,20261301\n"
			.. "change_cuorse,N123456789,09010000003,T3001328," .. change_lists.NEXT_FIRST .. "\n")
		local outcome <const>, err = bulk.run(options)
		assert.is_nil(outcome)
		assert.equal("change_list", err.kind)
		local told <const> = {}
		for index, problem in ipairs(err.problems) do
			told[index] = tostring(problem)
		end
		local all <const> = table.concat(told, "\n")
		assert.equal(3, #told)
		assert.matches("list%.csv:3: lineNo: ", all)
		assert.matches("list%.csv:3: requestDate: ", all)
		assert.matches("list%.csv:4: operation: .*change_course", all)
		assert.error_matches(function() return assert(bulk.run(options)) end, err.message .. "\n" .. all, 1, true)
		assert.same({}, home.simulator:orders())
		assert.same({}, bulk.jobs { ledger = options.ledger })
	end)

	it("refuses a file whose bytes were already run, unless again", function()
		local client <close> = start { latency = 0, processing = 0 }
		local options <const> = options_for(client,
			"operation,contractId,lineNo\ndisconnect_session,N123456789,09010000001\n")
		assert.equal(0, assert(bulk.run(options)).exit_code)
		local outcome <const>, err = bulk.run(options)
		assert.is_nil(outcome)
		assert.equal("already_run", err.kind)
		assert.equal(1, err.job)
		assert.equal(1, #home.simulator:orders())
		options.again = true
		assert.equal(2, assert(bulk.run(options)).job)
		assert.equal(2, #home.simulator:orders())
	end)

	it("shows what it would send, with secrets masked, and sends nothing", function()
		local client <close> = start {}
		local options <const> = options_for(client, "operation,contractId,lineNo,authenticationPassword\n"
			.. "change_radius_auth,N123456789,09010000001,hunter2hunter2\n")
		local rows <const> = {}
		local function on_row(row) rows[#rows + 1] = row end
		assert.equal(1, assert(bulk.preview(options.path, { agree = true, on_row = on_row })).rows)
		assert.equal("PUT", rows[1].method)
		assert.equal("/v2/unom/contracts/N123456789/lines/09010000001/radiusAuth", rows[1].path)
		assert.equal("***", rows[1].arguments.authenticationPassword)
		assert.same({}, home.simulator:orders())
		assert.is_nil(lfs.attributes(options.ledger))
	end)

	it("writes no secret into the result file", function()
		local client <close> = start { latency = 0, processing = 0 }
		local outcome <const> = assert(bulk.run(options_for(client,
			"operation,contractId,lineNo,authenticationPassword\n"
			.. "change_radius_auth,N123456789,09010000001,hunter2hunter2\n")))
		assert.equal(0, outcome.exit_code)
		local text <const> = scratch.read(outcome.result)
		assert.is_nil(text:find("hunter2", 1, true))
		assert.matches("^operation,contractId,lineNo,authenticationPassword,unom%.row,", text)
	end)

	it("ends rejected and failed rows with their exit code", function()
		for fault, expected in pairs {
			ng = { state = "rejected", exit_code = 1 },
			["system-error"] = { state = "failed", exit_code = 1 },
		} do
			local client <close> = start { latency = 0, processing = 0, faults = { [fault] = 1 } }
			local options <const> = options_for(client, "operation,contractId,lineNo,planCode,requestDate\n"
				.. "change_course,N123456789,09010000001,T3001328," .. change_lists.NEXT_FIRST .. "\n",
				{ ledger = home:path(fault .. ".db") })
			local outcome <const> = assert(bulk.run(options))
			assert.equal(1, outcome.states[expected.state], fault)
			assert.equal(expected.exit_code, outcome.exit_code, fault)
			local row <const> = assert(bulk.status { ledger = options.ledger }).rows[1]
			assert.equal(expected.state, row.state)
			assert.is_string(row.error)
			assert.is_true(#home.simulator:orders() <= 1)
		end
	end)

	it("is stopped by a deadline and taken up again, without the list", function()
		local client <close> = start { latency = 0.02, processing = 0.2 }
		local options <const> = options_for(client, mixed_list(60), { deadline = 0.2 * SPEED })
		local outcome = assert(bulk.run(options))
		assert.equal(4, outcome.exit_code)
		assert.equal(home:going_on "resume 1", outcome.resume)
		os.remove(options.path)
		local to_resume <const> = home:hastened(client, SPEED)
		to_resume.client = options.client -- on which the first run may have left a poll
		outcome = assert(bulk.resume(to_resume))
		assert.equal(0, outcome.exit_code)
		assert.equal(60, #home.simulator:orders())
		assert.is_nil(outcome.resume)
		local _, err = bulk.resume(to_resume)
		assert.equal("usage", err.kind)
	end)

	it("ends with 6 and every row pending when it is not authorised", function()
		local server <close> = loopback.serve(function(request)
			request:reply(401, { ["content-type"] = "application/json" },
				'{"fault":{"faultstring":"Invalid access token","detail":{"errorcode":"401"}}}')
		end)
		-- The engine waits inside the client, so the server is stepped from the client's own wait.
		local client <close> = unom.client { base_url = server.base_url, access_token = "stale" }
		local stepped <const> = {}
		function stepped.start(_, ...) return client:start(...) end
		function stepped.in_flight() return client:in_flight() end
		function stepped.wait()
			server:step(0.01)
			return client:wait(0.01)
		end
		local outcome <const> = assert(bulk.run(options_for(stepped, mixed_list(3))))
		assert.equal(6, outcome.exit_code)
		assert.equal(3, outcome.states.pending)
		assert.equal("auth", outcome.unauthorised.kind)
	end)

	it("keeps a second process off a contract, and says which process has it", function()
		local client <close> = start { latency = 0, processing = 0 }
		local options <const> = options_for(client, mixed_list(3))
		local told <const> = scratch.lua(([[
			local ledger <close> = assert(require("unom.bulk.ledger").open(%q))
			local lock <close> = assert(require("unom.bulk.ledger.contract_lock").acquire(ledger, { "N987654321" }, 42))
			ledger:sync()
			local process <const> = assert(io.popen(%q))
			io.write(process:read("a"))]]):format(options.ledger, "UNOM_ACCESS_TOKEN=token bin/unom bulk run "
			.. options.path .. " --agree --base-url " .. home.simulator.url .. " --ledger " .. options.ledger
			.. " 2>&1; echo exit $?"))
		assert.matches("process %d+ is working on contract N987654321 since %S+%+09:00 ", told)
		assert.matches("job 42", told)
		assert.matches("exit 2\n$", told)
		assert.same({}, home.simulator:orders())
		assert.same({}, bulk.jobs { ledger = options.ledger })
	end)
end)
