--- A change list that a script gives as tables.

local lists <const> = require "support.lists"
local table_list <const> = require "unom.bulk.list.tables.table_list"

local with <const> = lists.with

--- A row that is fine with these keys over it; false takes a key away.
local function course(more)
	local row <const> = { operation = "change_course", lineNo = "09012345678", planCode = "T3001328",
		requestDate = "20991201" }
	for key, value in pairs(more or {}) do
		row[key] = value or nil
	end
	return row
end

--- The good rows, the problems as texts, and the list.
local function read(rows, options)
	options = options and options.alone or with(options or {})
	options.rows = rows
	local list <const>, refused = table_list.open(options)
	local good <const>, problems <const> = {}, {}
	for _, found in ipairs(refused or {}) do
		problems[#problems + 1] = tostring(found)
	end
	if list then
		for row, found, _ in list:rows() do
			good[#good + 1] = row or nil
			for _, problem in ipairs(found or {}) do
				assert.is_nil(problem.line)
				problems[#problems + 1] = tostring(problem)
			end
		end
	end
	return good, problems, list
end

local function one_problem(row, options)
	local good <const>, problems <const> = read({ row }, options)
	assert.same({}, good)
	assert.equal(1, #problems, table.concat(problems, "\n"))
	return problems[1]
end

describe("a list of tables #unit", function()
	it("has rows as those of a file", function()
		local good <const>, problems <const>, list <const> = read { course() }
		assert.same({}, problems)
		assert.same({ { row = 1, line = 1, contract = "N123456789", operation = "change_course", arguments = {
			contractId = "N123456789", lineNo = "09012345678", planCode = "T3001328", requestDate = "20991201",
			agreement = "yes" } } }, good)
		assert.same({ { header = "operation", field = "operation" }, { header = "lineNo", field = "lineNo" },
			{ header = "requestDate", field = "requestDate" }, { header = "planCode", field = "planCode" } }, list.columns)
		assert.same({ change_course = 1 }, list.summary:finish().operations)
	end)

	it("takes the values that a call takes", function()
		local good <const> = read({ course { requestDate = 20991201, agreement = true } }, { agree = false })
		assert.equal("20991201", good[1].arguments.requestDate)
		assert.equal("yes", good[1].arguments.agreement)
		assert.equal("rows: row 1: lineNo: string expected, got integer: a number keeps no leading zero",
			one_problem(course { lineNo = 9012345678 }))
		assert.equal("rows: row 1: contractId: string expected, got table", one_problem(course { contractId = {} }))
		assert.equal("rows: row 1: lineNo: string expected, got boolean", one_problem(course { lineNo = true }))
		assert.matches("rows: row 1: requestDate: .*2099/12/01", one_problem(course { requestDate = "2099/12/01" }))
		assert.matches("rows: row 1: lineNo: ", one_problem(course { lineNo = "0901234\xff678" }))
		assert.matches("rows: row 1: agreement: not agreed", one_problem(course { agreement = "no" }))
		assert.matches("rows: row 1: requestDate: a day that is over", one_problem(course { requestDate = 20200101 }))
	end)

	it("takes an absent key for nothing and an empty text for itself", function()
		local roaming <const> = { operation = "set_roaming", lineNo = "09012345678" }
		assert.equal("rows: row 1: roamingCode: required, but missing", one_problem(roaming))
		roaming.roamingCode = ""
		local good <const>, _, list <const> = read { roaming }
		assert.equal("", good[1].arguments.roamingCode)
		assert.same({ { operation = "set_roaming", field = "roamingCode", rows = 1 } },
			list.summary:finish().switched_off)
		assert.matches("^rows: row 1: lineNo: ", one_problem(course { lineNo = "" }))
	end)

	it("knows labels as keys and leaves out those with a mark", function()
		local good <const>, problems <const>, list <const> = read({ course(), course { lineNo = false,
			["回線番号"] = "09012345679", ["#who"] = "佐藤", ["#n"] = 7, memo = true } }, { ignore = { "memo" } })
		assert.same({}, problems)
		assert.equal("09012345679", good[2].arguments.lineNo)
		assert.same({ "", "", "" }, good[1].kept)
		assert.same({ "7", "佐藤", "true" }, good[2].kept)
		assert.same({ "#n", "#who", "memo" }, list.ignored)
		assert.same({ "operation", "lineNo", "requestDate", "planCode", "#n", "#who", "memo" },
			(function()
				local headers <const> = {}
				for index, column in ipairs(list.columns) do
					headers[index] = column.header
				end
				return headers
			end)())
		assert.same({}, select(2, read({ course { lineNo = false, tel = "09012345678" } }, { map = { tel = "lineNo" } })))
	end)

	it("names the key that nobody knows, once", function()
		local good <const>, problems <const> = read { course { lineNo = false, lineno_ = "09012345678" },
			course { lineNo = false, lineno_ = "09012345678" }, course { [1] = "x" },
			course { lineNo = "09012345670", ["\xff"] = "x" }, course { lineNo = "09012345671", vpnPassword_ = "x" },
			course { lineNo = "09012345672", vpnPassword_ = "x" } }
		assert.same({
			"rows: row 1: lineno_: no field is called so; did you mean lineNo?",
			"rows: row 3: 1: a key is the name of a field, a text in UTF-8",
		}, table.move(problems, 1, 2, 1, {}))
		assert.matches("row 4: .*a key is the name of a field", problems[3])
		assert.equal("rows: row 5: vpnPassword_: no field is called so: a key that is not for the carrier begins with #",
			problems[4])
		assert.equal(4, #problems)
		assert.same({}, good)
	end)

	it("refuses what is no row, a field twice and one of another operation", function()
		assert.equal("rows: row 1: a row is a table by the names of fields; this is a string", one_problem("09012345678"))
		assert.equal("rows: row 1: lineNo: gives lineNo again, as lineNo does",
			(one_problem(course { ["回線番号"] = "09012345679" }):gsub("回線番号", "lineNo")))
		assert.equal("rows: row 1: imei: change_course has no imei: leave the key out", one_problem(course { imei = "" }))
		assert.matches("rows: row 1: #x: .*this is a table", one_problem(course { ["#x"] = {} }))
		assert.equal("rows: row 1: operation: the name of an operation is a text in UTF-8",
			one_problem(course { operation = 12 }))
		assert.matches("^rows: row 1: operation: no operation is called", one_problem(course { operation = "change_curse" }))
	end)

	it("says once what no row has, and for each row what some have", function()
		local bare <const> = { lineNo = "09012345678", planCode = "T3001328", requestDate = "20991201" }
		assert.same({ "rows: row 1: operation: no operation: give the row one as operation, or all rows one with the "
			.. "option operation" }, (select(2, read { bare, bare })))
		local _, problems <const> = read({ course { contractId = "N123456789", agreement = true }, course {
			lineNo = "09012345679" }, course { lineNo = "09012345670" } }, { alone = {} })
		assert.equal(4, #problems)
		assert.equal("rows: row 3: contractId: no contract: give it as contractId in the row, or with the option contract_id",
			problems[3])
	end)

	it("compares rows with earlier ones, by their numbers", function()
		local _, problems <const> = read({ course(), course() }, { name = "moves" })
		assert.matches("^moves: row 2: lineNo: change_course of 09012345678 again, after row 1[ ;]", problems[1])
		assert.same({}, select(2, read({ course(), course() }, { allow_duplicates = true })))
	end)

	it("takes a function that returns one row after the other, and copies each", function()
		local row <const>, left = course(), 3
		local function next_row()
			left = left - 1
			row.lineNo = "0901234567" .. left
			return left >= 0 and row or nil
		end
		local good <const>, problems <const>, list <const> = read(next_row)
		assert.same({}, problems)
		assert.same({ "09012345672", "09012345671", "09012345670" },
			{ good[1].arguments.lineNo, good[2].arguments.lineNo, good[3].arguments.lineNo })
		assert.equal(3, list:check().rows)
		assert.same({ "rows: no rows" }, (select(2, read(function() end))))
	end)

	it("has one digest for the same rows alone", function()
		local function digest(row) return (select(3, read { row })).sha256 end
		assert.equal(digest(course()), digest(course { requestDate = 20991201 }))
		assert.matches("^%x+$", digest(course()))
		local others <const> = { course { lineNo = "09012345679" }, course { ["#a"] = "" }, course { ["#a"] = "1" },
			course { ["#a1"] = "" } }
		local seen <const> = { [digest(course())] = true }
		for _, row in ipairs(others) do
			assert.is_nil(seen[digest(row)])
			seen[digest(row)] = true
		end
		local two <const> = select(3, read { course(), course { lineNo = "09012345679" } })
		local turned <const> = select(3, read { course { lineNo = "09012345679" }, course() })
		assert.is_nil(seen[two.sha256])
		assert.not_equal(two.sha256, turned.sha256)
	end)
end)
