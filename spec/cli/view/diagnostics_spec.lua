local diagnostics <const> = require "unom.cli.view.diagnostics"
local problem <const> = require "unom.bulk.list.problem"

--- `count` problems of one kind from a line on.
local function alike(count, line, fields)
	local problems <const> = {}
	for index = 1, count do
		local made <const> = { file = "list.csv", line = line + index - 1, column = "lineNo", code = "c",
			message = "wrong " .. index }
		for key, value in pairs(fields or {}) do
			made[key] = value
		end
		problems[index] = problem.new(made)
	end
	return problems
end

--- What is said of a refused list.
local function told(problems, arguments)
	local written <const> = {}
	local err <const> = { write = function(_, ...) table.move({ ... }, 1, select("#", ...), #written + 1, written) end }
	diagnostics.tell_refusal("list.csv", problems, arguments or {}, { err = err, say = function(_, line)
		err:write("unom: ", line, "\n")
	end })
	return table.concat(written)
end

describe("the problems of a list #unit", function()
	it("are each shown up to 20 of a kind; of more there are three and their number", function()
		local words = told(alike(20, 2))
		assert.matches("list.csv:21: lineNo: wrong 20\nunom: list.csv: 20 problems\n", words, 1, true)
		local problems <const> = alike(21, 2)
		table.insert(problems, 3, alike(1, 3, { column = "imei", message = "other" })[1])
		words = told(problems)
		assert.matches("^list.csv:2: lineNo: wrong 1\nlist.csv:3: lineNo: wrong 2\nlist.csv:3: imei: other\n"
			.. "list.csv:4: lineNo: wrong 3\nlist.csv: lineNo: ... and 18 more like these; %-%-json shows every one\n"
			.. "unom: list.csv: 22 problems\n", words)
		assert.equal(22, #diagnostics.as_json(problems))
	end)

	it("for the sake of one open job are told once, with the commands to use", function()
		local problems <const> = alike(60, 2, { code = "already_open", job = 7 })
		problems[61] = alike(1, 99, { code = "may_be_ordered", job = 5 })[1]
		local words <const> = told(problems, { agree = true, ledger = "my.db" })
		assert.equal(4, select(2, words:gsub("list.csv:%d+: ", "")))
		assert.matches("unom: list.csv: 61 problems\n"
			.. "unom: to go on with job 7: unom bulk resume 7 --ledger my.db; to stop it: unom bulk cancel 7 --ledger my.db\n"
			.. "unom: to see what is unknown of job 5: unom bulk status 5 --ledger my.db\n", words, 1, true)
	end)

	it("end with the command that goes on", function()
		assert.matches("unom: once list.csv is as it should be: unom bulk check list.csv --agree\n",
			told(alike(1, 2), { agree = true }), 1, true)
		local likely <const> = alike(2, 2, { likely = "09010000001" })
		assert.matches("unom: to have the 2 likely values filled in, in a copy to look through: unom bulk check list.csv "
			.. "--operation set_roaming --fix list.fixed.csv\n", told(likely, { operation = "set_roaming" }), 1, true)
		assert.matches("unom bulk run list.csv --agree --canary 2 --skip-ordered\n",
			told(alike(2, 2, { code = "already_ordered", job = 1 }), { agree = true, canary = "2" }), 1, true)
	end)

	it("that a flag puts right as well say so, and a file that cannot be read asks for no command", function()
		local problems <const> = alike(1, 1, { code = "consent", field = "agreement" })
		assert.matches("unom: once that is put right, in list.csv or in this command: unom bulk check list.csv\n",
			told(problems), 1, true)
		problems[2] = alike(1, 2)[1]
		assert.matches("in this command: unom bulk check list.csv\n", told(problems), 1, true)
		assert.matches("in this command: ", told(alike(1, 1, { code = "missing", field = "operation" })), 1, true)
		assert.matches("once list.csv is as", told(alike(1, 1, { code = "missing", field = "lineNo" })), 1, true)
		assert.is_nil(told(alike(1, 1, { code = "unreadable" })):find("unom bulk", 1, true))
	end)

	it("of columns that may be none to read end with the command that ignores them", function()
		local problems <const> = alike(2, 1, { column = "備考", may_be_ignored = true })
		assert.matches("unom: if this column is not for the carrier (備考): unom bulk check list.csv --agree --ignore '備考'\n",
			told(problems, { agree = true }), 1, true)
		problems[2] = alike(1, 1, { column = "it's", may_be_ignored = true })[1]
		problems[3] = alike(1, 2, { likely = "1" })[1]
		assert.matches("unom: if these columns are not for the carrier (備考, it's), and to have the 1 likely value filled in, "
			.. "in a copy to look through: unom bulk check list.csv --ignore '備考' --ignore 'it'\\''s' --fix list.fixed.csv\n",
			told(problems), 1, true)
	end)

	it("tell what was filled in in a copy, and what is left", function()
		local problems <const> = alike(3, 2, { likely = "1" })
		problems.fixed = { path = "out.csv", left = 1, cells = { { line = 2, column = "lineNo", from = "9", to = "09" } } }
		assert.matches('unom: out.csv: 1 cell filled in with what is likely; look it through:\n'
			.. '  list.csv:2: lineNo: "9" -> "09"\nunom: 1 problem is left, for which no value is likely\n'
			.. "unom: once out.csv is as it should be: unom bulk run out.csv\n", told(problems), 1, true)
		for line = 2, 25 do
			problems.fixed.cells[line - 1] = { line = line, column = "lineNo", from = "9", to = "09" }
		end
		assert.matches('  list.csv:4: lineNo: "9" -> "09"\n  lineNo: ... and 21 more cells; --json shows every one\n',
			told(problems), 1, true)
		problems.fixed = { path = "out.csv", left = 3, cells = {} }
		assert.matches("unom: no value is likely for any of these problems\n", told(problems), 1, true)
	end)
end)
