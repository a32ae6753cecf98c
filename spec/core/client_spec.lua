--- The client: its options, and what start, wait, call and close promise.

local arguments <const> = require "support.arguments"
local core <const> = require "unom.core"
local loopback <const> = require "support.loopback"
local scratch <const> = require "support.scratch"
local simulator <const> = require "unom.simulator"
local wire <const> = require "support.wire"

local LINES <const> = wire.reply(200, { contractId = wire.CONTRACT, linesList = {} })

local function message_of(...)
	local ok <const>, message <const> = pcall(...)
	assert.is_false(ok)
	return tostring(message)
end

describe("a client's options #unit", function()
	local function client(changes)
		local options <const> = { access_token = "tok-secret" }
		for name, value in pairs(changes) do
			options[name] = value or nil
		end
		return core.client(options)
	end

	local SECRET <const> = "hush-hush"
	local BAD <const> = {
		{ "region", { region = "de" }, "jp, us and uk" },
		{ "region", { region = 1 }, "a string expected, got number" },
		{ "base_url", { base_url = "http://example.com" }, "plain http is refused" },
		{ "base_url", { base_url = "http://127.0.0.1.example.com" }, "plain http is refused" },
		{ "base_url", { base_url = "http://localhost.example.com" }, "plain http is refused" },
		{ "base_url", { base_url = "http://128.0.0.1" }, "plain http is refused" },
		{ "base_url", { base_url = "http://[::2]" }, "plain http is refused" },
		{ "base_url", { base_url = "http://0.0.0.0" }, "plain http is refused" },
		{ "base_url", { base_url = "ftp://localhost" }, "https expected" },
		{ "base_url", { base_url = "file:///etc/passwd" }, "not a URL" },
		{ "base_url", { base_url = "jp.api.ntt.com" }, "not a URL" },
		{ "base_url", { base_url = "https://" }, "not a URL" },
		{ "base_url", { base_url = "https://a b" }, "not a URL" },
		{ "base_url", { base_url = "https://h\n" }, "not a URL" },
		{ "base_url", { base_url = "https://user:" .. SECRET .. "@h" }, "no user name" },
		{ "base_url", { base_url = "http://localhost@example.com" }, "no user name" },
		{ "base_url", { base_url = "https://h?" }, "no query" },
		{ "base_url", { base_url = "https://h/?a=b" }, "no query" },
		{ "base_url", { base_url = "https://h/#a" }, "no query" },
		{ "base_url", { base_url = "https://h/\0" }, "NUL" },
		{ "base_url", { base_url = "https://h/" .. ("x"):rep(3000) }, "too long" },
		{ "base_url", { base_url = "" }, "empty" },
		{ "contract_id", { contract_id = "123456789" }, "N and nine digits" },
		{ "contract_id", { contract_id = 123456789 }, "a string expected" },
		{ "timeout", { timeout = 0 }, "above 0" },
		{ "timeout", { timeout = -1 }, "above 0" },
		{ "timeout", { timeout = 0 / 0 }, "above 0" },
		{ "timeout", { timeout = math.huge }, "above 0" },
		{ "timeout", { timeout = "60" }, "a number of seconds expected, got string" },
		{ "connect_timeout", { connect_timeout = 0 }, "above 0" },
		{ "connect_timeout", { connect_timeout = true }, "a number of seconds expected, got boolean" },
		{ "ca_file", { ca_file = "/proc/self/fd/none/ca.pem" }, "cannot be read" },
		{ "ca_file", { ca_file = {} }, "a string expected, got table" },
		{ "ca_file", { ca_file = "/tmp" }, "cannot be read" },
		{ "retries", { retries = -1 }, "a whole number from 0 to 10" },
		{ "retries", { retries = 11 }, "a whole number from 0 to 10" },
		{ "retries", { retries = true }, "a whole number from 0 to 10" },
		{ "max_connections", { max_connections = 0 }, "a whole number from 1 to 256" },
		{ "max_connections", { max_connections = 257 }, "a whole number from 1 to 256" },
		{ "max_connections", { max_connections = 1.5 }, "a whole number from 1 to 256" },
		{ "max_connections", { max_connections = "16" }, "a whole number from 1 to 256" },
		{ "max_connections", { max_connections = 2 ^ 53 }, "a whole number from 1 to 256" },
		{ "proxy", { proxy = 8080 }, "a string expected, got number" },
		{ "proxy", { proxy = "" }, "empty" },
		{ "proxy", { proxy = "http://p:8080\0" }, "NUL" },
		{ "user_agent", { user_agent = "" }, "empty" },
		{ "user_agent", { user_agent = 1 }, "a string expected, got number" },
		{ "user_agent", { user_agent = "tool\r\nX: y" }, "visible ASCII" },
		{ "user_agent", { user_agent = "道具/1" }, "visible ASCII" },
		{ "user_agent", { user_agent = "tool\t1" }, "visible ASCII" },
		{ "user_agent", { user_agent = " tool" }, "visible ASCII" },
		{ "user_agent", { user_agent = "tool " }, "visible ASCII" },
		{ "user_agent", { user_agent = ("x"):rep(257) }, "up to 256" },
		{ "trace", { trace = "yes" }, "a function expected, got string" },
		{ "access_field", { access_field = "access" }, "accessCode or accessType" },
		{ "access_token", { access_token = SECRET .. "\r\nX: y" }, "visible ASCII" },
		{ "access_token", { access_token = SECRET .. " " }, "visible ASCII" },
		{ "access_token", { client_id = "i", client_secret = SECRET }, "give it or client_id and client_secret, not both" },
		{ "token", { access_token = false, token = SECRET }, "a function expected, got string" },
		{ "token", { access_token = SECRET, token = print }, "give it, or access_token, or client_id and client_secret" },
		{ "token", { access_token = false, client_id = "i", client_secret = SECRET, token = print }, "not several" },
		{ "client_secret", { access_token = false, client_id = "i", client_secret = SECRET .. "\n" }, "control character" },
		{ "client_secret", { access_token = false, client_id = "i", client_secret = "\x7F" .. SECRET }, "control character" },
		{ "client_id", { access_token = false, client_id = SECRET .. "\r\nX: y", client_secret = "s" }, "control character" },
		{ "timeuot", { timeuot = 1 }, "did you mean 'timeout'" },
		{ "acces_token", { acces_token = SECRET }, "did you mean 'access_token'" },
		{ "timeout\\u{0}", { ["timeout\0"] = 1 }, "did you mean 'timeout'" },
		{ "timeout\\u{0}s", { ["timeout\0s"] = 1 }, "did you mean 'timeout'" },
		{ "colour", { colour = 1 }, "no such option" },
	}
	for _, case in ipairs(BAD) do
		local option <const>, changes <const>, text <const> = table.unpack(case, 1, 3)
		it(("refuses %s: %s"):format(option, text), function()
			local message <const> = message_of(client, changes)
			assert.is_truthy(message:find(("bad option '%s' to 'client' ("):format(option), 1, true), message)
			assert.is_truthy(message:find(text, 1, true), message)
			assert.is_nil(message:find(SECRET, 1, true))
			assert.is_nil(message:find("tok-secret", 1, true))
		end)
	end

	it("tells its host", function()
		for url, host in pairs { ["https://carrier.example/"] = "carrier.example", ["http://127.0.0.1:8080"] =
			"127.0.0.1:8080", ["https://carrier.example/api/v2"] = "carrier.example" } do
			local made <close> = core.client { base_url = url, access_token = "t" }
			assert.equal(host, made:host())
		end
	end)

	-- What libcurl would refuse at the first request, in words that show it, or pass over without a word.
	for _, proxy in ipairs {
		"http://corp:" .. SECRET .. " x@proxy.example:8080", "http://corp:" .. SECRET .. "\n@proxy.example:8080",
		"http://corp:" .. SECRET .. "@proxy.example:port", "http://corp:" .. SECRET .. "@x@proxy.example",
		"http://corp:1" .. SECRET .. "/x@proxy.example", "http://corp:80/" .. SECRET .. "@proxy.example",
		"http://corp:80?" .. SECRET .. "@proxy.example", "http://corp:80#" .. SECRET .. "@proxy.example",
		"http://corp:" .. SECRET .. "%00@proxy.example", "http://" .. SECRET .. "%0a:x@proxy.example",
		"http://corp:%1F" .. SECRET .. "@proxy.example", "http://corp:" .. SECRET .. "%1b@proxy.example",
		"corp:" .. SECRET, "ftp://" .. SECRET .. "@proxy.example", "socks://" .. SECRET, "http://proxy.example:99999",
		"http://", "http://proxy.example:8080/x", "https://[::1" .. SECRET,
	} do
		it(("refuse the proxy %q"):format(proxy), function()
			local message <const> = message_of(client, { proxy = proxy })
			assert.is_truthy(message:find("bad option 'proxy' to 'client' (a URL such as http://proxy.example:8080 expected, of "
				.. "scheme http, https, socks4, socks4a, socks5 or socks5h", 1, true), message)
			assert.is_nil(message:find(SECRET, 1, true))
			assert.is_nil(message:find("corp", 1, true))
		end)
	end

	-- The name is compared to its end: no option is read from the beginning of another name.
	it("are known by their whole name", function()
		for _, name in ipairs { "region", "base_url", "contract_id", "client_id", "client_secret", "access_token", "token",
			"timeout", "retries", "connect_timeout", "max_connections", "ca_file", "proxy", "user_agent", "trace",
			"access_field" } do
			local message <const> = message_of(client, { [name .. "\0x"] = "x" })
			assert.is_truthy(message:find(("bad option '%s\\u{0}x' to 'client' (no such option"):format(name), 1, true), message)
		end
	end)

	it("need one way to be authorised", function()
		assert.is_truthy(message_of(core.client, {}):find("'client_id'", 1, true))
		assert.is_truthy(message_of(core.client, { client_id = "i" }):find("'client_secret'", 1, true))
		assert.is_truthy(message_of(core.client, { client_secret = SECRET }):find("'client_id'", 1, true))
		assert.is_truthy(message_of(core.client, { access_token = "" }):find("'access_token'", 1, true))
		assert.is_truthy(message_of(core.client, { client_id = "\xFF", client_secret = "s" }):find "UTF%-8")
	end)

	it("need a table with names", function()
		assert.has_error(function() core.client() end)
		assert.has_error(function() core.client("jp") end)
		assert.is_truthy(message_of(core.client, { "jp" }):find("a name expected", 1, true))
	end)

	it("take what the reference shows", function()
		local ca_file <const> = os.tmpname()
		local good <const> = {
			{}, { region = "us" }, { base_url = "https://example.com:8443/gateway/" }, { base_url = "http://127.9.9.9:1" },
			{ base_url = "http://[::1]:8080" }, { base_url = "http://LOCALHOST" }, { contract_id = "N123456789" },
			{ timeout = 0.5, connect_timeout = 3 }, { ca_file = ca_file }, { trace = print },
			{ user_agent = "lines-report/1.0 (noc@example.jp)" }, { user_agent = ("x"):rep(256) },
			{ access_field = "accessType" }, { max_connections = 1 }, { max_connections = 256 },
			{ retries = 0 }, { retries = 10 },
			{ proxy = "http://proxy.example:8080" }, { proxy = "proxy.example:8080/" }, { proxy = "HTTP://[::1]:8080" },
			{ proxy = "https://corp:p%40ss%20word@proxy.example" }, { proxy = "socks4://10.0.0.1:1080" },
			{ proxy = "socks4a://p" }, { proxy = "socks5://corp@p:1" }, { proxy = "socks5h://corp:pass@p" },
			{ proxy = "http://corp:100%@p" }, { proxy = "http://corp:%0x%1%zz%2F%e3%81%82@p" },
			{ access_token = false, client_id = "é", client_secret = "an id with spaces: ü" },
		}
		for _, changes in ipairs(good) do
			client(changes):close()
		end
		os.remove(ca_file)
	end)
end)

