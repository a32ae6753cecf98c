--- The options of one call: of client:start, client:call and a method of the operation's name.

local arguments <const> = require "support.arguments"
local loopback <const> = require "support.loopback"
local wire <const> = require "support.wire"

describe("the options of a call #wire", function()
	local server, client
	before_each(function()
		server = loopback.serve(function() end) -- answers nothing
		client = wire.client(server, { timeout = 86400 })
	end)
	after_each(function()
		client:close()
		server:close()
	end)

	local WAYS <const> = {
		start = function(options)
			client:start("change_course", arguments.of "change_course", options)
			return nil, client:wait(60)[1].err
		end,
		call = function(options) return client:call("change_course", arguments.of "change_course", options) end,
		change_course = function(options) return client:change_course(arguments.of "change_course", options) end,
	}

	for name, way in pairs(WAYS) do
		it(("have a timeout of its own: %s"):format(name), function()
			local _ <const>, err <const> = way { timeout = 0.05 }
			assert.equal("timeout", err.kind)
			assert.matches("no whole reply within 0.05 s", err.message, 1, true)
		end)

		it(("are checked before anything is sent: %s"):format(name), function()
			for message, options in pairs {
				["bad option 'timeuot' to '%s' (no such option; did you mean 'timeout'?)"] = { timeuot = 1 },
				["bad option 'timeout' to '%s' (a number of seconds expected, got string)"] = { timeout = "1" },
				["bad option 'timeout' to '%s' (seconds above 0 and up to 86400 expected)"] = { timeout = 0 },
				["bad option 'retries' to '%s' (a whole number from 0 to 10 expected)"] = { retries = 11 },
				["bad options to '%s' (a name expected, got a key of type number)"] = { 10 },
			} do
				local ok <const>, said <const> = pcall(way, options)
				assert.is_false(ok)
				assert.matches(message:format(name), tostring(said), 1, true)
			end
			assert.is_false((pcall(way, 60)))
			assert.equal(0, client:in_flight())
		end)
	end

	it("have leave_within only where the call is not waited for", function()
		for _, name in ipairs { "call", "change_course" } do
			local _ <const>, said <const> = pcall(WAYS[name], { leave_within = 1 })
			assert.matches(("bad option 'leave_within' to '%s' (no such option)"):format(name), tostring(said), 1, true)
		end
	end)
end)
