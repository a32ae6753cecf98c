local config = require "unom.config"
local scratch = require "support.scratch"

describe("settings #unit", function()
	local home
	local variables

	local function getenv(name)
		return variables[name]
	end

	local function read(flags, profile)
		return config.read { flags = flags, profile = profile, getenv = getenv }
	end

	--- Writes the configuration with a mode; returns its path.
	local function configure(text, mode)
		os.execute(("mkdir -p '%s/.config/unom'"):format(home))
		local path <const> = scratch.file(home .. "/.config/unom/config.lua", text)
		os.execute(("chmod %s '%s'"):format(mode or "600", path))
		return path
	end

	before_each(function()
		home = scratch.directory()
		variables = { HOME = home }
	end)

	after_each(function()
		scratch.remove(home)
	end)

	describe("come from", function()
		it("nowhere: only a place for the ledger is left", function()
			assert.same({ ledger = home .. "/.local/state/unom/ledger.db" }, read())
		end)

		it("flags, then the environment, then the profile", function()
			configure [[return { default = { contract_id = "N000000003", client_id = "profile", timeout = 5 } }]]
			variables.UNOM_CONTRACT_ID = "N000000002"
			variables.UNOM_CLIENT_ID = "environment"
			local settings <const> = assert(read { contract_id = "N000000001" })
			assert.equal("N000000001", settings.contract_id)
			assert.equal("environment", settings.client_id)
			assert.equal(5, settings.timeout)
		end)

		it("the profile that was named", function()
			configure [[return { default = { region = "jp" }, test = { base_url = "http://127.0.0.1:8080" } }]]
			assert.equal("jp", read().region)
			local settings <const> = assert(read({}, "test"))
			assert.is_nil(settings.region)
			assert.equal("http://127.0.0.1:8080", settings.base_url)
		end)

		it("XDG directories, unless they are relative", function()
			variables.XDG_STATE_HOME = "/somewhere/state"
			variables.XDG_CONFIG_HOME = home .. "/xdg"
			os.execute(("mkdir -p '%s/xdg/unom'"):format(home))
			scratch.file(home .. "/xdg/unom/config.lua", [[return { default = { region = "uk" } }]])
			local settings <const> = assert(read())
			assert.equal("/somewhere/state/unom/ledger.db", settings.ledger)
			assert.equal("uk", settings.region)
			variables.XDG_STATE_HOME = "state"
			assert.equal(home .. "/.local/state/unom/ledger.db", read().ledger)
		end)

		it("UNOM_LEDGER before the profile before the default", function()
			configure [[return { default = { ledger = "~/jobs.db" } }]]
			assert.equal(home .. "/jobs.db", read().ledger)
			variables.UNOM_LEDGER = "/tmp/other.db"
			assert.equal("/tmp/other.db", read().ledger)
		end)

		it("one source only, where one setting replaces another", function()
			configure [[return { default = { base_url = "https://profile.example", access_token = "t" } }]]
			variables.UNOM_CLIENT_ID, variables.UNOM_CLIENT_SECRET = "id", "secret"
			local settings <const> = assert(read { region = "us" })
			assert.is_nil(settings.base_url)
			assert.is_nil(settings.access_token)
			assert.equal("secret", settings.client_secret)
		end)

		it("the profile's proxy and certificates, unless one of the usual variables is set", function()
			configure [[return { default = { proxy = "http://profile:1", ca_file = "~/ca.pem", timeout = 5 } }]]
			local settings = assert(read())
			assert.same({ "http://profile:1", home .. "/ca.pem" }, { settings.proxy, settings.ca_file })
			for _, name in ipairs { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" } do
				variables = { HOME = home, [name] = "http://environment:1", http_proxy = "http://x" }
				settings = assert(read())
				assert.is_nil(settings.proxy, name) -- the client reads the variable
				assert.equal(home .. "/ca.pem", settings.ca_file)
				assert.equal("http://flag:1", read({ proxy = "http://flag:1" }).proxy)
				variables[name] = ""
				assert.equal("http://profile:1", read().proxy)
			end
			for _, name in ipairs { "CURL_CA_BUNDLE", "SSL_CERT_FILE" } do
				variables = { HOME = home, [name] = "/etc/ca.pem", http_proxy = "http://x", NO_PROXY = "*", SSL_CERT_DIR = "/x" }
				settings = assert(read())
				assert.same({ nil, "http://profile:1", 5 }, { settings.ca_file, settings.proxy, settings.timeout })
				assert.equal("/flag.pem", read({ ca_file = "/flag.pem" }).ca_file)
				variables[name] = ""
				assert.equal(home .. "/ca.pem", read().ca_file)
			end
			settings = assert(read { access_token = "t", proxy = "http://flag:1" })
			assert.equal("http://flag:1", config.client_options(settings).proxy)
		end)

		it("no empty variable", function()
			variables.UNOM_ACCESS_TOKEN = ""
			local settings <const>, message <const> = read()
			assert.is_nil(settings)
			assert.matches("^UNOM_ACCESS_TOKEN must be text", message)
		end)
	end)

	describe("of a configuration file", function()
		local function refused(text, mode)
			configure(text, mode)
			local settings <const>, message <const> = read()
			assert.is_nil(settings)
			return message
		end

		it("are refused when others can read its secret, in whatever profile", function()
			for _, name in ipairs { "client_secret", "access_token" } do
				local text <const> = ([[return { other = { %s = "hush" } }]]):format(name)
				for _, mode in ipairs { "640", "604", "620" } do
					local message <const> = refused(text, mode)
					assert.matches("holds a secret", message)
					assert.matches("chmod 600", message)
					assert.not_matches("hush", message)
				end
				configure(text, "400")
				assert.truthy(read())
			end
			configure([[return { default = { region = "jp" } }]], "644")
			assert.truthy(read())
		end)

		it("are refused when others can read a proxy's password", function()
			for _, proxy in ipairs { "http://corp:hush@p:8080", "corp:hush@p", "http://:hush@p", "http://corp:hu@sh@p",
				"HTTP://corp:hush/x@p", "socks5h://a:@p" } do
				assert.is_true(config.has_password(proxy), proxy)
				local message <const> = refused(([[return { other = { proxy = "%s" } }]]):format(proxy), "644")
				assert.matches("holds a secret", message)
				assert.not_matches("hush", message)
				configure(([[return { other = { proxy = "%s" } }]]):format(proxy), "600")
				assert.truthy(read())
			end
			for _, proxy in ipairs { "http://p:8080", "p:8080", "http://corp@p:8080", "socks5://[::1]:1" } do
				assert.is_false(config.has_password(proxy), proxy)
				configure(([[return { default = { proxy = "%s" } }]]):format(proxy), "644")
				assert.equal(proxy, read().proxy)
			end
			assert.matches("proxy must be text", refused [[return { default = { proxy = 8080 } }]])
		end)

		it("are named when unknown, with the nearest", function()
			assert.matches("no setting is called 'cient_id'; did you mean 'client_id'?",
				refused [[return { default = { cient_id = "x" } }]], 1, true)
			configure [[return { production = {} }]]
			local settings <const>, message <const> = read({}, "prodction")
			assert.is_nil(settings)
			assert.matches("no profile is called 'prodction'.*did you mean 'production'", message)
		end)

		it("must have the right form", function()
			assert.matches("region must be one of jp, us, uk", refused [[return { default = { region = "fr" } }]])
			assert.matches("timeout must be a number of seconds above 0", refused [[return { default = { timeout = "5" } }]])
			assert.matches("timeout must be", refused [[return { default = { timeout = 0 } }]])
			assert.matches("contract_id must be text", refused [[return { default = { contract_id = "" } }]])
			assert.matches("must return a table of profiles", refused [[return { region = "jp" }]])
			assert.matches("must return a table of profiles", refused [[return]])
			assert.matches("config.lua:1:", refused [[return {]])
		end)

		it("are not shown where the file cannot be read as Lua: it may hold a secret", function()
			for _, value in ipairs { '"hush', "hush!x", "12hush", "hush-x", "hush.x", 'hush"x"', '"a"  "hush"', [['\a\hush']],
				"[[x]] near hush" } do
				local message <const> = refused(('return { default = {\nclient_secret = %s\n} }'):format(value))
				assert.matches("configuration is not right: .*/config.lua:[23]: ", message)
				assert.not_matches("hush", message)
			end
			assert.matches("config.lua:1: '}' expected$", refused [[return { "a" "b" }]])
			assert.matches("config.lua:1: attempt to call a nil value$", refused [[return { a() }]])
		end)

		it("can use no library, not even through a string", function()
			assert.matches("configuration is not right", refused [[os.exit(3)]])
			assert.matches("configuration is not right", refused [[local x = ("x"):rep(1 << 30) return {}]])
			assert.equal("XX", ("x"):upper():rep(2))
			assert.matches("configuration is not right", refused [[getmetatable("").__index = nil return {}]])
		end)

		it("cannot run for ever, be a binary or be huge", function()
			assert.matches("it runs on and on", refused [[while true do end]])
			assert.matches("configuration is not right", refused(string.dump(load "return {}")))
			assert.matches("longer than", refused("--" .. ("x"):rep(70000) .. "\nreturn {}"))
		end)

		it("cannot come from something that cannot be read", function()
			os.execute(("mkdir -p '%s/.config/unom/config.lua'"):format(home))
			local settings <const>, message <const> = read()
			assert.is_nil(settings)
			assert.matches("configuration cannot be read", message)
		end)
	end)

	describe("make the options of a client", function()
		it("out of one credential", function()
			local token <const> = { region = "jp", access_token = "t", ledger = "/x", contract_id = "N123456789", timeout = 3 }
			assert.same({ region = "jp", access_token = "t", contract_id = "N123456789", timeout = 3 },
				config.client_options(token))
			assert.same({ base_url = "https://x", client_id = "i", client_secret = "s" },
				config.client_options { base_url = "https://x", client_id = "i", client_secret = "s" })
		end)

		it("or say in a line what is missing", function()
			local function lacks(settings)
				local options <const>, message <const> = config.client_options(settings)
				assert.is_nil(options)
				return message
			end
			assert.matches("UNOM_CLIENT_ID and UNOM_CLIENT_SECRET, or UNOM_ACCESS_TOKEN", lacks { region = "jp" })
			assert.matches("UNOM_CLIENT_SECRET", lacks { region = "jp", client_id = "i" })
			assert.matches("UNOM_CLIENT_ID", lacks { region = "jp", client_secret = "s" })
			assert.matches("two credentials",
				lacks { region = "jp", client_id = "i", client_secret = "s", access_token = "t" })
		end)
	end)
end)
