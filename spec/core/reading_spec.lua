--- What a cell of a change list means: read where it can mean one value alone, else refused, with the likely value.

local core <const> = require "unom.core"
local operations <const> = require "unom.operations"

-- An operation that has each field.
local OF <const> = {
	lineNo = "remove_roaming", requestDate = "terminate_line", agreement = "remove_roaming", planCode = "change_course",
	imei = "change_imei", imeiOption = "change_imei", actIpAddress = "change_ip_addresses", contractId = "remove_roaming",
	reserveId = "cancel_data_share_reserve", deliveryPostalCode = "purchase_device", roamingCode = "set_roaming",
	deliveryPhoneNumber = "purchase_device", notificationMailAddress = "purchase_device",
	notificationPassword = "purchase_device", deliveryBuildingName = "purchase_device",
	authenticationId = "change_radius_auth", authenticationPassword = "change_radius_auth",
}

-- { field, value, kind, cells that are read so }
local READ <const> = {
	{ "lineNo", "09010000001", "hyphens", "090-1000-0001", "090‐1000‐0001", "090ー1000ー0001", "090−1000−0001",
		"090－1000－0001", "090–1000—0001", "090 - 1000 - 0001", "\u{202d}090-1000-0001\u{202c}" },
	{ "lineNo", "09010000001", "spaces", "090 1000 0001", "090\u{a0}1000\u{a0}0001", "09010000001\u{200b}",
		"090　1000　0001" },
	{ "lineNo", "09010000001", "full_width", "０９０－１０００－０００１", "０９０１００００００１", "０９０　１０００ 0001" },
	{ "reserveId", "202601010000001", "hyphens", "20260101-0000001" },
	{ "requestDate", "20261201", "date", "2026/12/01", "2026/12/1", "2026-12-01", "2026-12-1", "2026年12月1日",
		"2026年12月01日", "２０２６年１２月１日", "２０２６／１２／０１", "2026 / 12 / 1" },
	{ "requestDate", "20261201", "full_width", "２０２６１２０１" },
	{ "agreement", "yes", "consent", "Yes", "YES", "ｙｅｓ", "はい", "true", "TRUE", "True", "1", "１", "○", "◯", "〇" },
	{ "agreement", "no", "consent", "No", "NO", "いいえ", "false", "0", "×" },
	{ "planCode", "T3001330", "full_width", "Ｔ３００１３３０" },
	{ "planCode", "T3001330", "spaces", "T3001330\u{200b}" },
	{ "imei", "353000000000000", "hyphens", "35-300000-000000-0" },
	{ "imei", "353000000000000", "spaces", "35 300000 000000 0" },
	{ "imei", "353000000000000", "full_width", "３５３００００００００００００" },
	{ "imeiOption", "2", "full_width", "２" },
	{ "actIpAddress", "192.168.1.1", "full_width", "１９２．１６８．１．１", "192．168．1．1" },
	{ "contractId", "N123456789", "full_width", "Ｎ１２３４５６７８９" },
	{ "deliveryPostalCode", "100-0001", "full_width", "１００－０００１" },
	{ "deliveryPhoneNumber", "03-1234-5678", "full_width", "０３－１２３４－５６７８" },
	{ "notificationMailAddress", "a@b.jp", "full_width", "ａ＠ｂ．ｊｐ" },
}

