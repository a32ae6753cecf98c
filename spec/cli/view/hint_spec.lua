--- The hints, and the command behind a proxy and before a certificate that nobody vouches for.

local errors <const> = require "unom.error"
local hint <const> = require "unom.cli.view.hint"
local homes <const> = require "support.homes"
local proxied <const> = require "support.proxied"
local self_signed <const> = require "support.servers.self_signed"
local shell <const> = require "support.shell"

describe("a hint #unit", function()
	local function hint_of(kind, message)
		local said <const> = {}
		hint.tell(errors.new { kind = kind, message = message },
			{ say = function(_, line) said[#said + 1] = line end })
		return table.concat(said, "\n")
	end

	it("names the settings that could mend it", function()
		for _, message in ipairs { "SSL certificate problem: unable to get local issuer certificate",
			"SSL certificate problem: self-signed certificate" } do
			assert.matches("--ca-file FILE, else CURL_CA_BUNDLE or SSL_CERT_FILE, else ca_file in the profile",
				hint_of("network", message), 1, true)
		end
		for _, message in ipairs { "the proxy refused the connection with status 407", "Could not resolve proxy: x" } do
			assert.matches("--proxy names, else https_proxy,", hint_of("network", message), 1, true)
		end
	end)

	it("is given for nothing else", function()
		assert.equal("", hint_of("network", "Connection refused"))
		assert.equal("", hint_of("network", "SSL certificate problem: certificate has expired"))
		assert.equal("", hint_of("api", "no such proxy"))
	end)
end)

describe("unom behind a proxy #wire", function()
	local home <const> = homes.each_test { UNOM_ACCESS_TOKEN = "t", UNOM_CONTRACT_ID = "N123456789" }
	local proxy, host, pem

	before_each(function()
		local key
		pem, key = self_signed(home.directory, "IP:" .. proxied.HOST)
		proxy = proxied.proxy(home.directory)
		host = proxied.host(home.directory, { pem = pem, key = key })
	end)

	after_each(function()
		host:close()
		proxy:close()
	end)

	local function configure(text)
		os.execute(("mkdir -p -m 700 %s/.config/unom"):format(home.directory))
		os.execute("chmod 600 " .. home:write(".config/unom/config.lua", text))
	end

	local function call(words, variables)
		return home:unom({ "call", "get_contract", "--base-url", host.base_url, table.unpack(words) },
			{ environment = variables })
	end

	it("takes proxy and certificates from flags before the environment before the profile", function()
		configure(("return { default = { proxy = %q, ca_file = %q } }"):format(proxy.url, pem))
		assert.equal(0, call({}).code)
		assert.same({ 2, 1 }, { proxy:tunnels() })
		local dead <const> = "127.0.0.1:" .. proxied.free_port()
		assert.equal(1, call({}, { HTTPS_PROXY = "http://corp:hush-hush@" .. dead }).code)
		assert.equal(1, select(2, proxy:tunnels()))
		configure(("return { default = { proxy = %q } }"):format("http://" .. dead))
		assert.equal(0, call({}, { HTTPS_PROXY = proxy.url, SSL_CERT_FILE = pem }).code)
		assert.equal(1, call({ "--proxy", dead }, { HTTPS_PROXY = proxy.url, SSL_CERT_FILE = pem }).code)
		assert.equal(0, call({ "--ca-file", pem }, { HTTPS_PROXY = proxy.url, SSL_CERT_FILE = home:write("x.pem", "") }).code)
		assert.equal(0, call({}, { NO_PROXY = proxied.HOST, CURL_CA_BUNDLE = pem }).code)
		assert.equal(3, select(2, proxy:tunnels()))
	end)

	it("says where to look when the proxy refuses, or nobody vouches for the certificate", function()
		local refused <const> = call({ "--proxy", "http://corp@" .. proxy.address, "--ca-file", pem })
		assert.equal(1, refused.code)
		assert.matches("\nunom: the proxy is what --proxy names, else https_proxy, ", refused.err, 1, true)
		local untrusted <const> = call({}, { HTTPS_PROXY = proxy.url })
		assert.equal(1, untrusted.code)
		assert.matches("; the option ca_file names the certificates to trust\nunom: if the certificate's issuer is to be "
			.. "trusted, name its certificates: --ca-file FILE", untrusted.err, 1, true)
	end)

	it("refuses settings that cannot be used, by their names", function()
		configure [[return { default = { proxy = "http://corp:hush hush@p" } }]]
		local said = call({}).err
		assert.matches("bad option 'proxy' to 'client' (a URL such as", said, 1, true)
		said = call({}, { CURL_CA_BUNDLE = "/none.pem", HTTPS_PROXY = proxy.url }).err
		assert.matches("CURL_CA_BUNDLE names a file that cannot be read: /none.pem", said, 1, true)
	end)

	it("keeps the proxy's password out of all that a job leaves", function()
		for line, url in ipairs { "http://corp:hush hush@p:8080", "http://corp:hush-wrong@" .. proxy.address } do
			home:write("list.csv", "operation,lineNo,planCode,requestDate\n"
				.. ("change_course,0900000000%d,T3001328,20991201\n"):format(line))
			local ended <const> = home:bulk({ "run", "list.csv", "--agree", "--deadline", "1s", "--base-url", host.base_url },
				{ environment = { HTTPS_PROXY = url, SSL_CERT_FILE = pem } })
			assert.equal(4, ended.code, ended.err)
		end
		assert.is_not_nil(io.open(home:path "list.result.csv"))
		assert.same({ home:path "proxy.conf" }, (shell.lines("grep -rl hush %s", home.directory)))
	end)
end)
