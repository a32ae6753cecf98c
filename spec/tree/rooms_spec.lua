--- The rooms: each folder of the sources uses only the folders named here, so that dependence runs one way; only the
-- rooms of the command use one another.
--
-- A room is a folder, or a file that is one by itself; a file belongs to the longest room that fits its path.

local scratch <const> = require "support.scratch"
local shell <const> = require "support.shell"

-- Of csrc/: the rooms that a room includes besides itself.
local C_ROOMS <const> = {
	["base"] = {},
	["api"] = { "base" },
	["http"] = { "base" },
	["csv"] = { "base" },
	["lua"] = { "base", "api", "http", "csv" },
	["httpd"] = { "base" },
	["core.c"] = { "lua" },
}

-- The headers of libraries, and the rooms that may include them.
local LIBRARIES <const> = {
	["^lua"] = { lua = true, httpd = true, ["core.c"] = true },
	["^lauxlib"] = { lua = true, httpd = true, ["core.c"] = true },
	["^curl/"] = { http = true, lua = true, ["core.c"] = true },
	["^csv%.h"] = { csv = true },
	["^utf8proc"] = { base = true },
	["^openssl/"] = { csv = true },
	["^microhttpd"] = { httpd = true },
}

-- What every room of Lua may use. These use only one another.
local GROUND <const> = { "unom.catalogue", "unom.core", "unom.error", "unom.messages", "unom.moments", "unom.nearest",
	"unom.operations", "unom.printable", "unom.reason", "unom.version" }

-- Of lua/: the rooms that a room requires besides itself. A name ending in "!" lacks GROUND.
local LUA_ROOMS <const> = {
	["unom.catalogue"] = {},
	["unom.core"] = {}, -- the C modules
	["unom.httpd"] = {},
	["unom.error"] = {},
	["unom.messages"] = {},
	["unom.moments"] = {},
	["unom.nearest"] = {},
	["unom.operations"] = {},
	["unom.printable"] = {},
	["unom.reason"] = {},
	["unom.version"] = {},
	["unom.config"] = {},
	["unom"] = { "unom.client" },
	["unom.client"] = { "unom.config", "unom.bulk.carrier", "unom.bulk.engine.following.cutting",
		"unom.bulk.engine.following.taking_back" },
	["unom.bulk.list.normalize"] = {}, -- a room of its own: which headings are the same
	["unom.bulk.list"] = { "unom.bulk.list.normalize" },
	["unom.bulk.ledger"] = { "unom.bulk.ledger.states" },
	["unom.bulk.carrier!"] = { "unom.catalogue", "unom.moments", "unom.operations", "unom.reason" }, -- pure: no clock
	["unom.bulk.engine"] = { "unom.bulk.engine.limits", "unom.bulk.engine.following.cutting",
		"unom.bulk.engine.following.taking_back", "unom.bulk.ledger", "unom.bulk.ledger.states",
		"unom.bulk.carrier", "unom.catalogue" },
	["unom.bulk.engine.following.cutting"] = { "unom.bulk.carrier" }, -- rooms of their own: what two kinds of answer mean
	["unom.bulk.engine.following.taking_back"] = { "unom.bulk.carrier" },
	["unom.bulk.engine.limits"] = { "unom.bulk.ledger.states" }, -- a room of its own, as are the states: facts for all
	["unom.bulk.ledger.states"] = {},
	["unom.bulk.jobs"] = { "unom.bulk.list", "unom.bulk.ledger", "unom.bulk.ledger.states", "unom.bulk.carrier",
		"unom.bulk.engine", "unom.catalogue", "unom.config" },
	["unom.bulk"] = { "unom.bulk.list", "unom.bulk.engine.limits", "unom.bulk.jobs" },
	["unom.simulator!"] = { "unom.httpd", "unom.messages", "unom.simulator.wire.process" }, -- its reading is its own
	["unom.simulator.wire.process"] = { "unom.httpd", "unom.simulator" },
	["unom.cli"] = { "unom", "unom.bulk", "unom.bulk.engine.limits", "unom.bulk.list.normalize", "unom.cli.commands",
		"unom.cli.view", "unom.config" },
	["unom.cli.commands"] = { "unom", "unom.bulk", "unom.bulk.ledger.states", "unom.cli", "unom.cli.view", "unom.config",
		"unom.simulator" },
	["unom.cli.view"] = { "unom.bulk.ledger.states", "unom.cli" }, -- knows the states, and neither jobs nor commands
}

