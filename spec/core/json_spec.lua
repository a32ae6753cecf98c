--- How the text of a reply is read: numbers, names, and what no decoder can read in one of its strings.

local arguments <const> = require "support.arguments"
local loopback <const> = require "support.loopback"
local wire <const> = require "support.wire"

local REPLACEMENT <const> = "\u{FFFD}"

local function respond(operation, status, body)
	return wire.once(wire.reply(status, body), operation, arguments.of(operation))
end

local function good(operation, body)
	return assert(respond(operation, 200, body))
end

--- What the reply of get_contract holds besides its contractId, from the text of its other members.
local function read(members)
	local reply <const> = good("get_contract", '{"contractId":"N1",' .. members .. "}")
	assert.equal("N1", reply.contractId)
	reply.contractId = nil
	return reply
end

describe("the text of a reply #wire", function()
	it("keeps every digit of a number", function()
		assert.same({
			trafficToday = "18446744073709551615", trafficThisMonth = "-0.10e+2", limitStatus1 = "0",
			traffic1dayAgo = "00012", list = { "1", "2.5", { x = "3" } },
		}, read('"trafficToday":18446744073709551615,"trafficThisMonth": -0.10e+2 ,'
			.. '"limitStatus1":0,"traffic1dayAgo":"00012","list":[1,2.5,{"x":3}]'))
	end)

	it("leaves what looks like a number in a string", function()
		assert.same({ a = "1, -2 ] 3", b = '"4" \\', ["5"] = "6" }, read [["a":"1, -2 ] 3","b":"\"4\" \\","5":"6"]])
	end)

	it("makes null an absent key and drops it from arrays", function()
		assert.same({ list = { { number = "1" }, "a" }, none = {}, deep = { a = {}, c = {} }, empty = {} },
			read [=["checkErrorInfo":null,"list":[null,{"number":1,"x":null},null,"a",null],"none":[null],
				"deep":{"a":{"b":null},"c":{ }},"empty":[ ]]=])
	end)

	it("trims keys and values, but not a note", function()
		local reply <const> = good("list_lines",
			[[{"contractId ":" N1 ","linesList":[{"lineNo":"1"," simType ":"\t1\r\n","note":"  two  words "," note ":" x"}]}]])
		assert.equal("N1", reply.contractId)
		assert.equal("1", reply.linesList[1].simType)
		assert.is_truthy(reply.linesList[1].note:find "^  two  words $")
	end)

	it("reads the known misspellings as the right names", function()
		local reply <const> = good("list_data_share_lines", [[{"contractId":"N1","domeinName":"a","lineslist":[{"lineNo":"5",
			"saessionType":1,"eventType ":"2","sbyIpAddress ":"3","accessType":"4"}]}]])
		assert.same({
			contractId = "N1", domainName = "a",
			linesList = { { lineNo = "5", sessionType = "1", eventType = "2", sbyIpAddress = "3", accessType = "4" } },
		}, reply)
	end)

	it("prefers the right name where both are there", function()
		assert.same({ domainName = "right" }, read '"domeinName":"wrong","domainName":"right"')
		assert.same({ domainName = "only" }, read '"domeinName":"only","domainName":null')
		assert.same({ domainName = "only" }, read '"domeinName":"only","domainName":" "')
		assert.same({ domainName = "" }, read '"domeinName":"","domainName":""')
	end)

	it("renames accessType in the entries of list_lines alone", function()
		local body <const> = '{"contractId":"N1","accessType":"0","linesList":[{"lineNo":"3","accessType":"1"}],'
			.. '"productInfoList":[{"accessType":"2"}]}'
		assert.equal("1", good("list_lines", body).linesList[1].accessCode)
		assert.equal("0", good("list_lines", body).accessType)
		local both <const> = good("list_lines", [[{"contractId":"N1","linesList":[
			{"lineNo":"1","accessCode":"1","accessType":"2"},{"lineNo":"2","accessCode":"","accessType":"2"},
			{"lineNo":"3","accessType":" 2 ","accessCode":null}]}]]).linesList
		assert.same({ { lineNo = "1", accessCode = "1" }, { lineNo = "2", accessCode = "2" },
			{ lineNo = "3", accessCode = "2" } }, both)
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
		local reply <const> = good("list_lines", ('{"contractId":"N1","linesList":[%s]}'):format(table.concat(entries, ",")))
		assert.equal(1000, #reply.linesList)
		assert.is_nil(reply.incomplete_entries)
		assert.same({ lineNo = "00000001000", simNumber = "1000" }, reply.linesList[1000])
	end)

	-- What stands in a string of a list's entry, and what is read there.
	local MENDED <const> = {
		{ "a high surrogate alone", [[x\ud83d]], "x" .. REPLACEMENT },
		{ "a high surrogate before text", [[\uD83Dy\n]], REPLACEMENT .. "y\n" },
		{ "a high surrogate before another escape", [[\ud83d\u0041]], REPLACEMENT .. "A" },
		{ "a low surrogate alone", [[\ude00x]], REPLACEMENT .. "x" },
		{ "a pair the wrong way round", [[\ude00\ud83d]], REPLACEMENT:rep(2) },
		{ "two high ones and a low one", [[\ud83d\ud83d\ude00]], REPLACEMENT .. "\u{1F600}" },
		{ "a whole pair", [[\ud83d\ude00\uD83D\uDE00]], ("\u{1F600}"):rep(2) },
		{ "the first and the last pair", [[\ud800\udc00\udbff\udfff]], "\u{10000}\u{10FFFF}" },
		{ "escapes beside the surrogates", [[\ud7ff\ue000\u0000]], "\u{D7FF}\u{E000}\0" },
		{ "what only looks like an escape", [[\\ud83d]], [[\ud83d]] },
		{ "half an escape", [[\u12 \uZZZZ]], REPLACEMENT .. "u12 " .. REPLACEMENT .. "uZZZZ" },
		{ "a path with backslashes", [[C:\sim\9]], "C:" .. REPLACEMENT .. "sim" .. REPLACEMENT .. "9" },
		{ "every escape there is", [[\"\\\/\b\f\n\r\t]], '"\\/\b\f\n\r\t' },
		{ "raw control characters", "a\tb\nc\1d\127", "a\tb\nc\1d\127" },
		{ "a raw NUL", "a\0b", "a" .. REPLACEMENT .. "b" },
		{ "Shift_JIS", "\x93\x8C x", REPLACEMENT:rep(2) .. " x" },
		{ "a character cut off", "東\xE4\xBA", "東" .. REPLACEMENT:rep(2) },
		{ "a surrogate in UTF-8", "\xED\xA0\x80", REPLACEMENT:rep(3) },
		{ "an overlong slash", "\xC0\xAF", REPLACEMENT:rep(2) },
		{ "a digit after a quote", [[\"1, 2]], '"1, 2' },
		{ "braces", "{ } {}", "{ } {}" },
	}
	for _, case in ipairs(MENDED) do
		local what <const>, text <const>, expected <const> = table.unpack(case)
		it("with " .. what .. " in a note keeps its list", function()
			local reply <const> = good("list_lines", '{"contractId":"N1","linesList":[{"lineNo":"1","note":"' .. text
				.. '","simType":"a"},{"lineNo":"2","note":"whole"}]}')
			assert.same({ { lineNo = "1", note = expected, simType = "a" }, { lineNo = "2", note = "whole" } },
				reply.linesList)
			assert.is_nil(reply.incomplete_entries)
		end)
	end

	it("of an order may hold what cannot be read, but not in its id or its code", function()
		local function order(result_code, order_id, message)
			return respond("terminate_line", 200,
				('{"resultCode":"%s","orderId":"%s","checkErrorInfo":{"message":"%s"}}'):format(result_code, order_id, message))
		end
		assert.equal("AGU1", assert(order("0001", "AGU1", "\xFF \\ud83d")).orderId)
		for _, unread in ipairs { "AGU\xFF1", "AGU\\ud83d1", "AGU\\u00001", "AGU1\\" .. "q" } do
			local _ <const>, err <const> = order("0001", unread, "")
			assert.same({ "protocol", "maybe", "the reply's orderId cannot be read" }, { err.kind, err.sent, err.message })
		end
		local _ <const>, err <const> = order("000\xFF1", "AGU1", "")
		assert.same({ "protocol", "maybe", "the reply's resultCode cannot be read" }, { err.kind, err.sent, err.message })
	end)

	it("is read although a debug hook raises meanwhile", function()
		local server <close> = loopback.serve(wire.reply(200, '{"resultCode":"0001","orderId":"AGU1"}'))
		local client <close> = wire.client(server)
		client:start("terminate_line", arguments.of "terminate_line")
		local raised, results = false, {}
		-- Raises at a function of C that one of C calls which another of C called: inside wait, where the decoder is.
		local function hook()
			local function is_c(level)
				local info <const> = debug.getinfo(level, "S")
				return info and info.what == "C"
			end
			if is_c(3) and is_c(4) and is_c(5) then
				raised = true
				error("interrupted!", 0)
			end
		end
		for _ = 1, 5000 do
			server:step(0.001)
			debug.sethook(hook, "c")
			pcall(function() results = client:wait(0.001) end)
			debug.sethook()
			if #results == 0 then
				results = client:wait(0)
			end
			if #results > 0 then
				break
			end
		end
		assert.is_true(raised)
		assert.is_nil(results[1].err)
		assert.equal("AGU1", results[1].reply.orderId)
	end)

	it("is read in coroutines as well, one after the other", function()
		local server <close> = loopback.serve(wire.reply(200, '{"contractId":"N1"}'))
		local client <close> = wire.client(server)
		for _ = 1, 3 do
			local reply
			coroutine.wrap(function()
				reply = assert(loopback.call(client, server, "get_contract"))
			end)()
			assert.same({ contractId = "N1" }, reply)
			assert.is_nil(loopback.call(client, server, "terminate_line", arguments.of "terminate_line"))
		end
	end)

	it("is read although a finaliser reads another meanwhile", function()
		local server <close> = loopback.serve(wire.reply(200, '{"contractId":"N1","a":[' .. ("[1],"):rep(2000) .. "1]}"))
		local client <close> = wire.client(server)
		local other <close> = wire.client(server)
		local read_by_finaliser = 0
		for _ = 1, 20 do
			other:start "get_contract"
			setmetatable({}, { __gc = function()
				for _, result in ipairs(other:wait(0)) do
					read_by_finaliser = read_by_finaliser + (result.reply and 1 or 0)
				end
			end })
			assert.equal(2001, #assert(loopback.call(client, server, "get_contract")).a)
		end
		collectgarbage()
		assert.is_true(read_by_finaliser > 0)
	end)

	local UNREADABLE <const> = {
		["is empty"] = "",
		["is white space"] = "  \n",
		["is HTML"] = "<html><body>Welcome</body></html>",
		["is garbage"] = "\1\2\3",
		["is truncated"] = '{"contractId":"N1"',
		["is truncated in a string"] = '{"contractId":"N1\\',
		["is not UTF-8 where it names itself"] = '{"contractId":"\xE3\x81"}',
		["is in Shift_JIS"] = '{"contractId":"\x93\x8C\x8B\x9E"}',
		["is in UTF-16"] = ('{"contractId":"N1"}'):gsub(".", "%0\0"),
		["is not UTF-8 outside of its strings"] = '{"contractId":"N1",\xA0"a":"b"}',
		["has half a surrogate pair where it names itself"] = [[{"contractId":"\ud800"}]],
		["ends with a backslash"] = [[{"contractId":"N1\"}]],
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
