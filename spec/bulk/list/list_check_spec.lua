--- The check of a whole list, which passes over plain rows in the core: it must judge as the reading row by row does.

local change_list <const> = require "unom.bulk.list.change_list"
local lists <const> = require "support.lists"

local AGREED <const>, with <const> = lists.AGREED, lists.with
local read <const>, with_list <const> = lists.read, lists.with_file

describe("change_list.check #unit", function()
	local function counted(rows, key)
		local counts <const> = {}
		for _, row in ipairs(rows) do
			counts[row[key]] = (counts[row[key]] or 0) + 1
		end
		return counts
	end

	local function shown(found)
		local words <const> = {}
		for index, item in ipairs(found or {}) do
			words[index] = item.code .. " " .. tostring(item):gsub("^[^:]*", "FILE", 1)
		end
		return words
	end

	--- Both ways over the same bytes; returns how many rows were good.
	local function compare(bytes, options)
		local rows <const>, _, problems <const>, _, advice <const> = read(bytes, options)
		return with_list(bytes, function(path)
			local summary <const>, found <const> = change_list.check(path, options)
			assert.same(shown(problems), shown(found), bytes)
			assert.equal(#problems == 0, summary ~= nil, bytes)
			if summary then
				assert.equal(#rows, summary.rows)
				assert.same(counted(rows, "operation"), summary.operations)
				assert.same(counted(rows, "contract"), summary.contracts)
				assert.same(shown(advice), shown(summary.advice))
				assert.equal("utf-8", summary.encoding)
			end
			return #rows
		end)
	end

	it("counts rows, operations and contracts", function()
		assert.equal(4, compare("operation,contractId,lineNo\nadd_data_volume,N123456789,09012345678\n"
			.. "remove_roaming,N987654321,09012345678\n,N123456789,09012345679\nadd_data_volume,,09012345670\n",
			with { operation = "disconnect_session" }))
	end)

	-- For each field some values: good ones, odd ones, wrong ones.
	local VALUES <const> = {
		operation = { "change_course", "change_course", "add_data_volume", "set_roaming", "terminate_line", "change_imei",
			"change_radius_auth", "cancel_order", "cancel_data_share_reserve", "add_data_share_lines", "disconnect_session",
			"change_access_type", "change_ip_addresses", "", "get_traffic", "chnage_course" },
		contractId = { "N123456789", "N123456789", "N987654321", "", "n1", "N1234567890" },
		lineNo = { "09012345678", "09012345679", "0901234567", "", "9012345678", "9.01E+10" },
		planCode = { "T3001328", "T3001329", "", "T30", "東京" },
		requestDate = { "20261201", "20991231", "20261301", "" },
		roamingCode = { "T6000036", "", "x" },
		imei = { "863401011006836", "863401011006837", "", "8.6E+14" },
		imeiOption = { "1", "2", "3", "" },
		authenticationId = { "authenticate", "nttcom", "", "あ" },
		authenticationPassword = { "pw12", "", "＊＊" },
		orderId = { "AGU123456789012", "X1", "", "!" },
		reserveId = { "201711300000181", "", "a" },
		actIpAddress = { "192.168.1.1", "", "192.168.1.256" },
		accessCode = { "1", "", "3" },
		agreement = { "yes", "yes", "", "no", "YES" },
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
	local function make_row(header, random)
		local operation <const> = VALUES.operation[random(random(16))]
		local needed <const> = {}
		for _, name in ipairs(NEEDED[operation] or NEEDED.add_data_volume) do
			needed[name] = true
		end
		local cells <const> = {}
		for index, name in ipairs(header) do
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
			local header <const> = { "operation" }
			for _, name in ipairs(NAMES) do
				if name ~= "operation" and random(8) > 1 then
					table.insert(header, random(#header + 1), name)
				end
			end
			local lines <const> = { table.concat(header, ",") }
			for number = 1, random(6) do
				lines[number + 1] = make_row(header, random)
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
					local before <const>, cells <const> = {}, {} -- the core has no plan before the first row
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

	it("finds duplicates between plain rows and others", function()
		compare("operation,lineNo,roamingCode\nset_roaming,09012345678,\nset_roaming,09012345678,T6000036\n"
			.. "set_roaming,09012345679,T6000036\nset_roaming,09012345679,\nset_roaming,09012345679,T6000036\n", AGREED)
	end)

	it("raises for a plan or a table that is none", function()
		local core <const> = require "unom.core"
		assert.has_error(function() core.row_fast_check {} end)
		assert.has_error(function() core.row_fast_check { columns = 257 } end)
		assert.has_error(function() core.row_fast_check { columns = 1, operation_column = 2 } end)
		assert.has_error(function() core.row_fast_check { columns = 1, seen = {} } end)
		local skimmer <const> = core.row_fast_check { columns = 1 }
		assert.has_error(function() skimmer:plan { operation = "none", fields = {} } end)
		assert.has_error(function() skimmer:plan { operation = "add_data_volume" } end)
		assert.has_error(function() skimmer:skim({}) end)
	end)
end)
