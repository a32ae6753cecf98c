--- A listing in a loop.

local listing <const> = require "unom.client.listing"

local function collected(of)
	local names <const> = {}
	for entry in of do
		names[#names + 1] = entry.name
	end
	return table.concat(names)
end

describe("a listing #unit", function()
	local A <const>, B <const>, C <const> = { name = "a" }, { name = "b" }, { name = "c" }

	it("gives its entries to a loop, and again to the next", function()
		local made <const> = listing.new({ A, B, C }, {})
		assert.equal("abc", collected(made))
		for entry in made do
			if entry == B then
				break
			end
		end
		assert.equal("abc", collected(made))
		assert.equal("", collected(listing.new({}, {})))
	end)

	it("may be in a loop within its own loop", function()
		local made <const>, seen <const> = listing.new({ A, B, C }, {}), {}
		for outer in made do
			for inner in made do
				seen[#seen + 1] = outer.name .. inner.name
			end
		end
		assert.equal("aa ab ac ba bb bc ca cb cc", table.concat(seen, " "))
	end)

	it("gives its entries as they are when the loop begins, also once they are in another order", function()
		local made <const> = listing.new({ C, B, A }, {})
		assert.equal("cba", collected(made))
		table.sort(made.entries, function(one, other) return one.name < other.name end)
		assert.equal("abc", collected(made))
		table.remove(made.entries, 1)
		assert.equal("bc", collected(made))
		made.entries = { A }
		assert.equal("a", collected(made))
	end)

	it("goes on where it is called without a loop", function()
		local made <const> = listing.new({ A, B }, {})
		assert.same({ A, B }, { made(), made() })
		assert.is_nil(made())
		assert.is_nil(made())
		assert.equal("ab", collected(made))
	end)

	it("has what is known of it, and nothing else", function()
		local made <const> = listing.new({ A }, { truncated = true, incomplete_entries = 2, other = 1 })
		assert.same({ entries = { A }, truncated = true, incomplete_entries = 2 }, { entries = made.entries,
			truncated = made.truncated, incomplete_entries = made.incomplete_entries, other = made.other })
		assert.is_true(listing.is(made))
		for _, other in ipairs { 1, "x", {}, setmetatable({}, {}) } do
			assert.is_false(listing.is(other))
		end
	end)
end)
