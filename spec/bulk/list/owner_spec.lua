--- What a house says of its own columns: `#`, ignore, map.

local lists <const> = require "support.lists"

local read <const>, with <const> = lists.read, lists.with

describe("columns of the owner's #unit", function()
	local function roaming(options)
		options.operation = "remove_roaming"
		return with(options)
	end

	it("are not read when they are marked or ignored, and their cells are kept in order", function()
		local rows <const>, codes <const>, _, list <const> = read("＃No,回線番号,備 考,#メモ\n1,09010000001,本社,,\n2,09010000002\n",
			roaming { ignore = { "備考" } })
		assert.same({}, codes)
		assert.same({ { "1", "本社", "" }, { "2", "", "" } }, { rows[1].kept, rows[2].kept })
		assert.same({ lineNo = "09010000001", contractId = "N123456789", agreement = "yes" }, rows[1].arguments)
		assert.same({ { header = "＃No" }, { header = "回線番号", field = "lineNo" }, { header = "備 考" }, { header = "#メモ" } },
			list.columns)
	end)

	it("are meant also where their heading has a remark on how to fill them in", function()
		local rows <const>, codes <const> = read("電話番号（必須）,備考（任意）\n09010000001,x\n",
			roaming { ignore = { "備考" }, map = { ["電話番号"] = "lineNo" } })
		assert.same({}, codes)
		assert.equal("09010000001", rows[1].arguments.lineNo)
		assert.same({ "x" }, rows[1].kept)
		assert.same({ "1: 備考（旧）: unknown_column" },
			select(2, read("lineNo,備考（旧）\n09010000001,x\n", roaming { ignore = { "備考" } })))
	end)

	it("are told when the list lacks them and no other column gives their field", function()
		local map <const> = { ["希望日"] = "requestDate", ["電話番号"] = "lineNo", ["ＴＥＬ"] = "lineNo" }
		for heading, missing in pairs { ["TEL（必須）"] = { "希望日" }, ["lineNo"] = { "希望日" } } do
			lists.with_file(heading .. "\n09010000001\n", function(path)
				local summary <const> = assert(require("unom.bulk.list.change_list").check(path, roaming { map = map }))
				assert.same(missing, summary.not_found)
			end)
		end
	end)

	it("are none where nothing is left out", function()
		local rows <const> = read("lineNo\n09010000001\n", roaming {})
		assert.is_nil(rows[1].kept)
	end)

	it("give the field that their heading is mapped to, by its name or label", function()
		for _, field in ipairs { "lineNo", "回線番号" } do
			local rows <const>, codes <const> = read("電話番号\n09010000001\n", roaming { map = { ["電話番号"] = field } })
			assert.same({}, codes)
			assert.equal("09010000001", rows[1].arguments.lineNo)
		end
	end)

	it("outrank the API's names: a column of one can be left out, one that is marked can be read", function()
		local rows <const>, codes <const> = read("lineNo,parts,#line\nx,y,09010000001\n",
			roaming { ignore = { "lineNo", "parts" }, map = { ["#line"] = "lineNo" } })
		assert.same({}, codes)
		assert.equal("09010000001", rows[1].arguments.lineNo)
	end)

	it("that are left out though a field needs them are missing", function()
		local _, codes <const> = read("lineNo\n09010000001\n", roaming { ignore = { "lineNo" } })
		assert.same({ "1: lineNo: missing" }, codes)
	end)

	it("may not be mapped to what is no field, or two", function()
		local _, codes <const>, problems <const> = read("電話番号\n09010000001\n", roaming { map = { ["電話番号"] = "lineno" } })
		assert.same({ "-: -: unknown_field" }, codes)
		assert.matches("did you mean lineNo?", problems[1].message, 1, true)
	end)

	it("are mapped by mistake without a hint that is far or leads to a secret field or away from it", function()
		for _, field in ipairs { "pass", "authenticationPasswor", "認証パスワー", "memo", "電話", "" } do
			local _, codes <const>, problems <const> = read("電話番号\n09010000001\n", roaming { map = { ["電話番号"] = field } })
			assert.same({ "-: -: unknown_field" }, codes)
			assert.not_matches("did you mean", problems[1].message)
			assert.matches("unom.operations[OP]", problems[1].message, 1, true)
		end
	end)

	it("are not left out and read, nor read as two fields, by two spellings of one heading", function()
		for _, options in ipairs { { ignore = { "電話番号" }, map = { ["電話 番号"] = "lineNo" } },
			{ map = { ["電話番号"] = "lineNo", ["電話 番号"] = "requestDate" } } } do
			local _, codes <const>, problems <const> = read("電話番号\n09010000001\n", roaming(options))
			assert.same({ "-: -: unknown_field" }, codes)
			assert.matches("the same heading", problems[1].message, 1, true)
		end
		local _, fine <const> = read("ﾃﾞﾝﾜ\n09010000001\n", roaming { map = { ["デンワ"] = "lineNo", ["ﾃﾞﾝﾜ"] = "回線番号" } })
		assert.same({}, fine)
	end)

	it("have no hint that leads to a secret field, and one only where a name is near", function()
		for _, heading in ipairs { "備考", "pass", "パスワー", "authenticationPasswor", "notificationPasword", "担当", "No" } do
			local _, codes <const>, problems <const> = read(("lineNo,%s\n09010000001,\n"):format(heading), roaming {})
			assert.same({ ("1: %s: unknown_column"):format(heading) }, codes)
			assert.not_matches("[pP]assword%W", (problems[1].message:gsub(heading, "")))
			assert.not_matches("did you mean", problems[1].message)
			assert.matches(("ignore = { %q }"):format(heading), problems[1].message, 1, true)
			assert.is_true(problems[1].may_be_ignored)
		end
		local _, _, problems <const> = read("lineNoo\n09010000001\n", roaming {})
		assert.matches("did you mean", problems[1].message)
		assert.is_nil(problems[1].may_be_ignored)
	end)

	it("do not keep a good row from the core's fast check", function()
		local list <const> = "lineNo,memo\n" .. ("%s,x\n"):rep(3):format("09010000001", "09010000002", "09010000003")
		local change_list <const> = require "unom.bulk.list.change_list"
		lists.with_file(list, function(path)
			local summary <const> = assert(change_list.check(path, roaming { ignore = { "memo" } }))
			assert.equal(3, summary.rows)
		end)
	end)
end)
