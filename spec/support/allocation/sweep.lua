--- Lets the first allocation of an operation fail, then the second, and so on until the operation passes without a
-- failure. A program of its own, with fault.so preloaded:
--
--     lua5.4 spec/support/allocation/sweep.lua FAULT.so CASE WIDTH [STEP [FIRST]]
--
-- WIDTH allocations fail in a row: when one alone fails, Lua collects its garbage and asks again. STEP: each, or every
-- STEP-th, from the FIRST on. Writes how many places failed, or what was wrong at which.

local library <const>, name <const>, width <const> = arg[1], arg[2], tonumber(arg[3])
local step <const>, first <const> = tonumber(arg[4] or 1), tonumber(arg[5] or 1)
local fault <const> = assert(package.loadlib(library, "luaopen_fault"))()
local case <const> = require("support.allocation.cases")[name]

local place
local failed_places, raised = 0, 0

local function complain(form, ...)
	io.stderr:write(("%s, allocation %d and %d more: "):format(name, place, width - 1), form:format(...), "\n")
	os.exit(1)
end

local left -- how many allocations go by before the first that fails; nil once some have failed
local failed_here = false

--- Calls f with these arguments; the failures all come in one call. -> nil where it raised that memory is out, else
-- what it returned, in a table
local function under(f, ...)
	local got <const> = table.pack(fault.run(left or 1, left and width or 0, f, ...))
	local failed <const>, seen <const>, ok <const> = got[1], got[2], got[3]
	left = left and failed == 0 and left - seen or nil
	failed_here = failed_here or failed > 0
	if ok then
		return table.pack(table.unpack(got, 4, got.n))
	end
	raised = raised + 1
	local says <const> = tostring(got[4])
	-- luaL_checkstack has its own words for it.
	if not says:find("not enough memory", 1, true) and not says:find("^stack overflow %(") then
		complain("the error is %q", tostring(got[4]))
	elseif failed == 0 then
		complain("raised %q, and nothing failed", got[4])
	end
	return nil
end

for number = first, math.huge, step do
	place = number
	left, failed_here = number, false
	local ok <const>, message <const> = xpcall(case, debug.traceback, under, function(truth, ...)
		return truth or complain(...)
	end)
	if not ok then
		complain("%s", message)
	end
	collectgarbage()
	if not failed_here then
		break
	end
	failed_places = failed_places + 1
end
print(("%d places, %d errors raised"):format(failed_places, raised))
