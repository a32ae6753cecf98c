--- What is tried while memory is out: case(under, check). `under(f, ...)` calls f while allocations fail and returns
-- its results in a table, or nil when it raised "not enough memory". Nothing else in a case fails.

local arguments <const> = require "support.arguments"
local change_list <const> = require "unom.bulk.list.change_list"
local cjson <const> = require "cjson"
local core <const> = require "unom.core"
local loopback <const> = require "support.loopback"
local wire <const> = require "support.wire"

local cases <const> = {}

local ORDER <const> = "change_course"
local ACCEPTED <const> = wire.reply(200, { resultCode = "0001", orderId = "AGU17" })
local ROUNDS <const> = 200

-- ---- checks and requests ----

local function many_lines()
	local lines <const> = {}
	for i = 1, 40 do
		lines[i] = { lineNo = ("0901234%04d"):format(i) }
	end
	return arguments.of("add_data_share_lines", { lineNo = arguments.nil_value, linesList = lines })
end

function cases.check(under, check)
	local given <const> = arguments.of(ORDER)
	local got <const> = under(core.check, ORDER, given, arguments.today)
	check(not got or got[1] == true and #got[2] == 0, "a right table is refused")
end

function cases.problems(under, check)
	local given <const> = { lineNo = 1, planCode = "", reqestDate = "x", [1] = 2, unknown = true, agreement = "no" }
	local _, expected <const> = core.check(ORDER, given, arguments.today)
	local got <const> = under(core.check, ORDER, given, arguments.today)
	check(not got or got[1] == nil and #got[2] == #expected, "%d problems", got and #got[2] or 0)
end

function cases.refusal(under)
	local ok <const> = under(pcall, core.request, ORDER, { lineNo = 1 })
	assert(not ok or not ok[1])
end

function cases.request(under, check)
	local got <const> = under(core.request, "add_data_share_lines", many_lines())
	local body <const> = got and cjson.decode(got[2])
	check(not got or #body.linesList == 40 and body.linesList[40].lineNo == "09012340040", "another body")
end

function cases.other_name(under, check)
	local given <const> = arguments.of("change_access_type", { accessCode = arguments.nil_value, accessType = "2" })
	local got <const> = under(core.request, "change_access_type", given)
	check(not got or cjson.decode(got[2]).lineInfo.accessCode == "2", "another body")
end

function cases.masked(under, check)
	local got <const> = under(core.masked, "add_data_share_lines", many_lines())
	check(not got or #got[1].linesList == 40, "another copy")
end

-- ---- the client ----

local OPTIONS <const> = { base_url = "http://127.0.0.1:9/", contract_id = wire.CONTRACT, timeout = 5 }

local function options(more)
	local all <const> = {}
	for _, given in ipairs { OPTIONS, more } do
		for key, value in pairs(given) do
			all[key] = value
		end
	end
	return all
end

function cases.client(under, check)
	local got <const> = under(core.client, options { access_token = "t" })
	check(not got or got[1]:in_flight() == 0, "no client")
	if got then
		got[1]:close()
	end
end

function cases.client_with_credentials(under, check)
	local got <const> = under(core.client, options { client_id = "i", client_secret = "s", trace = print })
	check(not got or got[1]:in_flight() == 0, "no client")
	if got then
		got[1]:close()
	end
end

function cases.client_with_proxy(under, check)
	local got <const> = under(core.client, options { base_url = "https://carrier.invalid", access_token = "t",
		proxy = "http://user:pass%20word@proxy.invalid:8080" })
	check(not got or got[1]:in_flight() == 0, "no client")
	if got then
		got[1]:close()
	end
end

--- The client and the server take turns; `wait` is what calls the client. Returns the results, in order of arrival.
local function take_turns(client, server, check, wait)
	local results <const> = {}
	for _ = 1, ROUNDS do
		for _ = 1, 3 do
			server:step(0)
		end
		local got <const> = wait(client.wait, client, 0.0005)
		for _, result in ipairs(got and got[1] or {}) do
			results[#results + 1] = result
		end
		if client:in_flight() == 0 then
			return results
		end
	end
	check(false, "%d calls never end", client:in_flight())
end

local function plainly(f, ...)
	return table.pack(f(...))
end

--- How many of the requests were orders.
local function orders(server)
	local count = 0
	for _, request in ipairs(server.requests) do
		count = count + (request.path ~= wire.TOKEN_PATH and 1 or 0)
	end
	return count
end

--- Each call that started has one result, and the carrier saw of it what the result says.
local function check_results(check, server, ids, results, sends)
	local seen <const> = {}
	local replies, not_sent = 0, 0
	for _, result in ipairs(results) do
		check(ids[result.id], "a result of a call that never started")
		check(not seen[result.id], "a second result")
		check(not result.reply ~= not result.err, "neither a reply nor an error, or both")
		seen[result.id] = true
		replies = replies + (result.reply and 1 or 0)
		if result.err then
			check(type(result.err.message) == "string", "an error without a message")
			not_sent = not_sent + (result.err.sent == "no" and 1 or 0)
		end
	end
	local started = 0
	for id in pairs(ids) do
		started = started + 1
		check(seen[id], "a call without a result")
	end
	check(orders(server) <= started * (sends or 1), "%d orders for %d calls", orders(server), started)
	check(orders(server) >= replies, "a reply to no order")
	check((sends or 1) > 1 or orders(server) <= started - not_sent, "an order is called not sent, and was")
end

--- A case in which the calls start while memory is out, and the rest is as usual.
local function starts(client_options)
	return function(under, check)
		local server <close> = loopback.serve(wire.split(wire.grant("token"), ACCEPTED))
		local client <close> = wire.client(server, client_options)
		local ids <const> = {}
		for _ = 1, 2 do
			local got <const> = under(client.start, client, ORDER, arguments.of(ORDER))
			if got then
				ids[got[1]] = true
			end
		end
		ids[client:start(ORDER, arguments.of(ORDER))] = true
		check_results(check, server, ids, take_turns(client, server, check, plainly))
	end
end

cases.start = starts()
cases.start_with_trace = starts { trace = function() end }
cases.start_with_credentials = starts(wire.credentials())

--- A case in which calls are in flight and memory is out while they are waited for.
-- `way(under)`: in place of client.wait, called with it, the client and the seconds.
local function waits(client_options, handler, operation, sends, way)
	return function(under, check)
		local server <close> = loopback.serve(handler())
		local client <close> = wire.client(server, client_options)
		local ids <const> = {}
		for _ = 1, 2 do
			ids[client:start(operation, arguments.of(operation))] = true
		end
		check_results(check, server, ids, take_turns(client, server, check, way and way(under) or under), sends)
	end
end

local function accepts()
	return wire.split(wire.grant("token"), ACCEPTED)
end

local function lists()
	local entries <const> = {}
	for i = 1, 20 do
		entries[i] = { lineNo = ("0901234%04d"):format(i), [" note "] = " a ", accessType = "1", domeinName = cjson.null,
			optionCodeList = { { optionCode = "T6000036,T6000084" }, "T6000084" } }
	end
	return wire.split(wire.grant("token"), wire.reply(200, { contractId = "N200000002", linesList = entries }))
end

local function refuses()
	return wire.refusal(400, "The lineNo is Invalid.")
end

cases.wait = waits(nil, accepts, ORDER)
cases.wait_with_trace = waits({ trace = function() end }, accepts, ORDER)
cases.wait_with_credentials = waits(wire.credentials(), accepts, ORDER)
cases.wait_with_token_function = waits({ access_token = false, token = function() return "token" end }, accepts, ORDER)
cases.wait_with_retries = waits({ retries = 1, trace = function() end }, function()
	return wire.script(wire.refusal(429, "busy"), wire.refusal(429, "busy"), ACCEPTED)
end, ORDER, 2)
cases.wait_by_fds = waits({ max_connections = 1 }, accepts, ORDER, nil, function(under)
	return function(wait, client, seconds)
		under(client.fds, client)
		return under(wait, client, seconds, { true, true }) -- by their ids
	end
end)
cases.wait_for_a_group = waits({ trace = function() end }, accepts, ORDER, nil, function(under)
	return function(_, client, seconds) return under(core.wait, { client }, seconds) end
end)
cases.wait_for_a_list = waits(nil, lists, "list_lines")
cases.wait_for_a_refusal = waits(nil, refuses, ORDER)
cases.wait_for_another_token = waits(wire.credentials(), function()
	return wire.split(wire.grant("token"), wire.script(wire.refusal(401, "Invalid access token"), ACCEPTED))
end, ORDER, 2)
cases.wait_for_a_refused_token = waits(wire.credentials(), function()
	return wire.split(wire.refusal(401, "no"), ACCEPTED)
end, ORDER)

--- A client is closed while memory is out.
function cases.close(under, check)
	local server <close> = loopback.serve(accepts())
	local client <close> = wire.client(server)
	local ids <const> = { [client:start(ORDER, arguments.of(ORDER))] = true }
	client:wait(0)
	local got <const> = under(client.close, client) or plainly(client.close, client)
	check(#got[1] == 1 and ids[got[1][1].id], "other results")
end

-- ---- the list ----

local LIST <const> = 'lineNo,備考\n09012345678,"a\nb"\n' .. ("09012345679,あ\n"):rep(3)

--- Does the problem say that memory was out? libcrypto does not tell that from a digest that it does not have.
local function is_no_memory(problem)
	return problem.code == "no_memory" or problem.message:find("memory is out", 1, true)
end

local function reads(encoding, text)
	local path <const> = os.tmpname()
	local file <close> = assert(io.open(path, "wb"))
	file:write(text)
	file:close()
	local expected <const> = {}
	local reader <close> = assert(core.csv_reader(path, encoding))
	for cells in reader.read, reader do
		expected[#expected + 1] = table.concat(cells, "|")
	end
	return function(under, check)
		local opened <const> = under(core.csv_reader, path, encoding, true)
		local list <close> = opened and opened[1]
		if not list then
			check(not opened or is_no_memory(opened[2]), "cannot be opened: %s", opened and opened[2].message)
			return
		end
		under(list.sha256, list)
		local row = 0
		for _ = 1, 2 * #expected + 10 do
			local got <const> = under(list.read, list)
			local cells <const>, line <const> = table.unpack(got or {})
			row = row + 1
			if cells then
				check(table.concat(cells, "|") == expected[row], "row %d is another one", row)
			elseif got and not line then
				break
			elseif got then
				check(is_no_memory(line), "the problem is %q", line.code)
			end
		end
		local again <const> = under(list.rewind, list)
		if again and not again[1] then
			check(is_no_memory(again[2]), "cannot be rewound: %s", again[2].message)
		end
	end, path
end

function cases.csv(under, check)
	local read <const>, path <const> = reads("utf-8", LIST)
	read(under, check)
	os.remove(path)
end

function cases.csv_in_cp932(under, check)
	local read <const>, path <const> = reads("detect", "lineNo,\x94\xf5\x8d\x6c\n1,\x83\x5c\n2,3\n")
	read(under, check)
	os.remove(path)
end

function cases.csv_in_utf_16(under, check)
	local read <const>, path <const> = reads("detect", "\xFF\xFEa\0,\0\x42\x30\n\0b\0,\0c\0\n\0")
	read(under, check)
	os.remove(path)
end

local TEXTS <const> = {
	{ core.normalize, "カ\u{3099}ＩＤ", "nfkc" },
	{ core.csv_line, { "a", 12, 'b"', ("c,"):rep(2000) } },
	{ core.from_utf8, "cp932", "カ\u{3099}é" },
}

function cases.text(under, check)
	for _, call in ipairs(TEXTS) do
		local got <const> = under(table.unpack(call))
		check(not got or got[1] == call[1](table.unpack(call, 2)), "another text")
	end
end

function cases.list(under, check)
	local path <const> = os.tmpname()
	local file <const> = assert(io.open(path, "wb"))
	file:write("operation,lineNo,roamingCode,agreement\n")
	for i = 1, 4 do
		file:write(("set_roaming,0901000000%d,T6000037,yes\n"):format(i))
	end
	file:close()
	local got <const> = under(change_list.check, path, { agree = true, contract_id = wire.CONTRACT })
	os.remove(path)
	if got and got[1] then
		check(got[1].rows == 4, "%d rows", got[1].rows)
	elseif got then
		check(tostring(got[2][1]):find("out of memory", 1, true), "the problem is %s", tostring(got[2][1]))
	end
end

return cases
