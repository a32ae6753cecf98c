--- The options of the simulator: the same for Lua and for the command, and all of them documented.

local options <const> = require "unom.simulator.options"
local parser <const> = require "unom.cli.parser"
local scratch <const> = require "support.scratch"
local simulate <const> = require "unom.cli.commands.simulate"

describe("the simulator's options #unit", function()
	-- What the command calls otherwise.
	local FLAGS <const> = { faults = "fault" }

	it("are the flags of the command", function()
		local root <const> = parser.new("unom")
		simulate.add_to_parser(root:command("simulate", simulate.summary))
		local _, stop <const> = parser.parse(root, { "simulate", "--help" })
		local flags, named <const> = {}, {}
		for flag in stop.text:gmatch("%-%-([%l-]+)") do
			flags[flag:gsub("-", "_")] = true
		end
		flags.help = nil
		for _, name in ipairs(options.NAMES) do
			named[FLAGS[name] or name] = true
		end
		assert.same(named, flags)
	end)

	it("are on the page about tests", function()
		local page <const> = scratch.read("docs/testing.md"):match("\n## simulator.start\n(.-)\n## ")
		for _, name in ipairs(options.NAMES) do
			assert.is_truthy(page:find("[|,] `" .. name .. "`[ ,]"), name)
		end
	end)

	it("let the ends of what they allow pass, and nothing beyond", function()
		for name, rules in pairs(options.NUMBERS) do
			assert.is_nil(options.why_not(name, rules.least))
			assert.is_nil(options.why_not(name, rules.most))
			for _, wrong in ipairs { rules.least - 1, 0 / 0, 1 / 0, "1", false } do
				assert.is_truthy(options.why_not(name, wrong), name .. " " .. tostring(wrong))
			end
		end
		for _, span in ipairs { 0, 3.5, { 0, 0 }, { 1, options.LONGEST_LISTING } } do
			assert.is_nil(options.why_not("listed_after", span))
		end
		for _, wrong in ipairs { -1, 1 / 0, {}, { 1 }, { 2, 1 }, { 0 / 0, 1 }, { 1, options.LONGEST_LISTING + 1 }, "1" } do
			assert.is_truthy(options.why_not("listed_after", wrong))
		end
	end)

	it("reach the carrier in its own form", function()
		assert.same({ without = { get_session = true }, listed_after = { 2, 2 }, lines = 3 },
			options.of_carrier { without = { "get_session" }, listed_after = 2, lines = 3 })
		assert.same({ without = {}, listed_after = { 1, 2 } }, options.of_carrier { listed_after = { 1, 2 } })
	end)
end)
