local precedence <const> = require "unom.bulk.engine.precedence"

local function entry(operation, arguments)
	arguments.agreement = "yes"
	return precedence.of { row = 1, operation = operation, arguments = arguments }
end

local LINE <const>, OTHER <const> = "09000000001", "09000000002"

describe("precedence #unit", function()
	-- operation, arguments -> keeps order, terminates
	local CASES <const> = {
		{ "change_course", { lineNo = LINE }, false, false },
		{ "terminate_line", { lineNo = LINE }, false, true },
		{ "disconnect_session", { lineNo = LINE }, false, false },
		{ "change_radius_auth", { lineNo = LINE, authenticationId = "a" }, false, false },
		{ "change_ip_addresses", { lineNo = LINE, actIpAddress = "10.0.0.1" }, true, false },
		{ "change_access_type", { lineNo = LINE, accessCode = "2" }, false, false },
		{ "change_access_type", { lineNo = LINE, sbyIpAddress = "10.0.0.1" }, true, false },
		{ "add_line", { actIpAddress = "10.0.0.1" }, true, false },
		{ "purchase_device", { deviceCode = "T2000202" }, true, false },
		{ "cancel_order", { orderId = "AGU2601010000001" }, true, false },
		{ "add_data_share_lines", { lineNo = LINE }, true, false },
		{ "remove_data_share_line", { lineNo = LINE }, true, false },
		{ "cancel_data_share_reserve", { reserveId = "202601010000001" }, true, false },
	}
	for _, case in ipairs(CASES) do
		local operation <const>, arguments <const>, keeps_order <const>, terminates <const> = table.unpack(case)
		it(("of %s with %s"):format(operation, next(arguments)), function()
			local of <const> = entry(operation, arguments)
			assert.equal(arguments.lineNo, of.line)
			assert.equal(keeps_order, of.keeps_order)
			assert.equal(terminates, of.terminates)
		end)
	end

	local course <const> = entry("change_course", { lineNo = LINE })
	local other_course <const> = entry("change_course", { lineNo = OTHER })
	local address <const> = entry("change_ip_addresses", { lineNo = LINE, actIpAddress = "10.0.0.1" })
	local device <const> = entry("purchase_device", {})
	local share <const> = entry("add_data_share_lines", { lineNo = OTHER })
	local termination <const> = entry("terminate_line", { lineNo = LINE })

	-- name, the row that waits, a later one, must it wait as well?
	local PAIRS <const> = {
		{ "a row passes one for another line", course, other_course, false },
		{ "no row passes one for its line", course, address, true },
		{ "what keeps order passes what does not", course, device, false },
		{ "what keeps order passes nothing that does", address, device, true },
		{ "nor of data share", device, share, true },
		{ "what keeps order passes no termination", termination, device, true },
		{ "another row passes a termination", termination, other_course, false },
		{ "a termination passes what keeps order", device, termination, false },
		{ "a row passes what keeps order", address, other_course, false },
	}
	for _, case in ipairs(PAIRS) do
		local name <const>, earlier <const>, later <const>, waits <const> = table.unpack(case)
		it(name, function()
			local left_behind <const> = precedence.left_behind()
			assert.is_false(left_behind:stops(later))
			left_behind:add(earlier)
			assert.equal(waits, left_behind:stops(later))
		end)
	end

	it("knows the lines of the rows that wait", function()
		local left_behind <const> = precedence.left_behind()
		left_behind:add(course)
		left_behind:add(device)
		assert.is_true(left_behind:has_line(LINE))
		assert.is_false(left_behind:has_line(OTHER))
	end)
end)