describe("a client #wire", function()
	local server
	before_each(function() server = loopback.serve(LINES) end)
	after_each(function() server:close() end)

	it("has a method for every operation of the catalogue", function()
		local client <close> = wire.client(server)
		assert.equal(29, #core.operations)
		for _, operation in ipairs(core.operations) do
			assert.is_function(client[operation.name])
		end
		assert.is_nil(client.no_such_operation)
	end)

	it("names the nearest operation for a name it does not know", function()
		local client <close> = wire.client(server)
		for _, method in ipairs { "call", "start" } do
			local message <const> = message_of(client[method], client, "list_line", {})
			assert.is_truthy(message:find("did you mean 'list_lines'", 1, true), message)
		end
	end)

	it("reads the name of an operation as core's functions do, to its end", function()
		local client <close> = wire.client(server)
		local readers <const> = { core.check, core.request, core.masked }
		for _, method in ipairs { "call", "start" } do
			readers[#readers + 1] = function(name, given) return client[method](client, name, given) end
		end
		for name, shown in pairs {
			["list_lines\0junk"] = "\"list_lines\\u{0}junk\"",
			["list_lines\0"] = "\"list_lines\\u{0}\"; did you mean 'list_lines'?",
			["\0list_lines"] = "\"\\u{0}list_lines\"; did you mean 'list_lines'?", LIST_LINES = "; did you mean 'list_lines'?",
		} do
			for _, read in ipairs(readers) do
				local message <const> = message_of(read, name, arguments.of "list_lines")
				assert.is_truthy(message:find("no operation is called \"", 1, true), message)
				assert.is_truthy(message:find(shown, 1, true), message)
			end
		end
		assert.equal(0, client:in_flight())
		assert.equal(0, #server.requests)
	end)

	it("sends nothing when two lines of a list have one number", function()
		local client <close> = wire.client(server)
		local given <const> = arguments.of("purchase_device", { deviceCode = arguments.nil_value,
			number = arguments.nil_value, linesList = { { deviceCode = "T2000301", number = 1 },
			{ deviceCode = "T2000301", number = "0000000001" } } })
		for _, method in ipairs { "call", "start" } do
			assert.is_truthy(message_of(client[method], client, "purchase_device", given)
				:find("bad argument 'linesList[2].number' to 'purchase_device'", 1, true))
		end
		assert.equal(0, client:in_flight())
		assert.same({}, client:wait(0))
		server:step(0)
		assert.equal(0, #server.requests)
	end)

	it("takes a table of arguments or nothing", function()
		local client <close> = wire.client(server)
		assert.has_error(function() client:list_lines("x") end)
		assert.has_error(function() client.list_lines {} end)
		assert.equal(0, client:in_flight())
	end)

	it("gives ids that increase, in whatever order the responses come", function()
		local waiting <const> = {}
		server.handler = function(request) waiting[#waiting + 1] = request end
		local client <close> = wire.client(server)
		assert.equal(0, client:in_flight())
		assert.same({}, client:wait(1))
		local a <const>, b <const>, c <const> = client:start("list_lines"), client:start("get_contract"),
			client:start("list_products")
		assert.is_true(a < b and b < c)
		assert.equal("integer", math.type(a))
		assert.equal(3, client:in_flight())
		wire.take_turns(client, server, function() return #waiting == 3 end)
		local finished <const> = {}
		for index = 3, 1, -1 do
			LINES(waiting[index])
			wire.take_turns(client, server, function() return client:in_flight() == index - 1 end)
			finished[index] = true
		end
		assert.equal(0, client:in_flight())
		assert.equal(3, #finished)
		assert.is_true(client:start("list_lines") > c)
	end)

	it("leaves what else has finished during a plain call to the next wait", function()
		local other <close> = assert(simulator.start { lines = 1 })
		local client <close> = core.client { base_url = other.url, contract_id = "N000000001",
			client_id = "unom", client_secret = "unom", timeout = 20 }
		local ids <const> = {}
		for index = 1, 5 do
			ids[client:start("get_order_status", { orderId = "AGU1", contractId = "N999999999" })] = index
		end
		for _ = 1, 3 do
			local _ <const>, err <const> = client:get_order_status { orderId = "AGU2", contractId = "N999999999" }
			assert.equal("get_order_status", err.operation)
		end
		while client:in_flight() > 0 do
			for _, finished in ipairs(client:wait(20)) do
				assert.is_truthy(ids[finished.id])
				ids[finished.id] = nil
			end
		end
		assert.is_nil(next(ids))
	end)

	it("waits no longer than asked, and not for a negative time", function()
		local client <close> = wire.client(server)
		client:start("list_lines")
		assert.same({}, client:wait(0))
		assert.same({}, client:wait(0.01))
		assert.has_error(function() client:wait(-1) end)
		assert.has_error(function() client:wait() end)
	end)

	it("refuses to be used once it is closed", function()
		local client <const> = wire.client(server)
		assert.same({}, client:close())
		for _, use in ipairs {
			function() client:list_lines() end, function() client:call("list_lines") end,
			function() client:start("list_lines") end, function() client:wait(0) end, function() client:in_flight() end,
		} do
			assert.is_truthy(message_of(use):find("the client is closed", 1, true))
		end
		assert.same({}, client:close())
	end)

	it("returns at its close what no wait did, and says what may have been sent", function()
		server.handler = wire.script(LINES, function() end)
		local client <const> = wire.client(server, { max_connections = 1 })
		local completed <const> = client:start("list_lines")
		wire.take_turns(client, server, function() return #server.requests == 1 end)
		local seen <const> = client:start("terminate_line", arguments.of "terminate_line")
		for _ = 1, 2000 do
			server:step(0)
			if #server.requests == 2 then
				break
			end
			client:wait(0.001)
		end
		local unsent <const> = client:start("terminate_line", arguments.of "terminate_line")
		local by_id <const> = {}
		for _, result in ipairs(client:close()) do
			by_id[result.id] = result
		end
		assert.is_nil(by_id[completed])
		assert.same({ "interrupted", "maybe", "terminate_line" },
			{ by_id[seen].err.kind, by_id[seen].err.sent, by_id[seen].err.operation })
		assert.same({ "interrupted", "no" }, { by_id[unsent].err.kind, by_id[unsent].err.sent })
	end)

	it("can be collected with calls in flight", function()
		for _ = 1, 3 do
			local client = wire.client(server, wire.credentials())
			client:start("list_lines")
			client:wait(0)
			client = wire.client(server)
			client:start("list_lines")
			client:wait(0)
			client:start("list_lines")
			client = nil -- luacheck: no unused
			collectgarbage()
		end
		assert.equal("done", scratch.lua(([[
			local core = require "unom.core"
			local client = core.client { base_url = %q, access_token = "t", contract_id = "N123456789" }
			client:start("list_lines")
			client:wait(0.01)
			io.write("done")
		]]):format(server.base_url)))
	end)

	it("may be closed by a finaliser while an operation starts", function()
		assert.equal("done", scratch.lua(([[
			local core = require "unom.core"
			collectgarbage("incremental", 1, 1000, 1)
			local function leave(client)
				setmetatable({}, { __gc = function() client:close() end })
			end
			local order = { lineNo = "09012345678", requestDate = "20261201", agreement = "yes" }
			for _ = 1, 20 do
				local client = core.client { base_url = %q, access_token = "t", contract_id = "N123456789" }
				leave(client)
				local started, message
				for _ = 1, 1000 do
					started, message = pcall(client.start, client, "terminate_line", order)
				end
				assert(not started and tostring(message) == "the client is closed", message)
			end
			io.write("done")
		]]):format(server.base_url)))
	end)

	it("is closed by leaving its block", function()
		local kept
		do
			local client <close> = wire.client(server)
			client:start("list_lines")
			kept = client
		end
		assert.is_false(pcall(kept.in_flight, kept))
	end)

	it("sends accessCode under the name in access_field", function()
		for _, name in ipairs { "accessCode", "accessType" } do
			local client <close> = wire.client(server, { access_field = name })
			loopback.call(client, server, "change_access_type", arguments.of "change_access_type")
			assert.is_truthy(server.requests[#server.requests].body:find(('"%s":"2"'):format(name), 1, true))
		end
	end)
end)
