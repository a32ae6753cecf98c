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
