--- What `make asan` passes over: never a leak of ours.

local scratch <const> = require "support.scratch"

describe("the sanitizer's suppressions", function()
	-- A leak of the core has a frame in the interpreter, which Debian links statically: `leak:/usr/bin/` hid them all.
	it("fit neither the interpreter nor a module of ours", function()
		local seen = 0
		for pattern in scratch.read("spec/support/asan/leaks.supp"):gmatch("\nleak:([^\n]+)") do
			seen = seen + 1
			for _, path in ipairs { "/usr/bin/lua5.4", "/usr/bin/lua", "build-asan/unom/core.so", "build-asan/unom/httpd.so",
				"unom_client_new", "lua_newuserdatauv" } do
				assert.is_nil(path:find(pattern, 1, true), pattern)
			end
		end
		assert.is_true(seen > 10, seen)
	end)
end)
