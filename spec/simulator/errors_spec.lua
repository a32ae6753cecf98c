--- The simulated carrier's refusals: each error of the carrier's table, and every way to be malformed.

local simulated <const> = require "support.simulated"

local LINE <const> = "/lines/09010000001"

local function imei(changes)
	local body <const> = { agreement = "yes", lineInfo = { imei = "1", imeiOption = "1" } }
	for name, value in pairs(changes or {}) do
		body[name] = value
	end
	return body
end

local function delivery(changes)
	local body <const> = {
		requestDate = "20260110", agreement = "yes", deliveryPostalCode = "1008019", deliveryPref = "東京都",
		deliveryCity = "千代田区", deliveryAddress1 = "ー", deliveryCompanyName = "会社",
		notificationMailAddress = "user@ntt.com", notificationPassword = "secret",
		linesList = { { number = "0000000001", deviceCode = "T2000556" } },
	}
	for name, value in pairs(changes) do
		body[name] = value
	end
	return body
end

local function new_line(changes)
	local line <const> = {
		number = "0000000001", planCode = "T3001326", deviceCode = "T2000537", actIpAddress = "192.168.1.1",
		authenticationId = "nttcom", accessCode = "1",
	}
	for name, value in pairs(changes) do
		line[name] = value
	end
	return delivery { linesList = { line } }
end

local function course(changes)
	local body <const> = { agreement = "yes", requestDate = "20260101", lineInfo = { planCode = "T3001328" } }
	for name, value in pairs(changes) do
		body[name] = value
	end
	return body
end

