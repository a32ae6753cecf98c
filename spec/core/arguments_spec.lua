local arguments <const> = require "support.arguments"
local core <const> = require "unom.core"

local NONE <const> = arguments.nil_value

-- What each operation requires, in the order in which what is missing is reported.
local REQUIRED <const> = {
	get_contract = "contractId",
	list_lines = "contractId",
	get_traffic = "contractId lineNo",
	list_authentications = "contractId startTime endTime",
	list_sessions = "contractId startTime endTime",
	list_products = "contractId",
	list_accepting_orders = "contractId",
	list_completed_orders = "contractId",
	get_data_share_traffic = "contractId lineNo",
	list_data_share_lines = "contractId",
	get_order_status = "contractId orderId",
	add_line = "contractId requestDate deliveryPostalCode deliveryPref deliveryCity deliveryAddress1 "
		.. "deliveryCompanyName notificationMailAddress notificationPassword agreement planCode deviceCode actIpAddress "
		.. "authenticationId accessCode",
	terminate_line = "contractId lineNo requestDate agreement",
	purchase_device = "contractId requestDate deliveryPostalCode deliveryPref deliveryCity deliveryAddress1 "
		.. "deliveryCompanyName notificationMailAddress notificationPassword agreement deviceCode",
	change_course = "contractId lineNo agreement requestDate planCode",
	change_radius_auth = "contractId lineNo agreement authenticationId",
	change_ip_addresses = "contractId lineNo agreement actIpAddress",
	change_imei = "contractId lineNo agreement imei imeiOption",
	set_roaming = "contractId lineNo agreement roamingCode",
	remove_roaming = "contractId lineNo agreement",
	add_data_share_lines = "contractId agreement lineNo",
	remove_data_share_line = "contractId lineNo agreement",
	add_data_volume = "contractId lineNo agreement",
	change_access_type = "contractId lineNo agreement accessCode",
	get_session = "contractId lineNo",
	disconnect_session = "contractId lineNo agreement",
	cancel_order = "contractId orderId agreement",
	cancel_data_share_reserve = "contractId reserveId agreement",
	get_cancel_status = "contractId orderId",
}

--- The diagnostics as "field:code", in order.
local function listed(diagnostics)
	local list <const> = {}
	for index, diagnostic in ipairs(diagnostics) do
		list[index] = diagnostic.field .. ":" .. diagnostic.code
	end
	return list
end

local function refused(name, given)
	local ok <const>, problems <const> = core.check(name, given, arguments.today)
	assert.is_nil(ok)
	return listed(problems), problems
end

local function taken(name, given)
	local ok <const>, advice <const> = core.check(name, given, arguments.today)
	assert.is_true(ok)
	return listed(advice), advice
end

