--- What a status that is not 2xx says: the kind of the error, and whether the carrier may have acted.

local arguments <const> = require "support.arguments"
local wire <const> = require "support.wire"

local function respond(operation, status, body, headers)
	return wire.once(wire.reply(status, body, headers), operation, arguments.of(operation))
end

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
		it(("%d with the carrier's body: %s"):format(status, message), function()
			local by_carrier <const> = { responseHeader = { errorCode = tostring(status), errorMessage = message } }
			local by_gateway <const> = { fault = { faultstring = message, detail = { errorcode = tostring(status) } } }
			for _, body in ipairs { by_carrier, by_gateway } do
				local reply <const>, err <const> = respond("terminate_line", status, body)
				-- The gateway's 503 says the same, but not that the carrier did nothing.
				local expected <const> = status == 503 and body == by_gateway and "maybe" or sent
				assert.is_nil(reply)
				assert.same({ kind, expected, status, tostring(status), message, name },
					{ err.kind, err.sent, err.status, err.code, err.message, err.name })
				assert.equal("terminate_line", err.operation)
				assert.is_nil(err.permanent)
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
		{ 400, "http", "yes" }, { 401, "auth", "no" }, { 402, "http", "yes" }, { 403, "http", "yes" },
		{ 404, "http", "yes" }, { 405, "http", "yes" }, { 406, "http", "yes" }, { 408, "http", "maybe" },
		{ 409, "http", "yes" }, { 410, "http", "yes" }, { 413, "http", "yes" }, { 415, "http", "yes" },
		{ 421, "http", "no" }, { 422, "http", "yes" }, { 425, "http", "no" }, { 426, "http", "yes" },
		{ 429, "http", "no" }, { 431, "http", "yes" }, { 451, "http", "yes" }, { 499, "http", "yes" },
		{ 500, "http", "maybe" }, { 501, "http", "maybe" }, { 502, "http", "maybe" }, { 503, "http", "maybe" },
		{ 504, "http", "maybe" }, { 511, "http", "maybe" }, { 599, "http", "maybe" },
	}
	for _, case in ipairs(BARE) do
		it(("%d with a body of someone else"):format(case[1]), function()
			for _, body in ipairs(FOREIGN) do
				local _ <const>, err <const> = respond("terminate_line", case[1], body)
				assert.same(case, { err.status, err.kind, err.sent })
				assert.equal("the carrier answered with status " .. case[1], err.message)
				assert.is_nil(err.code)
				assert.is_nil(err.permanent)
			end
		end)
	end

	-- Status, whose body, kind, sent.
	local BY_CARRIER <const>, BY_GATEWAY <const> = { responseHeader = { errorCode = "1", errorMessage = "so it is" } },
		{ fault = { faultstring = "so it is", detail = { errorcode = "1" } } }
	for _, case in ipairs {
		{ 408, "api", "maybe" }, { 421, "api", "no" }, { 425, "api", "no" }, { 504, "http", "maybe" },
	} do
		it(("%d with a body of the carrier's or its gateway's"):format(case[1]), function()
			for _, body in ipairs { BY_CARRIER, BY_GATEWAY } do
				local _ <const>, err <const> = respond("terminate_line", case[1], body)
				assert.same(case, { err.status, err.kind, err.sent })
				assert.same({ "1", "so it is" }, { err.code, err.message })
			end
		end)
	end

	it("503 is the carrier's own where its body has a code or a message, and then alone", function()
		for _, header in ipairs { { errorCode = "503" }, { errorMessage = "later" } } do
			local _ <const>, err <const> = respond("terminate_line", 503, { responseHeader = header })
			assert.equal("no", err.sent)
		end
		for _, header in ipairs { { errorCode = "", errorMessage = " " }, { errorCode = {} }, { later = "1" } } do
			local _ <const>, err <const> = respond("terminate_line", 503, { responseHeader = header,
				fault = { faultstring = "busy" } })
			assert.equal("maybe", err.sent)
		end
	end)

	local LOCATION <const> = { location = "https://user:secret@elsewhere.example/" }
	local PERMANENT <const> = { [407] = "the answer has status 407: a proxy asks for a user and a password" }
	for _, status in ipairs { 300, 301, 302, 303, 304, 305, 307, 308, 399 } do
		PERMANENT[status] = ("the answer has status %d: redirects are not followed: check the base URL"):format(status)
	end
	for status, message in pairs(PERMANENT) do
		it(("%d gets no better by waiting, may have been done, and shows no address"):format(status), function()
			for _, operation in ipairs { "terminate_line", "list_lines" } do
				for _, body in ipairs { "", "<html>moved</html>", BY_CARRIER, BY_GATEWAY } do
					if status == 304 then -- it has no body
						body = ""
					end
					local _ <const>, err <const> = respond(operation, status, body, LOCATION)
					local is_api <const> = status == 407 and type(body) == "table"
					assert.same({ is_api and "api" or "http", "maybe", true, message },
						{ err.kind, err.sent, err.permanent, err.message })
				end
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