local function set_of(...)
	local set <const> = {}
	for _, list in ipairs { ... } do
		for _, name in ipairs(list) do
			set[name] = true
		end
	end
	return set
end

--- The rooms with what each may use, itself included, as sets.
local function allowed_in(rooms, ground)
	local allowed <const> = {}
	for name, uses in pairs(rooms) do
		local room <const> = name:gsub("!$", "")
		allowed[room] = set_of(uses, { room }, room == name and ground or {})
	end
	return allowed
end

--- The longest room that is `name`, or the part of it before one of its separators.
local function room_of(allowed, name, separator)
	while name ~= "" and not allowed[name] do
		name = name:match("^(.*)" .. separator .. "[^" .. separator .. "]*$") or ""
	end
	return name ~= "" and name or nil
end

describe("the rooms", function()
	it("of C include only what is below them", function()
		local allowed <const>, seen, wrong = allowed_in(C_ROOMS, {}), 0, {}
		for _, path in ipairs(shell.lines("find csrc -name '*.[ch]' | sort")) do
			local room <const> = assert(room_of(allowed, path:gsub("^csrc/", ""), "/"), path)
			for included in ("\n" .. scratch.read(path)):gmatch('\n#include "([^"]*)"') do
				local used <const> = assert(room_of(allowed, included, "/"), path .. ": " .. included)
				wrong[#wrong + 1] = not allowed[room][used] and ("%s includes %s"):format(path, included) or nil
				seen = seen + 1
			end
		end
		assert.same({}, wrong)
		assert.is_true(seen > 80, seen)
	end)

	it("of C include only their own libraries, and four of them no Lua", function()
		local allowed <const>, seen, wrong = allowed_in(C_ROOMS, {}), 0, {}
		for _, path in ipairs(shell.lines("find csrc -name '*.[ch]' | sort")) do
			local room <const> = room_of(allowed, path:gsub("^csrc/", ""), "/")
			for included in ("\n" .. scratch.read(path)):gmatch("\n#include <([^>]*)>") do
				for pattern, rooms in pairs(LIBRARIES) do
					if included:find(pattern) then
						wrong[#wrong + 1] = not rooms[room] and ("%s includes %s"):format(path, included) or nil
						seen = seen + 1
					end
				end
			end
		end
		assert.same({}, wrong)
		assert.is_true(seen > 20, seen)
	end)

	it("of Lua require only what is below them", function()
		local allowed <const>, seen, wrong = allowed_in(LUA_ROOMS, GROUND), 0, {}
		for _, path in ipairs(shell.lines("find lua -name '*.lua' | sort")) do
			local module <const> = path:gsub("^lua/", ""):gsub("%.lua$", ""):gsub("/init$", ""):gsub("/", ".")
			local room <const> = assert(room_of(allowed, module, "%."), path)
			local source <const> = ("\n" .. scratch.read(path)):gsub("\n%s*%-%-[^\n]*", "")
			for required in source:gmatch('require[ (]*"(unom[%w._]*)') do
				local used <const> = assert(room_of(allowed, required:gsub("%.$", ""), "%."), path .. ": " .. required)
				wrong[#wrong + 1] = not allowed[room][used] and ("%s requires %s"):format(path, required) or nil
				seen = seen + 1
			end
		end
		assert.same({}, wrong)
		assert.is_true(seen > 150, seen)
	end)

	it("are all that there are: every folder is one or lies in one, and every room is there", function()
		for name in pairs(allowed_in(C_ROOMS, {})) do
			assert.is_true(os.execute("test -e csrc/" .. name), name)
		end
		for name in pairs(allowed_in(LUA_ROOMS, {})) do
			local path <const> = "lua/" .. name:gsub("%.", "/")
			assert.is_true(name == "unom.core" or name == "unom.httpd"
				or os.execute(("test -e %s -o -e %s.lua"):format(path, path)), name)
		end
	end)
end)
