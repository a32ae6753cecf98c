--- The set of keys of the core: which key is new, and on which line another was seen first.

local core <const> = require "unom.core"

describe("seen_set #unit", function()
	it("tells the line on which a key was first seen", function()
		local seen <close> = core.seen_set()
		assert.is_nil(seen:first("a", 2))
		assert.is_nil(seen:first("b", 3))
		assert.equal(2, seen:first("a", 4))
		assert.equal(2, seen:first("a", 5))
		assert.is_nil(seen:first("", 6))
		assert.is_nil(seen:first("\0", 7))
		assert.is_nil(seen:first("\0\0\0\0\0\0\0\0", 8))
		assert.equal(7, seen:first("\0", 9))
		assert.equal(5, #seen)
	end)

	it("finds a key without keeping it", function()
		local seen <close> = core.seen_set()
		assert.is_nil(seen:find("a", "b"))
		assert.is_nil(seen:first("a", "b", 2))
		assert.equal(2, seen:find("a", "b"))
		assert.is_nil(seen:find("ab"))
		assert.is_nil(seen:find("b"))
		assert.equal(1, #seen)
		assert.has_error(function() seen:find() end)
	end)

	it("tells keys of several parts apart by every part", function()
		local seen <close> = core.seen_set()
		local keys <const> = { { "ab", "c" }, { "a", "bc" }, { "abc" }, { "abc", "" }, { "", "abc" }, { "abc", "", "" },
			{ "a", "b", "c" }, { "a\0b" }, { "a", "b" }, { ("x"):rep(8), "y" }, { ("x"):rep(8) .. "y" }, { "x", ("x"):rep(8) } }
		for index, key in ipairs(keys) do
			local parts <const> = table.move(key, 1, #key, 1, {})
			parts[#parts + 1] = index
			assert.is_nil(seen:first(table.unpack(parts)))
		end
		for index, key in ipairs(keys) do
			local parts <const> = table.move(key, 1, #key, 1, {})
			parts[#parts + 1] = 1000
			assert.equal(index, seen:first(table.unpack(parts)))
		end
		assert.equal(#keys, #seen)
	end)

	it("keeps many apart", function()
		local seen <close> = core.seen_set()
		for number = 1, 100000 do
			assert(seen:first(("change_course\0N123456789\0%011d"):format(9010000000 + number), number) == nil)
		end
		for number = 1, 100000, 37 do
			assert.equal(number, seen:first(("change_course\0N123456789\0%011d"):format(9010000000 + number), 1))
		end
		assert.equal(100000, #seen)
	end)

	it("raises for what is no line", function()
		local seen <close> = core.seen_set()
		assert.has_error(function() seen:first("a", 0) end)
		assert.has_error(function() seen:first("a", 1 << 32) end)
		assert.has_error(function() seen:first("a") end)
		assert.has_error(function() seen:first(1) end)
		assert.has_error(function() seen:first("1", "2", "3", "4", "5", "6", "7", "8", "9", 1) end)
	end)
end)
