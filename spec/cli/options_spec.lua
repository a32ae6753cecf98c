local homes <const> = require "support.homes"

describe("options #unit", function()
	local home <const> = homes.each_test()

	it("refuse a value that is not of their form", function()
		for flag, values in pairs {
			["--deadline"] = { "2", "h", "-1h", "1w" },
			["--rate"] = { "5", "0/s", "x/s" },
			["--canary"] = { "0", "1.5" },
			["--max-failures"] = { "0", "101%", "x%" },
			["--max-outstanding"] = { "0", "255" },
			["--until"] = { "never" },
			["--ledger"] = { "" },
		} do
			for _, value in ipairs(values) do
				assert.matches(flag, home:refused { "bulk", "run", "list.csv", flag .. "=" .. value }, 1, true)
			end
		end
	end)
end)
