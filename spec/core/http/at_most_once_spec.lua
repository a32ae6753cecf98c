--- Each fault of a connection, for a read and an order, over plain TCP, TLS 1.2 and TLS 1.3: how often the request
-- reached the server, which counts, and what the caller was told.
--
-- What these faults once did: a close-notify during a pause made the next order end in doubt, for libcurl takes a TLS
-- connection with bytes to read for a good one; the 408 of a connection idle for too long was taken as the answer to
-- the order that was sent next; so was a second reply, whose orderId belonged to the order before.

local arguments <const> = require "support.arguments"
local scratch <const> = require "support.scratch"
local scripted <const> = require "support.servers.scripted"
local self_signed <const> = require "support.servers.self_signed"

local accepted <const>, reply <const> = scripted.accepted, scripted.reply

local READ <const>, ORDER <const> = "get_contract", "change_course"
local CARRIERS_503 <const> = { responseHeader = { errorCode = "503", errorMessage = "Service unavailable" } }
local GATEWAYS_503 <const> = { fault = { faultstring = "The Service is temporarily unavailable" } }

local CHUNKED <const> = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

-- Made once: each text needs a process.
local packed_texts <const> = {}

local function gzip(text)
	if packed_texts[text] then
		return packed_texts[text]
	end
	local file <const> = os.tmpname()
	scratch.file(file, text)
	local pipe <const> = assert(io.popen("gzip -c <" .. file))
	local packed <const> = pipe:read("a")
	pipe:close()
	os.remove(file)
	packed_texts[text] = packed
	return packed
end

local function head_of(message)
	return (message:match("^.-\r\n\r\n"))
end

local function body_of(message)
	return (message:match("\r\n\r\n(.*)$"))
end

-- ---- while the connection is idle ----
--
-- { what, the steps after the first reply; tls = only there, keeps = the connection may be used again }. The next call
-- succeeds with its own reply, on a new connection, and is sent once.

local IDLE <const> = {
	{ "a FIN", { "fin" } },
	{ "a close", { "close" } },
	{ "a close-notify without a FIN", { "notify" }, tls = "^tls" },
	{ "a session ticket that comes late", { "ticket" }, tls = "^late", keeps = true },
	{ "a reset", { "reset" } },
	{ "a 408 and a close", { reply(408, "", "Connection: close\r\n"), "close" } },
	{ "a 408 and a reset", { reply(408, "", "Connection: close\r\n"), "reset" } },
	{ "a second reply", { accepted "AGU9999" } },
	{ "a second reply and a close", { accepted "AGU9999", "close" } },
	{ "half a reply", { "HTTP/1.1 200 OK\r\nContent-Le" } },
	{ "one byte", { "H" } },
}

-- ---- after the request has come ----
--
-- { what, the steps, what an order is told, what a read is told }. Told is OWN, or the error's kind, sent and, where it
-- matters, status. `again`: on a connection that was used before a read is sent again, and gets its reply.

local OWN <const>, LOST <const> = "its reply", "network maybe"

