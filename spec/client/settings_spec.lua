--- The settings that the command would use, as a script gets them.

local errors <const> = require "unom.error"
local scratch <const> = require "support.scratch"
local unom <const> = require "unom"

describe("settings of a script #unit", function()
	local getenv <const> = os.getenv
	local home
	local variables

	before_each(function()
		home = scratch.directory()
		variables = { HOME = home, UNOM_CLIENT_ID = "id", UNOM_CLIENT_SECRET = "hush-hush" }
		rawset(os, "getenv", function(name) return variables[name] end)
	end)

	after_each(function()
		rawset(os, "getenv", getenv)
		scratch.remove(home)
	end)

	local function configure(text)
		os.execute(("mkdir -p '%s/.config/unom'"):format(home))
		os.execute(("chmod 600 '%s'"):format(scratch.file(home .. "/.config/unom/config.lua", text)))
	end

	it("are the client's options, and those of bulk functions", function()
		configure [[return { default = { base_url = "http://127.0.0.1:1", contract_id = "N123456789", timeout = 7,
			shared_contract = true, ledger = "~/x.db", columns = { ["備考"] = false, ["番号"] = "lineNo", ["b"] = false } } }]]
		local for_client <const>, for_bulk <const> = assert(unom.settings())
		assert.same({ base_url = "http://127.0.0.1:1", contract_id = "N123456789", timeout = 7, client_id = "id",
			client_secret = "hush-hush" }, for_client)
		assert.same({ ledger = home .. "/x.db", shared_contract = true, ignore = { "b", "備考" },
			map = { ["番号"] = "lineNo" } }, for_bulk)
		unom.client(for_client):close()
	end)

	it("take a function that gives tokens in place of their credentials", function()
		local function token() return "t" end
		variables.UNOM_BASE_URL = "http://127.0.0.1:1"
		for _, credentials in ipairs { { "id", "hush-hush" }, {}, { "id" } } do
			variables.UNOM_CLIENT_ID, variables.UNOM_CLIENT_SECRET = credentials[1], credentials[2]
			assert.same({ base_url = "http://127.0.0.1:1", token = token }, (assert(unom.settings { token = token })))
		end
		variables.UNOM_ACCESS_TOKEN = "hush-token"
		local for_client <const> = assert(unom.settings { token = token })
		assert.is_nil(for_client.access_token)
		unom.client(for_client):close()
	end)

	it("have for bulk functions only what a setting says", function()
		local _ <const>, for_bulk <const> = assert(unom.settings())
		assert.same({ ledger = home .. "/.local/state/unom/ledger.db" }, for_bulk)
	end)

	it("are of the profile that is named", function()
		configure [[return { default = { region = "jp" }, test = { region = "uk" } }]]
		assert.equal("jp", unom.settings({}).region)
		assert.equal("uk", unom.settings({ profile = "test" }).region)
	end)

	it("return what is wrong with them, as an error", function()
		local missing <const>, err <const> = unom.settings { profile = "tset" }
		assert.is_nil(missing)
		assert.is_true(errors.is(err))
		assert.equal("settings", err.kind)
		assert.matches("^no profile is called 'tset' in ", tostring(err))
		variables.UNOM_CLIENT_SECRET = nil
		assert.matches("^a client_id without its secret: ", tostring(select(2, unom.settings())))
	end)

	it("never name a secret in what is wrong", function()
		variables.UNOM_ACCESS_TOKEN = "hush-token"
		local _ <const>, err <const> = unom.settings()
		assert.matches("^two credentials: ", tostring(err))
		assert.not_matches("hush", tostring(err))
	end)

	it("blame who asks wrongly", function()
		for _, case in ipairs {
			{ "default", "bad argument #1 to 'settings' (a table of options expected, got string)" },
			{ { profil = "x" }, "bad option 'profil' to 'settings' (unknown; did you mean 'profile'?)" },
			{ { profile = "" }, "bad option 'profile' to 'settings' (a profile's name expected)" },
		} do
			local line <const> = debug.getinfo(1, "l").currentline + 1
			local ok <const>, message <const> = pcall(function() return (unom.settings(case[1])) end)
			assert.is_false(ok)
			assert.is_truthy(tostring(message):find(("settings_spec.lua:%d: %s"):format(line, case[2]), 1, true), message)
		end
	end)
end)