describe("arguments #unit", function()
	for _, name in ipairs(arguments.names) do
		it("reports everything that " .. name .. " lacks, at once and in order", function()
			local expected <const> = {}
			for field in REQUIRED[name]:gmatch "%S+" do
				expected[#expected + 1] = field .. (field == "authenticationId" and ":at_least_one" or ":missing")
			end
			assert.same(expected, (refused(name, {})))
		end)

		it("reports each single field that " .. name .. " lacks", function()
			for field in REQUIRED[name]:gmatch "%S+" do
				if field ~= "authenticationId" then
					assert.same({ field .. ":missing" }, (refused(name, arguments.of(name, { [field] = NONE }))))
				end
			end
		end)

		it("takes " .. name .. " without what it does not need", function()
			local given <const> = {}
			for field in REQUIRED[name]:gmatch "%S+" do
				given[field] = arguments.of(name)[field]
			end
			taken(name, given)
			taken(name, arguments.of(name))
		end)
	end

	it("wants a period of a log to end after its start, wherever arguments are checked", function()
		for _, name in ipairs { "list_authentications", "list_sessions" } do
			local given <const> = arguments.of(name, { startTime = 20261101000001, endTime = "20261101000000" })
			local problems <const>, diagnostics <const> = refused(name, given)
			assert.same({ "endTime:end_before_start" }, problems)
			assert.equal('before startTime, which is 20261101000001: "20261101000000"', diagnostics[1].message)
			assert.error_matches(function() core.request(name, given) end, "endTime.*before startTime")
			taken(name, arguments.of(name, { startTime = "20261101000000", endTime = "20261101000000" }))
			assert.same({ "startTime:not_a_datetime" }, (refused(name, arguments.of(name, { startTime = "20261301000000" }))))
			assert.same({ "startTime:wrong_type" }, (refused(name, arguments.of(name, { startTime = {} }))))
		end
	end)

	it("advises on a period outside the log, which begins 30 days before today", function()
		-- today, the first day of the log, the day before that, tomorrow
		for _, days in ipairs {
			{ 20261115, 20261016, 20261015, 20261116 }, { 20261130, 20261031, 20261030, 20261201 },
			{ 20261231, 20261201, 20261130, 20270101 }, { 20270131, 20270101, 20261231, 20270201 },
			{ 20270101, 20261202, 20261201, 20270102 }, { 20240228, 20240129, 20240128, 20240229 },
			{ 20240229, 20240130, 20240129, 20240301 }, { 20240331, 20240301, 20240229, 20240401 },
			{ 20240330, 20240229, 20240228, 20240331 }, { 20230228, 20230129, 20230128, 20230301 },
		} do
			local today <const>, first <const>, before <const>, tomorrow <const> = table.unpack(days)
			local function advised(start, last)
				local ok <const>, advice <const> = core.check("list_sessions",
					arguments.of("list_sessions", { startTime = start, endTime = last }), today)
				assert.is_true(ok)
				return listed(advice)
			end
			assert.same({}, advised(("%d000000"):format(first), ("%d000000"):format(tomorrow)), tostring(today))
			assert.same({ "startTime:log_window", "endTime:log_window" },
				advised(("%d235959"):format(before), ("%d000001"):format(tomorrow)), tostring(today))
		end
	end)

	it("wants one of two credentials", function()
		for _, name in ipairs { "add_line", "change_radius_auth" } do
			taken(name, arguments.of(name, { authenticationId = NONE }))
			taken(name, arguments.of(name, { authenticationPassword = NONE }))
			local problems <const>, diagnostics <const> = refused(name,
				arguments.of(name, { authenticationId = NONE, authenticationPassword = NONE }))
			assert.same({ "authenticationId:at_least_one" }, problems)
			assert.equal("at least one is needed of authenticationId, authenticationPassword", diagnostics[1].message)
		end
	end)

	it("takes one of two search keys, or none", function()
		for _, name in ipairs { "list_sessions", "list_authentications" } do
			taken(name, arguments.of(name, { authSearchKey = NONE, lineNoSearchKey = NONE }))
			assert.same({ "lineNoSearchKey:at_most_one" }, (refused(name,
				arguments.of(name, { authSearchKey = "id9@co.jp", lineNoSearchKey = "07011112222" }))))
		end
	end)

	it("advises where the carrier has announced an operation and not opened it", function()
		for name, expected in pairs {
			list_lines = true, get_traffic = true, get_data_share_traffic = true, add_line = true, change_access_type = true,
			get_contract = false, purchase_device = false, change_course = false,
		} do
			assert.same(expected and { "operation:not_announced" } or {}, (taken(name, arguments.of(name))))
		end
	end)

	it("counts the window of a date from today unless another day is given", function()
		local ok <const>, advice <const> = core.check("terminate_line",
			arguments.of("terminate_line", { requestDate = "20200101" }))
		assert.is_true(ok)
		assert.same({ "requestDate:date_window" }, listed(advice))
		assert.has_error(function() core.check("terminate_line", {}, 20261301) end)
	end)

	it("refuses the name of no operation, and names the nearest", function()
		assert.error_matches(function() core.check("change_cource", {}) end, "no operation is called "
			.. "\"change_cource\"; did you mean 'change_course'?", nil, true)
		assert.error_matches(function() core.check("change_course\0", {}) end, "did you mean 'change_course'?", nil, true)
		for _, name in ipairs { "", "xyz", "\n" } do
			local ok <const>, message <const> = pcall(core.check, name, {})
			assert.is_false(ok)
			assert.not_matches("did you mean", tostring(message), 1, true)
			assert.not_matches("%c", tostring(message))
		end
		assert.has_error(function() core.check("get_contract") end)
		assert.has_error(function() core.check({}, {}) end)
	end)
end)

describe("types of arguments #unit", function()
	it("takes a number nowhere where a leading zero can be lost", function()
		for field, value in pairs { lineNo = 9012345678, contractId = 123456789, planCode = 30013280 } do
			local problems <const>, diagnostics <const> = refused("change_course", arguments.of("change_course", {
				[field] = value,
			}))
			assert.same({ field .. ":wrong_type" }, problems)
			assert.equal("string expected, got integer: a number keeps no leading zero", diagnostics[1].message)
		end
		for name, field in pairs {
			get_order_status = "orderId", cancel_data_share_reserve = "reserveId", change_imei = "imei",
			purchase_device = "deliveryPostalCode", set_roaming = "roamingCode", list_authentications = "lineNoSearchKey",
		} do
			assert.same({ field .. ":wrong_type" }, (refused(name, arguments.of(name, { [field] = 356938035643809 }))))
		end
	end)

	it("refuses every other type", function()
		for _, value in ipairs { {}, print, 20261201.0, 1.5, 0 / 0, coroutine.create(print), io.stdout, true, false } do
			assert.same({ "requestDate:wrong_type" }, (refused("change_course",
				arguments.of("change_course", { requestDate = value }))))
			assert.same({ "lineNo:wrong_type" }, (refused("change_course",
				arguments.of("change_course", { lineNo = value }))))
		end
		for _, value in ipairs { {}, 1, 0, 1.0, print } do
			local problems <const>, diagnostics <const> = refused("add_data_volume",
				arguments.of("add_data_volume", { agreement = value }))
			assert.same({ "agreement:wrong_type" }, problems)
			assert.is_truthy(diagnostics[1].message:find("string or boolean expected, got ", 1, true))
		end
	end)

	it("reads tables raw", function()
		local given <const> = setmetatable({}, { __index = arguments.of "change_course", __pairs = error, __len = error })
		assert.equal(5, #refused("change_course", given))
	end)
end)

describe("names of arguments #unit", function()
	it("are reported last, sorted, with the nearest known one", function()
		local problems <const>, diagnostics <const> = refused("change_course", {
			zebra = "1", plancode = "T3001328", requestDte = "20261201", LINENO = "x", [1] = "y", agreement = "maybe",
		})
		assert.same({
			"contractId:missing", "lineNo:missing", "agreement:not_a_choice", "requestDate:missing", "planCode:missing",
			"LINENO:unknown_field", "plancode:unknown_field", "requestDte:unknown_field", "zebra:unknown_field",
			"[1]:unknown_field",
		}, problems)
		assert.equal("no such field, perhaps 'lineNo'", diagnostics[6].message)
		assert.equal("no such field, perhaps 'planCode'", diagnostics[7].message)
		assert.equal("no such field, perhaps 'requestDate'", diagnostics[8].message)
		assert.equal("no such field", diagnostics[9].message)
	end)

	it("may be another name of the field, which is then that field", function()
		local access <const> = { accessCode = NONE, accessType = "2" }
		for _, name in ipairs { "change_access_type", "add_line" } do
			taken(name, arguments.of(name, access))
			assert.same({ "accessCode:not_a_choice" },
				(refused(name, arguments.of(name, { accessCode = NONE, accessType = "LTE" }))))
			assert.same({ "accessCode:wrong_type" },
				(refused(name, arguments.of(name, { accessCode = NONE, accessType = {} }))))
		end
		assert.same({ "accessType:unknown_field" }, (refused("change_course", arguments.of("change_course", access))))
		local _ <const>, diagnostics <const> = refused("change_access_type",
			arguments.of("change_access_type", { accessCode = NONE, accesType = "2" }))
		assert.equal("no such field, perhaps 'accessType'", diagnostics[2].message)
	end)

	it("may be both names of a field where both have one value", function()
		for _, given in ipairs { { "2", "2" }, { "2", 2 }, { 2, "2" } } do
			taken("change_access_type", arguments.of("change_access_type", { accessCode = given[1], accessType = given[2] }))
		end
		for _, given in ipairs { { "2", "1" }, { "2", 1 }, { "1", "x" }, { "1", true }, { "1", "" } } do
			local problems <const>, diagnostics <const> = refused("change_access_type",
				arguments.of("change_access_type", { accessCode = given[1], accessType = given[2] }))
			assert.same({ "accessType:both_forms" }, problems)
			assert.equal("another name of 'accessCode', which is given too and differs", diagnostics[1].message)
		end
		local added <const> = arguments.of "add_line"
		local line <const> = {}
		for _, name in ipairs { "planCode", "deviceCode", "roamingCode", "actIpAddress", "sbyIpAddress", "roamingIpAddress",
			"authenticationId", "authenticationPassword", "number" } do
			line[name], added[name] = added[name], nil
		end
		added.accessCode, added.linesList = nil, { line }
		line.accessType = "1"
		taken("add_line", added)
		line.accessCode = "2"
		assert.same({ "linesList[1].accessType:both_forms" }, (refused("add_line", added)))
		line.accessCode, line.accessType, added.accessType = "2", nil, "2"
		assert.same({ "accessCode:both_forms" }, (refused("add_line", added)))
	end)

	it("leave the caller's table as it is", function()
		local given <const> = arguments.of("change_access_type", { accessCode = NONE, accessType = "2" })
		taken("change_access_type", given)
		assert.same({ nil, "2" }, { given.accessCode, given.accessType })
	end)

	it("are escaped, truncated, and never read only up to a NUL", function()
		local _ <const>, diagnostics <const> = refused("get_contract", {
			contractId = "N123456789", ["a\27[2J\n"] = "1", ["contractId\0"] = "2", [("x"):rep(5000)] = "3", ["\xFF"] = "4",
		})
		assert.equal(4, #diagnostics)
		for _, diagnostic in ipairs(diagnostics) do
			assert.equal("unknown_field", diagnostic.code)
			assert.is_true(#diagnostic.field < 200)
			assert.is_nil(diagnostic.field:find "%c")
			assert.is_truthy(utf8.len(diagnostic.field))
		end
	end)

	it("need not be strings to be refused", function()
		local problems <const> = refused("get_contract", {
			contractId = "N123456789", [true] = 1, [{}] = 2, [1.5] = 3, [-1] = 4,
		})
		table.sort(problems)
		assert.same({ "[-1]:unknown_field", "[boolean]:unknown_field", "[number]:unknown_field", "[table]:unknown_field" },
			problems)
	end)

	it("of the container of one line are refused, with the reason", function()
		local problems <const>, diagnostics <const> = refused("change_course", arguments.of("change_course", {
			lineInfo = { planCode = "T3001328" },
		}))
		assert.same({ "lineInfo:unknown_field" }, problems)
		assert.is_truthy(diagnostics[1].message:find("flat", 1, true))
	end)

	it("find the nearest among candidates", function()
		local known <const> = { "planCode", "deviceCode", "requestDate", "回線番号", "料金コース" }
		for name, expected in pairs {
			plancode = "planCode", planCdoe = "planCode", requstDate = "requestDate", ["回線番"] = "回線番号",
			["料金コーズ"] = "料金コース", planCode = "planCode",
		} do
			assert.equal(expected, core.nearest(name, known))
		end
		assert.is_nil(core.nearest("zebra", known))
		assert.is_nil(core.nearest("", known))
		assert.is_nil(core.nearest("x", {}))
		assert.is_nil(core.nearest(("planCode"):rep(100), known))
		assert.equal("\xFE\xFFa", core.nearest("\xFE\xFFb", { "\xFE\xFFa" }))
		assert.has_error(function() core.nearest("x", { 1 }) end)
		assert.has_error(function() core.nearest("x") end)
	end)
end)

describe("lists of lines #unit", function()
	local function sharing(list, changes)
		local given <const> = arguments.of("add_data_share_lines", { lineNo = NONE })
		given.linesList = list
		for field, value in pairs(changes or {}) do
			given[field] = value
		end
		return given
	end

	local function lines(count)
		local list <const> = {}
		for index = 1, count do
			list[index] = { lineNo = ("090%08d"):format(index) }
		end
		return list
	end

	it("have one line to 254", function()
		assert.same({}, (taken("add_data_share_lines", sharing(lines(1)))))
		assert.same({}, (taken("add_data_share_lines", sharing(lines(254)))))
		assert.same({ "linesList:too_few_lines" }, (refused("add_data_share_lines", sharing {})))
		assert.same({ "linesList:too_many_lines" }, (refused("add_data_share_lines", sharing(lines(255)))))
	end)

	it("have one line only where a line is added", function()
		local given <const> = arguments.of "add_line"
		local line <const> = {}
		for _, field in ipairs {
			"planCode", "deviceCode", "roamingCode", "actIpAddress", "sbyIpAddress", "roamingIpAddress", "authenticationId",
			"authenticationPassword", "accessCode",
		} do
			line[field], given[field] = given[field], nil
		end
		given.number = nil
		given.linesList = { line }
		taken("add_line", given)
		given.linesList = { line, line }
		assert.same({ "linesList:too_many_lines" }, (refused("add_line", given)))
		line.authenticationId, line.authenticationPassword = nil, nil
		given.linesList = { line }
		assert.same({ "linesList[1].authenticationId:at_least_one" }, (refused("add_line", given)))
	end)

	it("are reported line by line, with the line's number", function()
		local list <const> = lines(4)
		list[1] = {}
		list[2].lineNo = "9012345678"
		list[3] = "09012345678"
		list[4].lineno = "1"
		list[4].agreement = "yes"
		local problems <const>, diagnostics <const> = refused("add_data_share_lines", sharing(list, { foo = "1" }))
		assert.same({
			"linesList[1].lineNo:missing", "linesList[2].lineNo:lost_leading_zero", "linesList[3]:wrong_type",
			"linesList[4].agreement:unknown_field", "linesList[4].lineno:unknown_field", "foo:unknown_field",
		}, problems)
		assert.is_truthy(diagnostics[4].message:find("beside linesList", 1, true))
		assert.is_truthy(diagnostics[5].message:find("'lineNo'", 1, true))
	end)

	it("give advice line by line too", function()
		local given <const> = arguments.of("purchase_device", { deviceCode = NONE, number = NONE })
		given.linesList = { { deviceCode = "T2000301" }, { deviceCode = "T200030" } }
		assert.same({ "linesList[2].deviceCode:wrong_form" }, (refused("purchase_device", given)))
	end)

	it("have a number each, however it is written", function()
		local function buying(...)
			local given <const> = arguments.of("purchase_device", { deviceCode = NONE, number = NONE })
			given.linesList = {}
			for index, number in ipairs { ... } do
				given.linesList[index] = { deviceCode = "T2000301", number = number or nil }
			end
			return given
		end
		local same <const> = { 2, "2", "002", "0000000002" }
		for _, first in ipairs(same) do
			for _, second in ipairs(same) do
				local problems <const>, diagnostics <const> = refused("purchase_device", buying(first, false, second))
				assert.same({ "linesList[3].number:duplicate" }, problems)
				assert.equal("2 is the number of linesList[1] too", diagnostics[1].message)
			end
		end
		assert.same({ "linesList[2].number:duplicate", "linesList[3].number:duplicate" },
			(refused("purchase_device", buying(0, "0", "0000000000"))))
		assert.same({ "linesList[1].number:wrong_form", "linesList[2].number:wrong_form" },
			(refused("purchase_device", buying("x", "x"))))
		assert.same({}, (taken("purchase_device", buying(2, false, 20, "200", 9999999999, "0"))))
	end)

	it("are tables and lists", function()
		for _, value in ipairs { "x", 1, true, print } do
			assert.same({ "linesList:wrong_type" }, (refused("add_data_share_lines", sharing(value))))
		end
		assert.same({ "linesList:wrong_type", "linesList:too_few_lines" },
			(refused("add_data_share_lines", sharing { lineNo = "09012345678" })))
		local gap <const> = lines(3)
		gap.n = 3
		assert.same({ "linesList:wrong_type" }, (refused("add_data_share_lines", sharing(gap))))
	end)

	it("cannot be given with flat fields of a line", function()
		local problems <const>, diagnostics <const> = refused("add_data_share_lines",
			sharing(lines(1), { lineNo = "09012345678" }))
		assert.same({ "lineNo:both_forms" }, problems)
		assert.is_truthy(diagnostics[1].message:find("linesList", 1, true))
	end)

	it("are taken only where the operation has one", function()
		assert.same({ "linesList:unknown_field" }, (refused("change_course",
			arguments.of("change_course", { linesList = {} }))))
		local problems <const>, diagnostics <const> = refused("add_data_share_lines",
			arguments.of("add_data_share_lines", { lineslist = {} }))
		assert.same({ "lineslist:unknown_field" }, problems)
		assert.is_truthy(diagnostics[1].message:find("'linesList'", 1, true))
	end)
end)
