--- The check of a whole list, whose fast check in the core must agree with the check of every row in Lua.

local change_list <const> = require "unom.bulk.list.change_list"
local core <const> = require "unom.core"
local header <const> = require "unom.bulk.list.header"
local lists <const> = require "support.lists"
local operations <const> = require "unom.operations"
local row <const> = require "unom.bulk.list.row"
local scratch <const> = require "support.scratch"
local summary_of <const> = require "unom.bulk.list.summary"

local AGREED <const>, with <const> = lists.AGREED, lists.with
local compare <const>, with_list <const> = lists.compare, lists.with_file

describe("change_list.check #unit", function()
	it("counts rows, operations and contracts", function()
		assert.equal(4, compare("operation,contractId,lineNo\nadd_data_volume,N123456789,09012345678\n"
			.. "remove_roaming,N987654321,09012345678\n,N123456789,09012345679\nadd_data_volume,,09012345670\n",
			with { operation = "disconnect_session" }))
	end)

	it("judges days that have passed and rows that are short as the reading row by row does", function()
		for _, last in ipairs { "", "\n" } do
			compare("operation,lineNo,roamingCode,requestDate,planCode\nremove_roaming,09012345670\n"
				.. "set_roaming,09012345671\nremove_roaming,09012345672,,\nset_roaming,09012345673,\n"
				.. "terminate_line,09012345674,,20261114\nterminate_line,09012345674,,20261115\n"
				.. "change_course,09012345675,,20260101,T3001328\nterminate_line,09012345676,,20261116" .. last, AGREED)
		end
		assert.equal(3, compare("operation,lineNo,requestDate\nremove_roaming,09012345670\n"
			.. "remove_roaming,09012345671\nterminate_line,09012345672,20261115\n", AGREED))
	end)

	-- For each field some values: good ones, odd ones, wrong ones.
	local VALUES <const> = {
		operation = { "change_course", "change_course", "add_data_volume", "set_roaming", "terminate_line", "change_imei",
			"change_radius_auth", "cancel_order", "cancel_data_share_reserve", "add_data_share_lines", "disconnect_session",
			"change_access_type", "change_ip_addresses", "", "get_traffic", "chnage_course" },
		contractId = { "N123456789", "N123456789", "N987654321", "", "n1", "N1234567890", "Ｎ１２３４５６７８９" },
		lineNo = { "09012345678", "09012345679", "0901234567", "", "9012345678", "9.01E+10", "090-1234-5678",
			"０９０１２３４５６７９", "090 1234 5678", "+81-90-1234-5678", "#N/A" },
		planCode = { "T3001328", "T3001329", "", "T30", "東京", "Ｔ３００１３２８", "t3001328" },
		requestDate = { "20991201", "20991231", "20261301", "", "2099/12/1", "2099年12月01日", "2026/11/14", "12/1/2099" },
		roamingCode = { "T6000036", "", "x" },
		imei = { "863401011006836", "863401011006837", "", "8.6E+14", "86-340101-100683-6", "863401011006836.0", "-" },
		imeiOption = { "1", "2", "3", "", "２" },
		authenticationId = { "authenticate", "nttcom", "", "あ" },
		authenticationPassword = { "pw12", "", "＊＊" },
		orderId = { "AGU123456789012", "X1", "", "!" },
		reserveId = { "201711300000181", "", "a", "20171130-0000181" },
		actIpAddress = { "192.168.1.1", "", "192.168.1.256", "１９２．１６８．１．１" },
		accessCode = { "1", "", "3" },
		agreement = { "yes", "yes", "", "no", "YES", "はい", "×" },
	}

	local NEEDED <const> = {
		change_course = { "lineNo", "planCode", "requestDate" }, terminate_line = { "lineNo", "requestDate" },
		change_imei = { "lineNo", "imei", "imeiOption" }, set_roaming = { "lineNo", "roamingCode" },
		change_radius_auth = { "lineNo", "authenticationId" }, cancel_order = { "orderId" },
		cancel_data_share_reserve = { "reserveId" }, change_access_type = { "lineNo", "accessCode" },
		change_ip_addresses = { "lineNo", "actIpAddress" }, add_data_volume = { "lineNo" },
		add_data_share_lines = { "lineNo" }, disconnect_session = { "lineNo" },
	}

	--- A row that is good for its operation but for one cell now and then.
	local function make_row(names, random)
		local operation <const> = VALUES.operation[random(random(16))]
		local needed <const> = {}
		for _, name in ipairs(NEEDED[operation] or NEEDED.add_data_volume) do
			needed[name] = true
		end
		local cells <const> = {}
		for index, name in ipairs(names) do
			local values <const> = VALUES[name]
			if name == "operation" then
				cells[index] = operation
			elseif random(12) == 1 then
				cells[index] = values[random(#values)]
			elseif needed[name] then
				cells[index] = name == "lineNo" and ("090%08d"):format(random(99999999)) or values[1]
			else
				cells[index] = (name == "contractId" or name == "agreement") and values[random(3)] or ""
			end
		end
		return table.concat(cells, ",", 1, random(20) == 1 and random(#cells) or #cells)
	end

	local NAMES <const> = {}
	for name in pairs(VALUES) do
		NAMES[#NAMES + 1] = name
	end
	table.sort(NAMES)

	it("judges as the reading row by row does", function()
		math.randomseed(20171025)
		local random <const> = math.random
		local good, files = 0, 0
		for _ = 1, 200 do
			local names <const> = { "operation" }
			for _, name in ipairs(NAMES) do
				if name ~= "operation" and random(8) > 1 then
					table.insert(names, random(#names + 1), name)
				end
			end
			local lines <const> = { table.concat(names, ",") }
			for number = 1, random(6) do
				lines[number + 1] = make_row(names, random)
			end
			local rows <const> = compare(table.concat(lines, "\n"), {
				operation = random(3) == 1 and "add_data_volume" or nil,
				contract_id = random(6) > 1 and "N111222333" or nil,
				agree = random(6) > 1,
				allow_duplicates = random(3) == 1,
			})
			good = good + rows
			files = files + (rows > 0 and 1 or 0)
		end
		assert.is_true(good > 100 and files > 50, good .. " good rows in " .. files .. " lists")
	end)

	it("judges each value of each field as the reading row by row does", function()
		local good = 0
		for operation, needed in pairs(NEEDED) do
			local base <const> = { operation = operation, contractId = "N123456789", agreement = "yes" }
			for _, name in ipairs(needed) do
				base[name] = VALUES[name][1]
			end
			for _, changed in ipairs(NAMES) do
				for _, value in ipairs(changed ~= "operation" and VALUES[changed] or {}) do
					local before <const>, cells <const> = {}, {} -- the core has no layout before the first row
					for index, name in ipairs(NAMES) do
						before[index] = base[name] or ""
						cells[index] = name == changed and value or before[index]
					end
					local rows <const> = { table.concat(NAMES, ","), table.concat(before, ","), table.concat(cells, ",") }
					good = good + compare(table.concat(rows, "\n"), { allow_duplicates = true })
				end
			end
		end
		assert.is_true(good > 400, good .. " good rows")
	end)

	--- How many of the rows below the header the core passes, when each operation's layout is known to it.
	local function passed_in_core(bytes, options)
		return with_list(bytes, function(path)
			local reader <close> = core.csv_reader(path)
			local cells <const>, line <const> = reader:read()
			local columns <const> = header.resolve(header.reader(operations, {}), cells, { file = path, line = line })
			local checker <const> = row.checker { file = path, columns = columns, header_line = line, options = options,
				summary = summary_of.new() }
			local fast_check <const> = checker:fast_check()
			local all = 0
			while true do
				local passed <const>, row_cells <const>, row_line <const> = fast_check:pass(reader)
				all = all + passed
				if not row_cells then
					assert.is_nil(row_line)
					return all
				end
				checker:check(row_cells, row_line)
			end
		end)
	end

	it("counts the cells that were read as other values as the reading row by row does", function()
		local lines <const> = { "lineNo,operation,planCode,requestDate,agreement" }
		for number = 1, 40 do
			local day <const> = number % 3 == 0 and "2099/12/1" or number % 3 == 1 and "2099年12月01日" or "20991201"
			local line <const> = ("090%04d%04d"):format(number, number)
			lines[#lines + 1] = table.concat({ number % 2 == 0 and line or line:gsub("^(...)(....)", "%1-%2-"), "change_course",
				number % 5 == 0 and "Ｔ３００１３２８" or "T3001328", day, number % 4 == 0 and "○" or "yes" }, ",")
		end
		local bytes <const> = table.concat(lines, "\n") .. "\n"
		assert.equal(40, compare(bytes, AGREED))
		with_list(bytes, function(path)
			local readings <const> = assert(change_list.check(path, AGREED)).readings
			assert.same({
				{ column = "lineNo", kind = "hyphens", cells = 20,
					example = { from = "090-0001-0001", to = "09000010001", line = 2 } },
				{ column = "planCode", kind = "full_width", cells = 8,
					example = { from = "Ｔ３００１３２８", to = "T3001328", line = 6 } },
				{ column = "requestDate", kind = "date", cells = 27,
					example = { from = "2099年12月01日", to = "20991201", line = 2 } },
				{ column = "agreement", kind = "consent", cells = 10, example = { from = "○", to = "yes", line = 5 } },
			}, readings)
		end)
		assert.equal(39, passed_in_core(bytes, AGREED))
	end)

	-- A long cell was kept with the value of a short one before it.
	it("reads each cell by itself, whatever its length", function()
		local spaced <const> = ("０９０　１２３４　５６７９"):gsub("　", "　　　　")
		compare("lineNo,operation\n09012345678,remove_roaming\n090-1234-5678,add_data_volume\n090-1234-5678,set_roaming\n"
			.. spaced .. ",add_data_volume\n090-1234-5678,disconnect_session\n" .. spaced .. ",disconnect_session\n", AGREED)
	end)

	it("tells apart as many values as fit, and counts the others", function()
		local lines <const> = { "lineNo,operation,roamingCode" }
		for number = 1, 4200 do
			lines[number + 1] = ("090%08d,set_roaming,T%07d"):format(number, number % 4150)
		end
		with_list(table.concat(lines, "\n"), function(path)
			local values <const> = assert(change_list.check(path, AGREED)).values[1]
			assert.same({ value = "T0000002", rows = 2 }, values.values[1])
			assert.is_true(values.distinct >= 4096)
		end)
	end)

	it("judges each value of a delivery, and each empty cell of it, as the reading row by row does", function()
		local base <const> = { operation = "purchase_device", requestDate = "20991231", deliveryPostalCode = "1000001",
			deliveryPref = "東京都", deliveryCity = "千代田区", deliveryAddress1 = "千代田", deliveryCompanyName = "見本商会",
			notificationMailAddress = "orders@example.com", notificationPassword = "pw-1", deviceCode = "T2000202",
			deliveryAddress2 = "", deliveryPhoneNumber = "03-0000-0000", number = "", agreement = "yes" }
		local names <const> = {}
		for name in pairs(base) do
			names[#names + 1] = name
		end
		table.sort(names)
		local good = 0
		for _, changed in ipairs(names) do
			for _, value in ipairs { "", "ー", "x", "1", ("長"):rep(7), ("長"):rep(37), ("y"):rep(40), "100-0001" } do
				local before <const>, cells <const> = {}, {}
				for index, name in ipairs(names) do
					before[index] = base[name]
					cells[index] = name == changed and value or base[name]
				end
				good = good + compare(table.concat({ table.concat(names, ","), table.concat(before, ","),
					table.concat(cells, ","), table.concat(cells, ",") }, "\n"), AGREED)
			end
		end
		assert.is_true(good > 150, good .. " good rows")
	end)

	it("judges defaults of every length as the reading row by row does", function()
		for _, contract in ipairs { "N123456789", "N12345678", "N1234567890", "", ("N"):rep(30), ("N"):rep(31),
			("N"):rep(300), "N12345678\0" } do
			for _, agree in ipairs { true, false } do
				compare("operation,lineNo,contractId,agreement\nadd_data_volume,09012345678,,\n"
					.. "add_data_volume,09012345679,N123456789,yes\nadd_data_volume,09012345670,,yes\n"
					.. "add_data_volume,09012345671,N987654321,\n", { contract_id = contract, agree = agree })
			end
		end
	end)

	-- In place of what an example says of a field that tells rows apart.
	local NUMBERED <const> = { lineNo = "090%08d", orderId = "AGU%012d", reserveId = "%015d",
		imei = "4901542032%04d", actIpAddress = "10.0.0.%d", sbyIpAddress = "10.0.1.%d", roamingIpAddress = "10.0.2.%d" }

	it("leaves to Lua only the first row of an operation where all are plain", function()
		for _, operation in ipairs(operations) do
			if header.allows(operation) then
				local example <const>, names <const>, lines <const> = operations.example(operation.name), { "operation" }, {}
				for name in pairs(example) do
					names[#names + 1] = name
				end
				for number = 1, 5 do
					local cells <const> = { operation.name }
					for index = 2, #names do
						local format <const> = NUMBERED[names[index]]
						cells[index] = format and format:format(number) or example[names[index]]
					end
					lines[number] = table.concat(cells, ",")
				end
				-- What the carrier remarks on an operation is left to Lua.
				assert.equal(operation.availability and 0 or 4,
					passed_in_core(table.concat(names, ",") .. "\n" .. table.concat(lines, "\n") .. "\n", {}), operation.name)
			end
		end
		assert.equal(3, passed_in_core("operation,lineNo,roamingCode\nset_roaming,09012345670,\n"
			.. "set_roaming,09012345671,\nset_roaming,09012345672,\nset_roaming,09012345673,T6000036\n", AGREED))
		assert.equal(2, passed_in_core("lineNo,operation,roamingCode\n09012345670,remove_roaming,\n"
			.. "09012345671,remove_roaming\n09012345672,remove_roaming\n", AGREED))
		assert.equal(0, passed_in_core("operation,lineNo\n" .. ("add_data_volume,09012345670\n"):rep(4), AGREED))
		assert.equal(3, passed_in_core("operation,lineNo\n" .. ("add_data_volume,09012345670\n"):rep(4),
			with { allow_duplicates = true }))
	end)

	it("raises for a layout or a table that is none", function()
		assert.has_error(function() core.row_fast_check {} end)
		assert.has_error(function() core.row_fast_check { columns = 257 } end)
		assert.has_error(function() core.row_fast_check { columns = 1, operation_column = 2 } end)
		assert.has_error(function() core.row_fast_check { columns = 1, seen = {} } end)
		local fast_check <const> = core.row_fast_check { columns = 1 }
		assert.has_error(function() fast_check:layout { operation = "none", fields = {} } end)
		assert.has_error(function() fast_check:layout { operation = "add_data_volume" } end)
		assert.has_error(function() fast_check:pass({}) end)
	end)

	-- It wrote into whatever value stood there.
	it("raises for a table of cells that is none", function()
		lists.with_file("operation,lineNo\nadd_data_volume,09012345670\n", function(path)
			local reader <close> = core.csv_reader(path)
			local fast_check <const> = core.row_fast_check { columns = 2 }
			assert.error_matches(function() fast_check:pass(reader, "cells") end, "table expected")
		end)
	end)

	-- The layout that came in between was half-made, and the next row crashed.
	it("takes no layout while another is read", function()
		local fast_check <const> = core.row_fast_check { columns = 2 }
		local function volume(more)
			return setmetatable({ operation = "add_data_volume", contract = "contractId" }, more)
		end
		assert.error_matches(function()
			fast_check:layout(volume { __index = function() fast_check:layout(volume()) end })
		end, "another layout is being read")
	end)

	it("takes a layout of every field of its operation, and no other", function()
		local function layout(changes)
			local made <const> = { operation = "remove_roaming", contract = "contractId", key = { "contractId", "lineNo" },
				fields = { { name = "contractId", default = "N123456789" }, { name = "lineNo", column = 1 },
					{ name = "agreement", default = "yes" } } }
			for name, value in pairs(changes) do
				made[name] = value
			end
			core.row_fast_check { columns = 1 }:layout(made)
		end
		layout {}
		for message, changes in pairs {
			["not a field of the operation"] = { contract = "agrement" },
			["the contract is another field"] = { contract = "lineNo" },
			["a key of 1 to 4 fields"] = { key = {} },
			["no such operation"] = { operation = "remove_roming" },
			["table expected"] = { fields = { { name = "contractId" }, { name = "lineNo" } } },
			["a field of the operation is missing"] = { fields = { { name = "lineNo" }, { name = "lineNo" },
				{ name = "agreement" } } },
			["column out of range"] = { fields = { { name = "contractId", column = 2 } } },
		} do
			assert.error_matches(function() layout(changes) end, message)
		end
		assert.error_matches(function() layout { key = { "contractId", "planCode" } } end, "not a field of the operation")
		assert.error_matches(function() layout { fields = { { name = "contractId", column = -1 } } } end, "out of range")
		local many <const> = core.row_fast_check { columns = 1 }
		assert.error_matches(function()
			for _ = 1, 33 do
				many:layout { operation = "cancel_order", contract = "contractId", fields = { { name = "contractId" },
					{ name = "orderId" }, { name = "agreement" } } }
			end
		end, "too many layouts")
	end)

	it("may lose its reader to a finaliser while rows pass", function()
		local output <const> = lists.with_file("operation,contractId,lineNo\n" .. (("add_data_volume,N%09d,0901234567%%d\n")
			:rep(9):format(1, 0, 2, 1, 3, 2, 4, 3, 5, 4, 6, 5, 7, 6, 8, 7, 9, 8)):rep(300), function(path)
			return scratch.lua(([[
				local core = require "unom.core"
				collectgarbage("incremental", 1, 1000, 1)
				local closed = 0
				for _ = 1, 50 do
					local reader = core.csv_reader(%q)
					reader:read()
					local fast_check = core.row_fast_check { columns = 3, operation_column = 1 }
					fast_check:layout { operation = "add_data_volume", contract = "contractId", fields = {
						{ name = "contractId", column = 2 }, { name = "lineNo", column = 3 }, { name = "agreement", default = "yes" } } }
					setmetatable({}, { __gc = function() reader:close() end })
					local passed, message = pcall(fast_check.pass, fast_check, reader)
					closed = closed + (passed and 0 or 1)
					assert(passed or message:find "the reader is closed", message)
				end
				io.write(closed > 0 and "done" or "never closed")
			]]):format(path))
		end)
		assert.equal("done", output)
	end)
end)
