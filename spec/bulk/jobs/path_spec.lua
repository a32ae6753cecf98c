local core <const> = require "unom.core"
local lfs <const> = require "lfs"
local path <const> = require "unom.bulk.jobs.path"
local scratch <const> = require "support.scratch"

describe("path #unit", function()
	local directory, here
	before_each(function()
		here = lfs.currentdir()
		directory = assert(core.real_path(scratch.directory()))
		assert(lfs.mkdir(directory .. "/folder"))
		assert(lfs.link("folder", directory .. "/there", true))
		assert(lfs.chdir(directory))
	end)
	after_each(function()
		assert(lfs.chdir(here))
		scratch.remove(directory)
	end)

	it("is the same whichever way it is written", function()
		for _, name in ipairs { "folder/a.csv", "./folder/a.csv", "folder/../folder//a.csv", "there/a.csv",
			directory .. "/folder/a.csv", directory .. "/there/./a.csv" } do
			assert.equal(directory .. "/folder/a.csv", path.absolute(name), name)
		end
		assert.equal("/a.csv", path.absolute "/a.csv")
		assert.is_nil(path.absolute(nil))
	end)

	it("keeps a link at its end: a list has its result beside the name that it was given by", function()
		assert(lfs.link("folder/a.csv", directory .. "/today.csv", true))
		assert.equal(directory .. "/today.csv", path.absolute "today.csv")
	end)

	it("is from the root, too, where its folder is not there or it names none", function()
		assert.equal(directory .. "/none/a.csv", path.absolute "none/a.csv")
		for _, name in ipairs { "folder/", "folder/.", "folder/.." } do
			assert.equal(directory .. "/" .. name, path.absolute(name))
		end
	end)

	it("is shown as a person there would write it", function()
		assert.equal("folder/a.csv", path.shown(path.absolute "there/a.csv"))
		assert.equal("/elsewhere/a.csv", path.shown "/elsewhere/a.csv")
		assert.is_nil(path.shown(nil))
	end)
end)