-- What is refused, why, and how: status, message, method, target, body.
local REFUSED <const> = {
	{ 404, "The requested lineNo is not found", "GET", "/lines/09099999999/traffic" },
	{ 404, "The requested lineNo is not found", "POST", "/dataShare",
		{ agreement = "yes", linesList = { { lineNo = "09099999999" } } } },
	{ 404, "The requested lineNo is not found", "GET",
		"/sessions?startTime=20251101000000&endTime=20251102000000&lineNoSearchKey=09099999999" },
	{ 404, "The requested lineNo is not found", "GET", -- of 15 characters, which the sheet of this log allows
		"/sessions?startTime=20251101000000&endTime=20251102000000&lineNoSearchKey=090-9999-999999" },
	{ 400, "The lineNo is Invalid.", "GET",
		"/sessions?startTime=20251101000000&endTime=20251102000000&lineNoSearchKey=090-9999-9999999" },
	{ 400, "The lineNo is Invalid.", "GET",
		"/authentications?startTime=20251101000000&endTime=20251102000000&lineNoSearchKey=090-99999999" },
	{ 404, "The Requested lineGroup is not found.", "GET", LINE .. "/dataShare/traffic" },
	{ 404, "The Requested lineGroup is not found.", "DELETE", "/dataShare/lines/09010000001?agreement=yes" },
	{ 403, "The order is not allowed by user RADIUS/MCOP", "PUT", "/lines/09010000050/radiusAuth",
		{ agreement = "yes", lineInfo = { authenticationId = "nttcom" } } },
	{ 403, "The order is not allowed by user RADIUS/MCOP", "PUT", "/lines/09010000049/radiusAuth",
		{ agreement = "yes", lineInfo = { authenticationId = "nttcom" } } },
	{ 404, "The order is not found", "GET", "/orders/AGU0000000000000?status=asyncCancelAccepting" },
	{ 404, "Not Found", "GET", "/orders/AGU0000000000000?status=asyncAccepting" },
	{ 400, "The orderId is Invalid.", "GET", "/orders/AGX0000000000000?status=asyncAccepting" },
	{ 400, "The orderId is Invalid.", "DELETE", "/orders/1?agreement=yes" },
	{ 404, "The roaming-option is not found.", "DELETE", LINE .. "/roaming?agreement=yes" },
	{ 400, "The lineNo is Invalid.", "GET", "/lines/0901000000A/session" },
	{ 404, "The requested lineNo is not found", "GET", "/lines/9010000001/session" }, -- the form has no leading zero
	{ 400, "The lineNo is Invalid.", "GET", "/lines/090100000011/session" },
	{ 400, "The lineNo is Invalid.", "POST", "/dataShare", { agreement = "yes", linesList = { { lineNo = "9x" } } } },
	{ 400, "The reserveId is Invalid.", "DELETE", "/dataShare/reserves/AGU1?agreement=yes" },
	{ 400, "The requestDate is Invalid.", "DELETE", LINE .. "?requestDate=20260230&agreement=yes" },
	{ 400, "The requestDate is Invalid.", "DELETE", LINE .. "?agreement=yes" },
	{ 400, "The requestDate is Invalid.", "PUT", LINE .. "/courses", course { requestDate = "2026-01-01" } },
	-- consent
	{ 400, "Bad Request", "DELETE", LINE .. "/roaming" },
	{ 400, "Bad Request", "DELETE", LINE .. "/roaming?agreement=Yes" },
	{ 400, "Bad Request", "POST", LINE .. "/dataVolume", { agreement = "maybe" } },
	-- queries
	{ 400, "Bad Request", "GET", "/orders" },
	{ 400, "Bad Request", "GET", "/orders?status=asyncAccepting" },
	{ 400, "Bad Request", "GET", "/lines?page=2" },
	{ 400, "Bad Request", "DELETE", LINE .. "/roaming?agreement=yes&agreement=yes" },
	{ 400, "Bad Request", "GET", "/sessions?startTime=20251101000000" },
	{ 400, "Bad Request", "GET", "/sessions?startTime=20251101000000&endTime=20251101250000" },
	{ 400, "Bad Request", "GET", "/sessions?startTime=20251102000000&endTime=20251101000000" },
	{ 400, "Bad Request", "GET", "/authentications?startTime=20251101000000&endTime=20251102000000"
		.. "&authSearchKey=id@example.com&lineNoSearchKey=09010000001" },
	-- bodies
	{ 400, "Bad Request", "GET", "/lines", { agreement = "yes" } },
	{ 400, "Bad Request", "PUT", LINE .. "/imei" },
	{ 400, "Bad Request", "PUT", LINE .. "/imei", "no JSON" },
	{ 400, "Bad Request", "PUT", LINE .. "/imei", "[1]" },
	{ 400, "Bad Request", "PUT", LINE .. "/imei", imei { unknown = "1" } },
	{ 400, "Bad Request", "PUT", LINE .. "/imei", imei { lineInfo = { imei = 1, imeiOption = "1" } } },
	{ 400, "Bad Request", "PUT", LINE .. "/imei", imei { lineInfo = { imei = "1" } } },
	{ 400, "Bad Request", "PUT", LINE .. "/imei", imei { lineInfo = { imei = "1", imeiOption = "3" } } },
	{ 400, "Bad Request", "PUT", LINE .. "/imei", imei { lineInfo = { { imei = "1", imeiOption = "1" } } } },
	{ 400, "Bad Request", "PUT", LINE .. "/imei", { agreement = "yes", imei = "1", imeiOption = "1" } },
	{ 400, "Bad Request", "PUT", LINE .. "/radiusAuth", { agreement = "yes", lineInfo = { a = "b" } } },
	{ 400, "Bad Request", "PUT", LINE .. "/courses", course { lineInfo = { planCode = "T300" } } },
	{ 400, "Bad Request", "PUT", LINE .. "/ipAddresses", imei { lineInfo = { actIpAddress = "192.168.1.256" } } },
	{ 400, "Bad Request", "PUT", LINE .. "/ipAddresses", imei { lineInfo = { actIpAddress = "192.168.01.1" } } },
	{ 400, "Bad Request", "PUT", LINE .. "/ipAddresses", imei { lineInfo = { actIpAddress = "192.168.1" } } },
	{ 400, "Bad Request", "POST", "/dataShare", { agreement = "yes", linesList = {} } },
	{ 400, "Bad Request", "POST", "/dataShare", { agreement = "yes", linesList = { lineNo = "09010000001" } } },
	{ 400, "Bad Request", "POST", "/devices", delivery { deliveryPref = "東京都東京" } },
	{ 400, "Bad Request", "POST", "/devices", delivery { deliveryPostalCode = "100" } },
	{ 400, "Bad Request", "POST", "/devices", delivery { deliveryPhoneNumber = "x" } },
	{ 400, "Bad Request", "POST", "/devices", delivery { notificationMailAddress = "user" } },
	{ 400, "Bad Request", "POST", "/devices", delivery { notificationPassword = "秘密" } },
	{ 400, "Bad Request", "POST", "/devices", delivery { deliveryCity = "千代田区\n" } },
	{ 400, "Bad Request", "POST", "/devices",
		delivery { linesList = { { number = "0000000002", deviceCode = "T2000556" } } } },
	{ 400, "Bad Request", "POST", "/lines", new_line { authenticationPassword = "あ" } },
	{ 400, "Bad Request", "POST", "/lines", new_line { authenticationId = "a b" } },
	{ 400, "Bad Request", "POST", "/lines", new_line { accessCode = "1", accessType = "1" } },
	{ 400, "Bad Request", "POST", "/lines", delivery { linesList = {
		new_line {}.linesList[1], new_line { number = "2" }.linesList[1] } } },
}