local REQUEST <const> = {
	{ "a close without a reply", { "close" }, LOST, LOST, again = true },
	{ "a FIN without a reply", { "fin" }, LOST, LOST, again = true },
	{ "a reset without a reply", { "reset" }, LOST, LOST, again = true },
	{ "a close before the body is read", { "early", "close" }, LOST, LOST, again = true },
	{ "a close within the reply's body", { accepted("AGU1"):sub(1, -9), "close" }, "network maybe 200",
		"network maybe 200" },
	{ "a reset within the reply's body", { accepted("AGU1"):sub(1, -9), "reset" }, "network maybe 200",
		"network maybe 200" },
	{ "no reply in time", {}, "timeout maybe", "timeout maybe", timeout = 0.1 },
	{ "half a reply in time", { accepted("AGU1"):sub(1, -9) }, "timeout maybe", "timeout maybe",
		timeout = 0.1 },
	{ "what is no HTTP", { "SSH-2.0-OpenSSH_9.2\r\n", "close" }, "protocol maybe", "protocol maybe" },
	{ "a header line of 200 KiB", { reply(200, "{}", "X-Long: " .. ("x"):rep(200 * 1024) .. "\r\n") },
		"protocol maybe", "protocol maybe" },
	{ "a head without an end", { reply(200, "{}", ("X-Line: " .. ("x"):rep(4000) .. "\r\n"):rep(100)) },
		"protocol maybe", "protocol maybe" },
	{ "a trailer that is too long", { CHUNKED .. "2\r\n{}\r\n0\r\nX-Long: " .. ("x"):rep(9000) .. "\r\n\r\n" },
		"protocol maybe 200", "protocol maybe 200" },
	{ "chunks that are none", { CHUNKED .. "two\r\n{}\r\n0\r\n\r\n" }, "protocol maybe 200", "protocol maybe 200" },
	{ "a slow reply", { "wait", 50, accepted }, OWN, OWN },
	{ "a reply in two parts", { function(id) return accepted(id):sub(1, 30) end, "wait", 10,
		function(id) return accepted(id):sub(31) end }, OWN, OWN },
	{ "a reply byte by byte", { "drip", accepted }, OWN, OWN },
	{ "a 100 before the reply", { "HTTP/1.1 100 Continue\r\n\r\n", accepted }, OWN, OWN },
	{ "a 100 before the body is read", { "early", "HTTP/1.1 100 Continue\r\n\r\n", accepted }, OWN, OWN },
	{ "a reply before the body is read", { "early", accepted }, OWN, OWN },
	{ "two replies at once", { function(id) return accepted(id) .. accepted "AGU9999" end }, OWN, OWN },
	-- libcurl reads no more than the body, so what TLS has deciphered with it stays behind, and no poll shows it.
	{ "a head, and a second reply in one piece with the body", { function(id) return head_of(accepted(id)) end,
		function(id) return body_of(accepted(id)) .. accepted "AGU9999" end }, OWN, OWN },
	{ "a reply that closes the connection",
		{ function(id) return accepted(id, "Connection: close\r\n") end, "close" }, OWN, OWN },
	{ "gzip that was not asked for", { function(id)
		return reply(200, gzip(accepted(id):match("\r\n\r\n(.*)")), "Content-Encoding: gzip\r\n")
	end }, OWN, OWN },
	{ "a 303", { reply(303, "", "Location: /elsewhere\r\n") }, "http maybe 303", "http maybe 303" },
	{ "a 407", { reply(407) }, "http maybe 407", "http maybe 407" },
	{ "a 408", { reply(408) }, "http maybe 408", "http maybe 408" },
	{ "a 408 and a close", { reply(408, "", "Connection: close\r\n"), "close" }, "http maybe 408",
		"http maybe 408" },
	{ "a 413 and a close before the body is read", { "early", reply(413, "", "Connection: close\r\n"), "close" },
		"http yes 413", "http yes 413" },
	{ "a 421", { reply(421) }, "http no 421", "http no 421" },
	{ "a 425", { reply(425) }, "http no 425", "http no 425" },
	{ "a 502", { reply(502, "<html>") }, "http maybe 502", "http maybe 502" },
	{ "a 503 of the carrier", { reply(503, CARRIERS_503) }, "http no 503", "http no 503" },
	{ "a 503 of a gateway", { reply(503, GATEWAYS_503) }, "http maybe 503", "http maybe 503" },
}

-- ---- the calls ----

local PATIENCE <const> = 3 -- seconds; only what fails waits so long
local TRANSPORTS <const> = { { "plain TCP" }, { "TLS 1.2", "tls12" }, { "TLS 1.3", "tls13" } }

