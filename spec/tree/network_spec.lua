--- docs/network.md says what is true of the tree: variables, schemes, messages.

local messages <const> = require "unom.messages"
local scratch <const> = require "support.scratch"

local function contains(text, words)
	return text:find(words, 1, true) ~= nil
end

describe("the document on proxies and certificates", function()
	local text <const> = scratch.read("docs/network.md")

	it("names the usual variables in the order in which they count", function()
		local source <const> = scratch.read("lua/unom/config.lua")
		for list in source:gmatch("_VARIABLES <const> = { ([^\n]*) }") do
			local words <const> = list:gsub('"', "`")
			assert.is_true(contains(text, words), words)
			assert.is_true(contains(scratch.read("docs/settings.md"), words), words)
		end
		assert.equal(2, select(2, source:gsub("_VARIABLES <const> = ", "")))
	end)

	it("shows messages that are said", function()
		local sources <const> = (scratch.read("csrc/lua/options.c") .. scratch.read("csrc/http/ending.c"))
			:gsub('"%s*"', "")
		for _, words in ipairs {
			"the proxy refused the connection with status ", "a URL such as http://proxy.example:8080 expected",
			"the proxy's URL cannot be used; it is in https_proxy, HTTPS_PROXY, all_proxy or ALL_PROXY",
		} do
			assert.is_true(contains(sources, words), words)
			assert.is_true(contains(text, words), words)
		end
		for line in text:match("```text\n(.-)```"):gmatch("[^\n]+") do
			local words <const> = line:match("; (the option .*)$") or line:match("^unom: (if .*)$")
			assert.is_true(words == messages.say "hint_ca_file"
				or contains(scratch.read("lua/unom/error.lua"), words), words)
		end
	end)

	it("names the schemes of a proxy", function()
		local list <const> = scratch.read("csrc/http/proxy.c"):match("schemes%[%] = {(.-)}")
		local schemes = 0
		for scheme in list:gmatch('"(%w+)"') do
			schemes = schemes + 1
			assert.is_true(contains(text, "`" .. scheme .. "://`"), scheme)
		end
		assert.equal(6, schemes)
	end)
end)
