local homes <const> = require "support.homes"

describe("prerequisites #unit", function()
	local home <const> = homes.each_test()

	it("suggest the nearest operation when there is none of the name", function()
		assert.matches("no operation is called 'change_corse'; did you mean 'change_course'?",
			home:refused { "describe", "change_corse" }, 1, true)
		assert.matches("did you mean", home:refused { "template", "chnge_imei" })
		assert.matches("did you mean", home:refused { "call", "list_line" })
	end)

	it("refuse to run without a credential", function()
		home:write("list.csv", home:unom({ "template", "set_roaming" }).out)
		assert.matches("UNOM_CLIENT_ID and UNOM_CLIENT_SECRET, or UNOM_ACCESS_TOKEN",
			home:refused { "bulk", "run", "list.csv" })
	end)

	it("refuse to run without a place for the ledger", function()
		assert.matches("no place for the ledger", home:refused({ "bulk", "list" }, { environment = { HOME = "" } }))
	end)

	it("refuse to run with a configuration that others can read", function()
		os.execute(("mkdir -p %s/other/unom"):format(home.directory))
		local path <const> = home:write("other/unom/config.lua", [[return { default = { access_token = "hush" } }]])
		os.execute("chmod 644 " .. path)
		local said <const> = home:refused({ "bulk", "list" }, { environment = { XDG_CONFIG_HOME = home:path("other") } })
		assert.matches("chmod 600", said)
		assert.not_matches("hush", said)
	end)
end)
