local japan <const> = require "unom.bulk.carrier.japan"

describe("Japan's time #unit", function()
	it("is nine hours ahead, over the ends of days, months and years", function()
		assert.equal("2026-11-23T16:44:26+09:00", japan.time "2026-11-23T07:44:26Z")
		assert.equal("2027-01-01T00:00:00+09:00", japan.time "2026-12-31T15:00:00Z")
		assert.equal("2028-02-29T08:59:59+09:00", japan.time "2028-02-28T23:59:59Z")
	end)

	it("gives the carrier's days", function()
		assert.equal("20261123", japan.day "2026-11-23T14:59:59Z")
		assert.equal("20261124", japan.day "2026-11-23T15:00:00Z")
		assert.equal("20261123", japan.day("2026-11-23T15:00:00Z", -300))
		assert.equal("20261124", japan.day("2026-11-23T14:59:00Z", 900))
	end)
end)
