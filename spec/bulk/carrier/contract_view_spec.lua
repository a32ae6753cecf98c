--- A contract as the carrier shows it: what to ask, and what the answers show.

local contract_view <const> = require "unom.bulk.carrier.contract_view"

local CONTRACT <const> = "N123456789"

local function names_of(questions)
	local names <const> = {}
	for index, question in ipairs(questions) do
		assert.equal(CONTRACT, question.arguments.contractId)
		names[index] = question.operation
	end
	return table.concat(names, " ")
end

local function questions(...)
	return names_of(contract_view.questions(CONTRACT, { ... }))
end

local function read(answers)
	return contract_view.read(CONTRACT, answers)
end

local function lines(...)
	return { list_lines = { reply = { contractId = CONTRACT, linesList = { ... } } } }
end

local function refused(status, name, sent)
	return { kind = "api", status = status, name = name, sent = sent or "yes", message = "no" }
end

describe("a contract as the carrier shows it #unit", function()
	it("is asked for what the operations need and what shows their effect, each once", function()
		assert.equal("list_lines list_products", questions("change_course", "change_imei", "set_roaming"))
		assert.equal("list_lines", questions "terminate_line")
		assert.equal("list_lines list_data_share_lines", questions("add_data_share_lines", "remove_data_share_line"))
		assert.equal("list_products", questions "purchase_device")
		assert.equal("list_accepting_orders list_completed_orders", questions "cancel_order")
		assert.equal("list_data_share_lines", questions "cancel_data_share_reserve")
		assert.equal("list_lines", questions "disconnect_session")
		assert.equal("", questions())
	end)

	it("has the lines with what their options say", function()
		local view <const> = read(lines({ lineNo = "1", planCode = "T3001326",
			optionCodeList = { "T6000036", "T6000084", "T6000084" } }, { lineNo = "2" }))
		assert.equal("whole", view.lines)
		assert.equal("T3001326", view:line("1").planCode)
		assert.equal("T6000036", view:line("1").roamingCode)
		assert.equal("2", view:line("1").dataVolumes)
		assert.equal("", view:line("2").roamingCode)
		assert.equal("0", view:line("2").dataVolumes)
		assert.equal("2", view:line("2").listed)
		assert.is_nil(view:line("3"))
		assert.same({ view:line("1"), view:line("2") }, view.line_list)
	end)

	it("takes the twelve limits of roaming for one, and no neighbour of theirs", function()
		for code, limit in pairs { T6000036 = "T6000036", T6000047 = "T6000047", T6000035 = "", T6000048 = "",
			T60000370 = "" } do
			assert.equal(limit, read(lines { lineNo = "1", optionCodeList = { code } }):line("1").roamingCode)
		end
		assert.equal("T6000036 T6000040",
			read(lines { lineNo = "1", optionCodeList = { "T6000036", "T6000040" } }):line("1").roamingCode)
	end)

	it("is cut where the list is at its limit, or where an entry could not be read", function()
		local many <const> = {}
		for number = 1, 999 do
			many[number] = { lineNo = tostring(number) }
		end
		assert.equal("whole", read(lines(table.unpack(many))).lines)
		many[1000] = { lineNo = "1000" }
		assert.equal("cut", read(lines(table.unpack(many))).lines)
		local reply <const> = { contractId = CONTRACT, linesList = { { lineNo = "1" } }, incomplete_entries = 1 }
		assert.equal("cut", read({ list_lines = { reply = reply } }).lines)
	end)

	it("tells an operation that is not offered from a failure", function()
		for _, err in ipairs { refused(404, "unknown_url"), refused(403), refused(404, "not_found"),
			refused(400, "bad_request") } do
			local view <const> = read { list_lines = { err = err } }
			assert.equal("not_offered", view.lines)
			assert.is_nil(view.failure)
		end
		for _, err in ipairs { refused(404, "contract_not_found"), refused(503, "maintenance"), refused(404, nil, "maybe"),
			refused(500), { kind = "network", sent = "maybe", message = "" }, { kind = "auth", status = 401, sent = "yes" } } do
			local view <const> = read { list_lines = { err = err } }
			assert.is_nil(view.lines)
			assert.equal(err, view.failure)
		end
	end)

	it("shows nothing by the answer of another contract", function()
		local view <const> = read { list_lines = { reply = { contractId = "N987654321", linesList = { { lineNo = "1" } } } } }
		assert.is_nil(view.lines)
		assert.is_nil(view:line("1"))
		assert.equal("protocol", view.failure.kind)
	end)

	it("has what can be ordered", function()
		local view <const> = read { list_products = { reply = { contractId = CONTRACT, productInfoList = {
			{ productCode = "T3001326", courseType = "01", deviceInfoList = { { deviceCode = "T2000537", accessType = "2" } },
				optionInfoList = { { optionCode = "T6000036" } } },
			{ productCode = "T3001328", courseType = "02" },
		} } } }
		assert.equal("whole", view.products)
		assert.equal("02", view:product("T3001328").courseType)
		assert.equal("2", view:device("T2000537").accessType)
		assert.is_truthy(view:option("T6000036"))
		assert.is_nil(view:product("T9") or view:device("T9") or view:option("T9"))
	end)

	it("has the lines that share their data, and none where the contract has no group", function()
		local view <const> = read { list_data_share_lines = { reply = { contractId = CONTRACT,
			linesList = { { lineNo = "1", status = "01", reserveId = "7" }, { lineNo = "2", status = "02" } } } } }
		assert.equal("whole", view.shares)
		assert.same({ lineNo = "1", status = "01", reserveId = "7" }, view:share("1"))
		assert.same({ lineNo = "2", status = "02" }, view:share("2"))
		assert.same(view:share("1"), view:reservation("7"))
		assert.is_nil(view:share("3"))
		local without <const> = read { list_data_share_lines = { err = refused(404, "line_group_not_found") } }
		assert.equal("whole", without.shares)
		assert.is_nil(without.failure)
		assert.is_nil(without:share("1"))
		assert.is_nil(read({}):share("1"))
	end)

	it("has the orders of both lists", function()
		local function list(...)
			return { reply = { contractId = CONTRACT, orderList = { ... } } }
		end
		local view <const> = read {
			list_accepting_orders = list({ orderId = "A", orderStatus = "02" }, { orderId = "B", orderStatus = "30" }),
			list_completed_orders = list({ orderId = "B", orderStatus = "60" }, { orderId = "C", orderStatus = "11" }),
		}
		assert.equal("02", view:order("A").orderStatus)
		assert.equal("60", view:order("B").orderStatus) -- it has moved since the first list was read
		assert.equal("11", view:order("C").orderStatus)
		assert.equal("whole", view.accepting)
		assert.equal("whole", view.completed)
	end)
end)
