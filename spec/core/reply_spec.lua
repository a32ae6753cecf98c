--- How a response is read: the reply as a table, or an error that says what is known.

local arguments <const> = require "support.arguments"
local wire <const> = require "support.wire"

local function respond(operation, status, body, headers)
	return wire.once(wire.reply(status, body, headers), operation, arguments.of(operation))
end

local function good(operation, body)
	return assert(respond(operation, 200, body))
end

describe("a reply #wire", function()
	it("keeps every digit of a number", function()
		local reply <const> = good("get_traffic", '{"trafficToday":18446744073709551615,"trafficThisMonth": -0.10e+2 ,'
			.. '"limitStatus1":0,"traffic1dayAgo":"00012","list":[1,2.5,{"x":3}]}')
		assert.same({
			trafficToday = "18446744073709551615", trafficThisMonth = "-0.10e+2", limitStatus1 = "0",
			traffic1dayAgo = "00012", list = { "1", "2.5", { x = "3" } },
		}, reply)
	end)

	it("leaves what looks like a number in a string", function()
		local reply <const> = good("get_contract", [[{"a":"1, -2 ] 3","b":"\"4\" \\","5":"6"}]])
		assert.same({ a = "1, -2 ] 3", b = '"4" \\', ["5"] = "6" }, reply)
	end)

	it("makes null an absent key and drops it from arrays", function()
		local reply <const> = good("get_order_status", [[{"checkErrorInfo":null,"orderList":[null,{"number":1,"x":null},
			null,"a",null],"none":[null],"deep":{"a":{"b":null}}}]])
		assert.same({ orderList = { { number = "1" }, "a" }, none = {}, deep = { a = {} } }, reply)
	end)

	it("trims keys and values, but not a note", function()
		local reply <const> = good("list_lines",
			[[{"contractId ":" N1 ","linesList":[{" simType ":"\t1\r\n","note":"  two  words "," note ":" x"}]}]])
		assert.equal("N1", reply.contractId)
		assert.equal("1", reply.linesList[1].simType)
		assert.is_truthy(reply.linesList[1].note:find "^  two  words $")
	end)

	it("reads the known misspellings as the right names", function()
		local reply <const> = good("list_data_share_lines", [[{"domeinName":"a","lineslist":[{"saessionType":1,
			"eventType ":"2","sbyIpAddress ":"3","accessType":"4"}]}]])
		assert.same({
			domainName = "a",
			linesList = { { sessionType = "1", eventType = "2", sbyIpAddress = "3", accessType = "4" } },
		}, reply)
	end)

	it("prefers the right name where both are there", function()
		assert.same({ domainName = "right" }, good("get_contract", '{"domeinName":"wrong","domainName":"right"}'))
		assert.same({ domainName = "only" }, good("get_contract", '{"domeinName":"only","domainName":null}'))
	end)

	it("renames accessType in the entries of list_lines alone", function()
		local body <const> = '{"accessType":"0","linesList":[{"accessType":"1"}],"productInfoList":[{"accessType":"2"}]}'
		assert.equal("1", good("list_lines", body).linesList[1].accessCode)
		assert.equal("0", good("list_lines", body).accessType)
		assert.equal("2", good("list_products", body).productInfoList[1].accessType)
	end)

	it("may start with a byte order mark and white space", function()
		assert.same({ contractId = "N1" }, good("get_contract", '\u{FEFF} \r\n{"contractId":"N1"} \n'))
	end)

	it("takes a thousand entries", function()
		local entries <const> = {}
		for index = 1, 1000 do
			entries[index] = ('{"lineNo":"%011d","simNumber":%d,"note":null}'):format(index, index)
		end
		local reply <const> = good("list_lines", ('{"linesList":[%s]}'):format(table.concat(entries, ",")))
		assert.equal(1000, #reply.linesList)
		assert.same({ lineNo = "00000001000", simNumber = "1000" }, reply.linesList[1000])
	end)

	local UNREADABLE <const> = {
		["is empty"] = "",
		["is white space"] = "  \n",
		["is HTML"] = "<html><body>Welcome</body></html>",
		["is garbage"] = "\1\2\3",
		["is truncated"] = '{"contractId":"N1"',
		["is truncated in a string"] = '{"contractId":"N1\\',
		["is not UTF-8"] = '{"contractId":"\xE3\x81"}',
		["is in Shift_JIS"] = '{"contractId":"\x93\x8C\x8B\x9E"}',
		["has half a surrogate pair"] = [[{"contractId":"\ud800"}]],
		["is an array"] = "[]",
		["is an array of objects"] = '[{"contractId":"N1"}]',
		["is a string"] = '"N1"',
		["is a number"] = "1",
		["is null"] = "null",
		["is too deep"] = ('{"a":'):rep(40) .. "1" .. ("}"):rep(40),
		["is far too deep"] = '{"a":' .. ("["):rep(100000) .. ("]"):rep(100000) .. "}",
		["has more after it"] = '{"contractId":"N1"} {"x":1}',
		["has a number with a leading zero"] = '{"contractId":01}',
		["has half a number"] = '{"contractId":1.}',
		["has a lone minus"] = '{"contractId":-}',
		["has a hexadecimal number"] = '{"contractId":0x10}',
		["has NaN"] = '{"contractId":NaN}',
		["has Infinity"] = '{"contractId":-Infinity}',
		["has a number for a key"] = '{1:"a"}',
		["has two numbers side by side"] = '{"a":[1 2]}',
		["lacks a comma"] = '{"a":1 "b":2}',
		["has a NUL"] = '{"a":1\0}',
		["has more after a NUL"] = '{"contractId":"N1","resultCode":"0001","orderId":"AGU1"}\0{',
	}
	for what, body in pairs(UNREADABLE) do
		it(("cannot be read when it %s, and the order may have been taken"):format(what), function()
			for _, operation in ipairs { "get_contract", "terminate_line" } do
				local reply <const>, err <const> = respond(operation, 200, body)
				assert.is_nil(reply)
				assert.equal("protocol", err.kind)
				assert.equal("maybe", err.sent)
				assert.equal(operation, err.operation)
				assert.equal(200, err.status)
			end
		end)
	end
end)

describe("an order's reply #wire", function()
	local function order(body)
		return respond("terminate_line", 200, body)
	end

	it("is good with 0001 and an orderId", function()
		local reply <const> = assert(order { resultCode = " 0001 ", orderId = "AGU1" })
		assert.same({ resultCode = "0001", orderId = "AGU1" }, reply)
	end)

	it("is good beside a checkErrorInfo of blanks", function()
		assert(order { resultCode = "0001", orderId = "A1", checkErrorInfo = { messageId = " ", message = "" } })
	end)

	for code, meaning in pairs { ["0002"] = "NG", ["0003"] = "NG (no such data)" } do
		it("is a refusal with " .. code .. ", " .. meaning, function()
			local _ <const>, err <const> = order { resultCode = code, orderId = "A1",
				checkErrorInfo = { { messageId = " " }, { messageId = "E0042", message = "no" } } }
			assert.equal("api", err.kind)
			assert.equal("yes", err.sent)
			assert.equal(code, err.code)
			assert.equal("E0042", err.message_id)
			assert.equal("no", err.message)
		end)
	end

	it("may have been taken with a code that nobody knows", function()
		local _ <const>, err <const> = order { resultCode = "0009", orderId = "A1" }
		assert.equal("api", err.kind)
		assert.equal("maybe", err.sent)
		assert.equal("the carrier answered with resultCode 0009", err.message)
	end)

	local INCOMPLETE <const> = {
		["no resultCode"] = { orderId = "A1" },
		["a blank resultCode"] = { resultCode = " ", orderId = "A1" },
		["no orderId"] = { resultCode = "0001" },
		["a blank orderId"] = { resultCode = "0001", orderId = "" },
		["an orderId that is an object"] = { resultCode = "0001", orderId = { x = 1 } },
		["an error inside"] = { responseHeader = { errorCode = "500", errorMessage = "Internal Server Error" } },
	}
	for what, body in pairs(INCOMPLETE) do
		it("may have been taken with " .. what, function()
			local _ <const>, err <const> = order(body)
			assert.equal("protocol", err.kind)
			assert.equal("maybe", err.sent)
		end)
	end

	it("names a reservation of data share by its reserveId", function()
		assert(respond("add_data_share_lines", 200, { resultCode = "0001", reserveId = "R1" }))
		local _ <const>, err <const> = respond("add_data_share_lines", 200, { resultCode = "0001", orderId = "A1" })
		assert.equal("the reply has no reserveId", err.message)
		assert.equal("maybe", err.sent)
	end)

	it("finds the messageId in an object or an array, of either name", function()
		local cases <const> = {
			{ checkErrorInfo = { messageId = "E1" } }, { referenceErrorInfo = { messageId = "E1" } },
			{ checkErrorInfo = {}, referenceErrorInfo = { {}, { messageId = "E1" }, { messageId = "E2" } } },
		}
		for _, case in ipairs(cases) do
			case.resultCode = "0002"
			local _ <const>, err <const> = order(case)
			assert.equal("E1", err.message_id)
		end
	end)

	it("of a session is good with 0 alone, number or string", function()
		for _, operation in ipairs { "get_session", "disconnect_session" } do
			assert(respond(operation, 200, '{"resultCode":0}'))
			assert(respond(operation, 200, '{"resultCode":"0"}'))
			local _, err = respond(operation, 200, '{"resultCode":2}')
			assert.same({ "api", "yes", "2" }, { err.kind, err.sent, err.code })
			_, err = respond(operation, 200, '{"resultCode":"0001"}')
			assert.same({ "api", "maybe", "0001" }, { err.kind, err.sent, err.code })
			_, err = respond(operation, 200, "{}")
			assert.same({ "protocol", "maybe" }, { err.kind, err.sent })
		end
	end)
end)

describe("an error status #wire", function()
	-- status, message, kind, sent, name: the carrier's table of errors and what it leaves open.
	local CARRIERS <const> = {
		{ 400, "Field Format Error: requestDate", "api", "yes", "field_format" },
		{ 404, "Raising fault. Fault name : Unknown-Resource", "api", "yes", "unknown_url" },
		{ 401, "Invalid access token", "auth", "no", "invalid_token" },
		{ 404, "The requested contractId is not found.", "api", "yes", "contract_not_found" },
		{ 404, "The requested lineNo is not found", "api", "yes", "line_not_found" },
		{ 404, "The requested lineNo is not found.", "api", "yes", "line_not_found" },
		{ 404, "The Requested lineGroup is not found.", "api", "yes", "line_group_not_found" },
		{ 403, "The order is not allowed by user RADIUS/MCOP", "api", "yes", "not_com_radius" },
		{ 400, "Too many requests.", "api", "no", "too_many_orders" },
		{ 404, "The order is not found", "api", "yes", "cancel_not_found" },
		{ 400, "The orderId is Invalid.", "api", "yes", "order_id_invalid" },
		{ 404, "The roaming-option is not found.", "api", "yes", "roaming_not_found" },
		{ 400, "The contractId is Invalid.", "api", "yes", "contract_id_invalid" },
		{ 400, "The lineNo is Invalid.", "api", "yes", "line_no_invalid" },
		{ 400, "The reserveId is Invalid.", "api", "yes", "reserve_id_invalid" },
		{ 400, "The requestDate is Invalid.", "api", "yes", "request_date_invalid" },
		{ 503, "System Maintainance", "http", "no", "maintenance" },
		{ 404, "Not Found", "api", "yes", "not_found" },
		{ 400, "Bad Request", "api", "yes", "bad_request" },
		{ 500, "Internal Server Error", "http", "maybe", "internal_error" },
		{ 400, "Something new", "api", "yes", nil },
		{ 404, "Bad Request", "api", "yes", nil },
		{ 429, "Rate limit", "api", "no", nil },
		{ 503, "Rate limit", "http", "no", nil },
		{ 502, "Bad Gateway", "http", "maybe", nil },
	}
	for _, case in ipairs(CARRIERS) do
		local status <const>, message <const>, kind <const>, sent <const>, name <const> = table.unpack(case, 1, 5)
		local bodies <const> = {
			{ responseHeader = { errorCode = tostring(status), errorMessage = message } },
			{ fault = { faultstring = message, detail = { errorcode = tostring(status) } } },
		}
		it(("%d with the carrier's body: %s"):format(status, message), function()
			for _, body in ipairs(bodies) do
				local reply <const>, err <const> = respond("terminate_line", status, body)
				assert.is_nil(reply)
				assert.same({ kind, sent, status, tostring(status), message, name },
					{ err.kind, err.sent, err.status, err.code, err.message, err.name })
				assert.equal("terminate_line", err.operation)
			end
		end)
	end

	it("is known by its message in capitals or small letters, of ASCII alone", function()
		local function name_of(message)
			local _ <const>, err <const> = respond("terminate_line", 400,
				{ responseHeader = { errorCode = "400", errorMessage = message } })
			return err.name
		end
		for _, message in ipairs { "THE LINENO IS INVALID", "the lineno is invalid.", "The lineNo Is iNvAlId." } do
			assert.equal("line_no_invalid", name_of(message))
		end
		for _, message in ipairs { "The l\u{131}neNo is Invalid.", "The lineNo \u{130}s Invalid", "The lineNo is Invali",
			"The lineNo is Invalid..", "The lineNo is Invalid, or so" } do
			assert.is_nil(name_of(message))
		end
	end)

	local FOREIGN <const> = { "", "<html>busy</html>", "{}", "[]", '{"fault":"x"}', '{"responseHeader":null}', "\xFF" }
	local BARE <const> = {
		{ 400, "http", "yes" }, { 401, "auth", "no" }, { 403, "http", "yes" }, { 404, "http", "yes" }, { 409, "http", "yes" },
		{ 429, "http", "no" }, { 500, "http", "maybe" }, { 501, "http", "maybe" }, { 502, "http", "maybe" },
		{ 503, "http", "maybe" }, { 504, "http", "maybe" },
	}
	for _, case in ipairs(BARE) do
		it(("%d with a body of someone else"):format(case[1]), function()
			for _, body in ipairs(FOREIGN) do
				local _ <const>, err <const> = respond("terminate_line", case[1], body)
				assert.same(case, { err.status, err.kind, err.sent })
				assert.equal("the carrier answered with status " .. case[1], err.message)
				assert.is_nil(err.code)
			end
		end)
	end

	it("says how long to wait, in seconds or as a date", function()
		for _, status in ipairs { 429, 503 } do
			local _, err = respond("list_lines", status, "", { ["retry-after"] = "17" })
			assert.equal(17, err.retry_after)
			_, err = respond("list_lines", status, "",
				{ ["retry-after"] = os.date("!%a, %d %b %Y %H:%M:%S GMT", os.time() + 100) })
			assert.is_true(err.retry_after > 90 and err.retry_after <= 100)
			_, err = respond("list_lines", status, "", { ["retry-after"] = "soon" })
			assert.is_nil(err.retry_after)
		end
	end)
end)
