--- The simulated carrier's day: it can be moved on, and with `dated` orders and reservations wait for theirs.

local simulated <const> = require "support.simulated"

describe("simulator days #unit", function()
	-- The fake clock begins at noon on 2025-12-01.

	--- Moves the day on over the wire. -> status, today
	local function move(carrier, day)
		local status <const>, reply <const> = carrier:send("PUT", "/_simulator/today", day)
		return status, reply.today
	end

	local function terminate(carrier, number, day)
		local line_no <const> = simulated.line_no(number)
		return select(2, carrier:ask("DELETE", "/lines/" .. line_no .. "?agreement=yes&requestDate=" .. day)).orderId
	end

	local function course(carrier, number, plan, day)
		return select(2, carrier:ask("PUT", "/lines/" .. simulated.line_no(number) .. "/courses",
			{ agreement = "yes", requestDate = day, lineInfo = { planCode = plan } })).orderId
	end

	--- The data-share status of line `number`, or nil.
	local function share(carrier, number)
		for _, entry in ipairs(select(2, carrier:ask("GET", "/dataShare")).linesList) do
			if entry.lineNo == simulated.line_no(number) then
				return entry.status
			end
		end
	end

	it("begin where they are told, and move on and never back", function()
		local carrier <const> = simulated.new { today = "20991231" }
		assert.same({ today = "20991231" }, select(2, carrier:send("GET", "/_simulator/today")))
		assert.same({ 200, "21000101" }, { move(carrier, "21000101") })
		for _, wrong in ipairs { "20991231", "21000230", "tomorrow", "" } do
			assert.same({ 400 }, { move(carrier, wrong) }, wrong)
		end
		assert.matches("^AGU000101", carrier:order(1))
		local _, _, headers <const> = carrier:ask("GET", "")
		assert.equal("Fri, 01 Jan 2100 03:00:00 GMT", headers.Date) -- the time of day stays
		carrier:wait(12 * 3600)
		assert.equal("21000102", select(2, carrier:send("GET", "/_simulator/today")).today)
	end)

	it("do not age a token", function()
		local carrier <const> = simulated.new()
		move(carrier, "20260601")
		assert.equal(200, carrier:ask("GET", ""))
	end)

	it("are what a dated order waits for, from 03 on", function()
		local carrier <const> = simulated.new { dated = true }
		local id <const> = course(carrier, 2, "T3001330", "20260101")
		carrier:wait(1)
		assert.equal("03", carrier:status(id))
		assert.same({ "10", "accepting" }, { carrier:life(id) })
		carrier:wait(100)
		assert.same({ "15", "accepting" }, { carrier:life(id) })
		move(carrier, "20251231")
		assert.same({ "15", "accepting" }, { carrier:life(id) })
		assert.equal(" T3001328 ", carrier:line(2).planCode)
		move(carrier, "20260101")
		assert.same({ "60", "complete" }, { carrier:life(id) })
		assert.equal(" T3001330 ", carrier:line(2).planCode)
	end)

	it("of today are there at once, processing aside", function()
		local carrier <const> = simulated.new { dated = true }
		local id <const> = course(carrier, 2, "T3001326", "20251201")
		carrier:wait(0.9)
		assert.equal(" T3001328 ", carrier:line(2).planCode)
		carrier:wait(0.1)
		assert.same({ "60", "complete" }, { carrier:life(id) })
		assert.equal(" T3001326 ", carrier:line(2).planCode)
	end)

	it("that pass while an order is processed count when it is done", function()
		local carrier <const> = simulated.new { dated = true }
		local id <const> = course(carrier, 2, "T3001330", "20260101")
		move(carrier, "20260105")
		assert.equal("01", carrier:status(id))
		carrier:wait(1)
		assert.equal(" T3001330 ", carrier:line(2).planCode)
	end)

	it("are those of what has a requestDate alone", function()
		local carrier <const> = simulated.new { dated = true }
		carrier:order(1)
		carrier:wait(1)
		assert.equal("490154203237518", carrier:line(1).imei)
	end)

	it("on which an order opens can be later than what was asked for", function()
		local carrier <const> = simulated.new { dated = true, opens_late = 3 }
		local id <const> = course(carrier, 2, "T3001330", "20260101")
		local line <const> = terminate(carrier, 1, "20251230")
		carrier:wait(100)
		local _, reply <const> = carrier:ask("GET", "/orders/" .. id .. "?status=asyncAccepting")
		assert.same({ "20260101", "20260104" },
			{ reply.orderList[1].requestDate, reply.orderList[1].serviceDateStartScheduled })
		move(carrier, "20260102")
		assert.same({ "60", "complete" }, { carrier:life(line) })
		assert.truthy(carrier:line(1))
		move(carrier, "20260103")
		assert.is_nil(carrier:line(1))
		assert.same({ "15", "accepting" }, { carrier:life(id) })
		assert.equal(" T3001328 ", carrier:line(2).planCode)
		move(carrier, "20260104")
		assert.same({ "60", "complete" }, { carrier:life(id) })
		assert.equal(" T3001330 ", carrier:line(2).planCode)
	end)

	it("on which a line opens is its first", function()
		local carrier <const> = simulated.new { dated = true, opens_late = 3 }
		local _, reply <const> = carrier:ask("POST", "/lines", {
			requestDate = "20251220", agreement = "yes", deliveryPostalCode = "1008019", deliveryPref = "東京都",
			deliveryCity = "千代田区", deliveryAddress1 = "ー", deliveryCompanyName = "会社",
			notificationMailAddress = "user@ntt.com", notificationPassword = "secret",
			linesList = { { number = "1", planCode = "T3001326", deviceCode = "T2000537", accessCode = "2",
				actIpAddress = "10.0.0.9", authenticationId = "nttcom" } },
		})
		assert.equal("0001", reply.resultCode)
		carrier:wait(1)
		move(carrier, "20251222")
		assert.is_nil(carrier:line(101))
		move(carrier, "20251223")
		assert.equal("20251223", carrier:line(101).startDate)
	end)

	it("of a termination end before the line is gone", function()
		local carrier <const> = simulated.new { dated = true }
		local id <const> = terminate(carrier, 48, "20260131") -- in the data-share group
		carrier:wait(1)
		move(carrier, "20260131")
		assert.same({ "60", "complete" }, { carrier:life(id) })
		assert.truthy(carrier:line(48))
		local late <const> = carrier:order(48)
		carrier:wait(1)
		assert.equal("04", carrier:status(late)) -- nothing more is done for it
		move(carrier, "20260201")
		assert.is_nil(carrier:line(48))
		assert.is_nil(share(carrier, 48))
		assert.equal(404, carrier:ask("GET", "/lines/" .. simulated.line_no(48) .. "/session"))
	end)

	it("until they come, an order can be cancelled; and what is cancelled does nothing on its day", function()
		local carrier <const> = simulated.new { dated = true }
		local kept <const>, cancelled <const> = terminate(carrier, 1, "20260110"), terminate(carrier, 2, "20260110")
		carrier:wait(1000)
		local _, reply = carrier:ask("DELETE", "/orders/" .. cancelled .. "?agreement=yes")
		assert.equal("0001", reply.resultCode)
		carrier:wait(1)
		assert.equal("11", carrier:status(cancelled))
		move(carrier, "20260111")
		assert.is_nil(carrier:line(1))
		assert.truthy(carrier:line(2))
		_, reply = carrier:ask("DELETE", "/orders/" .. kept .. "?agreement=yes")
		assert.equal("0003", reply.resultCode)
	end)

	it("are gone through in their order", function()
		local carrier <const> = simulated.new { dated = true }
		course(carrier, 2, "T3001326", "20260120")
		carrier:wait(1)
		course(carrier, 2, "T3001330", "20260101") -- ordered later, due first
		carrier:wait(1)
		move(carrier, "20260201")
		assert.equal(" T3001326 ", carrier:line(2).planCode)
	end)

	-- A reservation asked for just before the day moved on was not carried out on its day.
	it("of the data-share group are the first of the next month, however soon that is moved on to", function()
		local carrier <const> = simulated.new { dated = true, processing = 5 }
		carrier:ask("POST", "/dataShare", { agreement = "yes", linesList = { { lineNo = simulated.line_no(1) } } })
		move(carrier, "20260101")
		assert.equal("02", share(carrier, 1))
	end)

	it("of the data-share group are the first of the next month", function()
		local carrier <const> = simulated.new { dated = true, lines = 100 }
		carrier:ask("POST", "/dataShare", { agreement = "yes", linesList = { { lineNo = simulated.line_no(1) } } })
		carrier:ask("DELETE", "/dataShare/lines/" .. simulated.line_no(48) .. "?agreement=yes")
		carrier:wait(1000)
		move(carrier, "20251231")
		assert.same({ "01", "03" }, { share(carrier, 1), share(carrier, 48) })
		move(carrier, "20260101")
		assert.same({ "02" }, { share(carrier, 1), share(carrier, 48) })
	end)

	it("are no order's business without `dated`", function()
		local carrier <const> = simulated.new()
		local id <const> = terminate(carrier, 1, "20260131")
		carrier:wait(12)
		assert.same({ "60", "complete" }, { carrier:life(id) })
		assert.is_nil(carrier:line(1))
	end)
end)
