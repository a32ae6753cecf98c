local claim <const> = require "unom.bulk.carrier.claim"
local errors <const> = require "unom.error"

local CONTRACT <const> = "N123456789"

local function row(operation, arguments)
	return { row = 2, operation = operation, contract = CONTRACT, arguments = arguments or {},
		first_sent_at = "2025-11-28T14:50:00Z", ended_at = "2025-11-28T14:58:00Z" }
end

local function code_of(given, id, answer)
	local why <const>, err = claim.against(given, id, answer)
	return why and why.code, err
end

describe("a claim on an order #unit", function()
	it("is asked about as the row would be followed, and leaves the row as it is", function()
		local given <const> = row "change_course"
		assert.same({ operation = "get_order_status", arguments = { contractId = CONTRACT, orderId = "AGU1" } },
			claim.question(given, "AGU1"))
		assert.is_nil(given.order_id)
		assert.equal("get_cancel_status", claim.question(row "cancel_order", "AGU1").operation)
		assert.same({ operation = "list_data_share_lines", arguments = { contractId = CONTRACT } },
			claim.question(row "add_data_share_lines", "1"))
	end)

	it("is refused by the carrier's own word alone", function()
		for _, status in ipairs { 400, 404 } do
			local said <const> = errors.new { kind = "api", sent = "yes", status = status, message = "no such order" }
			assert.equal("resolve_no_such_order", code_of(row "change_course", "AGU1", { err = said }))
		end
		for _, fields in ipairs { { kind = "http", sent = "yes", status = 404 }, { kind = "api", sent = "no", status = 400 },
			{ kind = "api", sent = "yes", status = 403 }, { kind = "network", sent = "no" } } do
			fields.message = "it went wrong"
			local failure <const> = errors.new(fields)
			local code <const>, err = code_of(row "change_course", "AGU1", { err = failure })
			assert.is_nil(code)
			assert.equal(failure, err)
		end
	end)

	it("is one on an order of one line", function()
		local function said(list, incomplete)
			return code_of(row "change_course", "AGU1", { reply = { orderList = list, incomplete_entries = incomplete } })
		end
		assert.is_nil(said { { number = "1" } })
		for _, code in ipairs { said {}, said(nil) or "", said { {}, {} }, said({ {} }, 1) } do
			assert.equal("resolve_not_one_entry", code)
		end
		assert.is_nil(code_of(row "cancel_order", "AGU1", { reply = { orderStatus = "01" } }))
	end)

	it("is one on a reservation of the row's line", function()
		local given <const> = row("add_data_share_lines", { lineNo = "09000000001" })
		local function said(list)
			return code_of(given, "7", { reply = { contractId = CONTRACT, linesList = list } })
		end
		assert.is_nil(said { { lineNo = "09000000001", reserveId = "7", status = "01" } })
		assert.equal("resolve_no_such_reservation", said { { lineNo = "09000000002", reserveId = "7", status = "01" } })
		assert.equal("resolve_no_such_reservation", said {})
		local _, err = code_of(given, "7", { reply = { contractId = "N999999999", linesList = {} } })
		assert.equal("protocol", err.kind)
	end)

	it("fits the row's dates: the day asked for, and a day on which the row was being sent", function()
		local given <const> = row("change_course", { requestDate = "20261201" })
		local function said(entry)
			local why <const> = claim.against_dates(given, "AGU1", entry)
			return why and why.code
		end
		assert.is_nil(said {})
		assert.is_nil(said { requestDate = "20261201", serviceDateApply = "20251128" })
		assert.is_nil(said { serviceDateApply = "20251129" }) -- its request ended two minutes before midnight in Japan
		assert.equal("resolve_other_date", said { requestDate = "20261202" })
		assert.equal("resolve_other_day", said { serviceDateApply = "20251127" })
		assert.equal("resolve_other_day", said { serviceDateApply = "20251130" })
		assert.is_nil(claim.against_dates(row "set_roaming", "AGU1", { requestDate = "20261202" }))
	end)
end)
