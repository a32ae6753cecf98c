--- The simulated carrier: its operations and the life of orders, by a clock of the spec's own.

local cjson <const> = require "cjson"
local simulated <const> = require "support.simulated"

local DELIVERY <const> = {
	requestDate = "20260110", agreement = "yes",
	deliveryPostalCode = "1008019", deliveryPref = "東京都", deliveryCity = "千代田区内幸町",
	deliveryAddress1 = "ー", deliveryCompanyName = "NTTコミュニケーションズ",
	notificationMailAddress = "user@ntt.com", notificationPassword = "*******",
}
local NEW_LINE <const> = {
	number = "0000000001", planCode = "T3001326", deviceCode = "T2000537", roamingCode = "T6000036",
	actIpAddress = "192.168.1.1", authenticationId = "nttcom", accessCode = "2",
}

local function delivery(lines)
	local body <const> = { linesList = lines }
	for name, value in pairs(DELIVERY) do
		body[name] = value
	end
	return body
end

-- Every order that has an orderId: method, target, body.
local ORDERS <const> = {
	add_line = { "POST", "/lines", delivery { NEW_LINE } },
	terminate_line = { "DELETE", "/lines/09010000001?requestDate=20260131&agreement=yes" },
	purchase_device = { "POST", "/devices", delivery { { number = "1", deviceCode = "T2000556" } } },
	change_course = { "PUT", "/lines/09010000001/courses",
		{ agreement = "yes", requestDate = "20260101", lineInfo = { planCode = "T3001328" } } },
	change_radius_auth = { "PUT", "/lines/09010000001/radiusAuth",
		{ agreement = "yes", lineInfo = { authenticationId = "nttcom", authenticationPassword = "＊＊" } } },
	change_ip_addresses = { "PUT", "/lines/09010000001/ipAddresses", { agreement = "yes",
		lineInfo = { actIpAddress = "192.168.1.1", sbyIpAddress = "192.168.1.2", roamingIpAddress = "192.168.1.3" } } },
	change_imei = { "PUT", "/lines/09010000001/imei",
		{ agreement = "yes", lineInfo = { imei = "863401011006836", imeiOption = "2" } } },
	set_roaming = { "PUT", "/lines/09010000001/roaming",
		{ agreement = "yes", lineInfo = { roamingCode = "T6000037" } } },
	remove_roaming = { "DELETE", "/lines/09010000004/roaming?agreement=yes" },
	add_data_volume = { "POST", "/lines/09010000001/dataVolume", { agreement = "yes" } },
	change_access_type = { "PUT", "/lines/09010000001/accessTypes",
		{ agreement = "yes", lineInfo = { accessCode = "1", actIpAddress = "192.168.1.9" } } },
}
local WAITS <const> = {
	add_line = true, terminate_line = true, purchase_device = true, change_course = true,
}