-- { field, code, likely value or false, cells that are refused so }
local REFUSED <const> = {
	{ "lineNo", "wrong_form", "09010000001", "(090)1000-0001", "'09010000001", '="09010000001"', "+81-90-1000-0001",
		"+81(0)90-1000-0001", "819010000001", "9010000001.0", "90-1000-0001", "090--1000-0001", "-09010000001",
		"090.1000.0001" },
	{ "lineNo", "lost_leading_zero", "09010000001", "9010000001" },
	{ "lineNo", "not_half_width", "09010000001", "９０１００００００１", "’09010000001", "９０-1000-0001" },
	{ "lineNo", "scientific_notation", false, "9.01E+10" },
	{ "lineNo", "wrong_form", false, "0901-234", "1-2-3", "9012-3456", "090 1234", "12.0", "+81-90" },
	{ "lineNo", "wrong_form", false, "0901000000a", "090100000011", "090-1000-0001 090-1000-0002" },
	{ "lineNo", "spreadsheet_error", false, "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "####", "Err:502" },
	{ "lineNo", "no_value", false, "N/A", "-", "－", "ー", "なし", "未定", "同上", "nan" },
	{ "requestDate", "not_a_date", "20261201", "20261201.0", "2026/12/01 0:00:00", "2026-12-01T00:00:00", "R8.12.1",
		"r8/12/1", "令和8年12月1日", "令和８年１２月１日", "12/1/2026", "26/12/01", "12/1/26", "46357", "46357.0", "261201", "2026.12.1",
		"2026/12/1(火)", "2026年12月1日（火）" },
	{ "requestDate", "not_a_date", "20260112", "1/12/2026" },
	{ "requestDate", "not_a_date", "20261213", "13/12/2026" },
	{ "requestDate", "not_a_date", "20190501", "令和元年5月1日" },
	{ "requestDate", "not_a_date", false, "20261301", "2026/13/01", "2026/2/30", "2026年12月", "12/1", "12月1日", "来月", "1" },
	{ "requestDate", "scientific_notation", false, "2.02E+07" },
	{ "agreement", "not_a_choice", "yes", "同意する", "同意", "y", "OK", "✓", "レ" },
	{ "agreement", "not_a_choice", false, "済", "2", "yess" },
	{ "planCode", "wrong_case", "T3001330", "t3001330", "ｔ３００１３３０" },
	{ "roamingCode", "wrong_case", "T6000042", "t6000042" },
	{ "planCode", "wrong_form", "T3001330", "T 3001330", "T-3001330", '="T3001330"' },
	{ "roamingCode", "no_value", false, "-", "なし" },
	{ "imei", "wrong_form", "353000000000000", "353000000000000.0", "'353000000000000", '="353000000000000"',
		"353000000000000．0", "’353000000000000" },
	{ "imei", "wrong_form", false, "＝353000000000000" },
	{ "imei", "scientific_notation", false, "3.53E+14" },
	{ "imei", "no_value", false, "-", "N/A" },
	{ "imeiOption", "not_a_choice", "2", "2.0", "02" },
	{ "actIpAddress", "not_an_ipv4", "192.168.1.1", "192。168。1。1", "192.168.1.1/32", "192.168.001.001", "192,168,1,1" },
	{ "actIpAddress", "not_an_ipv4", false, "192.168.1.256" },
	{ "contractId", "wrong_form", "N123456789", "n123456789", "123456789", "N123-456-789" },
	{ "deliveryPostalCode", "wrong_form", "0600001", "600001" },
	{ "deliveryPostalCode", "not_half_width", "1000001", "〒100-0001" },
	{ "deliveryBuildingName", "spreadsheet_error", false, "#N/A" },
	{ "notificationPassword", "spreadsheet_error", false, "#N/A" },
	{ "notificationPassword", "not_half_width", false, "ｐａｓｓ", "なし" },
	{ "authenticationId", "no_value", false, "N/A" },
}

-- { field, cells that are taken as they stand }
local AS_THEY_STAND <const> = {
	{ "lineNo", "09010000001", "0312345678" }, { "requestDate", "20261201" }, { "agreement", "yes", "no" },
	{ "planCode", "T3001330" }, { "imei", "353000000000000", "P0000001", "63401011006836", "353-000" },
	{ "deliveryPostalCode", "1000001", "100-0001" }, { "deliveryBuildingName", "なし", "１ー２ー３", "ビル　３階" },
	{ "notificationPassword", '="abc"', "-", "'x", "N/A" }, { "authenticationPassword", "ｐａｓｓ", "なし", "パスワード" },
	{ "authenticationId", "sensor-0001" }, { "deliveryPhoneNumber", "03-1234-5678" },
}

--- What is made of a cell: its value and how it was read; or nil and the diagnostic.
local function read(field, cell)
	local value <const>, found <const> = core.read_cell(OF[field], field, cell)
	if value or found then
		return value, found
	end
	local _, diagnostics <const> = core.check(OF[field], { [field] = cell })
	for _, diagnostic in ipairs(diagnostics) do
		if diagnostic.field == field then
			return nil, diagnostic
		end
	end
	return cell
end

local function each(cases, from, body)
	for _, case in ipairs(cases) do
		for index = from, #case do
			body(case, case[index], ("%s %s"):format(case[1], case[index]))
		end
	end
end

describe("core.read_cell #unit", function()
	it("reads what can mean one value alone", function()
		each(READ, 4, function(case, cell, title)
			assert.same({ case[2], case[3] }, { read(case[1], cell) }, title)
		end)
	end)

	it("refuses the rest, with the likely value where there is one", function()
		each(REFUSED, 4, function(case, cell, title)
			local value <const>, found <const> = read(case[1], cell)
			assert.is_nil(value, title)
			assert.same({ case[2], case[3] or nil }, { found.code, found.likely }, title)
			if case[3] then
				assert.matches(('perhaps "%s"'):format(case[3]), found.message, 1, true)
				assert.same({ case[3] }, { read(case[1], case[3]) }, title)
			end
		end)
	end)

	it("takes the rest as it stands", function()
		each(AS_THEY_STAND, 2, function(case, cell, title)
			assert.same({ cell }, { read(case[1], cell) }, title)
		end)
	end)

	it("shows no secret, and makes no value of one", function()
		for _, operation in ipairs(operations) do
			for _, field in ipairs(operation.fields) do
				for _, cell in ipairs(field.secret and { "#N/A", "#REF!", "'0901", "ｐａｓｓ１２３", '="0901"', "0901 " } or {}) do
					local value <const>, found <const> = core.read_cell(operation.name, field.name, cell)
					assert.is_nil(value)
					assert.is_nil(found and found.likely)
					assert.is_nil(found and found.message:find(cell, 1, true))
				end
			end
		end
	end)

	it("is of change lists alone: the check of a call stays strict", function()
		each(READ, 4, function(case, cell, title)
			if case[1] ~= "imei" then -- whose rule takes any text
				local fine <const> = core.check(OF[case[1]], operations.example(OF[case[1]]))
				assert.is_true(fine)
				local arguments <const> = operations.example(OF[case[1]])
				arguments[case[1]] = cell
				assert.is_nil((core.check(OF[case[1]], arguments)), title)
			end
		end)
	end)

	it("takes long cells, and cells of any bytes, as they stand", function()
		for _, cell in ipairs { ("０"):rep(65), ("0-"):rep(500) .. "0", "\xff", "090\0", "０９\xe3\x81", "\u{1f4f1}" } do
			assert.same({ n = 0 }, table.pack(core.read_cell("remove_roaming", "lineNo", cell)))
		end
	end)

	it("raises where there is no such operation or field", function()
		assert.has_error(function() core.read_cell("none", "lineNo", "1") end)
		assert.has_error(function() core.read_cell("remove_roaming", "imei", "1") end)
	end)
end)
