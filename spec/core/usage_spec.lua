--- What a caller's mistake raises: an object that names the function, field or option, and reads as Lua's own errors.

local core <const> = require "unom.core"
local bulk <const> = require "unom.bulk"
local scratch <const> = require "support.scratch"
local simulator <const> = require "unom.simulator"
local unom <const> = require "unom"

local LIBRARY <const> = "bad argument #1 to 'bytes' (a string of digits expected, got nil)"

local client

--- What the function raises, without the place, which every object must have: the caller's in this file.
local function raised_by(body)
	local line <const> = debug.getinfo(body, "S").linedefined
	local ok <const>, err <const> = pcall(body)
	assert.is_false(ok)
	assert.equal(core.usage_error_metatable, getmetatable(err))
	assert.equal("usage", err.kind)
	assert.matches("usage_spec.lua:" .. line .. "$", err.position)
	assert.equal(err.position .. ": " .. err.message, tostring(err))
	return err
end

describe("a usage error #unit", function()
	setup(function()
		client = unom.client { access_token = "t", contract_id = "N123456789", base_url = "http://127.0.0.1:9" }
	end)
	teardown(function() client:close() end)

	it("of an operation names it, the field and the problem's code", function()
		local order <const> = { lineNo = "09010000001", requestDate = "20261301", agreement = "yes", planCode = "T3001328" }
		local err <const> = raised_by(function() client:change_course(order) end)
		assert.same({ "change_course", "requestDate", "not_a_date" }, { err.operation, err.field, err.code })
		assert.equal([[bad argument 'requestDate' to 'change_course' (not a calendar day, YYYYMMDD: "20261301")]],
			err.message)
		assert.is_nil(err.func)
		assert.is_nil(err.problems)
		for _, name in ipairs { "call", "start" } do
			assert.equal("requestDate", raised_by(function() client[name](client, "change_course", order) end).field)
		end
	end)

	it("has all problems where there are several, and is about the first", function()
		local err <const> = raised_by(function() client:change_course { lineno = "x", planCode = 1 } end)
		assert.same({ "lineno", "unknown_field" }, { err.field, err.code })
		local fields <const> = {}
		for index, problem in ipairs(err.problems) do
			fields[index] = problem.field
		end
		assert.same({ "lineno", "lineNo", "agreement", "requestDate", "planCode" }, fields)
		assert.matches("^lineno: no such field, perhaps 'lineNo'\nlineNo: required, but missing\n", tostring(err.problems))
	end)

	it("names the function, and the option where it is one", function()
		local CASES <const> = {
			{ "client", nil, function() unom.client() end },
			{ "client", "timeut", function() unom.client { timeut = 1 } end },
			{ "client", "timeout", function() unom.client { access_token = "t", timeout = -1 } end },
			{ "client", nil, function() unom.client { "x" } end },
			{ "client", nil, function() unom.client { client_id = "i", client_secret = ("x"):rep(20000) } end },
			{ "check", nil, function() unom.check("chnge_course", {}) end },
			{ "check", nil, function() unom.check("change_course") end },
			{ "check", nil, function() unom.check("change_course", {}, "today") end },
			{ "check", nil, function() unom.check("change_course", {}, 20261301) end },
			{ "check", nil, function() unom.check("change_course", {}, 1.5) end },
			{ "call", nil, function() client:call() end },
			{ "change_course", nil, function() client:change_course(1) end },
			{ "start", nil, function() client:start("list_lines", {}, 1) end },
			{ "start", "leave_withn", function() client:start("list_lines", {}, { leave_withn = 1 }) end },
			{ "list_lines", nil, function() client.list_lines {} end },
			{ "close", nil, function() client.close() end },
			{ "abort", nil, function() client:abort("x") end },
			{ "list_lines", "timeout", function() client:list_lines({}, { timeout = 0 }) end },
			{ "wait", nil, function() client:wait(0, 1) end },
			{ "wait", nil, function() client:wait(-1) end },
			{ "wait", nil, function() unom.wait(client, 1) end },
			{ "wait", nil, function() unom.wait({ client, client }, 1) end },
			{ "wait", nil, function() unom.wait({ 1 }, 1) end },
			{ "each", nil, function() client:each("list_line", {}) end },
			{ "wait", nil, function() client:wait() end },
			{ "allow_connections", nil, function() client:allow_connections("x") end },
			{ "bytes", nil, function() unom.bytes() end },
			{ "traffic_state", nil, function() unom.traffic_state() end },
			{ "date", nil, function() unom.date("today") end },
			{ "settings", "profil", function() unom.settings { profil = "x" } end },
			{ "simulator.start", "latenc", function() simulator.start { latenc = 1 } end },
			{ "bulk.start", nil, function() bulk.start("note_orders", {}) end },
			{ "bulk.run", "path", function() bulk.start { client = client } end },
			{ "bulk.run", nil, function() bulk.run() end },
			{ "bulk.run", "client", function() bulk.run {} end },
			{ "bulk.run", "path", function() bulk.run { client = client, path = 1 } end },
			{ "bulk.resolve", "row", function() bulk.resolve { job = 1 } end },
		}
		for number, case in ipairs(CASES) do
			local err <const> = raised_by(case[3])
			assert.same({ number, case[1], case[2] }, { number, err.func, err.option })
			assert.is_truthy(err.message:find(case[1], 1, true), err.message)
			assert.is_nil(err.operation)
		end
	end)

	it("says of an object that it is closed, or is none", function()
		local closed <const> = unom.client { access_token = "t", base_url = "http://127.0.0.1:9" }
		closed:close()
		assert.equal("the client is closed", raised_by(function() closed:in_flight() end).message)
		local signals <const> = unom.signals()
		assert.matches("bad argument #1 to 'wait'", raised_by(function() signals:wait(-1) end).message)
		signals:close()
		assert.equal("the watch is closed", raised_by(function() signals:wait(0) end).message)
		assert.equal("the watch is closed", raised_by(function() signals:count() end).message)
		assert.equal("bad argument #1 to 'list_lines' (unom.client expected, got table)",
			raised_by(function() client.list_lines {} end).message)
	end)

	it("counts the arguments of a method from the one after its object", function()
		assert.matches("^bad argument #1 to 'wait'", raised_by(function() client:wait() end).message)
		assert.matches("^bad argument #2 to 'check'", raised_by(function() unom.check("list_lines", client) end).message)
		assert.matches("^bad argument #1 to 'check'", raised_by(function() unom.check(client) end).message)
	end)

	it("joins with text and has no place where nobody's is known", function()
		local _ <const>, err <const> = pcall(unom.client, 5)
		assert.is_nil(err.position)
		assert.equal("bad argument #1 to 'client' (table expected, got number)", tostring(err))
		assert.equal("oh: " .. tostring(err) .. "!", "oh: " .. err .. "!")
	end)

	it("holds nothing that a terminal would obey", function()
		assert.not_matches("%c", tostring(raised_by(function() bulk.run { client = client, path = "x", ["a\27["] = 1 } end)))
		assert.not_matches("%c", tostring(raised_by(function() unom.client { ["a\27[31m"] = 1 } end)))
		assert.not_matches("%c", tostring(raised_by(function() client:list_lines { ["a\27[31m"] = 1 } end)))
	end)

	it("is shown by lua5.4 as a line, with no trace of what is inside", function()
		local out <const> = scratch.lua [[require("unom").bytes()]]
		assert.matches("^lua5.4: [^\n]*:2: " .. LIBRARY:gsub("%p", "%%%0") .. "\n$", out)
	end)
end)