describe("simulator refusals #unit", function()
	local carrier

	before_each(function()
		carrier = simulated.new()
	end)

	for i, each in ipairs(REFUSED) do
		it(("%d: %s %s with %s"):format(i, each[3], each[4], each[2]), function()
			local status <const>, reply <const> = carrier:ask(each[3], each[4], each[5])
			assert.equal(each[1], status)
			assert.same({ responseHeader = { errorCode = tostring(each[1]), errorMessage = each[2] } }, reply)
			assert.same({}, carrier:accepted())
		end)
	end

	it("know the contract", function()
		local status, reply = carrier:send("GET", "/v2/unom/contracts/N000000000/lines")
		assert.same({ 404, "The requested contractId is not found." }, { status, reply.responseHeader.errorMessage })
		for _, id in ipairs { "N12345678", "n123456789", "N1234567890" } do
			status, reply = carrier:send("GET", "/v2/unom/contracts/" .. id)
			assert.same({ 400, "The contractId is Invalid." }, { status, reply.responseHeader.errorMessage })
		end
	end)

	it("are the gateway's for a URL that is not there", function()
		for _, target in ipairs { "/v2/unom", "/v2/unom/contracts", "/v2/unom/contracts/N123456789/", "/v1/unom",
			"/v2/unom/contracts/N123456789/line", "/v2/unom/contracts/N123456789//lines", "/_simulator/line" } do
			local status <const>, reply <const> = carrier:send("GET", target)
			assert.equal(404, status, target)
			assert.equal("Raising fault. Fault name : Unknown-Resource", reply.fault.faultstring)
		end
		assert.equal(404, (carrier:ask("DELETE", "/lines")))
	end)

	it("are the gateway's for an operation that is not offered, and spare its neighbours", function()
		local without <const> = simulated.new { without = { list_accepting_orders = true, change_imei = true } }
		local status <const>, reply <const> = without:ask("GET", "/orders?status=accepting")
		assert.equal(404, status)
		assert.equal("steps.raisefault.RaiseFault", reply.fault.detail.errorcode)
		assert.equal(404, without:ask("PUT", LINE .. "/imei", imei()))
		assert.equal(200, without:ask("GET", "/orders?status=complete"))
		assert.same({}, without:accepted())
	end)

	it("say that a contract has no data-share group until a line is in it, and again without one", function()
		local small <const> = simulated.new { lines = 47 } -- the 48th would be in it
		local status, reply = small:ask("GET", "/dataShare")
		assert.same({ 404, "The Requested lineGroup is not found." }, { status, reply.responseHeader.errorMessage })
		small:ask("POST", "/dataShare", { agreement = "yes", linesList = { { lineNo = "09010000001" } } })
		status, reply = small:ask("GET", "/dataShare")
		assert.same({ 200, "01" }, { status, reply.linesList[1].status })
		small:ask("DELETE", "/dataShare/reserves/" .. reply.linesList[1].reserveId .. "?agreement=yes")
		assert.equal(404, small:ask("GET", "/dataShare"))
	end)

	it("are the gateway's for a token that is bad, absent or old", function()
		carrier:wait(3598)
		assert.equal(200, (carrier:ask("GET", "")))
		carrier:wait(1)
		local status, reply = carrier:ask("GET", "")
		assert.equal(401, status)
		assert.equal("Invalid access token", reply.fault.faultstring)
		carrier.token = "other"
		assert.equal(401, (carrier:ask("GET", "")))
		carrier.token = nil
		status, reply = carrier:ask("GET", "")
		assert.equal(401, status)
		assert.equal("oauth.v2.InvalidAccessToken", reply.fault.detail.errorcode)
	end)

	it("of tokens have a shape of their own", function()
		local path <const> = "/v1/oauth/accesstokens"
		local status, reply = carrier:send("POST", path, { grantType = "password" })
		assert.same({ 400, "invalid_request" }, { status, reply.ErrorCode })
		status, reply = carrier:send("POST", path, { grantType = "client_credentials", clientId = "", clientSecret = "x" })
		assert.same({ 401, "invalid_client" }, { status, reply.ErrorCode })
		assert.equal(404, (carrier:send("GET", path)))
		status, reply = carrier:send("POST", path, { grantType = "client_credentials", clientId = "x", clientSecret = "x" })
		assert.same({ 200, "3599", "BearerToken" }, { status, reply.expiresIn, reply.tokenType })
	end)

	it("begin at 255 applications between acceptance and 03", function()
		carrier = simulated.new { lines = 300 }
		for number = 1, 254 do
			assert.truthy(carrier:order(number))
		end
		local id <const>, status <const>, reply <const> = carrier:order(255)
		assert.is_nil(id)
		assert.same({ 400, "Too many requests." }, { status, reply.responseHeader.errorMessage })
		local _, other <const> = carrier:send("PUT", "/v2/unom/contracts/N987654321/lines/09020000001/imei", imei())
		assert.equal("0001", other.resultCode)
		carrier:wait(1)
		assert.truthy(carrier:order(255))
	end)

	it("count the entries of an order", function()
		local function buy(count)
			local lines <const> = {}
			for i = 1, count do
				lines[i] = { number = tostring(i), deviceCode = "T2000556" }
			end
			local status <const>, reply <const> = carrier:ask("POST", "/devices", delivery { linesList = lines })
			return status, reply.resultCode or reply.responseHeader.errorMessage
		end
		assert.same({ 400, "Too many requests." }, { buy(255) })
		assert.same({ 200, "0001" }, { buy(200) })
		assert.same({ 400, "Too many requests." }, { buy(55) })
		assert.same({ 200, "0001" }, { buy(54) })
	end)

	it("are resultCode 0002, or 1 for a session, without consent", function()
		local without <const> = {
			{ "PUT", LINE .. "/imei", imei { agreement = "no" } },
			{ "DELETE", LINE .. "?requestDate=20260101&agreement=no" },
			{ "POST", "/dataShare", { agreement = "no", linesList = { { lineNo = "09010000001" } } } },
			{ "DELETE", "/dataShare/lines/09010000048?agreement=no" },
			{ "DELETE", "/orders/AGU1?agreement=no" },
			{ "DELETE", "/dataShare/reserves/1?agreement=no" },
		}
		for _, each in ipairs(without) do
			local status <const>, reply <const> = carrier:ask(table.unpack(each))
			assert.same({ 200, "0002" }, { status, reply.resultCode })
		end
		local _, reply <const> = carrier:ask("DELETE", LINE .. "/session?agreement=no")
		assert.equal(1, reply.resultCode)
		assert.same({}, carrier:accepted())
	end)

	it("spare the announced name of accessCode", function()
		local _, reply <const> = carrier:ask("PUT", LINE .. "/accessTypes",
			{ agreement = "yes", lineInfo = { accessType = "1" } })
		assert.equal("0001", reply.resultCode)
		assert.equal("1", carrier:accepted()[1].arguments.accessCode)
	end)
end)
