--- Where the specification leaves two readings, the simulated carrier plays either; and the days that it judges.

local cjson <const> = require "cjson"
local option_codes <const> = require "unom.simulator.answers.option_codes"
local orders <const> = require "unom.simulator.state.orders"
local simulated <const> = require "support.simulated"

--- Orders a change of course for line `number`. -> its orderId | nil, status, reply
local function course(carrier, number, day, plan)
	local status <const>, reply <const> = carrier:ask("PUT", "/lines/" .. simulated.line_no(number) .. "/courses",
		{ agreement = "yes", requestDate = day or "20260101", lineInfo = { planCode = plan or "T3001328" } })
	return status == 200 and reply.orderId or nil, status, reply
end

describe("simulator readings #unit", function()
	describe("by id", function()
		--- The statuses that asking by orderId shows one after the other.
		local function seen_by_id(by_id, order)
			local carrier <const> = simulated.new { by_id = by_id }
			local id <const> = order and order(carrier) or course(carrier, 1)
			local seen <const> = {}
			for _ = 1, 140 do
				local status <const> = carrier:status(id)
				if seen[#seen] ~= status then
					seen[#seen + 1] = status
				end
				carrier:wait(0.1)
			end
			return table.concat(seen, " ")
		end

		it("an order stays 03, or goes on with its life, from any status of that on", function()
			local expected <const> = {
				["03"] = "01 02 03", ["10"] = "01 02 10 15 16 30 60", ["15"] = "01 02 15 16 30 60",
				["16"] = "01 02 16 30 60", ["30"] = "01 02 30 60", ["60"] = "01 02 60",
			}
			for _, by_id in ipairs(orders.BY_ID) do
				assert.equal(expected[by_id], seen_by_id(by_id), by_id)
			end
			assert.equal(expected["03"], seen_by_id(nil))
		end)

		it("what does not wait for a date is 60 then", function()
			assert.equal("01 02 60", seen_by_id("15", function(carrier) return carrier:order(1) end))
		end)

		it("a failed order ends 04, and a cancel 03, as ever", function()
			assert.equal("01 02 04", seen_by_id("15", function(carrier) return (course(carrier, 1, nil, "T3009999")) end))
			local carrier <const> = simulated.new { by_id = "15" }
			local id <const> = course(carrier, 1)
			local _, cancel <const> = carrier:ask("DELETE", "/orders/" .. id .. "?agreement=yes")
			carrier:wait(1)
			local _, reply <const> = carrier:ask("GET", "/orders/" .. cancel.orderId .. "?status=asyncCancelAccepting")
			assert.equal("03", reply.orderStatus)
			assert.equal("11", carrier:status(id))
		end)

		it("the day of opening is the one that was asked for", function()
			local carrier <const> = simulated.new()
			local id <const> = course(carrier, 1)
			carrier:wait(1)
			local _, reply <const> = carrier:ask("GET", "/orders/" .. id .. "?status=asyncAccepting")
			assert.equal("20260101", reply.orderList[1].serviceDateStartScheduled)
		end)

		it("room is counted by acceptance all the same", function()
			local carrier <const> = simulated.new { by_id = "15", lines = 300 }
			for number = 1, 254 do
				assert.truthy(course(carrier, number))
			end
			assert.is_nil((course(carrier, 255)))
			carrier:wait(1)
			assert.truthy((course(carrier, 255)))
		end)
	end)

	it("the day of opening is told by id, in the lists too, or never", function()
		local TOLD <const> = { id = { "20260101", cjson.null }, lists = { "20260101", "20260101" },
			never = { cjson.null, cjson.null } }
		for where, expected in pairs(TOLD) do
			local carrier <const> = simulated.new { opening_day = where }
			local id <const> = course(carrier, 1)
			local function told()
				local _, by_id <const> = carrier:ask("GET", "/orders/" .. id .. "?status=asyncAccepting")
				local _, listed <const> = carrier:ask("GET", "/orders?status=accepting")
				return { by_id.orderList[1].serviceDateStartScheduled, listed.orderList[1].serviceDateStartScheduled }
			end
			assert.same({ cjson.null, cjson.null }, told(), where) -- not before 03
			carrier:wait(1)
			assert.same(expected, told(), where)
		end
	end)

	it("a session that was cut comes back, and the log tells of both", function()
		local carrier <const> = simulated.new { session_returns = 5 }
		local function status()
			return select(2, carrier:ask("GET", "/lines/09010000001/session")).sessionStatus
		end
		local function events()
			local _, reply <const> = carrier:ask("GET",
				"/sessions?startTime=20251201120000&endTime=20251201235959&lineNoSearchKey=09010000001")
			local types <const> = {}
			for i, entry in ipairs(reply.searchList) do
				types[i] = entry.sessionTime:sub(9) .. " " .. entry["eventType "]
			end
			return types
		end
		carrier:ask("DELETE", "/lines/09010000001/session?agreement=yes")
		carrier:wait(4)
		assert.same({ 0, { "120000 02" } }, { status(), events() })
		carrier:wait(1)
		assert.same({ 1, { "120000 02", "120005 01" } }, { status(), events() })
		carrier:ask("DELETE", "/lines/09010000001/session?agreement=yes") -- it can be cut again
		assert.same({ 0, { "120000 02", "120005 01", "120005 02" } }, { status(), events() })
	end)

	it("the option codes come in any shape", function()
		local SHAPES <const> = { -- of no code, of one, of two
			array = { {}, { "T6000036" }, { "T6000036", "T6000084" } },
			object = { { optionCode = "" }, { optionCode = "T6000036" }, { optionCode = { "T6000036", "T6000084" } } },
			objects = { {}, { { optionCode = "T6000036" } }, { { optionCode = "T6000036" }, { optionCode = "T6000084" } } },
			string = { "", "T6000036", "T6000036,T6000084" },
		}
		for _, shape in ipairs(option_codes.SHAPES) do
			local carrier <const> = simulated.new { option_codes = shape }
			carrier:ask("POST", "/lines/" .. simulated.line_no(8) .. "/dataVolume", { agreement = "yes" })
			carrier:wait(1)
			for i, number in ipairs { 1, 4, 8 } do
				assert.same(SHAPES[shape][i], carrier:line(number).optionCodeList, shape)
			end
		end
		assert.same({ "T6000036" }, simulated.new():line(4).optionCodeList)
	end)

	it("the beginning of limits is shown in the old form, in the new, or not", function()
		-- By limitStatus1 and limitStatus2: does a monthly limit have a beginning, and a recent one?
		local BEGAN <const> = {
			["0 0"] = { false, false }, ["0 1"] = { true, false }, ["1 0"] = { false, true }, ["1 1"] = { true, true },
			["2 0"] = { true, false }, ["2 1"] = { true, false }, ["3 0"] = { true, true }, ["3 1"] = { true, true },
		}
		local FORMS <const> = {
			old = { "2025/11/30:20:30", "2025/11/30:09:05" },
			new = { "2025/11/30T20:30+09:00", "2025/11/30T09:05+09:00" },
			none = { "", "" },
		}
		for form, times in pairs(FORMS) do
			local carrier <const> = simulated.new { times = form }
			for number = 1, 11 do
				local _, reply <const> = carrier:ask("GET", "/lines/" .. simulated.line_no(number) .. "/traffic")
				local first <const> = (reply.limitStatus1 == cjson.null or reply.limitStatus1 == "NULL") and "0"
					or reply.limitStatus1
				local began <const> = BEGAN[first .. " " .. reply.limitStatus2]
				assert.same({ began[1] and times[1] or "", began[2] and times[2] or "" },
					{ reply.monthlyLimitStartTime, reply.dailyLimitStartTime }, form .. " " .. number)
			end
		end
	end)

	it("a session is cut, or the request to cut it is only accepted", function()
		for _, stays in ipairs { false, true } do
			local carrier <const> = simulated.new { session_stays = stays }
			local _, reply = carrier:ask("DELETE", "/lines/09010000001/session?agreement=yes")
			assert.equal(0, reply.resultCode)
			_, reply = carrier:ask("GET", "/lines/09010000001/session")
			assert.equal(stays and 1 or 0, reply.sessionStatus)
			_, reply = carrier:ask("GET", "/sessions?startTime=20251130000000&endTime=20251201235959"
				.. "&lineNoSearchKey=09010000001")
			assert.equal(stays and 1 or 2, #reply.searchList)
			assert.equal("disconnect_session", carrier:accepted()[1].operation)
		end
	end)

	describe("lists", function()
		it("have an order only so long after its acceptance, accepting or completed", function()
			local carrier <const> = simulated.new { listed_after = { 5, 5 } }
			local waits <const>, done <const> = course(carrier, 1), carrier:order(2)
			carrier:wait(4.9)
			assert.is_nil(carrier:life(waits))
			assert.is_nil(carrier:life(done))
			assert.equal("03", carrier:status(waits)) -- by id it is there at once
			carrier:wait(0.1)
			assert.same({ "15", "accepting" }, { carrier:life(waits) })
			assert.same({ "60", "complete" }, { carrier:life(done) })
		end)

		it("have each order at a time of its own, the same for the same seed", function()
			local function listed_at(seed)
				local carrier <const> = simulated.new { listed_after = { 2, 12 }, seed = seed }
				local ids, seen, earliest, latest = {}, {}, math.huge, 0
				for number = 1, 50 do
					ids[number] = course(carrier, number)
				end
				for tenth = 0, 125 do
					for number, id in ipairs(ids) do
						if not seen[number] and carrier:life(id) then
							seen[number] = tenth
							earliest, latest = math.min(earliest, tenth), math.max(latest, tenth)
						end
					end
					carrier:wait(0.1)
				end
				assert.is_true(earliest >= 20 and earliest < 50 and latest > 90 and latest <= 121, earliest .. " " .. latest)
				return table.concat(seen, " ")
			end
			assert.equal(listed_at(3), listed_at(3))
			assert.are_not.equal(listed_at(3), listed_at(4))
		end)

		it("show the newest 1000 of more orders, and stay quick", function()
			local carrier <const> = simulated.new { lines = 3000, processing = 1 }
			local ids <const> = {}
			for number = 1, 3000 do
				ids[number] = assert(course(carrier, number))
				carrier:wait(0.005) -- within the 254
			end
			local _, reply = carrier:ask("GET", "/orders?status=accepting")
			assert.equal(1000, #reply.orderList)
			assert.equal(ids[2001], reply.orderList[1].orderId)
			assert.equal(ids[3000], reply.orderList[1000].orderId)
			carrier:wait(12)
			_, reply = carrier:ask("GET", "/orders?status=complete")
			assert.equal(1000, #reply.orderList)
			assert.equal(ids[2001], reply.orderList[1].orderId)
			_, reply = carrier:ask("GET", "/orders?status=accepting")
			assert.same({}, reply.orderList)
		end)
	end)

	describe("requestDate", function()
		-- The fake clock begins on 2025-12-01: the windows end on 2026-01-31.
		local DELIVERY <const> = {
			agreement = "yes", deliveryPostalCode = "1008019", deliveryPref = "東京都", deliveryCity = "千代田区",
			deliveryAddress1 = "ー", deliveryCompanyName = "会社",
			notificationMailAddress = "user@ntt.com", notificationPassword = "secret",
		}

		local function delivery(day, line)
			local body <const> = { requestDate = day, linesList = { line } }
			for name, value in pairs(DELIVERY) do
				body[name] = value
			end
			return body
		end

		local ASK <const> = {
			add_line = function(carrier, day)
				return carrier:ask("POST", "/lines", delivery(day, { number = "1", planCode = "T3001326",
					deviceCode = "T2000537", actIpAddress = "192.168.1.1", authenticationId = "nttcom", accessCode = "2" }))
			end,
			terminate_line = function(carrier, day)
				return carrier:ask("DELETE", "/lines/09010000001?agreement=yes&requestDate=" .. day)
			end,
			purchase_device = function(carrier, day)
				return carrier:ask("POST", "/devices", delivery(day, { number = "1", deviceCode = "T2000556" }))
			end,
			change_to_zero = function(carrier, day)
				return select(2, course(carrier, 2, day, "T3001326"))
			end,
			change_course = function(carrier, day)
				return select(2, course(carrier, 2, day, "T3001330"))
			end,
		}
		local UP_TO_END <const> = {
			["20251130"] = 400, ["20251201"] = 200, ["20251215"] = 200, ["20260131"] = 200, ["20260201"] = 400,
		}
		local FIRST_ALONE <const> = { ["20251201"] = 400, ["20260101"] = 200, ["20260102"] = 400, ["20260201"] = 400 }

		for name, ask in pairs(ASK) do
			it("of " .. name .. " is judged against today", function()
				for day, expected in pairs(name == "change_course" and FIRST_ALONE or UP_TO_END) do
					local carrier <const> = simulated.new()
					local status <const>, reply <const> = ask(carrier, day)
					assert.equal(expected, status, day)
					assert.equal(expected == 200 and 1 or 0, #carrier:accepted(), day)
					if expected == 400 then
						assert.equal("The requestDate is Invalid.", reply.responseHeader.errorMessage)
					end
				end
			end)
		end

		it("is judged by the day in Japan, which goes on", function()
			local carrier <const> = simulated.new()
			carrier:wait(12 * 3600 - 1 + 30 * 24 * 3600) -- the last second of the year
			carrier.token = carrier:new_token()
			assert.truthy((course(carrier, 1, "20260101")))
			carrier:wait(1)
			local id <const>, status <const> = course(carrier, 2, "20260101")
			assert.same({ nil, 400 }, { id, status })
			assert.truthy((course(carrier, 2, "20260201")))
		end)
	end)

	it("the answer bears the time of the carrier's own calendar", function()
		local _, _, headers <const> = simulated.new():ask("GET", "")
		assert.equal("Mon, 01 Dec 2025 03:00:00 GMT", headers.Date)
	end)

	it("a list without its list is an answer of its own", function()
		local LISTS <const> = {
			["/lines"] = "linesList", ["/orders?status=accepting"] = "orderList", ["/orders?status=complete"] = "orderList",
			["/dataShare"] = "linesList", ["/products"] = "productInfoList",
			["/sessions?startTime=20251130000000&endTime=20251201235959"] = "searchList",
			["/authentications?startTime=20251130000000&endTime=20251201235959"] = "resultList",
		}
		local carrier <const> = simulated.new { faults = { ["no-list"] = 1 } }
		for target, key in pairs(LISTS) do
			local status <const>, reply <const>, _, wire <const> = carrier:ask("GET", target)
			assert.equal(200, status)
			assert.is_nil(reply[key])
			assert.equal("no-list", wire.entry.fault)
		end
		local status <const>, reply <const>, _, wire <const> = carrier:ask("GET", "/lines/09010000001/session")
		assert.same({ 200, 1 }, { status, reply.sessionStatus })
		assert.is_nil(wire.entry.fault)
		assert.are_not.equal(cjson.null, reply.contractId)
	end)
end)
