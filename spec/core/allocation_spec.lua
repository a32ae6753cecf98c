--- Memory that runs out: each allocation of an operation fails once, by turns. What comes of it is Lua's error "not
-- enough memory" (or the result of a call, or a problem of a list, that says what failed), and the next try goes on: no
-- call is lost, none has two results, no order is sent twice, nothing leaks (`make asan`).

local scratch <const> = require "support.scratch"
local shell <const> = require "support.shell"

local HERE <const> = "spec/support/allocation/"
local WIDTHS <const> = { ["the n-th"] = 1, ["the n-th and the next"] = 2, ["every one from the n-th"] = 1000000 }

-- The cases in cases.lua, and how many places there are at least where memory can run out.
local CASES <const> = {
	check = 1, problems = 10, refusal = 1, request = 100, other_name = 4, masked = 100,
	client = 10, client_with_credentials = 10, client_with_proxy = 20, close = 3,
	start = 20, start_with_trace = 20, start_with_credentials = 20,
	wait = 20, wait_with_trace = 20, wait_with_credentials = 20, wait_for_a_list = 150, wait_for_a_refusal = 20,
	wait_by_fds = 20, wait_for_a_group = 20, wait_with_token_function = 20, wait_with_retries = 20,
	wait_for_another_token = 50, wait_for_a_refused_token = 20,
	csv = 5, csv_in_cp932 = 5, csv_in_utf_16 = 5, list = 20, text = 5,
}

-- Where there are thousands of places, most of them in Lua: one in so many.
local STEPS <const> = { list = 13 }

describe("an allocation that fails #wire", function()
	local directory, environment

	setup(function()
		directory = scratch.directory()
		local library <const> = directory .. "/fault.so"
		-- Optimised, so that its malloc leaves no frame of its own: the leak checker knows the dynamic linker's blocks by
		-- who asked for them.
		local said <const>, code <const> = shell.lines("env -u LD_PRELOAD gcc -std=c11 -O2 -g -Wall -Wextra -Werror -fPIC "
			.. "-shared -ftls-model=initial-exec $(env -u LD_PRELOAD pkg-config --cflags lua5.4) -o %s %sfault.c 2>&1",
			library, HERE)
		assert.equal(0, code, table.concat(said, "\n"))
		local words <const> = {}
		for name, value in pairs {
			LUA_PATH = package.path, LUA_CPATH = package.cpath,
			LD_PRELOAD = library .. ":" .. (os.getenv("LD_PRELOAD") or ""), -- before the sanitizers
			ASAN_OPTIONS = (os.getenv("ASAN_OPTIONS") or "") .. ":verify_asan_link_order=0:allocator_may_return_null=1",
			LSAN_OPTIONS = "suppressions=" .. HERE .. "leaks.supp:print_suppressions=0",
		} do
			words[#words + 1] = shell.quoted(name .. "=" .. value)
		end
		environment = "env -u LD_PRELOAD " .. table.concat(words, " ")
	end)

	teardown(function()
		scratch.remove(directory)
	end)

	--- -> how many places failed, how often an error was raised
	local function sweep(case, width)
		local lines <const>, code <const> = shell.lines("%s lua5.4 %ssweep.lua %s/fault.so %s %d %d 2>&1", environment,
			HERE, directory, case, width, STEPS[case] or 1)
		local said <const> = table.concat(lines, "\n")
		assert.equal(0, code, said)
		local places <const>, raised <const> = said:match("^(%d+) places, (%d+) errors raised$")
		assert.is_truthy(places, said)
		return tonumber(places), tonumber(raised)
	end

	for case, least in pairs(CASES) do
		for which, width in pairs(WIDTHS) do
			it(("in %s: %s"):format(case:gsub("_", " "), which), function()
				local places <const>, raised <const> = sweep(case, width)
				assert.is_true(places >= least, places)
				assert.is_true(raised > 0 or width == 1 or case == "refusal", raised)
			end)
		end
	end

	it("is looked for in every case that there is", function()
		local there <const>, named <const> = {}, {}
		for name in pairs(require "support.allocation.cases") do
			there[#there + 1] = name
		end
		for name in pairs(CASES) do
			named[#named + 1] = name
		end
		table.sort(there)
		table.sort(named)
		assert.same(there, named)
	end)
end)
