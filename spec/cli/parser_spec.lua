local homes <const> = require "support.homes"

describe("the command line's parser #unit", function()
	local home <const> = homes.each_test()

	it("suggests the nearest command", function()
		assert.matches("unknown command 'blk'; did you mean 'bulk'?", home:refused { "blk" }, 1, true)
		assert.matches("unknown command 'satus'; did you mean 'status'?", home:refused { "bulk", "satus" }, 1, true)
		assert.matches("see unom bulk %-%-help", home:refused { "bulk", "satus" })
	end)

	it("suggests the nearest option", function()
		assert.matches("did you mean '--agree'?", home:refused { "bulk", "run", "x.csv", "--agre" }, 1, true)
	end)

	it("takes no secret on the command line and does not repeat it", function()
		for _, flag in ipairs { "--client-secret", "--access-token", "--token", "--secret", "--client_secret=hush-hush" } do
			local said <const> = home:refused { "call", "list_lines", flag, "hush-hush" }
			assert.matches("UNOM_CLIENT_SECRET", said)
			assert.not_matches("hush", said)
		end
	end)

	it("takes no proxy's password and does not repeat it", function()
		for _, proxy in ipairs { "http://corp:hush-hush@p:8080", "corp:hush@p", "http://corp:hush p@x", "http://:hu@sh@p" } do
			for _, words in ipairs { { "--proxy", proxy }, { "--proxy=" .. proxy }, { "--proxxy=" .. proxy },
				{ "--proxies", proxy }, { "--proxy" .. proxy }, { "--proxy:" .. proxy }, { "--proxy=", proxy } } do
				local said <const> = home:refused { "call", "list_lines", table.unpack(words) }
				assert.matches("a proxy's password is never given on the command line", said, 1, true)
				assert.matches("HTTPS_PROXY", said)
				assert.matches("config.lua", said, 1, true)
				assert.not_matches("corp", said)
			end
		end
		assert.not_matches("password", home:refused { "call", "no_such", "--proxy", "http://corp@p:8080" })
	end)
end)
