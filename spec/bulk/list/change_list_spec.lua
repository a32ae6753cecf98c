--- Change lists: headers, rows, defaults, and every problem at its place.

local change_list <const> = require "unom.bulk.list.change_list"
local header <const> = require "unom.bulk.list.header"
local lists <const> = require "support.lists"

local AGREED <const>, with <const> = lists.AGREED, lists.with
local read <const>, with_list <const> = lists.read, lists.with_file

local COURSE <const> = "operation,lineNo,planCode,requestDate\n"

describe("change_list #unit", function()
	describe("a good list", function()
		it("gives each row's arguments, its number and its line", function()
			local rows <const>, codes <const>, _, list <const> = read(
				"operation,contractId,lineNo,planCode,requestDate,agreement\r\n\r\n"
				.. "change_course,N123456789,09012345678,T3001328,20991201,yes\r\n"
				.. 'terminate_line,N987654321,"09012345679",,20991207,yes\r\n')
			assert.same({}, codes)
			assert.same({
				{ row = 1, line = 3, contract = "N123456789", operation = "change_course", arguments = {
					contractId = "N123456789", lineNo = "09012345678", planCode = "T3001328", requestDate = "20991201",
					agreement = "yes" } },
				{ row = 2, line = 4, contract = "N987654321", operation = "terminate_line", arguments = {
					contractId = "N987654321", lineNo = "09012345679", requestDate = "20991207", agreement = "yes" } },
			}, rows)
			assert.same({
				{ header = "operation", field = "operation" }, { header = "contractId", field = "contractId" },
				{ header = "lineNo", field = "lineNo" }, { header = "planCode", field = "planCode" },
				{ header = "requestDate", field = "requestDate" }, { header = "agreement", field = "agreement" },
			}, list.columns)
			assert.equal("utf-8", list.encoding)
			assert.equal(64, #list.sha256)
		end)

		it("can be read again and again", function()
			with_list(COURSE .. "change_course,09012345678,T3001328,20991201\n", function(path)
				local list <close> = assert(change_list.open(path, AGREED))
				for _ = 1, 3 do
					local count = 0
					for row in list:rows() do
						assert.equal("change_course", row.operation)
						count = count + 1
					end
					assert.equal(1, count)
				end
			end)
		end)

		it("takes defaults where the cells are empty, and cells before defaults", function()
			local rows <const>, codes <const> = read("operation,contractId,lineNo,agreement\n"
				.. ",,09012345678,\nadd_data_volume,N987654321,09012345679,yes\n", with { operation = "remove_roaming" })
			assert.same({}, codes)
			assert.equal("remove_roaming", rows[1].operation)
			assert.same({ contractId = "N123456789", lineNo = "09012345678", agreement = "yes" }, rows[1].arguments)
			assert.equal("add_data_volume", rows[2].operation)
			assert.equal("N987654321", rows[2].contract)
		end)

		it("needs no operation column with --operation", function()
			local rows <const> = read("lineNo,planCode,requestDate\n09012345678,T3001328,20991201\n",
				with { operation = "change_course" })
			assert.equal("change_course", rows[1].operation)
		end)

		it("takes short rows, and trailing empty cells", function()
			local rows <const>, codes <const> = read("operation,lineNo,planCode,requestDate,,\n"
				.. "add_data_volume,09012345678\nchange_course,09012345678,T3001328,20991201,,,,\n,,,,,\n", AGREED)
			assert.same({}, codes)
			assert.equal(2, #rows)
		end)

		it("says once what there is to say of an operation", function()
			local rows <const>, _, _, _, advice <const> = read("operation,lineNo,accessCode\n"
				.. "change_access_type,09012345678,1\nchange_access_type,09012345679,2\n", AGREED)
			assert.equal(2, #rows)
			assert.equal(1, #advice)
			assert.matches(":2: operation: change_access_type: announced", tostring(advice[1]))
		end)

		it("passes advice on, at its place", function()
			local rows <const>, codes <const>, _, _, advice <const> = read(
				"operation,lineNo,imei,IMEI認証有無\nchange_imei,09012345678,863401011006837,2\n", AGREED)
			assert.same({}, codes)
			assert.equal(1, #rows)
			local found
			for _, item in ipairs(advice) do
				found = item.code == "imei_check_digit" and item or found
			end
			assert.equal(2, found.line)
			assert.equal("imei", found.column)
		end)
	end)

	describe("empty cells", function()
		it("send what the carrier names for none", function()
			local rows <const>, codes <const> = read(
				"operation,requestDate,deliveryPostalCode,deliveryPref,deliveryCity,deliveryAddress1,deliveryAddress2,"
				.. "deliveryCompanyName,notificationMailAddress,notificationPassword,deviceCode\n"
				.. "purchase_device,20991201,1008019,東京都,千代田区内幸町,,,ＮＴＴ,user@example.com,secret,T2000556\n", AGREED)
			assert.same({}, codes)
			assert.equal("ー", rows[1].arguments.deliveryAddress1)
			assert.is_nil(rows[1].arguments.deliveryAddress2)
		end)

		it("send the empty roamingCode where it is required and its column is there", function()
			local rows <const>, codes <const> = read(
				"operation,lineNo,roamingCode\nset_roaming,09012345678,\nset_roaming,09012345679,\n", AGREED)
			assert.same({}, codes)
			assert.equal("", rows[1].arguments.roamingCode)
			assert.equal("", rows[2].arguments.roamingCode)
		end)

		it("guess nothing where the column is not there", function()
			local rows <const>, codes <const> = read(
				"operation,lineNo\nset_roaming,09012345678\nset_roaming,09012345679\n", AGREED)
			assert.same({}, rows)
			assert.same({ "1: roamingCode: missing" }, codes)
		end)

		it("are missing where the field is required", function()
			local _, codes <const> = read(COURSE .. "change_course,09012345678,,20991201\n"
				.. "change_course,,T3001328,20991201\n", AGREED)
			assert.same({ "2: planCode: missing", "3: lineNo: missing" }, codes)
		end)
	end)

	describe("the header", function()
		local VALUES <const> = { lineNo = "09012345678", planCode = "T3001328", requestDate = "20991201" }

		for name, cells in pairs {
			["labels"] = "操作,回線番号,料金コース,利用開始希望日",
			["other labels"] = "操作,対象回線番号(発信電話番号),料金コース,廃止希望日",
			["wide brackets"] = "操作,対象回線番号（発信電話番号）,料金コース,利用開始希望日",
			["half-width kana"] = "操作,回線番号,料金ｺｰｽ,利用開始希望日",
			["space around and within"] = ' operation ,"　回線 番号　",料金　コース,利用開始 希望日',
			["wide letters"] = "ｏｐｅｒａｔｉｏｎ,ｌｉｎｅＮｏ,ｐｌａｎＣｏｄｅ,ｒｅｑｕｅｓｔＤａｔｅ",
			["names and labels"] = "operation,グループ内の回線番号,planCode,利用開始希望日",
			["a byte order mark"] = "\u{FEFF}operation,lineNo,planCode,requestDate",
			["a line break in a cell"] = '操作,"回線\r\n番号",料金コース,利用開始希望日',
		} do
			it("may have " .. name, function()
				local rows <const>, codes <const> = read(
					cells .. "\nchange_course,09012345678,T3001328,20991201\n", AGREED)
				assert.same({}, codes)
				for field, value in pairs(VALUES) do
					assert.equal(value, rows[1].arguments[field])
				end
			end)
		end

		it("may have the name that the carrier has announced for a field", function()
			for _, heading in ipairs { "accessType", "ａｃｃｅｓｓＴｙｐｅ", "アクセス方式", "accessCode" } do
				local rows <const>, codes <const> = read(
					("operation,lineNo,%s\nchange_access_type,09012345678,2\n"):format(heading), AGREED)
				assert.same({}, codes)
				assert.same({ "2", nil }, { rows[1].arguments.accessCode, rows[1].arguments.accessType })
			end
		end)

		it("may have any order and every label of the catalogue", function()
			for _, operation in ipairs(require "unom.operations") do
				if header.allows(operation) then
					local labels <const>, names <const> = {}, {}
					for _, field in ipairs(operation.fields) do
						table.insert(labels, 1, field.label)
						table.insert(names, 1, field.name)
					end
					local resolved <const>, problems <const> = header.resolve(header.reader(require "unom.operations",
						{ operation = operation.name }), labels, { file = "x", line = 1 })
					assert.same({}, problems)
					for index, column in ipairs(resolved) do
						assert.equal(names[index], column.field)
					end
				end
			end
		end)

		it("keeps the header as it is written", function()
			local _, codes <const>, problems <const> = read("操作,対象回線番号（発信電話番号）,料金ｺｰｽ,利用開始希望日\n"
				.. "change_course,9012345678,T300,20261301\n", AGREED)
			assert.same({ "2: 利用開始希望日: not_a_date", "2: 対象回線番号（発信電話番号）: lost_leading_zero",
				"2: 料金ｺｰｽ: wrong_form" }, (function() table.sort(codes) return codes end)())
			for _, problem in ipairs(problems) do
				assert.is_truthy(VALUES[problem.field])
			end
		end)

		for name, case in pairs {
			["a misspelt name"] = { "operation,lineno,planCode,requestDate", "1: lineno: unknown_column", "lineNo" },
			["a misspelt label"] = { "operation,回線番合,planCode,requestDate", "1: 回線番合: unknown_column", "回線番号" },
			["a word of another kind"] = { "operation,lineNo,memo", "1: memo: unknown_column", 'ignore = { "memo" }' },
			["a field of what cannot stand in a list"] = { "operation,lineNo,startTime", "1: startTime: unknown_column",
				'map = { ["startTime"] = "FIELD" }' },
			["one field twice"] = { "operation,lineNo,回線番号", "1: 回線番号: duplicate_column", "lineNo" },
			["a field by both its names"] = { "operation,accessCode,accessType", "1: accessType: duplicate_column",
				"accessCode" },
			["the operation twice"] = { "operation,lineNo,操作", "1: 操作: duplicate_column", "operation" },
			["a result file's columns"] = { "operation,lineNo,unom.row,unom.state", "1: unom.row: result_column", "unom" },
			["bars"] = { "operation|lineNo", "1: operation|lineNo: wrong_separator", "commas" },
		} do
			it("may not have " .. name, function()
				local _, codes <const>, problems <const>, list <const> = read(case[1] .. "\n", AGREED)
				assert.is_nil(list)
				assert.equal(case[2], codes[1])
				assert.truthy(problems[1].message:find(case[3], 1, true), problems[1].message)
			end)
		end

		it("tells of its problems and of the rows', all at once", function()
			local _, codes <const> = read("operation,lineno,planCode,requestDate,memo\n"
				.. "change_course,09012345678,T3001328,20261301,x\nchange_course,1,T3001328,20991201\n", AGREED)
			assert.same({ "1: lineno: unknown_column", "1: memo: unknown_column", "2: requestDate: not_a_date" }, codes)
		end)

		it("names both fields of an ambiguous label, until the operation tells", function()
			local function field(name, label)
				return { name = name, label = label }
			end
			local one <const> = { name = "one", kind = "order", fields = { field("a", "日"), field("c", "月") } }
			local two <const> = { name = "two", kind = "order", fields = { field("b", "日") } }
			local _, problems <const> = header.resolve(header.reader({ one, two }, {}), { "日", "月" },
				{ file = "x", line = 1 })
			assert.equal(1, #problems)
			assert.equal("ambiguous_column", problems[1].code)
			assert.matches("a or b", problems[1].message)
			local catalogue <const> = { one, two, two = two }
			local resolved <const>, none <const> = header.resolve(header.reader(catalogue, { operation = "two" }), { "日" },
				{ file = "x", line = 1 })
			assert.same({}, none)
			assert.equal("b", resolved[1].field)
		end)
	end)

	describe("operations", function()
		for name, case in pairs {
			["unknown"] = { "chage_course", "unknown_operation", "change_course" },
			["in Japanese with a slip"] = { "料金コース変", "unknown_operation", "(change_course)" },
			["in Japanese that means two"] = { "国際ローミング変更", "ambiguous_operation", "set_roaming or remove_roaming" },
			["far from all"] = { "xyz", "unknown_operation", "add_line, terminate_line" },
			["that look"] = { "get_traffic", "not_in_a_list", "terminate_line" },
			["that look at sessions"] = { "get_session", "not_in_a_list", "disconnect_session" },
		} do
			it("may not be " .. name, function()
				local rows <const>, codes <const>, problems <const> = read(
					"operation,lineNo\n" .. case[1] .. ",09012345678\n", AGREED)
				assert.same({}, rows)
				assert.same({ "2: operation: " .. case[2] }, codes)
				assert.truthy(problems[1].message:find(case[3], 1, true), problems[1].message)
				local _ <const>, whole <const> = read("lineNo\n09012345678\n09012345679\n", with { operation = case[1] })
				assert.same({ "-: -: " .. case[2] }, whole)
			end)
		end

		it("may be orders, cancels and the cut of a session", function()
			local rows <const>, codes <const> = read("operation,lineNo,orderId,reserveId\n"
				.. "disconnect_session,09012345678,,\ncancel_order,,AGU123456789012,\n"
				.. "cancel_data_share_reserve,,,201711300000181\nadd_data_share_lines,09012345678\n", AGREED)
			assert.same({}, codes)
			assert.equal(4, #rows)
		end)

		it("must be named", function()
			local _, codes = read("lineNo\n09012345678\n", AGREED)
			assert.same({ "1: operation: missing" }, codes)
			_, codes = read("operation,lineNo\n,09012345678\n", AGREED)
			assert.same({ "2: operation: missing" }, codes)
		end)
	end)

	describe("cells", function()
		it("tells every problem of a row, and of every row", function()
			local rows <const>, codes <const> = read(COURSE
				.. "change_course,9012345678,T3001328,20261301\n"
				.. "change_course,9.01E+10,T3001328,20991201\n"
				.. "change_course,09012345678,T3001328,20991201\n"
				.. "change_course,09012345670,T30,2.03E+07\n", AGREED)
			assert.equal(1, #rows)
			assert.equal(3, rows[1].row)
			table.sort(codes)
			assert.same({ "2: lineNo: lost_leading_zero", "2: requestDate: not_a_date", "3: lineNo: scientific_notation",
				"5: planCode: wrong_form", "5: requestDate: scientific_notation" }, codes)
		end)

		it("must be empty where the operation has no such field", function()
			local rows <const>, codes <const> = read(COURSE .. "add_data_volume,09012345678,T3001328,\n"
				.. "add_data_volume,09012345679,,\n", AGREED)
			assert.equal(1, #rows)
			assert.same({ "2: planCode: not_for_operation" }, codes)
		end)

		it("must have a column", function()
			local _, codes <const>, problems <const> = read("operation,,lineNo\n"
				.. "add_data_volume,x,09012345678\nadd_data_volume,,09012345679,,y\n", AGREED)
			assert.same({ "2: -: cell_without_column", "3: -: cell_without_column" }, codes)
			assert.matches("cell 5", problems[2].message)
		end)

		it("give the line where the row starts", function()
			local _, codes <const> = read(COURSE .. '"chage_\ncuorse",1,2,3\n\nchange_course,x,T3001328,20991201\n', AGREED)
			assert.same({ "2: operation: unknown_operation", "5: lineNo: wrong_form" }, codes)
		end)

		it("that cannot be read are problems among the others, by the column's name", function()
			local rows <const>, codes <const> = read("operation,回線番号\nadd_data_volume,090\"1\n"
				.. "add_data_volume,09012345678\nadd_data_volume,\"1\"2\n", AGREED)
			assert.equal(1, #rows)
			assert.equal(2, rows[1].row)
			assert.same({ "2: 回線番号: quote_in_cell", "4: 回線番号: text_after_quote" }, codes)
		end)

		it("of secret fields are never shown", function()
			local _, codes <const>, problems <const> = read("operation,lineNo,authenticationId,authenticationPassword,orderId\n"
				.. 'change_radius_auth,09012345678,nttcom,"hunter2\thunter2",\n'
				.. "add_data_volume,09012345678,,hunter2,\nadd_line,,,hunter2hunter2hunter2,\n", AGREED)
			assert.is_true(#codes >= 3)
			for _, problem in ipairs(problems) do
				assert.not_matches("hunter", tostring(problem))
			end
		end)
	end)

	describe("contracts", function()
		it("must be named somewhere, told once", function()
			local _, codes = read("operation,lineNo\nadd_data_volume,09012345678\nadd_data_volume,09012345679\n",
				{ agree = true })
			assert.same({ "1: contractId: missing" }, codes)
			_, codes = read("operation,contractId,lineNo\nadd_data_volume,,09012345678\n"
				.. "add_data_volume,N123456789,09012345679\n", { agree = true })
			assert.same({ "2: contractId: missing" }, codes)
		end)

		it("takes a label without its explanation in brackets", function()
			local _, codes <const> = read("operation,契約番号,lineNo\nadd_data_volume,123456789,09012345678\n",
				{ agree = true })
			assert.same({ "2: 契約番号: wrong_form" }, codes)
		end)

		it("are checked", function()
			local _, codes <const> = read("operation,契約番号（N番）,lineNo\nadd_data_volume,123456789,09012345678\n",
				{ agree = true })
			assert.same({ "2: 契約番号（N番）: wrong_form" }, codes)
		end)
	end)

	describe("consent", function()
		it("is never assumed, and asked for once", function()
			local rows <const>, codes <const>, problems <const> = read(
				"operation,lineNo\nadd_data_volume,09012345678\nadd_data_volume,09012345679\n", { contract_id = "N123456789" })
			assert.same({}, rows)
			assert.same({ "1: agreement: consent" }, codes)
			assert.matches("agree = true", problems[1].message)
			assert.matches("agreement", problems[1].message)
		end)

		it("is asked for once where cells are empty", function()
			local _, codes <const> = read("operation,lineNo,同意する\nadd_data_volume,09012345678,yes\n"
				.. "add_data_volume,09012345679,\nadd_data_volume,09012345670,\n", { contract_id = "N123456789" })
			assert.same({ "3: 同意する: consent" }, codes)
		end)

		it("is not what 'no' gives, whatever --agree says", function()
			local rows <const>, codes <const> = read("operation,lineNo,agreement\nadd_data_volume,09012345678,no\n"
				.. "add_data_volume,09012345679,済\nadd_data_volume,09012345670,\n"
				.. "add_data_volume,09012345671,いいえ\n", AGREED)
			assert.equal(1, #rows)
			assert.same({ "2: agreement: not_agreed", "3: agreement: not_a_choice", "5: agreement: not_agreed" }, codes)
		end)
	end)
end)
