local change_lists <const> = require "support.change_lists"
local homes <const> = require "support.homes"
local lfs <const> = require "lfs"
local scratch <const> = require "support.scratch"

describe("the command #unit", function()
	local home <const> = homes.each_test()

	it("shows its version", function()
		for _, flag in ipairs { "--version", "-v" } do
			local result <const> = home:unom { flag }
			assert.equal(0, result.code)
			assert.matches("^unom %S+\n$", result.out)
		end
	end)

	it("takes a file whose name begins with a hyphen after --", function()
		home:write("-x.csv", change_lists.GOOD)
		local result <const> = home:bulk { "check", "--", "-x.csv" }
		assert.equal(0, result.code, result.err)
	end)

	it("has help for every command, with an example where there is more than one way", function()
		for _, words in ipairs {
			{}, { "operations" }, { "describe" }, { "template" }, { "call" }, { "simulate" }, { "bulk" }, { "bulk", "check" },
			{ "bulk", "run" }, { "bulk", "resume" }, { "bulk", "list" }, { "bulk", "status" }, { "bulk", "report" },
		} do
			words[#words + 1] = "--help"
			local result <const> = home:unom(words)
			assert.equal(0, result.code)
			assert.matches("^Usage: unom", result.out)
		end
	end)

	it("works through a link", function()
		assert(lfs.link(lfs.currentdir() .. "/bin/unom", home:path("linked"), true))
		local out <const> = io.popen("env -u UNOM_BUILD " .. home:path("linked") .. " --version")
		assert.matches("^unom ", out:read("a"))
		assert.truthy(out:close())
	end)

	it("shows help and the version before anything is built", function()
		for _, words in ipairs { { "--version" }, { "help" }, { "bulk", "run", "--help" }, {} } do
			local result <const> = home:unom(words, { environment = { UNOM_BUILD = "/nowhere" } })
			assert.equal(0, result.code, result.err)
			assert.matches("unom", result.out)
		end
	end)

	it("says in one line what it lacks to run", function()
		local result <const> = home:unom({ "operations" }, { environment =
			{ UNOM_BUILD = "/proc/self/fd/none", LUA_CPATH = "" } })
		assert.equal(70, result.code)
		assert.matches("^unom: the module [%w.]+ is missing[^\n]*\n$", result.err)
	end)

	it("ends with 70 where a call of its own is a mistake, which is a fault of unom", function()
		local out <const> = scratch.lua [[
			local main = require "unom.cli.main"
			package.loaded["unom.cli.commands.operations"] = { summary = "", add_to_parser = function() end,
				command = function() require("unom").bytes() end }
			print(main.run { "operations" })
		]]
		assert.matches("unom: internal error: [^\n]*bad argument #1 to 'bytes'", out)
		assert.matches("\n70\n$", "\n" .. out)
	end)
end)
