--- The map of the sources, docs/architecture.md: what is there is on it, and what is on it is there.
--
-- A room of the sources is a row of a table. Its first cell is its folder, in backquotes with a slash at the end; its
-- last cell names its files, in backquotes without their endings: `buffer` is buffer.c and buffer.h. A folder of specs
-- is named anywhere.

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

--- The rooms in the tree, in the same form.
local function rooms_in_tree()
	local rooms <const> = {}
	for _, folder in ipairs(shell.lines("find csrc lua/unom -type d")) do
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
		assert.same({}, missing(on_map, in_tree))
	end)

	it("names every folder of specs, and none that is not there", function()
		local named <const> = {}
		for folder in text:gmatch("`(spec/[%w_/]*)/`") do
			named[#named + 1] = folder
		end
		table.sort(named)
		assert.same(shell.lines("find spec -mindepth 1 -type d | LC_ALL=C sort"), named)
	end)

	-- Paths are written from the root, or from one of the folders that the page names for it.
	it("names only paths that lead somewhere", function()
		local seen = 0
		for path in text:gmatch("`([%w_]+/[%w_/.-]+%.%w+)`") do
			seen = seen + 1
			local found
			for _, root in ipairs { "", "lua/unom/bulk/", "csrc/", "spec/" } do
				found = found or lfs.attributes(root .. path, "mode") == "file"
			end
			assert.is_true(found, path)
		end
		assert.is_true(seen > 50, seen)
	end)

	-- What comes after a colon in the second column is a function or a table of the file before it.
	it("names only functions and tables that are there", function()
		local seen = 0
		for _, cell in ("\n" .. text:match("## Where it is kept.*")):gmatch("\n| ([^|]*)| ([^|]*)|") do
			for path, names in cell:gmatch("`([%w_/]+%.%l+)`: ([^;|]*)") do
				local source
				for _, root in ipairs { "", "lua/unom/bulk/", "csrc/" } do
					source = source or lfs.attributes(root .. path, "mode") == "file" and scratch.read(root .. path)
				end
				for name in names:gmatch("`([%a_]+)`") do
					seen = seen + 1
					assert.is_truthy(source:find("%f[%w_]" .. name .. "%f[^%w_]"), path .. ": " .. name)
				end
			end
		end
		assert.is_true(seen > 20, seen)
	end)

	it("fits on a page", function()
		assert.is_true(select(2, text:gsub("\n", "")) <= 175)
	end)

	-- What a stranger asks first: words of the question's row, and what must be in that row.
	for question, answers in pairs {
		["a 503 is `no`"] = { "`lua/reply.c`: `push_status_error`", "core/reply_spec.lua" },
		["sent again: after a 503"] = { "`carrier/outcome.lua`: `OUTCOMES`", "carrier/outcome_spec.lua" },
		["254 orders"] = { "`engine/limits.lua`: `MOST_OUTSTANDING`", "engine/limits_spec.lua" },
		["found `submitting`"] = { "`engine/init.lua`: `take_up`", "engine/reconciling/reconciliation.lua", "`cut_off`",
			"messages/en/bulk.lua", "reconciling/reconciliation_spec.lua" },
	} do
		it("says where to find: " .. question, function()
			local kept <const> = text:match("## Where it is kept.*")
			local row <const> = assert(kept:match("\n(|[^\n]*" .. question:gsub("%p", "%%%0") .. "[^\n]*)"))
			for _, answer in ipairs(answers) do
				assert.is_truthy(row:find(answer, 1, true), answer)
			end
		end)
	end
end)
