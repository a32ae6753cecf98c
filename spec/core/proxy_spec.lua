--- Proxies: by option and by the usual variables, their refusals, and that no password of one is ever shown.

local arguments <const> = require "support.arguments"
local core <const> = require "unom.core"
local loopback <const> = require "support.loopback"
local proxied <const> = require "support.proxied"
local scratch <const> = require "support.scratch"
local scripted <const> = require "support.servers.scripted"
local self_signed <const> = require "support.servers.self_signed"
local shell <const> = require "support.shell"
require "unom.error" -- errors as text
local wire <const> = require "support.wire"

local READ <const> = { contractId = "N123456789" }

describe("a proxy #wire", function()
	local directory, pem, key, proxy, host

	setup(function()
		directory = scratch.directory()
		pem, key = self_signed(directory, "IP:" .. proxied.HOST)
		proxy = proxied.proxy(directory)
		host = proxied.host(directory, { pem = pem, key = key })
	end)

	teardown(function()
		host:close()
		proxy:close()
		scratch.remove(directory)
	end)

	before_each(function() proxy:clear() end)

	local function client(options)
		local all <const> = { base_url = host.base_url, access_token = "t", timeout = 10, ca_file = pem }
		for name, value in pairs(options) do
			all[name] = value or nil
		end
		return core.client(all)
	end

	local function get_contract(options)
		local made <close> = client(options)
		return made:get_contract(READ)
	end

	--- Calls get_contract in a process with these variables (and none other about proxies and certificates). Returns
	-- "reply", or what the error says, and everything that was printed.
	-- @param options more options of the client, as Lua text
	local function in_environment(variables, options)
		local words <const> = { "env" }
		for _, name in ipairs { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY",
			"CURL_CA_BUNDLE", "SSL_CERT_FILE" } do
			words[#words + 1] = "-u " .. name
		end
		for name, value in pairs(variables) do
			words[#words + 1] = shell.quoted(name .. "=" .. value)
		end
		local script <const> = scratch.file(directory .. "/call.lua", ([[
			package.path, package.cpath = %q, %q
			local made <const>, client = pcall(require("unom").client, { base_url = %q, access_token = "t", timeout = 10, %s })
			if not made then print("raised", client) os.exit() end
			local reply <const>, err <const> = client:get_contract { contractId = "N123456789" }
			print(reply and "reply" or ("%%s %%s %%s"):format(err.kind, err.sent, err.permanent), err and tostring(err) or "")
		]]):format(package.path, package.cpath, host.base_url, options or ("ca_file = %q"):format(pem)))
		local said <const> = table.concat(shell.lines("%s lua5.4 %s 2>&1", table.concat(words, " "), script), "\n")
		assert.is_nil(said:find(proxied.PASSWORD, 1, true), said)
		return said:match("^[^\t]*"), said
	end

	describe("by option", function()
		it("is used, and gets the password that it asks for", function()
			assert.equal("N123456789", assert(get_contract { proxy = proxy.url }).contractId)
			assert.same({ 2, 1 }, { proxy:tunnels() })
		end)

		it("that refuses the password has let nothing through, and always will refuse", function()
			local url <const> = ("http://%s:hush-wrong@%s"):format(proxied.USER, proxy.address)
			local events <const> = {}
			for _, wrong in ipairs { url, "http://" .. proxy.address } do
				local reply <const>, err <const> = get_contract { proxy = wrong, trace = function(event)
					events[#events + 1] = event
				end }
				assert.is_nil(reply)
				assert.same({ "network", "no", true }, { err.kind, err.sent, err.permanent })
				assert.is_truthy(err.message:find("CONNECT", 1, true) or err.message:lower():find("proxy", 1, true), err.message)
				assert.is_nil(tostring(err):find("hush", 1, true))
			end
			assert.equal(0, select(2, proxy:tunnels()))
			assert.equal(2, #events)
			for _, event in ipairs(events) do
				for _, value in pairs(event) do
					assert.is_nil(tostring(value):find("hush", 1, true))
				end
			end
		end)

		it("that is down has let nothing through, and may come back", function()
			local reply <const>, err <const> = get_contract {
				proxy = ("http://corp:%s@127.0.0.1:%d"):format(proxied.PASSWORD, proxied.free_port()),
			}
			assert.is_nil(reply)
			assert.same({ "network", "no" }, { err.kind, err.sent })
			assert.is_nil(err.permanent)
			assert.is_nil(tostring(err):find(proxied.PASSWORD, 1, true))
		end)

		it("that does not reach the carrier has let nothing through, and may reach it later", function()
			local reply <const>, err <const> = get_contract {
				proxy = proxy.url, base_url = ("https://%s:%d"):format(proxied.HOST, proxied.free_port()),
			}
			assert.is_nil(reply)
			assert.same({ "network", "no" }, { err.kind, err.sent })
			assert.is_nil(err.permanent)
			assert.same({ 2, 0 }, { proxy:tunnels() })
		end)

		-- What the carrier means with a status, a proxy does not: its 408 did not pass the request on.
		it("that refuses to connect has let nothing through, whatever its status, and may do so later or never", function()
			for status, permanent in pairs {
				[300] = true, [302] = true, [303] = true, [307] = true, [401] = true, [403] = true, [407] = true,
				[400] = false, [404] = false, [408] = false, [421] = false, [425] = false, [429] = false, [500] = false,
				[502] = false, [503] = false, [504] = false,
			} do
				local server <close> = loopback.serve(wire.reply(status, "{}", { location = "https://corp:hush@login.example/" }))
				local made <close> = client { proxy = "http://127.0.0.1:" .. server.port }
				local _ <const>, err <const> = loopback.call(made, server, "terminate_line", arguments.of "terminate_line")
				assert.same({ "network", "no", permanent or nil }, { err.kind, err.sent, err.permanent })
				assert.matches("the proxy refused the connection with status " .. status, err.message, 1, true)
				assert.is_nil(err.message:find("login", 1, true))
				assert.same({ 1, "CONNECT" }, { #server.requests, server.requests[1].method })
			end
		end)

		it("is used for no loopback host", function()
			local dead <const> = "http://127.0.0.1:" .. proxied.free_port()
			local server <close> = loopback.serve(wire.reply(200, READ))
			local plain <close> = wire.client(server, { proxy = dead })
			assert.equal("N123456789", assert(loopback.call(plain, server, "get_contract", READ)).contractId)
			local local_pem <const>, local_key <const> = self_signed(directory, "IP:127.0.0.1")
			local other <close> = proxied.host(directory, { pem = local_pem, key = local_key })
			assert(get_contract { proxy = dead, base_url = "https://127.0.0.1:" .. other.port, ca_file = local_pem })
			assert.equal(0, (proxy:tunnels()))
		end)

		--- Waits until the other side of a connection to the proxy is closed, as the kernel shows it.
		local function wait_for_end()
			local closed <const> = ("%s [%%x]+:%04X 08 "):format("%x+:%x+", proxy.port)
			for _ = 1, 500 do
				if scratch.read("/proc/net/tcp"):find(closed) then
					return
				end
				core.sleep(0.01)
			end
			error("the proxy closes no connection", 2)
		end

		it("makes one tunnel for several requests, and another when the carrier closed it while it was idle", function()
			local server <close> = scripted.start({
				{ scripted.accepted "AGU1" }, { scripted.accepted "AGU2", "gate", "close" }, { scripted.accepted "AGU3" },
			}, "tls13", { pem = pem, key = key })
			local made <close> = client { proxy = proxy.url,
				base_url = ("https://%s:%d"):format(proxied.HOST, server.port) }
			for number = 1, 2 do
				local reply <const> = assert(made:terminate_line(arguments.of "terminate_line"))
				assert.equal("AGU" .. number, reply.orderId)
			end
			assert.same({ 2, 1 }, { proxy:tunnels() }) -- the first is refused for want of a password
			server:go()
			wait_for_end()
			assert.equal("AGU3", assert(made:terminate_line(arguments.of "terminate_line")).orderId)
			made:close()
			local seen <const> = server:stop()
			assert.same({ 2, 3 }, { seen.connections, #seen.requests })
		end)

		it("gets an order to the carrier once", function()
			local scripted_host <close> = proxied.host(directory, { pem = pem, key = key, scripted = true })
			local made <close> = client { base_url = scripted_host.base_url, proxy = proxy.url }
			local id <const> = made:start("terminate_line", arguments.of "terminate_line")
			local results, replied = {}, false
			for _ = 1, 500 do
				results = made:wait(0.02)
				if not replied and scripted_host:received():find(" HTTP/1%.1\r\n.*\r\n\r\n") then
					replied = true
					scripted_host:reply '{"contractId":"N123456789","resultCode":"0001","orderId":"AGU0000000000001"}'
				end
				if #results > 0 then
					break
				end
			end
			assert.equal(id, results[1].id)
			assert.is_truthy(results[1].reply, tostring(results[1].err))
			assert.equal(1, select(2, scripted_host:received():gsub("DELETE /", "")))
			assert.same({ 2, 1 }, { proxy:tunnels() })
		end)

		it("is trusted with a password in clear only where it offers nothing better", function()
			local seen <const> = {}
			local server <close> = loopback.serve(function(request)
				seen[#seen + 1] = request.method .. " " .. (request.headers["proxy-authorization"] or "none")
				request:reply(407, { ["proxy-authenticate"] = 'Digest realm="x", nonce="abc", qop="auth"' }, "")
			end)
			local made <close> = client { proxy = ("http://corp:%s@127.0.0.1:%d"):format(proxied.PASSWORD, server.port) }
			local reply <const>, err <const> = loopback.call(made, server, "get_contract", READ)
			assert.is_nil(reply)
			assert.equal("no", err.sent)
			assert.equal("CONNECT none", seen[1])
			assert.is_true(#seen >= 2)
			for position = 2, #seen do
				assert.matches('^CONNECT Digest username="corp"', seen[position])
			end
		end)

		it("that speaks TLS is vouched for by the ca_file", function()
			local proxy_pem <const>, proxy_key <const> = self_signed(directory, "IP:127.0.0.1")
			local tls_proxy <close> = proxied.host(directory, { pem = proxy_pem, key = proxy_key, scripted = true })
			local url <const> = "https://127.0.0.1:" .. tls_proxy.port
			local _ <const>, untrusted <const> = get_contract { proxy = url }
			assert.matches("^SSL certificate ", untrusted.message)
			local _ <const>, timeout <const> = get_contract { proxy = url, ca_file = proxy_pem, timeout = 0.5 }
			assert.same({ "timeout", "no" }, { timeout.kind, timeout.sent })
			assert.is_truthy(tls_proxy:received():find("CONNECT " .. proxied.HOST, 1, true))
		end)
	end)

	describe("by the environment", function()
		it("is used, whichever of the usual variables names it", function()
			for _, name in ipairs { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" } do
				proxy:clear()
				assert.equal("reply", in_environment { [name] = proxy.url })
				assert.equal(1, select(2, proxy:tunnels()), name)
			end
		end)

		it("is used before another: https before all, small letters before capitals, the option before them", function()
			local dead <const> = "http://127.0.0.1:" .. proxied.free_port()
			assert.equal("reply", in_environment { https_proxy = proxy.url, HTTPS_PROXY = dead, all_proxy = dead })
			assert.equal("reply", in_environment { HTTPS_PROXY = proxy.url, all_proxy = dead, ALL_PROXY = dead })
			assert.equal("reply", in_environment { all_proxy = proxy.url, ALL_PROXY = dead })
			assert.equal("reply", in_environment({ https_proxy = dead }, ("ca_file = %q, proxy = %q"):format(pem, proxy.url)))
			assert.equal(4, select(2, proxy:tunnels()))
		end)

		it("is not used for the hosts of no_proxy, nor is one by option", function()
			for _, name in ipairs { "no_proxy", "NO_PROXY" } do
				for _, hosts in ipairs { proxied.HOST, "example.com," .. proxied.HOST, "*" } do
					assert.equal("reply", in_environment { https_proxy = proxy.url, [name] = hosts })
					assert.equal("reply", in_environment({ [name] = hosts }, ("ca_file = %q, proxy = %q"):format(pem, proxy.url)))
				end
			end
			assert.equal(0, (proxy:tunnels()))
			assert.equal("reply", in_environment { https_proxy = proxy.url, NO_PROXY = "example.com" })
			assert.equal(1, select(2, proxy:tunnels()))
		end)

		-- libcurl's own words repeat the URL; and where it passed over a URL that it could not decode, it went straight to
		-- the host, past the proxy.
		it("that cannot be used is named by its variables, never by its URL", function()
			local host_and_port <const> = "@127.0.0.1:" .. proxied.free_port()
			for _, url in ipairs {
				"http://corp:" .. proxied.PASSWORD .. "%00" .. host_and_port,
				"http://" .. proxied.PASSWORD .. "%0a:corp" .. host_and_port,
				"http://corp:80/" .. proxied.PASSWORD .. host_and_port, "http://corp:80#" .. proxied.PASSWORD .. host_and_port,
				"http://corp:80?" .. proxied.PASSWORD .. host_and_port,
				"http://corp:" .. proxied.PASSWORD .. host_and_port .. "/x",
				"http://corp:" .. proxied.PASSWORD .. " x@proxy.example:8080", "corp:" .. proxied.PASSWORD,
				"ftp://corp:" .. proxied.PASSWORD .. "@proxy.example", "http://corp:" .. proxied.PASSWORD .. "@p:port",
			} do
				local ended <const>, said <const> = in_environment { HTTPS_PROXY = url }
				assert.equal("network no true", ended)
				assert.is_truthy(said:find("the proxy's URL cannot be used; it is in https_proxy, HTTPS_PROXY, all_proxy or "
					.. "ALL_PROXY", 1, true), said)
				assert.is_nil(said:find("corp", 1, true))
				assert.equal("reply", in_environment { HTTPS_PROXY = url, NO_PROXY = proxied.HOST })
			end
		end)
	end)

	-- The second reply stayed with the TLS to the proxy, where no look finds it, and was taken for the next order's.
	it("with TLS of its own keeps nothing back for the next order", function()
		local own_pem <const>, own_key <const> = self_signed(directory, ("IP:%s,IP:127.0.0.1"):format(proxied.HOST))
		local certificate <const> = { pem = own_pem, key = own_key }
		for _, tls in ipairs { "tls12", "tls13" } do
			local server <close> = scripted.start({ { scripted.accepted "AGU1", scripted.accepted "AGU9999" },
				{ scripted.accepted "AGU2" } }, tls, certificate)
			local tls_proxy <close> = proxied.tls_proxy(own_pem, own_key)
			local made <close> = server:client { base_url = ("https://%s:%d"):format(proxied.HOST, server.port),
				proxy = tls_proxy.url }
			for _, id in ipairs { "AGU1", "AGU2" } do
				assert.equal(id, assert(made:change_course(arguments.of "change_course")).orderId)
			end
		end
	end)

	describe("certificates by the environment", function()
		local other_pem
		setup(function() other_pem = self_signed(directory, "DNS:elsewhere") end)

		it("are trusted, CURL_CA_BUNDLE's before SSL_CERT_FILE's, the option's before them", function()
			assert.equal("reply", in_environment({ CURL_CA_BUNDLE = pem }, ""))
			assert.equal("reply", in_environment({ SSL_CERT_FILE = pem }, ""))
			assert.equal("reply", in_environment({ SSL_CERT_FILE = pem, CURL_CA_BUNDLE = "" }, ""))
			assert.equal("reply", in_environment({ CURL_CA_BUNDLE = pem, SSL_CERT_FILE = other_pem }, ""))
			assert.equal("reply", in_environment({ CURL_CA_BUNDLE = other_pem, SSL_CERT_FILE = other_pem }))
			for _, variables in ipairs { {}, { SSL_CERT_FILE = other_pem },
				{ CURL_CA_BUNDLE = other_pem, SSL_CERT_FILE = pem } } do
				local ended <const>, said <const> = in_environment(variables, "")
				assert.matches("^network no ", ended)
				assert.matches("; the option ca_file names the certificates to trust", said)
			end
		end)

		it("that cannot be read are an error that names the variable and the file", function()
			for _, name in ipairs { "CURL_CA_BUNDLE", "SSL_CERT_FILE" } do
				for _, path in ipairs { directory .. "/none.pem", directory } do
					local ended <const>, said <const> = in_environment({ [name] = path }, "")
					assert.equal("raised", ended)
					assert.is_truthy(said:find(("bad environment of 'client' (%s names a file that cannot be read: %s)"):format(
						name, path), 1, true), said)
				end
				assert.equal("reply", in_environment { [name] = directory .. "/none.pem" })
			end
		end)

		it("are not looked at for a host without TLS", function()
			local script <const> = scratch.file(directory .. "/plain.lua", ([[
				package.path, package.cpath = %q, %q
				require("unom").client { base_url = "http://127.0.0.1:1", access_token = "t" }
				print "made"
			]]):format(package.path, package.cpath))
			assert.same({ "made" }, (shell.lines("SSL_CERT_FILE=/none.pem CURL_CA_BUNDLE=/none.pem lua5.4 %s 2>&1", script)))
		end)
	end)
end)
