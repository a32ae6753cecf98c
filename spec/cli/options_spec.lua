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
			["--separator"] = { "|", "x", "" },
			["--columns"] = { "", "lineNo,,imei", "\x94\xD4" },
			["--map"] = { "lineNo", "=lineNo", "電話番号=", "\xE9=lineNo" },
			["--ignore"] = { "", "\x94\xF5\x8Dl" },
			["--operation"] = { "", "\x91\x80" },
		} do
			for _, value in ipairs(values) do
				assert.matches(flag, home:refused { "bulk", "run", "list.csv", flag .. "=" .. value }, 1, true)
			end
		end
	end)

	it("name columns of the list's own, over those of the profile", function()
		home:write("config.lua", [[return { default = {
			contract_id = "N123456789", columns = { ["備考"] = false, ["電話番号"] = "planCode", ["担当"] = "lineNo" },
		} }]])
		os.execute(("mkdir -p %s/.config/unom && mv %s/config.lua %s/.config/unom/"):format(home.directory, home.directory,
			home.directory))
		home:write("list.csv", "電話番号;備考;担当\n09010000001;x;y\n")
		local told <const> = home:bulk { "check", "list.csv", "--operation", "remove_roaming", "--agree",
			"--map", "電話 番号=回線番号", "--ignore", "担 当", "--separator", "semicolon" }
		assert.equal(0, told.code, told.err)
		assert.matches("semicolons", told.err, 1, true)
		home:write("bare.csv", "09010000001\n")
		assert.equal(0, home:bulk({ "check", "bare.csv", "--operation", "remove_roaming", "--agree", "--columns",
			"lineNo" }).code)
	end)

	it("are refused in the profile where they are no columns", function()
		for _, columns in ipairs { "true", "{ x = 1 }", "{ [''] = false }" } do
			home:write("config.lua", "return { default = { columns = " .. columns .. " } }")
			os.execute(("mkdir -p %s/.config/unom && mv %s/config.lua %s/.config/unom/"):format(home.directory,
				home.directory, home.directory))
			assert.matches("columns", home:refused { "bulk", "check", "x.csv" }, 1, true)
		end
	end)
end)
