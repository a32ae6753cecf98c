--- What becomes of a row after its request was sent: every response, and none, provoked on a real socket.

local bulk <const> = require "unom.bulk"
local cjson <const> = require "cjson"
local core <const> = require "unom.core"
local csv <const> = require "support.csv"
local engine_run <const> = require "support.engine_run"
local homes <const> = require "support.homes"
local httpd <const> = require "unom.httpd"
local ledgers <const> = require "unom.bulk.ledger"
local loopback <const> = require "support.loopback"
local scratch <const> = require "support.scratch"
local unom <const> = require "unom"

local CONTRACT <const> = "N123456789"
local SPEED <const> = 50 -- the engine's seconds in one of ours
local JSON <const> = { ["content-type"] = "application/json; charset=UTF-8" }
local HEADER <const> = "operation,lineNo,planCode,requestDate\n"
local LINES <const> = { "09010000001", "09010000002" }

local function respond(status, body, headers)
	return function(request)
		request:reply(status, headers or JSON, type(body) == "table" and cjson.encode(body) or body or "")
	end
end

local function refusal(status, message, headers)
	return respond(status, { responseHeader = { errorCode = tostring(status), errorMessage = message } }, headers)
end

local function with_retry_after(seconds)
	return { ["content-type"] = JSON["content-type"], ["retry-after"] = tostring(seconds) }
end

-- ---- a carrier that takes orders, except where the spec says otherwise ----

local carrier_methods <const> = {}
local carrier_mt <const> = { __index = carrier_methods }

--- @param script what it does with the first, second... submission: function(request, carrier); the rest it accepts
local function new_carrier(script)
	local self <const> = setmetatable({ script = script, orders = {}, sent = {}, tokens = 0 }, carrier_mt)
	self.server = loopback.serve(function(request) self:take(request) end)
	return self
end

