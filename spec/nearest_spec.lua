--- The nearest word, for "did you mean".

local nearest <const> = require "unom.nearest"

describe("the nearest word #unit", function()
	local KNOWN <const> = { "contract_id", "timeout", "lineNo" }

	it("is found whatever its capitals", function()
		assert.equal("contract_id", nearest("CONTRACT_ID", KNOWN))
		assert.equal("lineNo", nearest("LINENO", KNOWN))
		assert.equal("timeout", nearest("timeuot", KNOWN))
		assert.is_nil(nearest("colour", KNOWN))
	end)

	it("is the same in every locale", function()
		local lower <const> = string.lower
		rawset(string, "lower", function() error "it follows the locale" end)
		local ok <const>, found <const> = pcall(nearest, "CONTRACT_\u{130}D", KNOWN)
		rawset(string, "lower", lower)
		assert.is_true(ok, found)
		assert.equal("contract_id", found)
	end)
end)
