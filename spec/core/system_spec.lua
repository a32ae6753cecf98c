--- The functions of the operating system that Lua's own library lacks.

local core <const> = require "unom.core"
local lfs <const> = require "lfs"
local scratch <const> = require "support.scratch"

describe("a real path #unit", function()
	local directory
	before_each(function() directory = assert(core.real_path(scratch.directory())) end)
	after_each(function() scratch.remove(directory) end)

	it("is the path without symbolic links, dots and repeated slashes", function()
		scratch.file(directory .. "/ledger.db", "")
		assert(os.execute(("cd %s && mkdir deep && ln -s ../ledger.db deep/link && ln -s deep here"):format(directory)))
		for _, path in ipairs { "ledger.db", "deep/link", "here/link", "./deep//../here/./link" } do
			assert.equal(directory .. "/ledger.db", core.real_path(directory .. "/" .. path))
		end
		assert.equal(directory .. "/deep", core.real_path(directory .. "/here/"))
	end)

	it("of nothing, of a link to nothing and of a circle of links is an error that names the path", function()
		assert(os.execute(("cd %s && ln -s gone link && ln -s circle circle"):format(directory)))
		for name, reason in pairs { absent = "No such file", link = "No such file", circle = "Too many levels" } do
			local path <const> = directory .. "/" .. name
			local found <const>, message <const> = core.real_path(path)
			assert.is_nil(found)
			assert.equal(path .. ": " .. reason, message:sub(1, #path + 2 + #reason))
		end
	end)

	it("is asked of a path", function()
		for _, wrong in ipairs { "", "/tmp\0/x", ("x"):rep(5000), {} } do
			assert.has_error(function() core.real_path(wrong) end)
		end
	end)
end)

describe("a private file #unit", function()
	local directory
	before_each(function() directory = scratch.directory() end)
	after_each(function() scratch.remove(directory) end)

	it("that is there keeps the locks that this process has on it", function()
		local path <const> = scratch.file(directory .. "/ledger.db", "")
		local file <close> = assert(io.open(path, "r+"))
		assert(lfs.lock(file, "w"))
		assert.is_true(core.private_file(path))
		local taken <close> = assert(io.popen(([[lua5.4 -e 'print(require("lfs").lock(io.open("%s", "r+"), "w"))']])
			:format(path)))
		assert.matches("^nil", taken:read "a")
	end)

	it("is made where a link leads to nothing, and is no directory", function()
		assert(lfs.link("there", directory .. "/link", true))
		assert.is_true(core.private_file(directory .. "/link"))
		assert.equal("rw-------", lfs.attributes(directory .. "/there", "permissions"))
		assert.same({ nil, directory .. ": Is a directory" }, { core.private_file(directory) })
	end)
end)

describe("the name of this machine #unit", function()
	it("is the one that the system has", function()
		local asked <close> = assert(io.popen "uname -n")
		assert.equal(asked:read "l", core.host_name())
	end)
end)

describe("a random id #unit", function()
	it("is of 32 hexadecimal digits, another each time, none of them always the same", function()
		local seen <const>, digits <const> = {}, {}
		for _ = 1, 200 do
			local id <const> = core.random_id()
			assert.matches("^" .. ("[0-9a-f]"):rep(32) .. "$", id)
			assert.is_nil(seen[id])
			seen[id] = true
			for place = 1, 32 do
				local digit <const> = id:sub(place, place)
				digits[place] = digits[place] or {}
				digits[place][digit] = true
			end
		end
		for place = 1, 32 do
			assert.is_truthy(next(digits[place], (next(digits[place]))), place)
		end
	end)
end)

describe("a random id, where the system #wire", function()
	local directory
	before_each(function() directory = scratch.directory() end)
	after_each(function() scratch.remove(directory) end)

	--- Runs code with a getrandom of the given body; `calls` counts from 1.
	local function with_getrandom(body, code)
		local object <const> = scratch.preloaded(directory, [[
			#include <errno.h>
			#include <string.h>
			#include <sys/types.h>
			ssize_t getrandom(void *bytes, size_t length, unsigned flags) {
				static int calls;
				(void)flags, calls++;
				]] .. body .. "}")
		return scratch.lua_with(directory, object, 'local core = require "unom.core"\n' .. code)
	end

	it("gives a few bytes at a time and is interrupted, holds all of them", function()
		local body <const> = [[
			if (calls % 2)
				return errno = EINTR, -1;
			size_t given = length < 5 ? length : 5;
			memset(bytes, 0x30 + calls / 2, given);
			return (ssize_t)given;]]
		local output <const> = with_getrandom(body, "print(core.random_id())")
		assert.equal(("31"):rep(5) .. ("32"):rep(5) .. ("33"):rep(5) .. "34\n", output)
	end)

	it("gives none, is an error", function()
		local output <const> = with_getrandom("(void)bytes, (void)length; return errno = ENOSYS, -1;",
			"print(pcall(core.random_id))")
		assert.equal("false\tthe system gives no random numbers: Function not implemented\n", output)
	end)
end)

describe("a file that is to be new and private #wire", function()
	local directory
	before_each(function() directory = scratch.directory() end)
	after_each(function() scratch.remove(directory) end)

	it("can be read by its owner alone, whatever the umask", function()
		local script <const> = scratch.file(directory .. "/script.lua", ("package.cpath = %q\n"):format(package.cpath)
			.. "local file = assert(require 'unom.core'.create_file(arg[1]))\nfile:write 'text'\nassert(file:close())\n")
		for _, umask in ipairs { "000", "022", "077", "0777" } do
			local path <const> = directory .. "/" .. umask
			assert(os.execute(("umask %s; lua5.4 %s %s"):format(umask, script, path)))
			assert.equal("rw-------", lfs.attributes(path, "permissions"))
			assert.equal("text", scratch.read(path))
		end
	end)

	it("is not made where there is one, and follows no link", function()
		scratch.file(directory .. "/file", "kept")
		assert(lfs.link(directory .. "/nowhere", directory .. "/link", true))
		for name, words in pairs { file = "File exists", link = "File exists", ["none/file"] = "No such file" } do
			local file <const>, message <const> = core.create_file(directory .. "/" .. name)
			assert.is_nil(file)
			assert.matches(directory .. "/" .. name .. ": " .. words, message, 1, true)
		end
		assert.equal("kept", scratch.read(directory .. "/file"))
		assert.is_nil(lfs.attributes(directory .. "/nowhere"))
	end)

	it("is a file of Lua", function()
		local file <const> = assert(core.create_file(directory .. "/file"))
		assert.equal("file", io.type(file))
		assert(file:write("a", 1, "\n"))
		assert.is_true(file:close())
		assert.equal("closed file", io.type(file))
		assert.error(function() file:write("more") end)
		do
			local left <close> = assert(core.create_file(directory .. "/left"))
			left:write("closed with its block")
		end
		assert.equal("closed with its block", scratch.read(directory .. "/left"))
	end)
end)

describe("a file that is appended to #wire", function()
	local directory
	before_each(function() directory = scratch.directory() end)
	after_each(function() scratch.remove(directory) end)

	local function append(path, words)
		local file <close> = assert(core.append_file(path))
		assert(file:write(words))
	end

	it("can be read by its owner alone where it is new, and keeps what it has and its mode else", function()
		local path <const> = directory .. "/events"
		append(path, "one\n")
		assert.equal("rw-------", lfs.attributes(path, "permissions"))
		assert(os.execute(("chmod 640 '%s'"):format(path)))
		append(path, "two\n")
		assert.equal("rw-r-----", lfs.attributes(path, "permissions"))
		assert.equal("one\ntwo\n", scratch.read(path))
	end)

	it("is no pipe, whose reader could keep everything waiting, no device and no directory", function()
		assert(os.execute(("mkfifo '%s/pipe'"):format(directory)))
		for _, path in ipairs { directory .. "/pipe", "/dev/null", directory, directory .. "/none/file" } do
			local file <const>, message <const> = core.append_file(path)
			assert.is_nil(file)
			assert.equal(path .. ": ", message:sub(1, #path + 2))
		end
	end)
end)

describe("the width of a terminal #wire", function()
	local directory
	before_each(function() directory = scratch.directory() end)
	after_each(function() scratch.remove(directory) end)

	--- What is printed of descriptor `descriptor`, on a terminal on which `stty` was given these arguments.
	local function on_terminal(stty, descriptor)
		local script <const> = scratch.file(directory .. "/script.lua", ("package.cpath = %q\n"):format(package.cpath)
			.. ("print(require 'unom.core'.terminal_width(%d))\n"):format(descriptor))
		local ran <close> = assert(io.popen(("script -qec \"stty %s; lua5.4 '%s' <&-\" /dev/null </dev/null")
			:format(stty, script)))
		return (ran:read "a":gsub("%s+", " "))
	end

	it("is that of now, beside its height", function()
		assert.equal("117 31 ", on_terminal("cols 117 rows 31", 2))
		assert.equal("40 0 ", on_terminal("cols 40 rows 0", 1))
	end)

	it("is not there where it is not told, and where there is no terminal", function()
		assert.equal(" ", on_terminal("cols 0 rows 0", 1))
		assert.equal(" ", on_terminal("cols 80", 0))
		assert.is_nil(core.terminal_width(99))
	end)
end)
