local values <const> = require "unom.bulk.ledger.values"

describe("values of the ledger #unit", function()
	-- The reader made floats of integers, and a row's reason said "0.0 listed".
	it("come back as they were, integers too", function()
		local kept <const> = { count = 3, none = 0, share = 2.5, whole = 2.0, text = "3", yes = true, inner = { 1, 2 } }
		local back <const> = values.decode(values.encode(kept))
		assert.same(kept, back)
		assert.same({ "integer", "float", "float" }, { math.type(back.count), math.type(back.share), math.type(back.whole) })
		assert.equal("integer", math.type(back.inner[1]))
		assert.is_nil(values.decode(values.encode(nil)))
	end)
end)
