local scratch <const> = require "support.scratch"
local unom <const> = require "unom"

-- The table of errors, typed from the specification once more: number, status, message.
local TABLE <const> = {
	{ 1, 400, "Field Format Error: [Field name]" }, { 2, 404, "Raising fault. Fault name : Unknown-Re" },
	{ 3, 401, "Invalid access token" }, { 4, 404, "The requested contractId is not found." },
	{ 5, 404, "The requested lineNo is not found" }, { 6, 404, "The Requested lineGroup is not found." },
	{ 8, 403, "The order is not allowed by user RADIUS/MCOP" }, { 9, 400, "Too many requests." },
	{ 11, 404, "The order is not found" }, { 13, 400, "The orderId is Invalid." },
	{ 14, 404, "The roaming-option is not found." }, { 15, 400, "The contractId is Invalid." },
	{ 16, 400, "The lineNo is Invalid." }, { 17, 400, "The orderId is Invalid." },
	{ 18, 400, "The reserveId is Invalid." }, { 19, 400, "The requestDate is Invalid." },
	{ 20, 503, "System Maintainance" }, { 21, 404, "Not Found" }, { 22, 400, "Bad Request" },
	{ 23, 500, "Internal Server Error" },
}

describe("unom.errors #unit", function()
	it("has the rows of the carrier's table, in its order", function()
		for index, row in ipairs(TABLE) do
			local found <const> = unom.errors[index]
			assert.same(row, { found.number, found.status, found.message })
			assert.equal(found, unom.errors[tostring(row[1])])
		end
		assert.equal(#TABLE, #unom.errors)
	end)

	it("says what each means, in both languages, and what to do", function()
		for _, found in ipairs(unom.errors) do
			assert.is_truthy(found.what.ja:find("[\x80-\xff]"), found.name)
			assert.is_nil(found.what.en:find("[\x80-\xff]"), found.name)
			assert.is_true(#found.todo > 10, found.name)
		end
		assert.matches("254件", unom.errors.too_many_orders.what.ja)
	end)

	it("gives each under its name; of two with one message the first", function()
		assert.equal(8, unom.errors.not_com_radius.number)
		assert.equal(13, unom.errors.order_id_invalid.number)
		assert.is_nil(unom.errors.nothing)
	end)

	it("has the names by which the core knows the messages", function()
		local names <const>, count = {}, 0
		for status, message, name in scratch.read("csrc/lua/error.c"):gmatch('{(%d+), "([^"]+)", "([%w_]+)"}') do
			names[name] = { tonumber(status), message:lower() }
			count = count + 1
		end
		assert.equal(#TABLE - 1, count) -- 13 and 17 are one
		for _, found in ipairs(unom.errors) do
			local status <const>, message <const> = table.unpack(names[found.name])
			assert.equal(status, found.status, found.name)
			assert.equal(message, found.message:lower():sub(1, #message))
		end
	end)
end)
