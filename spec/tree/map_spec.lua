--- The map of the sources, docs/architecture.md: what is there is on it, and what is on it is there.
--
-- A room is a row of a table whose first cell is its folder, in backquotes with a slash at its end, and whose last cell
-- names its files, each in backquotes without its ending: `buffer` is buffer.c and buffer.h.

local lfs <const> = require "lfs"
local scratch <const> = require "support.scratch"
local shell <const> = require "support.shell"

local text <const> = scratch.read("docs/architecture.md")

--- The rooms on the map: folder -> set of names.
local function rooms_on_map()
	local rooms <const> = {}
	for folder, files in ("\n" .. text):gmatch("\n| `([%l_/]+)/` |[^\n]*|([^|\n]*)|") do
		assert(not rooms[folder], folder .. " is on the map twice")
		rooms[folder] = {}
		for name in files:gmatch("`([%w_.]+)`") do
			rooms[folder][name] = true
		end
	end
	return rooms
end

--- The rooms in the tree, in the same form; those of spec/ without their files.
local function rooms_in_tree()
	local rooms <const> = {}
	for _, folder in ipairs(shell.lines("find csrc lua/unom spec -type d")) do
		rooms[folder] = {}
	end
	for _, path in ipairs(shell.lines("find csrc lua/unom -type f -name '*.[ch]' -o -path 'lua/*' -name '*.lua'")) do
		local folder <const>, name <const> = path:match("^(.*)/([^/]*)%.%w+$")
		rooms[folder][name] = true
	end
	return rooms
end

--- What is in one set of rooms and not in the other, as paths in order.
local function missing(rooms, others)
	local paths <const> = {}
	for folder, names in pairs(rooms) do
		if not others[folder] then
			paths[#paths + 1] = folder .. "/"
		end
		for name in pairs(names) do
			if not (others[folder] and others[folder][name]) then
				paths[#paths + 1] = folder .. "/" .. name
			end
		end
	end
	table.sort(paths)
	return paths
end

describe("the map", function()
	local on_map <const>, in_tree <const> = rooms_on_map(), rooms_in_tree()

	it("names every folder and every source file", function()
		assert.same({}, missing(in_tree, on_map))
	end)

	it("names no file and no folder that is not there", function()
		local of_sources <const> = {}
		for folder, names in pairs(on_map) do
			if folder:find("^spec") or not in_tree[folder] then
				assert.equal("directory", lfs.attributes(folder, "mode"), folder)
			else
				of_sources[folder] = names
			end
		end
		assert.same({}, missing(of_sources, in_tree))
		for path in text:gmatch("`(%l+/[%w_/.-]+)`") do
			assert.is_truthy(lfs.attributes(path), path)
		end
	end)

	it("fits on a page", function()
		assert.is_true(select(2, text:gsub("\n", "")) <= 160)
	end)

	-- What a stranger asks first: the word asked for, and what must be in the same row of a table.
	for question, answers in pairs {
		["503"] = { "csrc/lua/reply.c", "carrier/outcome.lua", "spec/" },
		["254"] = { "engine/limits.lua", "MOST_OUTSTANDING", "spec/" },
		["`submitting` when a job is resumed"] = { "engine/init.lua", "reconciliation", "messages/en/bulk.lua", "spec/" },
	} do
		it("says where to find " .. question, function()
			local row <const> = assert(("\n" .. text):match("\n(|[^\n]*" .. question:gsub("%p", "%%%0") .. "[^\n]*)"))
			for _, answer in ipairs(answers) do
				assert.is_truthy(row:find(answer, 1, true), answer)
			end
		end)
	end
end)
