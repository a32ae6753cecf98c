--- The examples of event loops: all calls have a reply, and what else the loop does goes on meanwhile.

local homes <const> = require "support.homes"

describe("the example of an event loop #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)

	for _, script in ipairs { "examples/luv.lua", "examples/cqueues.lua" } do
		-- A loop that waited in the client would tick once or twice for each of its 13 turns of 16 calls.
		it(("carries 200 calls while a timer goes on: %s"):format(script), function()
			home:simulate { lines = 1, latency = 0.05 }
			local result <const> = home:start({}, { script = script }):finish()
			assert.equal(0, result.code, result.err)
			local good <const>, bad <const>, ticks <const> =
				result.out:match("^(%d+) replies, (%d+) errors, the %l+ %l+ ?%l* (%d+) times meanwhile\n$")
			assert.same({ "200", "0" }, { good, bad })
			assert.is_true(tonumber(ticks) > 35, ticks) -- 65 where nothing holds the loop up
		end)
	end
end)
