--- The simulated carrier's faults: what each does, how often, and that a seed reproduces it.

local faults <const> = require "unom.simulator.faults"
local simulated <const> = require "support.simulated"

--- A carrier with one fault that always strikes.
local function always(kind)
	return simulated.new { faults = { [kind] = 1 } }
end

--- Submits a change of IMEI for line 1. -> as `send`, and how many orders were accepted
local function submit(carrier)
	local status <const>, reply <const>, headers <const>, wire <const> = carrier:ask("PUT",
		"/lines/09010000001/imei", { agreement = "yes", lineInfo = { imei = "1", imeiOption = "1" } })
	return { status = status, reply = reply, headers = headers, wire = wire, accepted = #carrier:accepted() }
end

describe("simulator faults #unit", function()
	it("lose a reply after acting", function()
		local response <const> = submit(always "lost-reply")
		assert.is_nil(response.status)
		assert.equal(1, response.accepted)
		assert.is_nil(response.wire.entry.status)
		assert.equal("lost-reply", response.wire.entry.fault)
	end)

	it("lose a request without acting", function()
		local response <const> = submit(always "lost-request")
		assert.is_nil(response.status)
		assert.equal(0, response.accepted)
	end)

	it("respond with 500, having acted or not", function()
		local carrier <const> = always "http-500"
		local response
		for _ = 1, 100 do
			response = submit(carrier)
			assert.equal(500, response.status)
			assert.equal("Internal Server Error", response.reply.responseHeader.errorMessage)
		end
		assert.is_true(response.accepted > 25 and response.accepted < 75)
	end)

	it("respond with 503 and 429 without acting", function()
		local response = submit(always "http-503")
		assert.same({ 503, 0, "1" }, { response.status, response.accepted, response.headers["Retry-After"] })
		assert.equal("System Maintainance", response.reply.responseHeader.errorMessage)
		response = submit(always "http-429")
		assert.same({ 429, 0, "1" }, { response.status, response.accepted, response.headers["Retry-After"] })
		assert.truthy(response.reply.fault.faultstring)
	end)

	it("respond as the gateway does that lost the carrier, after it acted", function()
		local response <const> = submit(always "gateway-503")
		assert.same({ 503, 1 }, { response.status, response.accepted })
		assert.equal("The Service is temporarily unavailable", response.reply.fault.faultstring)
		assert.is_nil(response.reply.responseHeader)
	end)

	it("let a token die", function()
		local carrier <const> = simulated.new { faults = { ["expired-token"] = 0.5 }, seed = 3 }
		local response
		repeat
			response = submit(carrier)
		until response.status == 401
		local accepted <const> = response.accepted
		assert.equal("Invalid access token", response.reply.fault.faultstring)
		for _ = 1, 20 do
			assert.equal(401, submit(carrier).status)
		end
		assert.equal(accepted, #carrier:accepted())
		carrier.token = carrier:new_token()
		repeat
			response = submit(carrier)
			carrier.token = response.status == 401 and carrier:new_token() or carrier.token
		until response.status == 200
	end)

	it("respond late", function()
		local response <const> = submit(always "slow")
		assert.same({ 200, 1, 3.02 }, { response.status, response.accepted, response.wire.delay })
	end)

	it("respond with garbage after acting", function()
		local response <const> = submit(always "garbage")
		assert.same({ 200, 1 }, { response.status, response.accepted })
		assert.equal("string", type(response.reply))
	end)

	it("truncate a reply after acting", function()
		local response <const> = submit(always "truncated")
		assert.same({ 200, 1 }, { response.status, response.accepted })
		assert.is_true(response.wire.truncate > 0)
	end)

	it("end orders 04 and 05 and change nothing", function()
		for kind, status in pairs { ng = "04", ["system-error"] = "05" } do
			local carrier <const> = always(kind)
			local id <const> = carrier:order(1)
			assert.equal("01", carrier:status(id))
			carrier:wait(1)
			assert.equal(status, carrier:status(id))
			assert.same({ status, "complete" }, { carrier:life(id) })
			assert.equal("863401010000001", carrier:line(1).imei)
		end
	end)

	it("let orders stand at 01 or 02", function()
		local carrier <const> = always "stuck"
		local seen <const> = {}
		for number = 1, 20 do
			local id <const> = carrier:order(number)
			carrier:wait(100)
			seen[carrier:status(id)] = true
			assert.equal("accepting", select(2, carrier:life(id)))
		end
		assert.same({ ["01"] = true, ["02"] = true }, seen)
	end)

	it("leave reservations waiting when orders are stuck, and spare them otherwise", function()
		for kind, status in pairs { stuck = "01", ng = "02", ["system-error"] = "02" } do
			local carrier <const> = always(kind)
			carrier:ask("POST", "/dataShare", { agreement = "yes", linesList = { { lineNo = "09010000001" } } })
			carrier:wait(100)
			assert.equal(status, carrier:accepted()[1].status, kind)
		end
	end)

	it("spare tokens and the journal", function()
		local carrier <const> = always "lost-request"
		assert.truthy(carrier:new_token())
		assert.equal(200, (carrier:send("GET", "/_simulator/requests")))
	end)

	--- The fates of 200 submissions, with `reads` reads between each two.
	local function fates(seed, reads)
		local carrier <const> = simulated.new {
			lines = 300, seed = seed,
			faults = { ["lost-reply"] = 0.1, ["http-503"] = 0.1, slow = 0.1, ng = 0.2, stuck = 0.1 },
		}
		local result <const> = {}
		for number = 1, 200 do
			local response <const> = { carrier:ask("PUT", "/lines/" .. simulated.line_no(number) .. "/imei",
				{ agreement = "yes", lineInfo = { imei = "1", imeiOption = "1" } }) }
			result[number] = tostring(response[1]) .. (response[4].entry.fault or "")
			for _ = 1, reads do
				carrier:ask("GET", "/orders?status=accepting")
			end
		end
		for i, order in ipairs(carrier:accepted()) do
			result[200 + i] = order.lineNo .. (order.fault or "")
		end
		return table.concat(result, " ")
	end

	it("are the same for the same seed, however often a client reads", function()
		assert.equal(fates(7, 0), fates(7, 0))
		assert.equal(fates(7, 0), fates(7, 3))
		assert.are_not.equal(fates(7, 0), fates(8, 0))
	end)

	it("come at their rates", function()
		local drawn <const> = faults.new({ ["lost-reply"] = 0.1, truncated = 0.2, ng = 0.05 }, 1)
		local count <const> = {}
		for _ = 1, 20000 do
			local kind = drawn:of_request { method = "POST" } or "none"
			count[kind] = (count[kind] or 0) + 1
			kind = drawn:of_order()
			count[kind or ""] = (count[kind or ""] or 0) + 1
		end
		assert.near(2000, count["lost-reply"], 200)
		assert.near(4000, count.truncated, 300)
		assert.near(14000, count.none, 400)
		assert.near(1000, count.ng, 150)
	end)

	it("are read from KIND=RATE", function()
		assert.same({ "slow", 0.25 }, { faults.parse("slow=0.25") })
		assert.same({ "ng", 1 }, { faults.parse("ng=1") })
		local wrong <const> = {
			["slow"] = "simulate_fault_form", ["fast=1"] = "simulate_fault_unknown", ["=1"] = "simulate_fault_unknown",
			["slow="] = "simulate_fault_rate", ["slow=2"] = "simulate_fault_rate", ["slow=-1"] = "simulate_fault_rate",
			["slow=x"] = "simulate_fault_rate", ["slow=."] = "simulate_fault_rate",
		}
		for text, code in pairs(wrong) do
			local kind <const>, problem <const> = faults.parse(text)
			assert.is_nil(kind)
			assert.equal(code, problem, text)
		end
		assert.is_nil((faults.check { slow = 0.6, garbage = 0.6 }))
		assert.is_true(faults.check { slow = 0.6, ng = 0.6 })
		assert.error(function() faults.new({ fast = 1 }, 1) end)
	end)
end)
