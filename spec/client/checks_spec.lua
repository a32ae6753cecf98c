--- What the functions of a script refuse, and whom they blame.

local checks <const> = require "unom.client.checks"
local unom <const> = require "unom"

local HERE <const> = "checks_spec.lua"

--- What calling a function raises, and the line that called it.
local function raised_by(func, ...)
	local line <const> = debug.getinfo(1, "l").currentline + 1
	local ok <const>, raised <const> = pcall(function(...) return (func(...)) end, ...)
	assert.is_false(ok)
	return raised, line
end

describe("checks #unit", function()
	it("raise an object that names function, option and place", function()
		local raised <const>, line <const> = raised_by(unom.settings, { profil = "x" })
		assert.same({ "usage", "settings", "profil" }, { raised.kind, raised.func, raised.option })
		assert.matches(HERE .. ":" .. line .. "$", raised.position)
		assert.is_true(checks.is_mistake(raised))
		for _, other in ipairs { "bad argument", {}, 1 } do
			assert.is_false(checks.is_mistake(other))
		end
	end)

	it("blame a mistake on the line at the level, and pass on anything else as it is", function()
		local function blaming(func)
			local one <const>, two <const> = checks.blame(2, func)
			return one, two
		end
		local raised <const>, line <const> = raised_by(blaming, function() return unom.check "no_operation" end)
		assert.matches(HERE .. ":" .. line .. ": bad argument #1 to 'check'", tostring(raised))
		local other <const> = {}
		assert.equal(other, (raised_by(blaming, function() error(other) end)))
		assert.equal("text", (raised_by(blaming, function() error("text", 0) end)))
		assert.same({ 1, 2 }, { blaming(function() return 1, 2, 3 end) })
	end)

	it("take no options for an empty table", function()
		assert.same({}, checks.options("f", 1, nil, {}, 1))
	end)
end)
