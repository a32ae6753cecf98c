--- What `make asan` passes over: never a leak of ours. And what its leak checker cannot bear.

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

describe("the leak checker", function()
	-- gcc 12's takes what lies in the heap before such a module's first thread-local variable for its size, and crashed.
	it("meets no thread-local variable of a module that is loaded late", function()
		for _, name in ipairs { "core", "httpd" } do
			local path <const> = ("%s/unom/%s.so"):format(os.getenv("UNOM_BUILD") or "build", name)
			local pipe <close> = assert(io.popen("LD_PRELOAD= readelf --program-headers --wide " .. path))
			local segments <const> = pipe:read("a")
			assert.truthy(segments:find("\n  LOAD ", 1, true), segments)
			assert.is_nil(segments:find("\n  TLS ", 1, true), path)
		end
	end)
end)