describe("at most once on the wire #wire", function()
	local directory, certificate

	setup(function()
		directory = scratch.directory()
		local pem <const>, key <const> = self_signed(directory, "DNS:localhost")
		certificate = { pem = pem, key = key }
	end)

	teardown(function()
		scratch.remove(directory)
	end)

	--- The steps with each function in them called with the id.
	local function steps_for(steps, id)
		local made <const> = {}
		for index, step in ipairs(steps) do
			made[index] = type(step) == "function" and step(id) or step
		end
		return made
	end

	--- Calls; returns the id that the reply brought, or nil and the error.
	local function call(client, operation)
		local got <const>, err <const> = client:call(operation, arguments.of(operation))
		return got and (got.orderId or got.contractCustomerName), err
	end

	local function idle_test(operation, tls, fault)
		local script <const> = { { accepted "AGU1", "gate", table.unpack(fault[2]) }, { accepted "AGU2" } }
		local server <close> = scripted.start(script, tls, certificate)
		local client <const> = server:client { timeout = PATIENCE }
		assert.equal("AGU1", call(client, operation))
		server:go()
		server:expect "^played 1 1$"
		local id <const>, err <const> = call(client, operation)
		client:close()
		local sum <const> = server:stop()
		assert.equal("AGU2", id, err and ("%s, sent=%s"):format(err.message, err.sent))
		assert.equal(2, #sum.requests)
		assert.is_true(sum.connections == 2 or fault.keeps and sum.connections == 1, sum.connections)
	end

	--- In the words of the table, as far as `expected` goes into them.
	local function told_of(id, err, expected)
		return id or table.concat({ err.kind, err.sent, expected:find("%d") and err.status or nil }, " ")
	end

	--- One call of the fault's, the second on its connection if `is_reused`, and one more after it.
	local function request_test(operation, tls, fault, is_reused)
		local place <const> = is_reused and 2 or 1
		local own <const> = "AGU" .. place
		local script <const> = { steps_for(fault[2], own), { accepted("AGU" .. place + 1) },
			{ accepted("AGU" .. place + 2) } }
		if is_reused then
			table.insert(script, 1, { accepted "AGU1" })
		end
		local server <close> = scripted.start(script, tls, certificate)
		local client <const> = server:client { timeout = fault.timeout or PATIENCE }
		if is_reused then
			assert.equal("AGU1", call(client, operation))
		end
		local id <const>, err <const> = call(client, operation)
		local after <const>, after_err <const> = call(client, operation)
		client:close()
		local sum <const> = server:stop()
		local times, expected = 1, fault[operation == ORDER and 3 or 4]
		if fault.again and is_reused and operation == READ then
			times, expected = 2, "AGU" .. place + 1
		elseif expected == OWN then
			expected = own
		end
		assert.equal(expected, told_of(id, err, expected), err and err.message)
		assert.equal(("AGU%d"):format(place + times), after, after_err and after_err.message)
		assert.equal(place + times, #sum.requests)
	end

	--- A call that begins with the token's request, of a client that fetches its tokens.
	local function renewal_test(operation, tls)
		local function token(text)
			return { reply(200, { accessToken = text, tokenType = "BearerToken", expiresIn = "3599" }) }
		end
		local refused <const> = { reply(401) }
		local server <close> = scripted.start({ token "one", refused, token "two", { accepted "AGU1" }, refused,
			token "three", refused }, tls, certificate)
		local client <const> = server:client { access_token = false, client_id = "id", client_secret = "secret" }
		local first <const>, first_err <const> = call(client, operation)
		local second <const>, second_err <const> = call(client, operation)
		client:close()
		local tokens, others = 0, 0
		for _, request in ipairs(server:stop().requests) do
			local is_token <const> = request:find("/oauth/", 1, true)
			tokens, others = tokens + (is_token and 1 or 0), others + (is_token and 0 or 1)
		end
		assert.equal("AGU1", first, first_err and first_err.message)
		assert.is_nil(second)
		assert.same({ "auth", "no", 401 }, { second_err.kind, second_err.sent, second_err.status })
		assert.same({ 3, 4 }, { tokens, others })
	end

	for _, transport in ipairs(TRANSPORTS) do
		for _, operation in ipairs { READ, ORDER } do
			for _, fault in ipairs(IDLE) do
				local tls <const> = fault.tls == "^late" and transport[2] == "tls13" and "late" or transport[2]
				if not fault.tls or (tls or "plain"):find(fault.tls) then
					it(("%s, %s: %s while idle"):format(transport[1], operation, fault[1]), function()
						idle_test(operation, tls, fault)
					end)
				end
			end
			it(("%s, %s: sent again with a new token after a 401, once"):format(transport[1], operation), function()
				renewal_test(operation, transport[2])
			end)
			for _, fault in ipairs(REQUEST) do
				it(("%s, %s: %s"):format(transport[1], operation, fault[1]), function()
					request_test(operation, transport[2], fault, false)
				end)
				it(("%s, %s: %s, on a connection used before"):format(transport[1], operation, fault[1]), function()
					request_test(operation, transport[2], fault, true)
				end)
			end
		end
	end
end)