describe("simulator #unit", function()
	local carrier

	before_each(function()
		carrier = simulated.new()
	end)

	local function submit(name)
		local status <const>, reply <const> = carrier:ask(table.unpack(ORDERS[name]))
		assert.equal(200, status)
		assert.equal("0001", reply.resultCode)
		return reply.orderId
	end

	for name in pairs(ORDERS) do
		it("accepts " .. name .. " and shows it through its statuses", function()
			local id <const> = submit(name)
			assert.matches("^AGU251201%d%d%d%d%d%d%d$", id)
			assert.equal("01", carrier:status(id))
			assert.same({ "01", "accepting" }, { carrier:life(id) })
			carrier:wait(0.5)
			assert.equal("02", carrier:status(id))
			carrier:wait(0.5)
			assert.equal("03", carrier:status(id))
			local seen <const> = { carrier:life(id) }
			for _, seconds in ipairs { 1, 6, 2, 2 } do
				carrier:wait(seconds)
				table.insert(seen, (carrier:life(id)))
			end
			assert.same(WAITS[name] and { "10", "accepting", "15", "16", "30", "60" }
				or { "60", "complete", "60", "60", "60", "60" }, seen)
			assert.equal("03", carrier:status(id))
			assert.equal(name, carrier:accepted()[1].operation)
		end)
	end

	it("changes the line when an order is done, not before", function()
		local changes <const> = {
			set_roaming = function(line) return line.optionCodeList[1] == "T6000037" end,
			change_course = function(line) return line.planCode == " T3001328 " end,
			change_radius_auth = function(line) return line.authenticationId == "nttcom" end,
			change_ip_addresses = function(line)
				return line.sbyIpAddress == "192.168.1.2" and line.roamingIpAddress == "192.168.1.3"
			end,
			change_imei = function(line) return line.imei == "863401011006836" and line.imeiOption == "2" end,
			add_data_volume = function(line) return line.optionCodeList[1] == "T6000084" end,
			change_access_type = function(line) return line.accessCode == "1" end,
			terminate_line = function(line) return line == nil end,
		}
		for name, is_changed in pairs(changes) do
			carrier = simulated.new()
			submit(name)
			local age <const> = WAITS[name] and 12 or 1
			carrier:wait(age - 0.1)
			assert.is_false(is_changed(carrier:line(1)), name)
			carrier:wait(0.1)
			assert.is_true(is_changed(carrier:line(1)), name)
		end
	end)

	it("tells every line as it is now, with what its lists do not show", function()
		carrier = simulated.new { lines = 1200 }
		submit("change_ip_addresses")
		carrier:ask("POST", "/lines/" .. simulated.line_no(2) .. "/dataVolume", { agreement = "yes" })
		carrier:wait(1)
		local _, reply <const> = carrier:send("GET", "/_simulator/lines")
		assert.equal(3600, #reply.lines)
		local first <const>, shared <const> = reply.lines[1201], reply.lines[1248]
		assert.same({ "N123456789", "09010000001", "192.168.1.1", "192.168.1.2" },
			{ first.contractId, first.lineNo, first.actIpAddress, first.sbyIpAddress })
		assert.same({ "N123456789", "09010000048", "02" }, { shared.contractId, shared.lineNo, shared.dataShareStatus })
		assert.is_nil(first.dataShareStatus)
		assert.same({ 0, 1 }, { first.volumes, reply.lines[1202].volumes })
	end)

	it("gives an added line the next number", function()
		submit("add_line")
		carrier:wait(12)
		local line <const> = carrier:line(101)
		assert.equal("nttcom", line.authenticationId)
		assert.same({ "T6000036" }, line.optionCodeList)
		assert.equal("09010000101", carrier:accepted()[1].lineNo)
	end)

	it("removes roaming by its own operation and by the empty code", function()
		submit("remove_roaming")
		carrier:ask("PUT", "/lines/09010000008/roaming", { agreement = "yes", lineInfo = { roamingCode = "" } })
		assert.same({ "T6000036" }, carrier:line(8).optionCodeList)
		carrier:wait(1)
		assert.same({}, carrier:line(4).optionCodeList)
		assert.same({}, carrier:line(8).optionCodeList)
	end)

	it("shows each entry of an order of several", function()
		local entries <const> = {}
		for i = 1, 3 do
			entries[i] = { number = ("%010d"):format(i), deviceCode = "T2000556" }
		end
		local _, reply = carrier:ask("POST", "/devices", delivery(entries))
		_, reply = carrier:ask("GET", "/orders/" .. reply.orderId .. "?status=asyncAccepting")
		assert.equal(3, #reply.orderList)
		assert.equal(3, reply.orderList[3].number)
		assert.equal("20260110", reply.orderList[1].requestDate)
	end)

	it("ends an order 04 whose code is not sold, or whose line is busy", function()
		local _, unknown <const> = carrier:ask("PUT", "/lines/09010000002/roaming",
			{ agreement = "yes", lineInfo = { roamingCode = "T6999999" } })
		local first <const> = carrier:order(1)
		local second <const> = carrier:order(1)
		carrier:wait(1)
		assert.equal("04", carrier:status(unknown.orderId))
		assert.equal("03", carrier:status(first))
		assert.equal("04", carrier:status(second))
		assert.same({ "04", "complete" }, { carrier:life(second) })
		local _, reply = carrier:ask("GET", "/orders/" .. second .. "?status=asyncAccepting")
		assert.truthy(reply.orderList[1].checkErrorInfo.messageId)
	end)

	it("ends a new line 04 whose device is of another access", function()
		local line <const> = {}
		for name, value in pairs(NEW_LINE) do
			line[name] = value
		end
		line.accessCode = "1"
		local _, reply <const> = carrier:ask("POST", "/lines", delivery { line })
		carrier:wait(1)
		assert.equal("04", carrier:status(reply.orderId))
	end)

	it("ends an order 04 for a line that is being terminated", function()
		submit("terminate_line")
		carrier:wait(5)
		local id <const> = carrier:order(1)
		carrier:wait(1)
		assert.equal("04", carrier:status(id))
	end)

	describe("cancels", function()
		local function cancel(id)
			local status <const>, reply <const> = carrier:ask("DELETE", "/orders/" .. id .. "?agreement=yes")
			assert.equal(200, status)
			return reply
		end

		local function cancel_status(id)
			local _, reply = carrier:ask("GET", "/orders/" .. id .. "?status=asyncCancelAccepting")
			return reply.orderStatus
		end

		it("an order that waits for its date, by an order of its own", function()
			local id <const> = submit("change_course")
			carrier:wait(5)
			local reply <const> = cancel(id)
			assert.equal("0001", reply.resultCode)
			assert.equal("20251201120005", reply.acceptDateTime)
			assert.equal("01", cancel_status(reply.orderId))
			assert.equal("15", carrier:life(id))
			carrier:wait(1)
			assert.equal("03", cancel_status(reply.orderId))
			assert.equal("11", carrier:status(id))
			assert.same({ "11", "complete" }, { carrier:life(id) })
			carrier:wait(20)
			assert.equal(" T3001326 ", carrier:line(1).planCode)
			assert.equal(id, carrier:accepted()[2].cancels)
			assert.is_nil(carrier:life(reply.orderId))
		end)

		it("nothing when the order is done first", function()
			local id <const> = submit("change_course")
			carrier:wait(11.5)
			local reply <const> = cancel(id)
			carrier:wait(1)
			assert.equal("04", cancel_status(reply.orderId))
			assert.equal("60", carrier:life(id))
		end)

		it("with 0003 what is over or unknown, with 0002 what cannot be cancelled", function()
			local id <const> = submit("change_course")
			carrier:wait(12)
			assert.equal("0003", cancel(id).resultCode)
			assert.equal("0003", cancel("AGU0000000000000").resultCode)
			assert.equal("0002", cancel(submit("change_imei")).resultCode)
			assert.equal(2, #carrier:accepted())
		end)
	end)

	describe("keeps a data-share group", function()
		local function add(...)
			local lines <const> = {}
			for i, number in ipairs { ... } do
				lines[i] = { lineNo = simulated.line_no(number) }
			end
			local _, reply = carrier:ask("POST", "/dataShare", { agreement = "yes", linesList = lines })
			return reply
		end

		local function remove(number)
			local _, reply = carrier:ask("DELETE", "/dataShare/lines/" .. simulated.line_no(number) .. "?agreement=yes")
			return reply
		end

		local function cancel(id)
			local _, reply = carrier:ask("DELETE", "/dataShare/reserves/" .. id .. "?agreement=yes")
			return reply.resultCode
		end

		local function member(number)
			local _, reply = carrier:ask("GET", "/dataShare")
			for _, each in ipairs(reply.linesList) do
				if each.lineNo == simulated.line_no(number) then
					return each.status, each.reserveId
				end
			end
		end

		it("adds by a reservation", function()
			local reply <const> = add(1, 2)
			assert.matches("^20251201%d%d%d%d%d%d%d$", reply.reserveId)
			assert.same({ "01", reply.reserveId }, { member(1) })
			assert.equal("01", member(2))
			carrier:wait(1)
			assert.same({ "02", reply.reserveId }, { member(1) })
			assert.equal("02", carrier:accepted()[1].status)
		end)

		it("removes by a reservation", function()
			local reply <const> = remove(48)
			assert.equal("0001", reply.resultCode)
			assert.same({ "03", reply.reserveId }, { member(48) })
			assert.equal("0002", remove(48).resultCode)
			carrier:wait(1)
			assert.is_nil(member(48))
			assert.equal("gone", carrier:accepted()[1].status)
		end)

		it("takes a reservation back, either way, until it is carried out", function()
			assert.equal("0001", cancel(add(1).reserveId))
			assert.is_nil(member(1))
			local _, before <const> = member(48)
			assert.equal("0001", cancel(remove(48).reserveId))
			assert.same({ "02", before }, { member(48) })
			local reply <const> = add(1)
			carrier:wait(1)
			assert.equal("02", member(1))
			assert.equal("0003", cancel(reply.reserveId))
			assert.equal("0003", cancel("123456789012345"))
		end)

		it("refuses a line that is in it, or comes twice", function()
			assert.equal("0003", add(48).resultCode)
			assert.equal("0002", add(48, 1).resultCode)
			assert.equal("0002", add(1, 1).resultCode)
			assert.is_nil(member(1))
		end)

		it("has nothing to remove while a line is only reserved", function()
			assert.equal("0001", add(1).resultCode)
			assert.equal("0003", remove(1).resultCode)
			carrier:wait(1)
			assert.equal("0001", remove(1).resultCode)
		end)

		it("shows all of it: the specification has no limit for that list", function()
			carrier = simulated.new { lines = 50050 }
			local _, reply <const> = carrier:ask("GET", "/dataShare")
			assert.equal(1001, #reply.linesList)
		end)

		it("shows the traffic of lines by whether they are in it", function()
			assert.equal(200, (carrier:ask("GET", "/lines/09010000001/traffic")))
			assert.equal(404, (carrier:ask("GET", "/lines/09010000048/traffic")))
			local status <const>, reply <const> = carrier:ask("GET", "/lines/09010000048/dataShare/traffic")
			assert.equal(200, status)
			assert.matches("^%d+$", reply.traffic30daysAgo)
		end)
	end)

	describe("tells", function()
		it("of the contract, its slip of a key included", function()
			local status <const>, reply <const>, headers <const> = carrier:ask("GET", "")
			assert.equal(200, status)
			assert.equal("ntt-com", reply.domeinName)
			assert.equal(cjson.null, reply.contractSamakata)
			assert.equal("application/json; charset=UTF-8", headers["Content-Type"])
		end)

		it("at most 1000 lines", function()
			carrier = simulated.new { lines = 1001 }
			local _, reply = carrier:ask("GET", "/lines")
			assert.equal(1000, #reply.linesList)
			assert.equal(simulated.CONTRACT, reply["contractId "])
		end)

		it("of at most 1000 orders, the newest", function()
			carrier = simulated.new { lines = 1001, processing = 0 }
			local ids <const> = {}
			for number = 1, 1001 do
				ids[number] = carrier:order(number)
			end
			local _, reply = carrier:ask("GET", "/orders?status=complete")
			assert.equal(1000, #reply.orderList)
			assert.equal(ids[2], reply.orderList[1].orderId)
			assert.equal(ids[1001], reply.orderList[1000].orderId)
			_, reply = carrier:ask("GET", "/orders?status=accepting")
			assert.same({}, reply.orderList)
			assert.equal(1001, #carrier:accepted())
		end)

		it("of the products, the spare devices without options", function()
			local _, reply = carrier:ask("GET", "/products")
			local spare <const> = reply.productInfoList[1]
			assert.equal("99", spare.courseType)
			assert.same({}, spare.optionInfoList)
			assert.equal("T6000036", reply.productInfoList[2].optionInfoList[1].optionCode)
			assert.equal("T2000537", reply.productInfoList[2].deviceInfoList[1].deviceCode)
		end)

		it("of counters up to their end, as texts, and of every limit", function()
			local limits <const> = {}
			for number = 1, 11 do
				local _, reply = carrier:ask("GET", "/lines/" .. simulated.line_no(number) .. "/traffic")
				limits[#limits + 1] = tostring(reply.limitStatus1):gsub("^userdata.*", "null") .. reply.limitStatus2
				assert.same({ "", "", "" }, { reply.monthlyLimitStartTime, reply.dailyLimitStartTime, reply.limitCause })
			end
			table.sort(limits)
			assert.same({ "00", "01", "10", "11", "20", "21", "30", "31", "NULL0", "null0", "null1" }, limits)
			local _, reply = carrier:ask("GET", "/lines/09010000047/traffic")
			assert.equal("18446744073709551615", reply.trafficThisMonth)
		end)

		it("of sessions in numbers, and cuts them", function()
			local session <const> = "/lines/09010000001/session"
			local _, reply = carrier:ask("GET", session)
			assert.same({ contractId = simulated.CONTRACT, lineNo = "09010000001", sessionType = 0,
				sessionStatus = 1, resultCode = 0 }, reply)
			for _ = 1, 2 do
				_, reply = carrier:ask("DELETE", session .. "?agreement=yes")
				assert.equal(0, reply.resultCode)
			end
			_, reply = carrier:ask("GET", session)
			assert.equal(0, reply.sessionStatus)
			assert.equal("disconnect_session", carrier:accepted()[1].operation)
		end)

		it("of sessions that cannot be had every other second", function()
			local function results(number)
				local seen <const> = {}
				for i = 1, 3 do
					local _, reply <const> = carrier:ask("GET", "/lines/" .. simulated.line_no(number) .. "/session")
					seen[i] = ("%d/%d"):format(reply.resultCode, reply.sessionStatus)
					carrier:wait(1)
				end
				return table.concat(seen, " ")
			end
			assert.equal("1/0 0/1 1/0", results(46))
			carrier:wait(1)
			assert.equal("2/0 0/0 2/0", results(45)) -- every 3rd line is not connected
			carrier:wait(1)
			assert.equal("0/1 0/1 0/1", results(44))
		end)

		it("of the logs, by time, by line and by id", function()
			local range <const> = "?startTime=20251130000000&endTime=20251201235959"
			local _, reply = carrier:ask("GET", "/authentications" .. range)
			assert.equal(100, #reply.resultList)
			assert.equal("0", reply.resultList[1].saessionType)
			_, reply = carrier:ask("GET", "/authentications" .. range .. "&authSearchKey=user00007%40ntt-com")
			assert.equal("09010000007", reply.resultList[1].lineNo)
			carrier:ask("DELETE", "/lines/09010000007/session?agreement=yes")
			_, reply = carrier:ask("GET", "/sessions" .. range .. "&lineNoSearchKey=09010000007")
			assert.equal(2, #reply.searchList)
			assert.equal("02", reply.searchList[2]["eventType "])
			_, reply = carrier:ask("GET", "/sessions?startTime=20251201120001&endTime=20251201120002")
			assert.same({}, reply.searchList)
		end)

		it("of log entries of 30 days, and at most 1000", function()
			carrier = simulated.new { lines = 1001 }
			local _, reply = carrier:ask("GET", "/sessions?startTime=20251101000000&endTime=20251231000000")
			assert.equal(1000, #reply.searchList)
			carrier:wait(31 * 24 * 3600)
			carrier.token = carrier:new_token()
			_, reply = carrier:ask("GET", "/sessions?startTime=20251101000000&endTime=20260131000000")
			assert.same({}, reply.searchList)
		end)
	end)

	it("keeps a journal of requests and of what it accepted", function()
		carrier:wait(1)
		carrier:order(1)
		local _, reply = carrier:send("GET", "/_simulator/requests")
		local last <const> = reply.requests[#reply.requests]
		assert.equal(2, #reply.requests)
		assert.same({ "PUT", 200, 1 }, { last.method, last.status, last.startedAt })
		assert.near(1.02, last.answeredAt, 1e-9)
		local order <const> = carrier:accepted()[1]
		assert.same({ "change_imei", "09010000001", "01", 1 },
			{ order.operation, order.lineNo, order.status, order.startedAt })
		assert.equal("490154203237518", order.arguments.imei)
		assert.near(1.02, order.answeredAt, 1e-9)
	end)
end)
