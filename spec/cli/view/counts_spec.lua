local counts <const> = require "unom.cli.view.counts"

describe("counts #unit", function()
	it("counts rows in words", function()
		assert.equal("2 succeeded, 1 unknown, 3 pending",
			counts.words { pending = 3, unknown = 1, succeeded = 2, failed = 0 })
		assert.equal("no rows", counts.words {})
		assert.equal(3, counts.ended { pending = 3, unknown = 1, succeeded = 2 })
	end)
end)
