--- Certificates: whom the client trusts, and that nothing is sent to anyone else.

local core <const> = require "unom.core"
local lfs <const> = require "lfs"
local scratch <const> = require "support.scratch"
local self_signed <const> = require "support.servers.self_signed"

local PATH <const> = "/v2/unom/contracts/N123456789"

describe("TLS #wire", function()
	local directory, pem, other_pem, server, port

	-- A process that serves the files of the directory over TLS: the reply to get_contract is one.
	setup(function()
		directory = scratch.directory()
		local key
		pem, key = self_signed(directory, "DNS:localhost")
		other_pem = self_signed(directory, "DNS:elsewhere")
		local folder = directory
		for part in PATH:match("^(.*)/[^/]*$"):gmatch "[^/]+" do
			folder = folder .. "/" .. part
			assert(lfs.mkdir(folder))
		end
		scratch.file(directory .. PATH, '{"contractId":"N123456789"}')
		server = assert(io.popen(("cd %s && echo $$ && exec openssl s_server -WWW -accept 127.0.0.1:0 -cert %s -key %s "
			.. "</dev/null 2>&1"):format(directory, pem, key)))
		server = { pipe = server, pid = server:read("l") }
		repeat
			port = assert(server.pipe:read("l"), "openssl s_server did not start"):match("^ACCEPT .*:(%d+)$")
		until port
	end)

	teardown(function()
		os.execute("kill " .. server.pid)
		server.pipe:close()
		scratch.remove(directory)
	end)

	local function get_contract(host, ca_file)
		local client <close> = core.client {
			base_url = ("https://%s:%s"):format(host, port), ca_file = ca_file, access_token = "t", timeout = 10,
			contract_id = "N123456789",
		}
		return client:get_contract()
	end

	it("reaches a host whose certificate the ca_file vouches for", function()
		assert.equal("N123456789", assert(get_contract("localhost", pem)).contractId)
	end)

	it("sends nothing to a host that nobody vouches for", function()
		for _, ca_file in ipairs { false, other_pem } do
			local reply <const>, err <const> = get_contract("localhost", ca_file or nil)
			assert.is_nil(reply)
			assert.same({ "network", "no" }, { err.kind, err.sent })
			assert.is_truthy(err.message:lower():find "certificate", err.message)
		end
	end)

	it("sends nothing to a host of another name than its certificate's", function()
		local reply <const>, err <const> = get_contract("127.0.0.1", pem)
		assert.is_nil(reply)
		assert.same({ "network", "no" }, { err.kind, err.sent })
	end)
end)
