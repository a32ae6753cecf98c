--- The rockspec: it names every file of the tree, and what it installs works away from the tree.

local scratch <const> = require "support.scratch"
local shell <const> = require "support.shell"

local ROCKSPEC <const> = "rockspec/unom-scm-1.rockspec"

describe("rockspec", function()
	local rockspec <const> = {}
	assert(loadfile(ROCKSPEC, "t", rockspec))()

	it("names every C source and every Lua module", function()
		local seen <const>, named <const>, there <const> = {}, {}, {}
		for module, source in pairs(rockspec.build.modules) do
			if type(source) == "string" then
				named[#named + 1] = source
				assert.equal(module, (source:gsub("^lua/", ""):gsub("%.lua$", ""):gsub("/init$", ""):gsub("/", ".")))
			else
				for _, path in ipairs(source.sources) do
					if not seen[path] then -- both modules have the buffer
						seen[path] = true
						named[#named + 1] = path
					end
				end
			end
		end
		for _, path in ipairs(shell.lines("find csrc lua -name '*.c' -o -name '*.lua'")) do
			there[#there + 1] = path
		end
		table.sort(named)
		table.sort(there)
		assert.same(there, named)
	end)

	it("is for Linux, and its test runs busted and installs nothing", function()
		assert.same({ "linux" }, rockspec.supported_platforms)
		assert.is_nil(rockspec.test_dependencies)
		assert.equal("command", rockspec.test.type)
		local told <const>, failed <const> = shell.lines("env -u MAKEFLAGS %s --dry-run --no-print-directory 2>&1",
			rockspec.test.command)
		local text <const> = table.concat(told, "\n")
		assert.equal(0, failed, text)
		assert.matches("spec/support/run_parts.sh", text, 1, true)
		for _, word in ipairs { "apt-get", "install", "luarocks" } do
			assert.is_nil(text:gsub("make deps installs", ""):find(word, 1, true), word)
		end
	end)

	it("installs a module and a command that work away from the tree", function()
		local tree <const>, source <const> = scratch.directory(), scratch.directory()
		os.execute(("cp -R bin csrc lua rockspec %s"):format(source)) -- luarocks builds in the current directory
		-- A sanitizer that is preloaded for the specs must not watch the compiler.
		local log <const>, failed = shell.lines(("cd %s && env -u LD_PRELOAD luarocks --lua-version 5.4 make "
			.. "--deps-mode none --tree %s %s 2>&1"):format(source, tree, ROCKSPEC))
		assert.equal(0, failed, table.concat(log, "\n"))

		local away <const> = ("cd / && env -u LUA_PATH -u LUA_CPATH -u UNOM_BUILD %s/bin/unom "):format(tree)
		local told
		told, failed = shell.lines(away .. "template change_course 2>&1")
		assert.equal(0, failed, table.concat(told, "\n"))
		assert.matches("lineNo", told[1])
		told, failed = shell.lines(away .. "call change_course lineNo=x 2>&1 >/dev/null")
		assert.equal(2, failed)
		assert.matches("change_course: lineNo: ", table.concat(told, "\n"))

		local code <const> = ([[
			local unom = require "unom"
			print(#unom.operations, unom.check("get_contract", { contractId = "N123456789" }))]])
		told = shell.lines(("cd / && LUA_PATH='%s/share/lua/5.4/?.lua;%s/share/lua/5.4/?/init.lua;;' "
			.. "LUA_CPATH='%s/lib/lua/5.4/?.so;;' lua5.4 -e '%s' 2>&1"):format(tree, tree, tree, code:gsub("\n", " ")))
		assert.matches("^29\ttrue", told[1])
		scratch.remove(tree)
		scratch.remove(source)
	end)
end)
