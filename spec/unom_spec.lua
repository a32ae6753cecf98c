--- The module a script requires: what it gathers, byte counters, and errors as people read them.

local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local problem <const> = require "unom.bulk.list.problem"
local unom <const> = require "unom"

describe("unom #unit", function()
	it("gathers the client, the checks, the catalogue and the kinds of error", function()
		assert.equal(core.client, unom.client)
		assert.equal(29, #unom.operations)
		assert.same({ "api", "auth", "http", "network", "timeout", "protocol", "interrupted" }, unom.error_kinds)
	end)

	it("has a version, and the watch for signals that the core has", function()
		assert.equal("unom " .. require "unom.version", unom._VERSION)
		local signals <close> = unom.signals()
		assert.equal(0, signals:count())
	end)

	it("checks as the core does, with findings that print as lines of text", function()
		local ok <const>, problems <const> = unom.check("change_course", { lineNo = "x" })
		assert.is_nil(ok)
		assert.same(select(2, core.check("change_course", { lineNo = "x" })), problems)
		assert.matches('^contractId: required, but missing\nlineNo: not a line number[^\n]*: "x"\n', tostring(problems))
		assert.equal(#problems - 1, select(2, tostring(problems):gsub("\n", "")))
		assert.equal("wrong: " .. tostring(problems), "wrong: " .. problems)
		local good <const>, advice <const> = unom.check("get_contract", { contractId = "N123456789" })
		assert.is_true(good)
		assert.equal("", tostring(advice))
	end)

	it("blames who asks for a check of what is no operation", function()
		local line <const> = debug.getinfo(1, "l").currentline + 1
		local _ <const>, message <const> = pcall(function() unom.check("list_line", {}) end)
		local blamed <const> = ("unom_spec.lua:%d: bad argument #1 to 'check' "):format(line)
		assert.is_truthy(tostring(message):find(blamed, 1, true), message)
	end)

	it("documents every operation as a field of the client, with its number", function()
		local file <close> = assert(io.open(package.searchpath("unom", package.path)))
		local text <const> = file:read("a")
		for _, operation in ipairs(unom.operations) do
			local line <const> = ("---@field %s unom.operation %d. %s\n"):format(
				operation.name, operation.number, operation.label)
			assert.is_truthy(text:find(line, 1, true), line)
		end
	end)

	it("turns byte counters into numbers", function()
		local cases <const> = {
			{ "0", 0 }, { "007", 7 }, { "9223372036854775807", math.maxinteger }, { "9223372036854775808", 2.0 ^ 63 },
			{ "18446744073709551616", 2.0 ^ 64 },
		}
		for _, case in ipairs(cases) do
			local number <const> = unom.bytes(case[1])
			assert.equal(case[2], number)
			assert.equal(math.type(case[2]), math.type(number))
		end
		for _, wrong in ipairs { "", " 1", "-1", "1.5", "1e3", "0x10", "１", "1\n", 12, {}, true } do
			assert.has_error(function() unom.bytes(wrong) end)
		end
		assert.has_error(function() unom.bytes() end)
	end)
end)

describe("an error #unit", function()
	it("reads as one clear line", function()
		local cases <const> = {
			{ "change_course: the carrier refused: 404 The requested lineNo is not found (line_not_found)",
				kind = "api", operation = "change_course", status = 404, message = "The requested lineNo is not found",
				name = "line_not_found", sent = "yes" },
			{ "terminate_line: the network failed: Empty reply from server; the carrier may have acted",
				kind = "network", operation = "terminate_line", message = "Empty reply from server", sent = "maybe" },
			{ "list_lines: the network failed: Empty reply from server",
				kind = "network", operation = "list_lines", message = "Empty reply from server", sent = "maybe" },
			{ "list_lines: interrupted", kind = "interrupted", operation = "list_lines", message = "interrupted", sent = "no" },
			{ "a list of 3 problems", kind = "change_list", message = "a list of 3 problems" },
			{ "get_session: the carrier refused: 200 no (E7)", kind = "api", operation = "get_session", status = 200,
				message = "no", message_id = "E7", sent = "yes" },
			{ "cancel_order: the carrier refused: 200 the carrier answered with resultCode 0003 (there was nothing to act on)",
				kind = "api", operation = "cancel_order", status = 200, code = "0003", sent = "yes",
				message = "the carrier answered with resultCode 0003" },
			{ "get_session: the carrier refused: 200 the carrier answered with resultCode 2 (more than can be fetched)",
				kind = "api", operation = "get_session", status = 200, sent = "yes",
				message = "the carrier answered with resultCode 2" },
			{ "set_roaming: the carrier refused: 200 the carrier answered with resultCode 0009", kind = "api", status = 200,
				operation = "set_roaming", message = "the carrier answered with resultCode 0009", sent = "yes" },
		}
		for _, fields in ipairs(cases) do
			local line <const> = table.remove(fields, 1)
			assert.equal(line, tostring(errors.new(fields)))
		end
	end)

	it("goes on with all the problems of a list, each a line", function()
		local err <const> = errors.new { kind = "change_list", message = "2 problems",
			problems = { problem.new { file = "a", line = 2, message = "no\n" }, problem.new { file = "b", message = "x" } } }
		assert.equal("2 problems\na:2: no \nb: x", tostring(err))
		assert.equal("so: " .. tostring(err), "so: " .. err)
	end)

	it("lets no control character through to a terminal", function()
		local text <const> = tostring(errors.new { kind = "api", message = "a\27[31m\r\nb\0c" })
		assert.is_nil(text:find "%c")
	end)

	it("is known by its metatable, which is the core's", function()
		local err <const> = errors.new { kind = "usage", message = "m" }
		assert.is_true(errors.is(err))
		assert.is_false(errors.is { kind = "usage", message = "m" })
		assert.is_false(errors.is(nil))
		assert.equal(core.error_metatable, getmetatable(err))
		assert.equal("unom.error", getmetatable(err).__name)
		local client <close> = core.client { base_url = "http://127.0.0.1:1", access_token = "t" }
		assert.is_true(errors.is(select(2, client:list_lines { contractId = "N123456789" })))
	end)

	it("needs a kind and a message", function()
		assert.has_error(function() errors.new { kind = "usage" } end)
		assert.has_error(function() errors.new { message = "m" } end)
	end)
end)
