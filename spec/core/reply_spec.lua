--- What a reply must have, what an order's says, and what is taken out of a list.

local arguments <const> = require "support.arguments"
local operations <const> = require "unom.operations"
local replies <const> = require "support.replies"
local wire <const> = require "support.wire"

local function respond(operation, status, body, headers)
	return wire.once(wire.reply(status, body, headers), operation, arguments.of(operation))
end

local NULL <const> = require("cjson").null

describe("a reply #wire", function()
	for _, operation in ipairs(operations) do
		local name <const> = operation.name
		it("of " .. name .. " is good with what it must have, and not without", function()
			local lean <const> = replies.lean(name)
			assert.same(lean, assert(respond(name, 200, lean)))
			for key, value in pairs(lean) do
				local is_list <const> = type(value) == "table"
				local lacks <const>, wrong <const> = "the reply has no " .. key,
					("the reply's %s is not a %s"):format(key, is_list and "list" or "text")
				local cases <const> = {
					{ nil, lacks }, { NULL, lacks }, { true, wrong }, { false, wrong }, { "", is_list and wrong or lacks },
					{ " \u{3000}", is_list and wrong or lacks }, { { [key] = "x" }, wrong },
					{ { [key] = NULL }, wrong }, { not is_list and { "x" } or "x", wrong },
				}
				for index = 1, 9 do
					local altered <const> = replies.lean(name)
					altered[key] = cases[index][1]
					local _ <const>, err <const> = respond(name, 200, altered)
					assert.same({ "protocol", "maybe", name, cases[index][2] }, { err.kind, err.sent, err.operation, err.message })
				end
			end
		end)
	end

	it("has what the catalogue says, and all that is read of it here is in the catalogue", function()
		for _, operation in ipairs(operations) do
			local keys <const> = {}
			for _, key in ipairs(operation.reply_required) do
				keys[key] = true
			end
			keys[operation.list or false] = true
			keys[false] = nil
			for key in pairs(replies.lean(operation.name)) do
				assert.is_true(keys[key], operation.name .. ": " .. key)
				keys[key] = nil
			end
			assert.same({}, keys, operation.name)
		end
	end)

	it("may have an empty list, which is no object", function()
		for _, operation in ipairs(operations) do
			local list <const> = operation.list
			if list then
				local text <const> = '{"contractId":"N1","orderId":"AGU1","' .. list .. '":%s}'
				assert.same({}, assert(respond(operation.name, 200, text:format "[ ]"))[list])
				for _, object in ipairs { "{}", "{ \n }", '{"lineNo":null}' } do
					local _ <const>, err <const> = respond(operation.name, 200, text:format(object))
					assert.equal(("the reply's %s is not a list"):format(list), err.message)
				end
			end
		end
	end)

	it("of a read that lacks something names the carrier's messageId too", function()
		local _ <const>, err <const> = respond("get_order_status", 200, [[{"contractId":"N1","orderId":"AGU1",
			"checkErrorInfo":[{"messageId":"E0042","message":"no such"}],"orderList":null}]])
		assert.same({ "protocol", "the reply has no orderList", "E0042" }, { err.kind, err.message, err.message_id })
	end)

	it("loses the entries of its list that have no key or are no objects, and says how many", function()
		local KEYS <const> = {
			list_lines = "lineNo", list_authentications = "lineNo", list_sessions = "lineNo", list_accepting_orders = "orderId",
			list_completed_orders = "orderId", list_data_share_lines = "lineNo", get_order_status = "orderStatus",
		}
		for name, key in pairs(KEYS) do
			assert.equal(key, operations[name].entry_key)
			local list <const> = operations[name].list
			local body <const> = ([[{"contractId":"N1","orderId":"AGU1","LIST":[null,
				{"KEY":"1","note":"kept"},{"note":"no key"},{"KEY":null},{"KEY":" "},{"KEY":["3"]},{"KEY":"\ud83d"},{},[],
				["KEY"],"KEY",7,true,{"KEY":"2"},null]}]]):gsub("LIST", list):gsub("KEY", key)
			local reply <const> = assert(respond(name, 200, body))
			assert.same({ { [key] = "1", note = "kept" }, { [key] = "2" } }, reply[list], name)
			assert.equal(13, reply.incomplete_entries)
		end
	end)

	it("of list_products loses what is no object alone: the specification lets an entry lack its code", function()
		assert.is_nil(operations.list_products.entry_key)
		local reply <const> = assert(respond("list_products", 200,
			'{"contractId":"N1","productInfoList":[{},{"productCode":null},null,"T3001328",["x"],{"productCode":"T1"}]}'))
		assert.same({ {}, {}, { productCode = "T1" } }, reply.productInfoList)
		assert.equal(3, reply.incomplete_entries)
	end)

	it("says nothing of incomplete entries where there are none, whatever the carrier says", function()
		local reply <const> = assert(respond("list_lines", 200,
			'{"contractId":"N1","linesList":[{"lineNo":"1"}],"incomplete_entries":4}'))
		assert.is_nil(reply.incomplete_entries)
	end)

	it("says where its list is as long as the carrier lets one be, and only there", function()
		local function entries_of(name, count, first)
			local operation <const> = operations[name]
			local entries <const> = { first }
			for index = #entries + 1, count do
				entries[index] = ('{"%s":"%011d"}'):format(operation.entry_key or "productCode", index)
			end
			return assert(respond(name, 200, ('{"contractId":"N1","orderId":"AGU1","%s":[%s],"truncated":true}'):format(
				operation.list, table.concat(entries, ","))))
		end
		for _, operation in ipairs(operations) do
			if operation.list and operation.list_limit then
				assert.equal(1000, operation.list_limit)
				assert.is_true(entries_of(operation.name, 1000).truncated, operation.name)
				assert.is_nil(entries_of(operation.name, 999).truncated, operation.name)
			end
		end
		for _, name in ipairs { "list_products", "list_data_share_lines" } do -- the specification gives them no limit
			assert.is_nil(entries_of(name, 1000).truncated, name)
		end
		assert.is_true(entries_of("list_lines", 1001).truncated)
		local dropped <const> = entries_of("list_lines", 1000, "null")
		assert.same({ 999, 1, true }, { #dropped.linesList, dropped.incomplete_entries, dropped.truncated })
	end)

	it("has the times of limits as they came, in the form of today and in the one announced", function()
		for _, time in ipairs { "2013/12/31:20:30", "2013/12/31T20:30+09:00", "2013-12-31T20:30:00+09:00" } do
			for _, name in ipairs { "get_traffic", "get_data_share_traffic" } do
				local reply <const> = assert(respond(name, 200, ([[{"contractId":"N1","lineNo":"09012345678",
					"limitStatus1":null,"monthlyLimitStartTime":" %s","dailyLimitStartTime":""}]]):format(time)))
				assert.same({ time, "" }, { reply.monthlyLimitStartTime, reply.dailyLimitStartTime })
				assert.is_nil(reply.limitStatus1)
			end
		end
	end)

	it("of an order is good although its other keys are blank", function()
		assert(respond("change_course", 200,
			'{"contractId":"","resultCode":"0001","orderId":"AGU1","checkErrorInfo":null}'))
	end)
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
			local rest <const> = ',"contractId":"N1","lineNo":"090","sessionStatus":0}'
			assert(respond(operation, 200, '{"resultCode":0' .. rest))
			assert(respond(operation, 200, '{"resultCode":"0"' .. rest))
			local _, err = respond(operation, 200, '{"resultCode":2}')
			-- That a read failed needs no proof; what another code than 0 says of a cut, nobody knows.
			assert.same({ "api", operation == "get_session" and "yes" or "maybe", "2" }, { err.kind, err.sent, err.code })
			_, err = respond(operation, 200, '{"resultCode":"0001"}')
			assert.same({ "api", "maybe", "0001" }, { err.kind, err.sent, err.code })
			_, err = respond(operation, 200, "{}")
			assert.same({ "protocol", "maybe" }, { err.kind, err.sent })
		end
	end)
end)
