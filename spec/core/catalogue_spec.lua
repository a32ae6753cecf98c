local core <const> = require "unom.core"
local operations <const> = require "unom.operations"

local BASE <const> = "/v2/unom/contracts/{contractId}"

-- Number, name, label, method, path after the contract, kind, fields in order (`!`: required).
local FACTS <const> = {
	{ 1, "get_contract", "契約者情報取得", "GET", "", "reference", "contractId!" },
	{ 2, "list_lines", "回線情報一覧", "GET", "/lines", "reference", "contractId!" },
	{ 3, "get_traffic", "回線運用情報表示", "GET", "/lines/{lineNo}/traffic", "reference", "contractId! lineNo!" },
	{ 4, "list_authentications", "認証ログ一覧", "GET", "/authentications", "reference",
		"contractId! startTime! endTime! authSearchKey lineNoSearchKey" },
	{ 5, "list_sessions", "接続ログ一覧", "GET", "/sessions", "reference",
		"contractId! startTime! endTime! authSearchKey lineNoSearchKey" },
	{ 6, "list_products", "申込入力コード一覧", "GET", "/products", "reference", "contractId!" },
	{ 7, "list_accepting_orders", "申込み一覧", "GET", "/orders", "reference", "contractId!" },
	{ 8, "list_completed_orders", "申込み完了一覧", "GET", "/orders", "reference", "contractId!" },
	{ 9, "get_data_share_traffic", "容量シェア運用情報表示", "GET", "/lines/{lineNo}/dataShare/traffic", "reference",
		"contractId! lineNo!" },
	{ 10, "list_data_share_lines", "容量シェア回線一覧", "GET", "/dataShare", "reference", "contractId!" },
	{ 11, "get_order_status", "申込み状態取得", "GET", "/orders/{orderId}", "reference", "contractId! orderId!" },
	{ 12, "add_line", "回線追加", "POST", "/lines", "order",
		"contractId! requestDate! deliveryPostalCode! deliveryPref! deliveryCity! deliveryAddress1! deliveryAddress2 "
			.. "deliveryAddress3 deliveryBuildingName deliveryCompanyName! deliveryDeptName deliveryPersonName "
			.. "deliveryPhoneNumber notificationMailAddress! notificationPassword! agreement! number! planCode! deviceCode! "
			.. "roamingCode actIpAddress! sbyIpAddress roamingIpAddress authenticationId authenticationPassword accessCode!" },
	{ 13, "terminate_line", "回線廃止", "DELETE", "/lines/{lineNo}", "order",
		"contractId! lineNo! requestDate! agreement!" },
	{ 14, "purchase_device", "端末購入", "POST", "/devices", "order",
		"contractId! requestDate! deliveryPostalCode! deliveryPref! deliveryCity! deliveryAddress1! deliveryAddress2 "
			.. "deliveryAddress3 deliveryBuildingName deliveryCompanyName! deliveryDeptName deliveryPersonName "
			.. "deliveryPhoneNumber notificationMailAddress! notificationPassword! agreement! number! deviceCode!" },
	{ 15, "change_course", "料金コース変更", "PUT", "/lines/{lineNo}/courses", "order",
		"contractId! lineNo! agreement! requestDate! planCode!" },
	{ 16, "change_radius_auth", "認証情報変更", "PUT", "/lines/{lineNo}/radiusAuth", "order",
		"contractId! lineNo! agreement! authenticationId authenticationPassword" },
	{ 17, "change_ip_addresses", "端末IPアドレス変更", "PUT", "/lines/{lineNo}/ipAddresses", "order",
		"contractId! lineNo! agreement! actIpAddress! sbyIpAddress roamingIpAddress" },
	{ 18, "change_imei", "IMEI変更", "PUT", "/lines/{lineNo}/imei", "order",
		"contractId! lineNo! agreement! imei! imeiOption!" },
	{ 20, "set_roaming", "国際ローミング変更", "PUT", "/lines/{lineNo}/roaming", "order",
		"contractId! lineNo! agreement! roamingCode!" },
	{ 21, "remove_roaming", "国際ローミング変更", "DELETE", "/lines/{lineNo}/roaming", "order",
		"contractId! lineNo! agreement!" },
	{ 22, "add_data_share_lines", "容量シェア変更", "POST", "/dataShare", "order", "contractId! agreement! lineNo!" },
	{ 23, "remove_data_share_line", "容量シェア変更", "DELETE", "/dataShare/lines/{lineNo}", "order",
		"contractId! lineNo! agreement!" },
	{ 24, "add_data_volume", "容量追加", "POST", "/lines/{lineNo}/dataVolume", "order", "contractId! lineNo! agreement!" },
	{ 25, "change_access_type", "アクセス方式変更", "PUT", "/lines/{lineNo}/accessTypes", "order",
		"contractId! lineNo! agreement! accessCode! actIpAddress sbyIpAddress" },
	{ 26, "get_session", "接続状態取得", "GET", "/lines/{lineNo}/session", "session_control", "contractId! lineNo!" },
	{ 27, "disconnect_session", "接続切断要求", "DELETE", "/lines/{lineNo}/session", "session_control",
		"contractId! lineNo! agreement!" },
	{ 28, "cancel_order", "申込み取り消し", "DELETE", "/orders/{orderId}", "cancel", "contractId! orderId! agreement!" },
	{ 29, "cancel_data_share_reserve", "容量シェア予約取り消し", "DELETE", "/dataShare/reserves/{reserveId}", "cancel",
		"contractId! reserveId! agreement!" },
	{ 30, "get_cancel_status", "申込みキャンセル状態取得", "GET", "/orders/{orderId}", "reference", "contractId! orderId!" },
}

