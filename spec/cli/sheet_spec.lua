local csv <const> = require "support.csv"
local homes <const> = require "support.homes"
local scratch <const> = require "support.scratch"

local SHEETS <const> = "spec/support/sheets/"

--- The first of next month in Japan, as the sheet shows a day: 2099/1/1.
local function day_that_is_due()
	local today <const> = os.date("!*t", os.time() + 9 * 3600)
	local month <const> = today.month % 12 + 1
	return ("%d/%d/1"):format(today.year + (month == 1 and 1 or 0), month)
end

describe("a sheet as people have it #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)

	--- The sheet in the home, its days due. Its bytes are those of Calc.
	local function sheet(name)
		home:write(name, (scratch.read(SHEETS .. name):gsub("2099/1/1", day_that_is_due())))
		return name
	end

	local MEMOS <const> = { "--ignore", "利用者", "--ignore", "備考" }

	--- Arguments, and those of the sheets with two columns for memos.
	local function with_memos(...)
		local arguments <const> = { ... }
		table.move(MEMOS, 1, #MEMOS, #arguments + 1, arguments)
		table.move({ "--operation", "change_course", "--agree" }, 1, 3, #arguments + 1, arguments)
		return arguments
	end

	it("goes from Calc's bytes to a job in three commands", function()
		home:simulate { lines = 300, latency = 0, processing = 0.1 }
		local name <const> = sheet "messy-cp932.csv"

		local first <const> = home:bulk { "check", name, "--operation", "change_course", "--agree" }
		assert.equal(2, first.code)
		assert.matches("--ignore", first.err, 1, true)
		assert.not_matches("password", first.err:lower(), 1, true)

		local second <const> = home:bulk(with_memos("check", name, "--fix", "fixed.csv"))
		assert.equal(2, second.code)
		assert.matches(name .. ":78: 料金コース: ", second.err, 1, true)
		assert.matches(name .. ":189: 料金コース: ", second.err, 1, true)
		assert.matches(name .. ":251: 回線番号: ", second.err, 1, true)
		assert.matches("fixed.csv", second.err, 1, true)
		assert.matches("09010000123", second.err, 1, true)
		assert.matches("unom bulk run fixed.csv", second.err, 1, true)

		-- What a person does with the rest, in the sheet.
		local fixed = home:read "fixed.csv":gsub("T300133,", "T3001330,"):gsub("T30013,", "T3001330,")
		local lines <const> = {}
		for line in fixed:gmatch("[^\r\n]+") do
			lines[#lines + 1] = line
		end
		table.remove(lines, 251)
		home:write("fixed.csv", table.concat(lines, "\r\n") .. "\r\n")

		local third <const> = home:bulk(with_memos("run", "fixed.csv"))
		assert.equal(0, third.code, third.err)
		assert.matches("299 succeeded", third.err, 1, true)
		assert.matches("301", third.err:match "[^\n]*total[^\n]*", 1, true) -- where the total row is now
		assert.equal(299, #home.simulator:orders())
		local result <const> = scratch.read(home:path "fixed.result.csv")
		assert.equal(300, select(2, result:gsub("\r\n", "")))
		assert.matches("\x94\xF5\x8D\x6C", result, 1, true) -- 備考 in CP932: the memos came along
	end)

	it("is the same list in UTF-16 with tabs", function()
		local name <const> = sheet "messy-cp932.csv"
		local utf16 <const> = scratch.read(SHEETS .. "messy-utf16-tabs.csv")
		home:write("tabs.csv", utf16)
		local told <const> = home:bulk(with_memos("check", "tabs.csv"))
		local other <const> = home:bulk(with_memos("check", name))
		assert.equal(2, told.code)
		assert.equal(other.err:gsub("messy%-cp932", "tabs"), (told.err))
	end)

	for _, name in ipairs { "titled-semicolons.csv", "titled-cp932.csv" } do
		it("is read below its title: " .. name, function()
			home:simulate { lines = 30 }
			local told <const> = home:bulk { "run", sheet(name), "--agree", "--result", "out.csv", "--bom" }
			assert.equal(0, told.code, told.err)
			local orders <const> = home.simulator:orders()
			assert.equal(3, #orders)
			local rows <const> = csv.parse(home:read "out.csv")
			assert.equal(3, #rows)
		end)
	end
end)
