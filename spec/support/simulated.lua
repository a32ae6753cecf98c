--- A simulated carrier without socket and real time: the spec moves its clock.

local cjson <const> = require "cjson"
local simulator <const> = require "unom.simulator"

local simulated <const> = {}

simulated.CONTRACT = "N123456789"
simulated.NOON = 1764558000 -- 2025-12-01 12:00:00 in Japan, where the fake clock begins

local methods <const> = {}
local mt <const> = { __name = "support.simulated", __index = methods }

--- A carrier whose clock is at 0. options as for simulator.new, and `token` false to have none.
function simulated.new(options)
	local self <const> = setmetatable({ now = 0 }, mt)
	local with_clock <const> = {
		lines = 100,
		clock = function() return self.now end,
		time = function() return simulated.NOON + self.now end,
	}
	for name, value in pairs(options or {}) do
		with_clock[name] = value
	end
	self.carrier = simulator.new(with_clock)
	self.token = self:new_token()
	return self
end

function methods:new_token()
	local _, body <const> = self:send("POST", "/v1/oauth/accesstokens", {
		grantType = "client_credentials", clientId = "id", clientSecret = "secret",
	})
	return body.accessToken
end

function methods:wait(seconds)
	self.now = self.now + seconds
end

--- Sends a request. target: a path with its query; body: a table, sent as JSON, or a text.
-- -> status (nil: dropped), the reply (a table, or the text when it is no JSON), headers, wire
function methods:send(method, target, body)
	local path <const>, query <const> = target:match("^([^?]*)%??(.*)$")
	local text <const> = type(body) == "table" and cjson.encode(body) or body or ""
	local status <const>, headers <const>, reply <const>, wire <const> = self.carrier:handle {
		method = method, path = path, query = query ~= "" and query or nil, body = text,
		headers = {
			authorization = self.token and "Bearer " .. self.token,
			["content-type"] = text ~= "" and "application/json; charset=UTF-8" or nil,
		},
	}
	if not status then
		return nil, nil, nil, wire
	end
	local ok <const>, decoded <const> = pcall(cjson.decode, reply)
	return status, ok and decoded or reply, headers, wire
end

--- Sends a request below the contract.
function methods:ask(method, target, body)
	return self:send(method, "/v2/unom/contracts/" .. simulated.CONTRACT .. target, body)
end

--- The line of the contract with this number.
function simulated.line_no(number)
	return ("0901%07d"):format(number)
end

--- Submits a plain order (a change of IMEI) for line `number`. -> its orderId | nil, status, reply
function methods:order(number)
	local status <const>, reply <const> = self:ask("PUT", "/lines/" .. simulated.line_no(number) .. "/imei", {
		agreement = "yes", lineInfo = { imei = "490154203237518", imeiOption = "2" },
	})
	if status == 200 and reply.resultCode == "0001" then
		return reply.orderId
	end
	return nil, status, reply
end

--- The status that a poll by orderId shows.
function methods:status(order_id)
	local _, reply <const> = self:ask("GET", "/orders/" .. order_id .. "?status=asyncAccepting")
	return reply.orderList[1].orderStatus
end

--- The status in the accepting or completed list, and which of the two.
function methods:life(order_id)
	for _, list in ipairs { "accepting", "complete" } do
		local _, reply <const> = self:ask("GET", "/orders?status=" .. list)
		for _, order in ipairs(reply.orderList) do
			if order.orderId == order_id then
				return order.orderStatus, list
			end
		end
	end
end

--- The line as list_lines shows it.
function methods:line(number)
	local _, reply <const> = self:ask("GET", "/lines")
	for _, line in ipairs(reply.linesList) do
		if line.lineNo == simulated.line_no(number) then
			return line
		end
	end
end

--- What the simulator accepted.
function methods:accepted()
	local _, reply <const> = self:send("GET", "/_simulator/orders")
	return reply.orders
end

return simulated