--- Accepts an order and returns the reply.
function carrier_methods:accept()
	local id <const> = ("AGU261123%07d"):format(#self.orders + 1)
	self.orders[#self.orders + 1] = { orderId = id, requestDate = "20991201", orderStatus = "15", asked = 0 }
	return { contractId = CONTRACT, resultCode = "0001", orderId = id }
end

local function status_of(self, id)
	for _, order in ipairs(self.orders) do
		if order.orderId == id then
			order.asked = order.asked + 1
			return { contractId = CONTRACT, orderId = id, orderList = { { number = "1",
				orderStatus = order.asked < (self.polls_needed or 1) and "02" or "03" } } }
		end
	end
end

function carrier_methods:take(request)
	if request.path:find("accesstokens", 1, true) then
		self.tokens = self.tokens + 1
		local refuse <const> = (self.token_script or {})[self.tokens]
		if refuse then
			return refuse(request)
		end
		return respond(200, { accessToken = "token" .. self.tokens, expiresIn = "3599", tokenType = "BearerToken" })(request)
	elseif request.method ~= "GET" then
		self.sent[#self.sent + 1] = { at = core.monotonic() * SPEED, path = request.path }
		local act <const> = self.script[#self.sent]
		if act then
			return act(request, self)
		end
		return respond(200, self:accept())(request)
	end
	local id <const> = request.path:match("/orders/(%w+)$")
	local listed <const> = request.query == "status=accepting" and self.orders or {}
	return respond(200, id and status_of(self, id) or '{"contractId":"' .. CONTRACT .. '","orderList":'
		.. (#listed > 0 and cjson.encode(listed) or "[]") .. "}")(request)
end

--- Closes its port, so that nobody listens there; `come_back` opens it again.
function carrier_methods:go_away()
	self.server.listener:close()
	self.gone = true
end

function carrier_methods:come_back()
	self.server.listener = assert(httpd.listen { address = "127.0.0.1", port = self.server.port })
	self.gone = false
end

--- The client's part of the engine's options: the engine waits inside the client, so the server is stepped there.
function carrier_methods:stepped(client)
	local wrapped <const> = {}
	function wrapped.start(_, operation, arguments)
		assert(operation ~= "list_lines", "asked aside, it would take tokens whose order is that of the script")
		if self.before_send and operation:find("^change_") then
			self.before_send(self)
		end
		return client:start(operation, arguments)
	end
	function wrapped.in_flight() return client:in_flight() end
	function wrapped.wait()
		if not self.gone then
			self.server:step(0.002)
		end
		return client:wait(0.002)
	end
	return wrapped
end

describe("after a send #wire", function()
	local home <const> = homes.each_test()

	--- Runs a list of two lines against the carrier: the outcome, and of each row its state, error and events.
	local function run(carrier, more)
		local path <const> = home:write("list.csv", HEADER
			.. ("change_course,%s,T3001328,20991201\n"):rep(2):format(table.unpack(LINES)))
		local client <close> = unom.client { base_url = carrier.server.base_url, client_id = "id",
			client_secret = "secret", timeout = 1 }
		local options <const> = home:hastened(carrier:stepped(client), SPEED, more)
		options.path, options.contract_id, options.agree = path, CONTRACT, true
		local outcome <const> = assert(bulk.run(options))
		local ledger <close> = assert(ledgers.open(options.ledger))
		local rows <const> = ledger:rows_after(1, 0, 10)
		for index, row in ipairs(rows) do
			rows[index] = { state = row.state, reason = row.reason, order_id = row.order_id,
				events = engine_run.events_of(ledger, 1, row.row) }
		end
		carrier.server:close()
		local result <const> = csv.parse(scratch.read(outcome.result))
		for index, row in ipairs(rows) do
			assert.equal(row.state, result[index]["unom.state"])
		end
		return outcome, rows
	end

	local ACCEPTED <const> = "submitting accepted succeeded"
	local SENT_AGAIN <const> = "submitting not_done submitting accepted succeeded"

	-- Nothing was done, and the same request is sent again: the response to the first, and the seconds of the engine
	-- that the second waits at least.
	local AGAIN <const> = {
		{ "429 with Retry-After", refusal(429, "quota", with_retry_after(7)), 7 },
		{ "429 with the gateway's fault", respond(429, { fault = { faultstring = "Rate limit quota violation",
			detail = { errorcode = "policies.ratelimit.QuotaViolation" } } }), 0.5 },
		{ "503 with the carrier's error", refusal(503, "System Maintainance"), 0.5 },
		{ "503 with the carrier's error and Retry-After", refusal(503, "System Maintainance", with_retry_after(5)), 5 },
		{ "421", respond(421, "<html>Misdirected Request</html>"), 0 },
		{ "425", refusal(425, "Too Early"), 0 },
		{ "400 Too many requests, with no order of ours under way", refusal(400, "Too many requests."), 0.5 },
	}
	for _, case in ipairs(AGAIN) do
		local name <const>, act <const>, pause <const> = table.unpack(case)
		it(name .. ": waits and sends it again", function()
			local carrier <const> = new_carrier { act }
			local outcome <const>, rows <const> = run(carrier)
			assert.equal(0, outcome.exit_code)
			assert.same({ "succeeded", SENT_AGAIN }, { rows[1].state, rows[1].events })
			assert.same({ "succeeded", ACCEPTED }, { rows[2].state, rows[2].events })
			assert.equal(3, #carrier.sent)
			assert.equal(carrier.sent[1].path, carrier.sent[2].path)
			assert.is_true(carrier.sent[2].at - carrier.sent[1].at >= pause)
			assert.equal(2, #carrier.orders)
		end)
	end

	it("400 Too many requests, with orders under way: sends again when one of them has ended", function()
		local carrier
		carrier = new_carrier { nil, refusal(400, "Too many requests."), function(request)
			carrier.polls_before = carrier.orders[1].asked
			respond(200, carrier:accept())(request)
		end }
		carrier.polls_needed = 3
		local outcome <const>, rows <const> = run(carrier)
		assert.equal(0, outcome.exit_code)
		assert.equal("submitting not_done submitting accepted status succeeded", rows[2].events)
		assert.equal(3, carrier.polls_before) -- the third poll of the first order said 03
	end)

	it("nobody listening: waits and sends it again", function()
		local carrier <const> = new_carrier {}
		function carrier:before_send()
			self.before_send = nil
			self:go_away()
		end
		local came_back
		local outcome <const>, rows <const> = run(carrier, { sleep = function(seconds)
			if carrier.gone then
				came_back = true
				carrier:come_back()
			end
			core.sleep(seconds / SPEED)
		end })
		assert.is_true(came_back)
		assert.equal(0, outcome.exit_code)
		assert.equal(SENT_AGAIN, rows[1].events)
		assert.equal(2, #carrier.sent)
	end)

	it("401: asks for a token once more and sends it with that", function()
		local carrier <const> = new_carrier { respond(401, { fault = { faultstring = "Invalid access token" } }) }
		local outcome <const>, rows <const> = run(carrier)
		assert.equal(0, outcome.exit_code)
		assert.equal(ACCEPTED, rows[1].events)
		assert.equal(2, carrier.tokens)
		assert.equal(3, #carrier.sent)
	end)

	it("401 again: stops, with the row as it was before", function()
		local refused <const> = respond(401, { fault = { faultstring = "Invalid access token" } })
		local carrier <const> = new_carrier { refused, refused }
		local outcome <const>, rows <const> = run(carrier)
		assert.equal(6, outcome.exit_code)
		assert.equal("auth", outcome.unauthorised.kind)
		assert.equal(home:going_on "resume 1", outcome.resume)
		assert.same({ "pending", "submitting not_done" }, { rows[1].state, rows[1].events })
		assert.same({ "pending", "" }, { rows[2].state, rows[2].events })
		assert.equal(2, #carrier.sent)
	end)

	-- The world's failures, which pass: responses to a request for a token.
	local function granted(seconds)
		return respond(200, { accessToken = "token", expiresIn = seconds })
	end
	local NO_TOKENS <const> = {
		["a page instead of a token"] = respond(200, "<html>Maintenance</html>", { ["content-type"] = "text/html" }),
		["a reply without a token"] = respond(200, { expiresIn = "3599" }),
		["a token without its life"] = respond(200, { accessToken = "token" }),
		["a token that is too long"] = respond(200, { accessToken = ("t"):rep(20000), expiresIn = "3599" }),
	}
	for name, bad in pairs(NO_TOKENS) do
		it(name .. ": whatever needs one waits and asks again", function()
			local carrier <const> = new_carrier {}
			-- The two lists of the baseline are asked first, then the order is sent. While there is no token, reads alone find
			-- out when there is one again.
			carrier.token_script = { bad, granted "0", bad, granted "0", bad, bad, granted "0", bad }
			-- Pauses as long as they get: one of nearly nothing lets two requests share a token.
			local outcome <const>, rows <const> = run(carrier, { random = function() return 0.99 end })
			assert.equal(0, outcome.exit_code)
			assert.is_nil(outcome.unauthorised)
			local events <const>, unsent = rows[1].events:match("^.*accepted"):gsub("submitting not_done ", "")
			assert.equal("submitting accepted", events)
			assert.is_true(unsent > 0)
			assert.same({ "succeeded", "succeeded" }, { rows[1].state, rows[2].state })
			assert.equal(2, #carrier.sent)
			assert.is_true(carrier.tokens > 8)
		end)
	end

	it("credentials that are refused: stops, with the row as it was before", function()
		local carrier <const> = new_carrier {}
		carrier.token_script = { granted "0", granted "0", respond(401, "") }
		local outcome <const>, rows <const> = run(carrier)
		assert.equal(6, outcome.exit_code)
		assert.same({ "pending", "submitting not_done" }, { rows[1].state, rows[1].events })
		assert.equal(0, #carrier.sent)
	end)

	-- The carrier refused it for good.
	local REFUSED <const> = {
		{ "404", refusal(404, "The requested lineNo is not found") },
		{ "403", refusal(403, "The order is not allowed by user RADIUS/MCOP") },
		{ "400", refusal(400, "The requestDate is Invalid.") },
		{ "resultCode 0002", respond(200, { contractId = CONTRACT, resultCode = "0002", orderId = "",
			checkErrorInfo = { messageId = "W00030002", message = "" } }) },
		{ "resultCode 0003", respond(200, { contractId = CONTRACT, resultCode = "0003", orderId = "",
			checkErrorInfo = { messageId = "W00030003", message = "" } }) },
	}
	for _, case in ipairs(REFUSED) do
		local name <const>, act <const> = table.unpack(case)
		it(name .. ": the row is rejected, the next one goes out", function()
			local carrier <const> = new_carrier { act }
			local outcome <const>, rows <const> = run(carrier)
			assert.equal(1, outcome.exit_code)
			assert.same({ "rejected", "submitting rejected" }, { rows[1].state, rows[1].events })
			assert.is_table(rows[1].reason)
			assert.same({ "succeeded", ACCEPTED }, { rows[2].state, rows[2].events })
			assert.equal(2, #carrier.sent)
		end)
	end

	-- The carrier may have acted: function(request, acts, carrier), where acts() has done so and gives the reply.
	local function raw(status, body)
		return function(request, acts)
			acts()
			request:reply(status, { ["content-type"] = "text/html" }, body)
		end
	end
	local IN_DOUBT <const> = {
		{ "500", function(request, acts)
			acts()
			refusal(500, "Internal Server Error")(request)
		end },
		{ "502", raw(502, "<html>Bad Gateway</html>") },
		{ "503 without the carrier's error", raw(503, "<html>Service Unavailable</html>") },
		{ "503 with the gateway's fault", function(request, acts)
			acts()
			respond(503, { fault = { faultstring = "The Service is temporarily unavailable",
				detail = { errorcode = "messaging.adaptors.http.flow.ServiceUnavailable" } } })(request)
		end },
		{ "408", raw(408, "<html>Request Timeout</html>") },
		{ "504", raw(504, "<html>Gateway Timeout</html>") },
		{ "a redirect", function(request, acts)
			acts()
			request:reply(307, { location = "/elsewhere" }, "")
		end },
		{ "a reply that is no JSON", raw(200, "<html>Welcome</html>") },
		{ "an empty reply", raw(200, "") },
		{ "a reply that is no UTF-8", raw(200, '{"resultCode":"0001","orderId":"\xff"}') },
		{ "a reply without its orderId", function(request, acts)
			acts()
			respond(200, { contractId = CONTRACT, resultCode = "0001" })(request)
		end },
		{ "a reply that breaks off", function(request, acts)
			local text <const> = cjson.encode(acts())
			request:truncate(200, JSON, text, #text // 2)
		end },
		{ "a lost connection", function(request, acts)
			acts()
			request:drop()
		end },
		{ "a time-out", function(_, acts) acts() end }, -- and the request is kept
	}
	for _, case in ipairs(IN_DOUBT) do
		local name <const>, act <const> = table.unpack(case)
		it(name .. ", the carrier has acted: its order is found and followed", function()
			local carrier <const> = new_carrier { function(request, self)
				act(request, function() return self:accept() end)
			end }
			local outcome <const>, rows <const> = run(carrier)
			assert.equal(0, outcome.exit_code)
			assert.same({ "succeeded", "submitting in_doubt listed listed adopted succeeded" },
				{ rows[1].state, rows[1].events })
			assert.equal(carrier.orders[1].orderId, rows[1].order_id)
			assert.is_nil(rows[1].reason)
			assert.same({ "succeeded", ACCEPTED, carrier.orders[2].orderId },
				{ rows[2].state, rows[2].events, rows[2].order_id })
			assert.equal(2, #carrier.sent)
		end)

		it(name .. ", the carrier has not acted: a person decides, the next row goes out", function()
			local carrier <const> = new_carrier { function(request)
				act(request, function() return { contractId = CONTRACT, resultCode = "0001", orderId = "AGU1" } end)
			end }
			local outcome <const>, rows <const> = run(carrier)
			assert.equal(3, outcome.exit_code)
			assert.same({ "unknown", "submitting in_doubt listed listed undecided" }, { rows[1].state, rows[1].events })
			assert.is_table(rows[1].reason)
			assert.same({ "succeeded", ACCEPTED }, { rows[2].state, rows[2].events })
			assert.equal(2, #carrier.sent)
			assert.equal(1, #carrier.orders)
			assert.is_nil(outcome.resume)
		end)
	end
end)
