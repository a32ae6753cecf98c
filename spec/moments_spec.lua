local moments <const> = require "unom.moments"

describe("moments #unit", function()
	it("are shown in Japan, nine hours ahead, over the ends of days, months and years", function()
		assert.equal("2026-11-23T16:44:26+09:00", moments.shown "2026-11-23T07:44:26Z")
		assert.equal("2027-01-01T00:00:00+09:00", moments.shown "2026-12-31T15:00:00Z")
		assert.equal("2028-02-29T08:59:59+09:00", moments.shown "2028-02-28T23:59:59Z")
	end)

	it("are shown as nothing where there is none", function()
		assert.is_nil(moments.shown(nil))
		assert.is_nil(moments.day_shown(nil))
	end)

	it("give days that are shown with their parts apart", function()
		assert.equal("2031-07-03", moments.day_shown "20310703")
		assert.equal("soon", moments.day_shown "soon")
	end)

	it("give the carrier's days", function()
		assert.equal("20261123", moments.day "2026-11-23T14:59:59Z")
		assert.equal("20261124", moments.day "2026-11-23T15:00:00Z")
		assert.equal("20261123", moments.day("2026-11-23T15:00:00Z", -300))
		assert.equal("20261124", moments.day("2026-11-23T14:59:00Z", 900))
	end)

	it("give the first of the next month in Japan, over the ends of months and years", function()
		local cases <const> = {
			["2026-11-30T14:59:59Z"] = "20261201", ["2026-11-30T15:00:00Z"] = "20270101",
			["2026-12-31T14:59:59Z"] = "20270101", ["2026-12-31T15:00:00Z"] = "20270201",
			["2028-01-31T15:00:00Z"] = "20280301",
		}
		for text, first in pairs(cases) do
			assert.equal(first, moments.first_of_next_month(moments.read(text)))
			assert.equal(first, moments.first_of_next_month(moments.read(text) + 0.5))
		end
	end)

	it("are written and read the same under any time zone", function()
		for seconds = -86400 * 800, 4e9, 86399 * 97 do
			local text <const> = moments.write(seconds)
			assert.equal(seconds, moments.read(text))
			assert.equal(os.date("!%Y%m%d", seconds + 9 * 3600), moments.day(text))
		end
	end)
end)
