--- A home directory in which `unom` has a stub for the bulk library, which notes its calls and returns what the spec
-- tells it to.
--
-- Invariant: the real library is not loaded, so nothing is sent and there is no ledger.

local cjson <const> = require "cjson"
local homes <const> = require "support.homes"
local states <const> = require "unom.bulk.ledger.states"

local stub_library <const> = {}

local STUB <const> = [[
local cjson = require "cjson"
local function shown(options)
	local kept = {}
	for name, value in pairs(options) do
		if name ~= "client" and name ~= "watch" and type(value) ~= "function" then
			kept[name] = value
		end
	end
	return kept
end
package.preload["unom.bulk"] = function()
	return setmetatable({}, { __index = function(_, name)
		return function(options)
			local calls <close> = assert(io.open("calls", "a"))
			calls:write(cjson.encode { name = name, options = shown(options) }, "\n")
			local result = RESULTS[name]
			if result.kind then
				return nil, result
			end
			return result
		end
	end })
end
]]

--- A value as Lua source; JSON would not keep its integers.
local function source(value)
	if type(value) ~= "table" then
		return ("%q"):format(value)
	end
	local members <const> = {}
	for key, member in pairs(value) do
		members[#members + 1] = ("[%q] = %s"):format(key, source(member))
	end
	return "{" .. table.concat(members, ", ") .. "}"
end

--- The numbers of rows by state: those given, and 0 for every other state. Changes `given` and returns it.
function stub_library.states(given)
	for state, number in pairs(states.counts()) do
		given[state] = given[state] or number
	end
	return given
end

local library_methods <const> = {}
local library_mt <const> = { __index = library_methods }

--- Within a `describe`: a library whose home is made before each of its tests and removed after it.
-- @return the library: `home`, and the methods below. `results` is what its functions return, by name; a table with a
--   `kind` is returned as an error.
function stub_library.each_test()
	local variables <const> = { UNOM_ACCESS_TOKEN = "hush", UNOM_LEDGER = "the.db", LUA_INIT_5_4 = "@stub.lua" }
	return setmetatable({ home = homes.each_test(variables) }, library_mt)
end

local function install(self, results)
	self.home:write("stub.lua", ("local RESULTS = %s\n%s"):format(source(results or {}), STUB))
end

--- Runs `unom bulk`: {code=, out=, err=}.
function library_methods:bulk(arguments, results)
	install(self, results)
	return self.home:bulk(arguments)
end

--- Asserts that `unom bulk` refuses the arguments as wrong usage. Returns what it said.
function library_methods:refused(arguments, results)
	install(self, results)
	return self.home:refused { "bulk", table.unpack(arguments) }
end

--- Runs `unom bulk` on a terminal, where a person types `input`. Returns what the terminal showed, and the exit code.
function library_methods:on_terminal(arguments, results, input)
	install(self, results)
	return self.home:on_terminal({ "bulk", table.unpack(arguments) }, input)
end

--- The calls of the library since the last `forget_calls`: {name=, options=} each.
function library_methods:calls()
	local found <const> = {}
	local file <close> = io.open(self.home:path("calls"))
	for line in file and file:lines() or function() end do
		found[#found + 1] = cjson.decode(line)
	end
	return found
end

--- Makes `calls` begin anew.
function library_methods:forget_calls()
	os.remove(self.home:path("calls"))
end

return stub_library
