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
