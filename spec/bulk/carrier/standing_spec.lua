--- What a row changes, beside how that stands now.

local contract_view <const> = require "unom.bulk.carrier.contract_view"
local standing <const> = require "unom.bulk.carrier.standing"

local CONTRACT <const> = "N123456789"

local LINE <const> = {
	lineNo = "1", planCode = "T3001326", accessCode = "2", imei = "490154203237518", imeiOption = "1",
	authenticationId = "sensor-1", authenticationType = "NTTコム", sbyIpAddress = "10.0.0.2", roamingIpAddress = "10.0.0.3",
	optionCodeList = { "T6000036", "T6000084" }, note = "not kept",
}

local function row(operation, arguments)
	return { operation = operation, contract = CONTRACT, arguments = arguments }
end

local function view_of(answers)
	local given <const> = {
		list_lines = { reply = { contractId = CONTRACT, linesList = { LINE } } },
		list_data_share_lines = { reply = { contractId = CONTRACT,
			linesList = { { lineNo = "2", status = "03", reserveId = "7" } } } },
		list_accepting_orders = { reply = { contractId = CONTRACT, orderList = { { orderId = "A", orderStatus = "30" } } } },
	}
	for operation, answer in pairs(answers or {}) do
		given[operation] = answer or nil
	end
	return contract_view.read(CONTRACT, given)
end

-- What a row orders, what is shown once it is in effect, and what is shown now.
local ROWS <const> = {
	{ "terminate_line", { lineNo = "1" }, "listed=", "listed=1" },
	{ "change_course", { lineNo = "1", planCode = "T3001328" }, "planCode=T3001328", "planCode=T3001326" },
	{ "change_radius_auth", { lineNo = "1", authenticationId = "a", authenticationPassword = "b" },
		"authenticationId=a", "authenticationId=sensor-1" },
	{ "change_ip_addresses", { lineNo = "1", actIpAddress = "10.0.0.1", roamingIpAddress = "10.0.0.9" },
		"roamingIpAddress=10.0.0.9", "roamingIpAddress=10.0.0.3" },
	{ "change_imei", { lineNo = "1", imei = "x", imeiOption = "2" }, "imei=x imeiOption=2",
		"imei=490154203237518 imeiOption=1" },
	{ "set_roaming", { lineNo = "1", roamingCode = "T6000040" }, "roamingCode=T6000040", "roamingCode=T6000036" },
	{ "set_roaming", { lineNo = "1", roamingCode = "" }, "roamingCode=", "roamingCode=T6000036" },
	{ "remove_roaming", { lineNo = "1" }, "roamingCode=", "roamingCode=T6000036" },
	{ "add_data_share_lines", { lineNo = "1" }, "share=02", "share=" },
	{ "remove_data_share_line", { lineNo = "2" }, "share=", "share=03" },
	{ "add_data_volume", { lineNo = "1" }, "dataVolumes", "dataVolumes=1" },
	{ "change_access_type", { lineNo = "1", accessCode = "1", sbyIpAddress = "10.0.0.8" },
		"accessCode=1 sbyIpAddress=10.0.0.8", "accessCode=2 sbyIpAddress=10.0.0.2" },
	{ "cancel_order", { orderId = "A" }, "orderStatus=11", "orderStatus=30" },
	{ "cancel_data_share_reserve", { reserveId = "7" }, "share", "share=03" },
}

local function words(fields)
	local found <const> = {}
	for index, each in ipairs(fields) do
		found[index] = each.value and each.field .. "=" .. each.value or each.field
	end
	return table.concat(found, " ")
end

describe("what a row changes #unit", function()
	for _, each in ipairs(ROWS) do
		it("stands beside how it is now: " .. each[1] .. " -> " .. each[3], function()
			local given <const> = row(each[1], each[2])
			assert.equal(each[3], words(standing.wanted(given)))
			assert.equal(each[4], words(assert(standing.shown(given, view_of()))))
		end)
	end

	it("is whether a session is connected, where that was asked", function()
		local cut <const>, view <const> = row("disconnect_session", { lineNo = "1" }), view_of()
		assert.equal("sessionStatus=0", words(standing.wanted(cut)))
		assert.same({ "not_shown" }, { select(2, standing.shown(cut, view)) })
		view:set_session("1", "1")
		assert.equal("sessionStatus=1", words(standing.shown(cut, view)))
	end)

	it("cannot be compared where the order changes nothing that is there", function()
		for _, operation in ipairs { "add_line", "purchase_device" } do
			local shown <const>, why <const> = standing.shown(row(operation, { planCode = "T3001326" }), view_of())
			assert.is_nil(shown)
			assert.equal("not_comparable", why)
		end
	end)

	it("is not shown where the carrier does not show it", function()
		local function why(operation, arguments, answers)
			return select(2, standing.shown(row(operation, arguments), view_of(answers)))
		end
		assert.equal("not_shown", why("change_ip_addresses", { lineNo = "1", actIpAddress = "10.0.0.1" }))
		assert.equal("not_shown", why("change_course", { lineNo = "9", planCode = "T3001328" }))
		assert.equal("not_shown", why("cancel_order", { orderId = "Z" }))
		assert.equal("not_shown", why("add_data_share_lines", { lineNo = "1" }, { list_data_share_lines = false }))
		assert.equal("not_shown", why("terminate_line", { lineNo = "9" }, { list_lines = { reply = {
			contractId = CONTRACT, linesList = {}, incomplete_entries = 1 } } }))
		assert.equal("not_shown", why("change_course", { lineNo = "5", planCode = "T3001328" }, { list_lines = { reply = {
			contractId = CONTRACT, linesList = { { lineNo = "5" } } } } }))
	end)

	it("is gone from a whole list once a line is terminated", function()
		assert.equal("listed=", words(standing.shown(row("terminate_line", { lineNo = "9" }), view_of())))
	end)

	it("can be more than any reply shows", function()
		assert.is_true(standing.hides(row("change_radius_auth", { authenticationPassword = "x" })))
		assert.is_true(standing.hides(row("change_access_type", { actIpAddress = "10.0.0.1" })))
		assert.is_false(standing.hides(row("change_access_type", { accessCode = "1" })))
		assert.is_false(standing.hides(row("change_course", { planCode = "T3001326" })))
	end)

	it("is kept without what no operation changes", function()
		assert.same({
			listed = "1", planCode = "T3001326", accessCode = "2", imei = "490154203237518", imeiOption = "1",
			authenticationId = "sensor-1", authenticationType = "NTTコム", sbyIpAddress = "10.0.0.2",
			roamingIpAddress = "10.0.0.3", roamingCode = "T6000036", dataVolumes = "1", share = "",
		}, standing.kept("1", view_of()))
		assert.same({ share = "03", reserveId = "7" }, standing.kept("2", view_of { list_lines = false }))
		assert.is_nil(standing.kept("9", view_of()))
		assert.is_nil(standing.kept("1", view_of { list_lines = false }))
		assert.is_nil(standing.kept("1", view_of { list_lines = false, list_data_share_lines = false }))
	end)
end)
