local homes <const> = require "support.homes"
local text <const> = require "unom.cli.view.text"

describe("unom help #unit", function()
	local home <const> = homes.each_test()

	it("shows the help of the command that it names, and where none is named", function()
		for _, case in ipairs {
			{ {}, "^Usage: unom %[" }, { { "help" }, "^Usage: unom %[" }, { { "bulk" }, "^Usage: unom bulk %[" },
			{ { "help", "bulk", "run" }, "^Usage: unom bulk run %[OPTIONS%] <FILE>\n" },
			{ { "help", "call" }, "^Usage: unom call " },
		} do
			local result <const> = home:unom(case[1])
			assert.same({ 0, "" }, { result.code, result.err })
			assert.matches(case[2], result.out)
		end
		assert.matches("unknown command 'rum'; did you mean 'run'?\nunom: see unom bulk --help\n",
			home:refused { "help", "bulk", "rum" }, 1, true)
	end)

	it("fits a terminal of 80 columns, whatever the command", function()
		local pages <const>, seen = { {} }, 0
		while #pages > 0 do
			local words <const> = table.remove(pages)
			local result <const> = home:unom { "help", table.unpack(words) }
			assert.equal(0, result.code, result.err)
			for line in result.out:gmatch("[^\n]*") do
				assert.is_true(text.width(line) <= 80, line)
			end
			local named <const> = result.out:match("\nCommands:\n(.-)\n\n") or ""
			for name in named:gmatch("%f[^\n\0]   (%w+) ") do
				pages[#pages + 1] = { table.unpack(words) }
				table.insert(pages[#pages], name)
			end
			seen = seen + 1
		end
		assert.is_true(seen >= 18)
	end)
end)
