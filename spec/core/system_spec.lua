local core <const> = require "unom.core"
local lfs <const> = require "lfs"
local scratch <const> = require "support.scratch"

describe("the functions of the system #unit", function()
	local directory
	before_each(function() directory = assert(core.real_path(scratch.directory())) end)
	after_each(function() scratch.remove(directory) end)

	it("resolve every link in a path", function()
		scratch.file(directory .. "/file", "")
		assert(lfs.mkdir(directory .. "/folder"))
		assert(lfs.link("../file", directory .. "/folder/link", true))
		assert(lfs.link("folder", directory .. "/there", true))
		assert.equal(directory .. "/file", core.real_path(directory .. "/there/link"))
		assert.equal(directory .. "/file", core.real_path(directory .. "/folder/./../file"))
	end)

	it("name the path that does not lead anywhere", function()
		assert(lfs.link("nowhere", directory .. "/link", true))
		for _, name in ipairs { "none", "link" } do
			local found <const>, message <const> = core.real_path(directory .. "/" .. name)
			assert.is_nil(found)
			assert.matches(directory .. "/" .. name .. ": No such file", message, 1, true)
		end
		assert.error_matches(function() core.real_path "a\0b" end, "not a path")
		assert.error_matches(function() core.real_path(("x"):rep(5000)) end, "not a path")
		assert.error_matches(function() core.real_path "" end, "not a path")
	end)

	it("create a file that its owner alone can read, whatever the umask", function()
		local script <const> = scratch.file(directory .. "/script.lua", ("package.cpath = %q\n"):format(package.cpath)
			.. "local file = assert(require 'unom.core'.create_file(arg[1]))\nfile:write 'text'\nassert(file:close())\n")
		for _, umask in ipairs { "000", "022", "077", "0777" } do
			local path <const> = directory .. "/" .. umask
			assert(os.execute(("umask %s; lua5.4 %s %s"):format(umask, script, path)))
			assert.equal("rw-------", lfs.attributes(path, "permissions"))
			assert.equal("text", scratch.read(path))
		end
	end)

	it("create no file where there is one, and follow no link", function()
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

	it("create a file that is a file of Lua", function()
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

	it("make ids that differ", function()
		local seen <const> = {}
		for _ = 1, 1000 do
			local id <const> = core.random_id()
			assert.matches("^%x+$", id)
			assert.equal(32, #id)
			assert.is_nil(seen[id])
			seen[id] = true
		end
	end)
end)