local RESERVES <const> = {
	add_data_share_lines = true, remove_data_share_line = true, cancel_data_share_reserve = true,
}

--- The names of the operations for which `read` gives something, with what it gives.
local function where(read)
	local found <const> = {}
	for _, operation in ipairs(operations) do
		found[operation.name] = read(operation)
	end
	return found
end

--- The names of the fields, in any operation, for which `read` gives something.
local function fields_where(read)
	local found <const> = {}
	for _, operation in ipairs(operations) do
		for _, field in ipairs(operation.fields) do
			if read(field) then
				found[field.name] = read(field)
			end
		end
	end
	return found
end

describe("operations #unit", function()
	it("are 29, in the order of their numbers, and found by name", function()
		assert.equal(29, #operations)
		for index, fact in ipairs(FACTS) do
			local operation <const> = operations[index]
			assert.equal(operation, operations[fact[2]])
			assert.same({ fact[1], fact[2], fact[3], fact[4], BASE .. fact[5], fact[6] },
				{ operation.number, operation.name, operation.label, operation.method, operation.path, operation.kind })
			local fields <const> = {}
			for at, field in ipairs(operation.fields) do
				fields[at] = field.name .. (field.required and "!" or "")
				assert.equal(field, operation.fields[field.name])
			end
			assert.equal(fact[7], table.concat(fields, " "))
		end
		assert.is_nil(operations.nope)
		assert.is_nil(operations[30])
	end)

	it("show pairs the array alone", function()
		local seen = 0
		for key in pairs(operations) do
			assert.equal("integer", math.type(key))
			seen = seen + 1
		end
		assert.equal(29, seen)
		for key in pairs(operations.add_line.fields) do
			assert.equal("integer", math.type(key))
		end
	end)

	it("change something unless they only read", function()
		for _, operation in ipairs(operations) do
			assert.equal(operation.method ~= "GET", operation.changes, operation.name)
		end
	end)

	it("know what names an accepted one, and what follows it", function()
		for _, operation in ipairs(operations) do
			local accepted <const> = operation.kind == "order" or operation.kind == "cancel"
			local identity <const> = accepted and (RESERVES[operation.name] and "reserveId" or "orderId") or nil
			local tracked_by <const> = ({ reserveId = "list_data_share_lines", orderId = "get_order_status" })[identity]
			assert.equal(identity, operation.identity, operation.name)
			local other <const> = ({ cancel_order = "get_cancel_status", disconnect_session = "get_session" })[operation.name]
			assert.equal(other or tracked_by, operation.tracked_by)
			assert.equal(operation.changes, operation.tracked_by ~= nil)
		end
	end)

	it("know what takes them back", function()
		assert.same({
			add_line = "cancel_order", terminate_line = "cancel_order", purchase_device = "cancel_order",
			change_course = "cancel_order", add_data_share_lines = "cancel_data_share_reserve",
			remove_data_share_line = "cancel_data_share_reserve",
		}, where(function(operation) return operation.cancelled_by end))
	end)

	it("that act say when an earlier order is the same", function()
		local compared <const> = where(function(operation)
			local before <const> = operation.ordered_before
			return before and ("%s %s %d: %s"):format(before.target, before.group, before.within_hours,
				table.concat(before.compared, " "))
		end)
		assert.same({
			add_line = "actIpAddress add 1488: ", terminate_line = "lineNo termination 1488: ",
			purchase_device = "nil device 24: ", change_course = "lineNo course 1488: planCode",
			change_radius_auth = "lineNo radius 1488: authenticationId",
			change_ip_addresses = "lineNo addresses 1488: actIpAddress sbyIpAddress roamingIpAddress",
			change_imei = "lineNo imei 1488: imei imeiOption", set_roaming = "lineNo roaming 1488: roamingCode",
			remove_roaming = "lineNo roaming 1488: ", add_data_share_lines = "lineNo share 1488: ",
			remove_data_share_line = "lineNo share 1488: ", add_data_volume = "lineNo volume 24: ",
			change_access_type = "lineNo addresses 1488: accessCode actIpAddress sbyIpAddress",
			disconnect_session = "lineNo session 0: ", cancel_order = "orderId order_cancel 1488: ",
			cancel_data_share_reserve = "reserveId share_cancel 1488: ",
		}, compared)
		for _, operation in ipairs(operations) do
			assert.equal(operation.changes, compared[operation.name] ~= nil, operation.name)
		end
	end)

	it("compare fields of their own with earlier orders, and no secret", function()
		for _, operation in ipairs(operations) do
			local before <const> = operation.ordered_before or { compared = {} }
			for _, name in ipairs { before.target or "contractId", table.unpack(before.compared) } do
				assert.is_false(operation.fields[name].secret, operation.name .. "." .. name)
			end
		end
	end)

	it("carry one constant in four queries", function()
		assert.same({
			list_accepting_orders = { status = "accepting" }, list_completed_orders = { status = "complete" },
			get_order_status = { status = "asyncAccepting" }, get_cancel_status = { status = "asyncCancelAccepting" },
		}, where(function(operation) return next(operation.constants) and operation.constants or nil end))
	end)

	it("nest the fields of a line where the specification does", function()
		assert.same({
			add_line = "linesList array 1 1", purchase_device = "linesList array 1 254",
			add_data_share_lines = "linesList array 1 254", change_course = "lineInfo object",
			change_radius_auth = "lineInfo object", change_ip_addresses = "lineInfo object", change_imei = "lineInfo object",
			set_roaming = "lineInfo object", change_access_type = "lineInfo object",
		}, where(function(operation)
			return operation.container and table.concat({
				operation.container, operation.container_is, operation.lines_min, operation.lines_max,
			}, " ")
		end))
	end)

	it("know the groups of which one must or may be given", function()
		local credentials <const> = { "authenticationId", "authenticationPassword" }
		local keys <const> = { "authSearchKey", "lineNoSearchKey" }
		assert.same({ add_line = credentials, change_radius_auth = credentials },
			where(function(operation) return operation.at_least_one end))
		assert.same({ list_authentications = keys, list_sessions = keys },
			where(function(operation) return operation.at_most_one end))
	end)

	it("know their limits and windows", function()
		assert.same({
			list_lines = 1000, list_authentications = 1000, list_sessions = 1000, list_accepting_orders = 1000,
			list_completed_orders = 1000, get_order_status = 1000, get_cancel_status = 1000,
		}, where(function(operation) return operation.list_limit end))
		assert.same({ add_line = true, terminate_line = true, purchase_device = true, change_course = true },
			where(function(operation) return operation.date_window and true end))
		assert.same({
			list_lines = true, get_traffic = true, get_data_share_traffic = true, add_line = true, change_access_type = true,
		}, where(function(operation) return operation.availability and true end))
	end)

	it("know the keys of their replies", function()
		assert.equal(26, #operations.get_contract.reply)
		assert.equal(42, #operations.get_traffic.reply)
		assert.same(operations.get_traffic.reply, operations.get_data_share_traffic.reply)
		assert.same({ "contractId", "lineNo", "resultCode" }, operations.disconnect_session.reply)
		for _, operation in ipairs(operations) do
			assert.equal("contractId", operation.reply[1])
			if operation.identity then
				assert.is_truthy((" " .. table.concat(operation.reply, " ") .. " "):find(" " .. operation.identity .. " ", 1, true))
			end
		end
	end)
end)

describe("replies of operations #unit", function()
	-- What each must have (`[]`: a list, and what each of its entries must have).
	local REQUIRED <const> = {
		get_contract = "contractId", list_lines = "contractId linesList[] lineNo", get_traffic = "contractId lineNo",
		list_authentications = "contractId resultList[] lineNo", list_sessions = "contractId searchList[] lineNo",
		list_products = "contractId productInfoList[]", list_accepting_orders = "contractId orderList[] orderId",
		list_completed_orders = "contractId orderList[] orderId", get_data_share_traffic = "contractId lineNo",
		list_data_share_lines = "contractId linesList[] lineNo",
		get_order_status = "contractId orderId orderList[] orderStatus",
		get_session = "resultCode contractId lineNo sessionStatus", disconnect_session = "resultCode",
		get_cancel_status = "contractId orderId orderStatus",
	}

	it("must have what a caller goes by", function()
		for _, operation in ipairs(operations) do
			local words <const> = table.concat(operation.reply_required, " ")
				.. (operation.list and " " .. operation.list .. "[]" or "")
				.. (operation.entry_key and " " .. operation.entry_key or "")
			assert.equal(REQUIRED[operation.name] or "resultCode " .. operation.identity, words, operation.name)
		end
	end)

	it("must have only what they have, and a list where they list something", function()
		for _, operation in ipairs(operations) do
			local whole <const> = " " .. table.concat(operation.reply, " ") .. " "
			for _, key in ipairs(operation.reply_required) do
				assert.is_truthy(whole:find(" " .. key .. " ", 1, true), operation.name .. ": " .. key)
			end
			assert.equal(whole:match " (%a+)%[%]", operation.list, operation.name)
			assert.is_truthy(not operation.entry_key
				or whole:find(operation.list .. "%[%]{[^}]*%f[%a]" .. operation.entry_key .. "%f[%A]"), operation.name)
			assert.is_truthy(operation.list or not operation.entry_key)
		end
	end)
end)

describe("fields #unit", function()
	it("are in the path exactly where the path names them", function()
		for _, operation in ipairs(operations) do
			local named <const> = {}
			for name in operation.path:gmatch "{(%w+)}" do
				named[name] = true
			end
			for _, field in ipairs(operation.fields) do
				assert.equal(named[field.name] or false, field.place == "path", operation.name .. "." .. field.name)
				assert.is_true(operation.container ~= nil or field.place ~= "line")
				assert.is_true(operation.method ~= "GET" and operation.method ~= "DELETE" or field.place ~= "body")
			end
		end
	end)

	it("that are secret or personal are marked", function()
		assert.same({ notificationPassword = true, authenticationPassword = true },
			fields_where(function(field) return field.secret end))
		assert.same({
			deliveryPostalCode = true, deliveryPref = true, deliveryCity = true, deliveryAddress1 = true,
			deliveryAddress2 = true, deliveryAddress3 = true, deliveryBuildingName = true, deliveryCompanyName = true,
			deliveryDeptName = true, deliveryPersonName = true, deliveryPhoneNumber = true, notificationMailAddress = true,
			authenticationId = true, authSearchKey = true,
		}, fields_where(function(field) return field.personal end))
		assert.same({ number = true }, fields_where(function(field) return field.automatic end))
		assert.same({ 30, 30, nil }, { operations.list_authentications.log_days, operations.list_sessions.log_days,
			operations.list_lines.log_days })
		assert.same({ deliveryAddress1 = "ー" }, fields_where(function(field) return field.when_none end))
		assert.same({ accessCode = "accessType" }, fields_where(function(field) return field.alias end))
	end)

	it("have a Japanese label, the line five", function()
		assert.equal("国際ローミング上限額", operations.add_line.fields.roamingCode.label)
		assert.equal("利用限度額", operations.set_roaming.fields.roamingCode.label)
		assert.equal("廃止希望日", operations.terminate_line.fields.requestDate.label)
		assert.equal("配送先　大字通称", operations.purchase_device.fields.deliveryAddress1.label)
		assert.same({ "対象回線番号", "対象回線番号(発信電話番号)", "回線番号(発信電話番号)", "グループ内の回線番号" },
			operations.change_course.fields.lineNo.also)
		for _, operation in ipairs(operations) do
			local labels <const> = {}
			for _, field in ipairs(operation.fields) do
				assert.is_true(utf8.len(field.label) >= 2)
				assert.is_nil(labels[field.label], "one label, one field of an operation")
				labels[field.label] = true
			end
		end
	end)

	it("know their choices", function()
		assert.same({ { value = "1", meaning = "3G" }, { value = "2", meaning = "LTE" } },
			operations.add_line.fields.accessCode.choices)
		assert.equal("1", operations.change_imei.fields.imeiOption.choices[1].value)
		assert.equal(2, #operations.change_imei.fields.imeiOption.choices)
	end)

	it("differ in the length of a building between 12 and 14", function()
		assert.equal(40, operations.add_line.fields.deliveryBuildingName.max)
		assert.equal(16, operations.purchase_device.fields.deliveryBuildingName.max)
	end)
end)

describe("helpers of operations #unit", function()
	it("find an operation, or the name that was meant", function()
		assert.equal(operations.add_line, operations.find "add_line")
		assert.same({ n = 2, nil, "change_course" }, table.pack(operations.find "chang_course"))
		assert.same({ n = 2 }, table.pack(operations.find "columns"))
		assert.equal(29, #operations.names())
	end)

	it("give the columns of a change list", function()
		assert.same({ "operation", "contractId", "lineNo", "agreement", "requestDate", "planCode" },
			operations.columns "change_course")
		assert.equal(18, #operations.columns "purchase_device")
	end)

	it("give examples that pass on any day, with no advice on a value", function()
		for _, now in ipairs { 1798761599, 1798729200, 1798729199, 1830265200, 951782400, 4102412400 } do
			local today <const> = math.tointeger(os.date("!%Y%m%d", now + 9 * 3600))
			for _, operation in ipairs(operations) do
				local ok <const>, advice <const> = core.check(operation.name, operations.example(operation.name, now), today)
				assert.is_true(ok, operation.name)
				assert.equal(operation.availability and 1 or 0, #advice, operation.name)
			end
		end
	end)
end)
