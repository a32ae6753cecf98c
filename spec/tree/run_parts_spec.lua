--- The runner of the suite: it runs every spec file, and a file that crashes or runs no test counts as an error.

local scratch <const> = require "support.scratch"
local shell <const> = require "support.shell"

local RUNNER <const> = "spec/support/run_parts.sh"
local GOOD <const> = 'describe("it", function() it("holds", function() assert.is_true(true) end) end)\n'

describe("the runner of the suite #wire", function()
	local specs

	before_each(function()
		specs = scratch.directory()
	end)

	after_each(function()
		scratch.remove(specs)
	end)

	--- Runs spec files, texts by name. -> the summary's numbers as "1 0 0 0", the exit code, all that was written
	local function run(files, arguments)
		for name, text in pairs(files) do
			scratch.file(specs .. "/" .. name, text)
		end
		local lines <const>, code <const> = shell.lines("env -u LD_PRELOAD -u BUSTED SPECS=%s %s %s 2>&1",
			specs, RUNNER, arguments or "")
		local counts <const> = table.pack(lines[#lines]:match(
			"^(%d+) successes / (%d+) failures / (%d+) errors / (%d+) pending : [%d.]+ seconds$"))
		return table.concat(counts, " "), code, table.concat(lines, "\n")
	end

	it("sums the files, in folders too", function()
		os.execute("mkdir " .. specs .. "/deep")
		local counts <const>, code <const> = run {
			["a_spec.lua"] = GOOD, ["b_spec.lua"] = GOOD .. GOOD, ["deep/c_spec.lua"] = GOOD, ["helper.lua"] = "error()",
		}
		assert.equal("4 0 0 0", counts)
		assert.equal(0, code)
	end)

	-- Debian's busted cannot run a file with a space in its name: it must not be passed by in silence.
	it("passes by no file because of its name", function()
		for _, tag in ipairs { "#unit", "#wire", "#chaos" } do
			local spaced <const> = ("-- %s\n"):format(tag) .. GOOD
			local counts <const>, code <const> = run { ["a_spec.lua"] = GOOD, ["b  c_spec.lua"] = spaced }
			assert.matches("^1 0 [1-9]", counts)
			assert.equal(1, code)
		end
	end)

	it("shows what failed and fails", function()
		local counts <const>, code <const>, said <const> = run {
			["a_spec.lua"] = GOOD, ["b_spec.lua"] = 'it("is wrong", function() assert.equal("apple", "pear") end)',
			["c_spec.lua"] = 'it("breaks", function() error("plum") end)\npending("later")',
		}
		assert.equal("1 1 1 1", counts)
		assert.equal(1, code)
		for _, words in ipairs { "b_spec.lua", "is wrong", "apple", "breaks", "plum" } do
			assert.is_truthy(said:find(words, 1, true), words)
		end
	end)

	for what, text in pairs {
		["that does not compile"] = "this is not Lua",
		["that exits half-way"] = GOOD .. 'it("leaves", function() os.exit(0) end)',
		["that is killed"] = 'it("dies", function() os.execute("kill -KILL $PPID") end)',
		["without a test"] = "local nothing = 1",
		["that fails after its summary"] = GOOD .. 'setmetatable({}, { __gc = function() os.exit(3) end })',
	} do
		it("counts as an error a file " .. what, function()
			local counts <const>, code <const>, said <const> = run { ["a_spec.lua"] = GOOD, ["b_spec.lua"] = text }
			assert.matches("^[12] 0 1 0$", counts, nil, said)
			assert.equal(1, code)
		end)
	end

	it("fails where there is no spec at all", function()
		local counts <const>, code <const> = run {}
		assert.equal("0 0 1 0", counts)
		assert.equal(1, code)
	end)

	it("hands its arguments on to busted", function()
		local counts <const>, code <const> = run({ ["a_spec.lua"] = GOOD .. 'it("#slow", function() error() end)' },
			"--exclude-tags=slow")
		assert.equal("1 0 0 0", counts)
		assert.equal(0, code)
	end)

	it("runs every spec of the tree once, and no spec has a name that it passes by", function()
		local told <const> = shell.lines("env -u SPECS BUSTED='echo' %s 2>&1", RUNNER)
		local seen <const> = {}
		for _, line in ipairs(told) do
			local file <const> = line:match("^ *[%d.]+ s +%d+  (%S+_spec%.lua)$")
			if file then
				assert.is_nil(seen[file])
				seen[file] = true
			end
		end
		local specs_there <const> = shell.lines([[grep -rlE '^(describe|insulate|it)\(' spec]])
		assert.is_true(#specs_there >= 48, #specs_there)
		for _, file in ipairs(specs_there) do
			assert.is_true(seen[file], file)
		end
	end)
end)
