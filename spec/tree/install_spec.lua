--- `make install`: the module and the command land where PREFIX and DESTDIR say, and work from there.

local lfs <const> = require "lfs"
local scratch <const> = require "support.scratch"
local shell <const> = require "support.shell"

local BUILD <const> = os.getenv("UNOM_BUILD") or "build"

describe("make install #wire", function()
	local tree

	before_each(function()
		tree = scratch.directory()
		os.execute(("cp -a Makefile bin csrc lua %s %s"):format(BUILD, tree))
	end)

	after_each(function()
		scratch.remove(tree)
	end)

	local function install(settings)
		-- A sanitizer that is preloaded for the specs must not watch make.
		local said <const>, code <const> = shell.lines("cd %s && env -u LD_PRELOAD -u MAKEFLAGS "
			.. "make install BUILD=%s %s 2>&1", tree, BUILD, settings)
		assert.equal(0, code, table.concat(said, "\n"))
	end

	--- The paths of the files below a directory, from there.
	local function files_below(directory)
		return (shell.lines("cd '%s' && find . -type f | sort", directory))
	end

	local function assert_works(directory)
		local said <const>, code <const> = shell.lines("cd / && env -u LUA_PATH -u LUA_CPATH -u UNOM_BUILD "
			.. "'%s/bin/unom' template change_course 2>&1", directory)
		assert.equal(0, code, table.concat(said, "\n"))
		assert.matches("lineNo", said[1])
	end

	local function assert_whole(directory)
		local expected <const> = { "./bin/unom", "./lib/lua/5.4/unom/core.so", "./lib/lua/5.4/unom/httpd.so" }
		for _, path in ipairs(files_below("lua")) do
			expected[#expected + 1] = "./share/lua/5.4/" .. path:gsub("^%./", "")
		end
		assert.same(expected, files_below(directory))
		assert_works(directory)
	end

	it("takes a PREFIX that is relative to the tree", function()
		install("PREFIX=out")
		assert_whole(tree .. "/out")
		assert.is_nil(lfs.attributes(tree .. "/lua/out"))
	end)

	it("takes an absolute PREFIX with a space in it", function()
		install(("PREFIX='%s/my place'"):format(tree))
		assert_whole(tree .. "/my place")
	end)

	it("takes an empty PREFIX for the root, below DESTDIR", function()
		install(("PREFIX= DESTDIR='%s/root'"):format(tree))
		assert_whole(tree .. "/root")
	end)

	it("puts PREFIX below DESTDIR, be PREFIX absolute or relative", function()
		install(("DESTDIR=%s/stage PREFIX=/opt/unom"):format(tree))
		assert_whole(tree .. "/stage/opt/unom")
		install(("DESTDIR=%s/other PREFIX=out"):format(tree))
		assert_whole(tree .. "/other" .. tree .. "/out")
		install("DESTDIR=here PREFIX=/opt/unom")
		assert_whole(tree .. "/here/opt/unom")
	end)
end)
