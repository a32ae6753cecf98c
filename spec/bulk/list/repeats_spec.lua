--- What a row of a list has that an earlier one has too.

local lists <const> = require "support.lists"

local AGREED <const>, with <const> = lists.AGREED, lists.with
local compare <const>, read <const> = lists.compare, lists.read

local COURSE <const> = "operation,lineNo,planCode,requestDate\n"

describe("a row that has what an earlier one has #unit", function()
	describe("what only one line should have", function()
		local IMEI <const> = "operation,lineNo,imei,imeiOption\n"
		local IP <const> = "operation,lineNo,actIpAddress,sbyIpAddress\n"

		it("is an IMEI that is checked: given to two it is a problem", function()
			local list <const> = IMEI .. "change_imei,09012345671,353000000000001,2\nchange_imei,09012345672,353000000000001,1\n"
				.. "change_imei,09012345673,35-300000-000000-1,2\n"
			local rows <const>, codes <const>, problems <const> = read(list, AGREED)
			assert.same({ "4: imei: imei_twice" }, codes)
			assert.matches("row 2 of the file", problems[1].message, 1, true)
			assert.equal(2, #rows)
			assert.equal(3, #read(list, with { allow_duplicates = true }))
		end)

		it("is an address: given to two it is advice", function()
			local rows <const>, codes <const>, _, _, advice <const> = read(IP
				.. "change_ip_addresses,09012345671,10.0.0.1,10.0.0.1\nchange_ip_addresses,09012345672,10.0.0.2,１０．０．０．１\n"
				.. "change_ip_addresses,09012345673,10.0.0.3,\n", AGREED)
			assert.same({}, codes)
			assert.equal(3, #rows)
			assert.equal(1, #advice)
			assert.same({ 3, "sbyIpAddress", "address_twice" }, { advice[1].line, advice[1].column, advice[1].code })
			assert.matches("row 2 of the file", advice[1].message, 1, true)
		end)

		it("may be given to one line twice", function()
			local _, codes <const>, _, _, advice <const> = read("operation,lineNo,actIpAddress,accessCode\n"
				.. "change_ip_addresses,09012345671,10.0.0.1,\nchange_access_type,09012345671,10.0.0.1,2\n", AGREED)
			assert.same({}, codes)
			for _, found in ipairs(advice) do
				assert.not_equal("address_twice", found.code)
			end
		end)
	end)

	it("advises on orders for a line that an earlier row terminates", function()
		local rows <const>, codes <const>, _, _, advice <const> = read("operation,lineNo,requestDate\n"
			.. "add_data_volume,09012345671,\nterminate_line,09012345671,20261130\nremove_roaming,090-1234-5671,\n"
			.. "remove_roaming,09012345672,\n", AGREED)
		assert.same({}, codes)
		assert.equal(4, #rows)
		assert.equal(1, #advice)
		assert.same({ 4, "lineNo", "after_termination" }, { advice[1].line, advice[1].column, advice[1].code })
		assert.matches("remove_roaming of a line that row 3 of the file terminates", advice[1].message, 1, true)
	end)

	describe("duplicates", function()
		it("are found whatever the cells look like", function()
			local _, codes <const> = read("operation,lineNo\nremove_roaming,09012345678\nremove_roaming,090-1234-5678\n"
				.. "remove_roaming,０９０１２３４５６７８\n", AGREED)
			assert.same({ "3: lineNo: duplicate_row", "4: lineNo: duplicate_row" }, codes)
		end)

		local TWICE <const> = COURSE .. "change_course,09012345678,T3001328,20991201\n"
			.. "terminate_line,09012345678,,20991201\nchange_course,09012345678,T3001329,20991201\n"

		it("are a problem that names the first row's line", function()
			local rows <const>, codes <const>, problems <const> = read(TWICE, AGREED)
			assert.equal(2, #rows)
			assert.same({ "4: lineNo: duplicate_row" }, codes)
			assert.matches("after row 2 of the file", problems[1].message)
		end)

		it("may be allowed", function()
			local rows <const>, codes <const> = read(TWICE, with { allow_duplicates = true })
			assert.equal(3, #rows)
			assert.same({}, codes)
		end)

		it("are told by contract, and by the order for cancels", function()
			local rows <const>, codes <const> = read("operation,contractId,lineNo,orderId,reserveId\n"
				.. "add_data_volume,N123456789,09012345678\nadd_data_volume,N987654321,09012345678\n"
				.. "cancel_order,,,AGU1,\ncancel_order,,,AGU2,\ncancel_order,,,AGU1,\n"
				.. "cancel_data_share_reserve,,,,1\ncancel_data_share_reserve,,,,1\n"
				.. "add_data_volume,,09012345678\n", AGREED)
			assert.equal(5, #rows)
			assert.same({ "6: orderId: duplicate_row", "8: reserveId: duplicate_row", "9: lineNo: duplicate_row" }, codes)
		end)

		it("are not what has no line: two new lines, two devices", function()
			local row <const> = "purchase_device,20991201,1008019,東京都,千代田区,１,ＮＴＴ,user@example.com,secret,T2000556\n"
			local rows <const>, codes <const> = read("operation,requestDate,deliveryPostalCode,deliveryPref,deliveryCity,"
				.. "deliveryAddress1,deliveryCompanyName,notificationMailAddress,notificationPassword,deviceCode\n"
				.. row .. row, AGREED)
			assert.same({}, codes)
			assert.equal(2, #rows)
		end)

		it("are not judged by a line number that is wrong", function()
			local _, codes <const> = read("operation,lineNo\nadd_data_volume,9012345678\nadd_data_volume,9012345678\n", AGREED)
			assert.same({ "2: lineNo: lost_leading_zero", "3: lineNo: lost_leading_zero" }, codes)
		end)
	end)

	it("finds duplicates between plain rows and others", function()
		compare("operation,lineNo,roamingCode\nset_roaming,09012345678,\nset_roaming,09012345678,T6000036\n"
			.. "set_roaming,09012345679,T6000036\nset_roaming,09012345679,\nset_roaming,09012345679,T6000036\n", AGREED)
		compare("operation,lineNo\nremove_roaming,09012345678\nremove_roaming,090-1234-5679\nremove_roaming,090-1234-5678\n"
			.. "remove_roaming,０９０－１２３４－５６７９\nremove_roaming,09012345679\n", AGREED)
	end)

	it("finds what only one line should have, and lines that are terminated, as the reading row by row does", function()
		local head <const> = "operation,contractId,lineNo,requestDate,imei,imeiOption,actIpAddress,sbyIpAddress,accessCode,"
			.. "planCode\n"
		local rows <const> = {
			"change_imei,N123456789,09012345671,,353000000000001,2", "change_imei,N123456789,09012345672,,353000000000002,1",
			"change_imei,N123456789,09012345673,,35-300000-000000-1,2", "change_imei,N987654321,09012345674,,353000000000001,2",
			"change_imei,N123456789,09012345675,,353000000000002,2", "change_imei,N123456789,09012345676,,353000000000001,1",
			"change_ip_addresses,N123456789,09012345671,,,,10.0.0.1,10.0.0.1",
			"change_ip_addresses,N123456789,09012345672,,,,,10.0.0.1", "change_ip_addresses,N987654321,09012345673,,,,10.0.0.1",
			"change_access_type,N123456789,09012345671,,,,１０．０．０．１,,2",
			"change_ip_addresses,N123456789,09012345674,,,,10.0.0.2", "change_ip_addresses,N123456789,09012345674,,,,10.0.0.2",
			"change_course,N123456789,09012345678,20991201,,,,,,T3001328", "terminate_line,N123456789,09012345678,20991201",
			"terminate_line,N123456789,09012345679,20991201", "terminate_line,N123456789,09012345679,20991201",
			"change_course,N123456789,090-1234-5679,20991201,,,,,,T3001328", "add_data_volume,N987654321,09012345679",
		}
		math.randomseed(4)
		for _, allow in ipairs { false, true } do
			for _ = 1, 40 do
				for index = #rows, 2, -1 do
					local other <const> = math.random(index)
					rows[index], rows[other] = rows[other], rows[index]
				end
				compare(head .. table.concat(rows, "\n", 1, math.random(2, #rows)) .. "\n",
					{ agree = true, allow_duplicates = allow })
			end
		end
	end)
end)
