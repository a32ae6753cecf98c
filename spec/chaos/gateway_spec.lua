--- A change list through a TLS gateway that closes idle connections, as carriers' gateways do: spec/chaos/gateway.lua.
--
-- What it once broke: of 8 rows, each sent after a pause, 4 ended in doubt. The close-notify of the gateway lay on the
-- connection, the order was written behind it, and nothing told whether it had been read.

local shell <const> = require "support.shell"

describe("a change list through a gateway #wire", function()
	--- Carries 8 rows through, and returns what was printed.
	local function carry(more)
		local lines <const>, code <const> = shell.lines(
			"lua5.4 spec/chaos/gateway.lua --rows 8 --rate 2 --keepalive 0.25" .. more .. " 2>&1")
		local words <const> = table.concat(lines, "\n")
		assert.equal(0, code, words)
		assert.matches("succeeded    8\n", words, 1, true)
		assert.matches("in doubt     0\n", words, 1, true)
		assert.matches("orders       8 for 8 lines\n", words, 1, true)
		-- Else no connection was closed in a pause, and the test shows nothing.
		assert.is_true(tonumber(words:match("connections  (%d+) for")) >= 6, words)
		return words
	end

	it("loses nothing to connections that are closed in the pauses", function()
		carry ""
	end)

	it("and a proxy that wants a password loses nothing either", function()
		local words <const> = carry " --proxy"
		-- One at least was refused for want of the password.
		local made <const>, asked <const> = words:match("tunnels      (%d+) made of (%d+) asked for")
		assert.equal(words:match("connections  (%d+) for"), made)
		assert.is_true(tonumber(asked) > tonumber(made), words)
	end)
end)
