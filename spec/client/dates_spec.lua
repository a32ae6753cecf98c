--- Days and moments as the API's fields want them.

local dates <const> = require "unom.client.dates"
local unom <const> = require "unom"

local BEFORE_MIDNIGHT <const> = 1798729199 -- 2026-12-31 23:59:59 in Japan

describe("dates #unit", function()
	it("are Japan's, whatever zone the process is in", function()
		assert.equal("20261231", unom.date(BEFORE_MIDNIGHT))
		assert.equal("20270101", unom.date(BEFORE_MIDNIGHT + 1))
		assert.equal("20261231235959", unom.datetime(BEFORE_MIDNIGHT))
		assert.equal("20270101000000", unom.datetime(BEFORE_MIDNIGHT + 1))
		assert.equal("20261231235959", unom.datetime(BEFORE_MIDNIGHT + 0.99))
		assert.equal("20270101", unom.first_of_next_month(BEFORE_MIDNIGHT))
		assert.equal("20270201", unom.first_of_next_month(BEFORE_MIDNIGHT + 1))
	end)

	it("are of the present without an argument", function()
		local before <const> = os.time()
		local now <const> = unom.datetime()
		assert.is_true(unom.datetime(before) <= now and now <= unom.datetime(os.time()), now)
		assert.equal(8, #unom.date())
		assert.equal("01", unom.first_of_next_month():sub(7))
	end)

	it("pass the checks of their fields", function()
		local arguments <const> = { contractId = "N123456789", startTime = unom.datetime(BEFORE_MIDNIGHT - 60),
			endTime = unom.datetime(BEFORE_MIDNIGHT) }
		assert.is_true((unom.check("list_sessions", arguments)))
		assert.is_true((unom.check("change_course", { contractId = "N123456789", lineNo = "09010000001",
			planCode = "T3001328", requestDate = unom.first_of_next_month(), agreement = "yes" })))
	end)

	it("have eight digits, or fourteen, as far as they reach", function()
		for _, moment in ipairs { -30610256400, 253399590000 - 1 } do -- the years 1000 and 9999 up to December, in Japan
			assert.same({ 8, 14, 8 }, { #unom.date(moment), #unom.datetime(moment), #unom.first_of_next_month(moment) })
		end
		assert.is_false((pcall(unom.date, -30610256400 - 1)))
		assert.is_false((pcall(unom.first_of_next_month, 253399590000)))
	end)

	it("blame who gives no moment", function()
		local line <const> = debug.getinfo(1, "l").currentline + 1
		local _, message <const> = pcall(function() return (unom.date "2026") end)
		assert.equal(("spec/client/dates_spec.lua:%d: bad argument #1 to 'date' (seconds since the epoch expected, "
			.. "got string)"):format(line), (tostring(message):gsub("^%./", "")))
		for name, make in pairs(dates) do
			for _, wrong in ipairs { "1", {}, false, 0 / 0, math.huge, -math.huge, 1e15 } do
				local ok <const>, why <const> = pcall(make, wrong)
				assert.is_false(ok)
				assert.is_truthy(tostring(why):find(("to '%s' (seconds since the epoch"):format(name), 1, true), why)
			end
		end
	end)
end)
