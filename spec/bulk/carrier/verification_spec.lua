--- What becomes of a row once its day has come: by its order, and by its line as the carrier shows it.

local contract_view <const> = require "unom.bulk.carrier.contract_view"
local operations <const> = require "unom.operations"
local verification <const> = require "unom.bulk.carrier.verification"

local CONTRACT <const> = "N123456789"
local LINE <const> = "09000000001"
local ORDER <const> = "AGU2601010000001"
local TODAY <const> = "20260110"

describe("a verification #unit", function()
	local line, shares, accepting, completed, context, whole
	before_each(function()
		line = { lineNo = LINE, planCode = "T3001328", accessCode = "2", imei = "111", imeiOption = "2",
			optionCodeList = { "T6000042", "T6000084" }, sbyIpAddress = "10.0.0.2", authenticationId = "id-one" }
		shares, accepting, completed, whole = {}, {}, {}, true
		local function none() return {} end
		context = { today = TODAY, later = none, unsettled = none, rivals = none }
	end)

	local function view()
		local reply <const> = { contractId = CONTRACT, linesList = { line } }
		for number = 1, whole and 0 or operations.list_lines.list_limit do
			reply.linesList[#reply.linesList + 1] = { lineNo = ("080%08d"):format(number) }
		end
		return contract_view.read(CONTRACT, {
			list_lines = { reply = reply },
			list_data_share_lines = { reply = { contractId = CONTRACT, linesList = shares } },
			list_accepting_orders = { reply = { contractId = CONTRACT, orderList = accepting } },
			list_completed_orders = { reply = { contractId = CONTRACT, orderList = completed } },
		})
	end

	--- The verdict of a row that succeeded on 1 January, in words: its word and what else it says.
	local function verdict(operation, arguments, more)
		arguments.lineNo = arguments.lineNo ~= false and (arguments.lineNo or LINE) or nil
		local row <const> = { job = 1, row = 1, first_sent = 1, contract = CONTRACT, operation = operation,
			state = "succeeded", arguments = arguments,
			order_id = ORDER, order_status = "03", finished_at = "2026-01-01T03:00:00Z" }
		for key, value in pairs(more or {}) do
			row[key] = value
		end
		local found <const> = verification.of(row, view(), context)
		return table.concat({ found.word, found.day or found.why or found.field or found.changed_by
			and ("%d:%d"):format(found.changed_by.job, found.changed_by.row), found.old, found.new }, " ")
	end

	describe("of a plan", function()
		local function plan(code, day, more)
			return verdict("change_course", { planCode = code, requestDate = day }, more)
		end

		it("is as ordered where the line has it, on its day or after", function()
			assert.equal("as_ordered", plan("T3001328", "20260110"))
			assert.equal("as_ordered", plan("T3001328", "20260105"))
		end)

		it("is not yet before the day, whatever the line has", function()
			assert.equal("not_yet 20260111", plan("T3001329", "20260111"))
			assert.equal("not_yet 20260111", plan("T3001328", "20260111"))
		end)

		it("goes by the carrier's day, where it told one", function()
			assert.equal("not_yet 20260112", plan("T3001329", "20260105", { takes_effect = "20260112" }))
			accepting = { { orderId = ORDER, orderStatus = "10", serviceDateStartScheduled = "20260113" } }
			assert.equal("not_yet 20260113", plan("T3001329", "20260105"))
		end)

		it("is not yet on the day itself, and after it while the order is under way", function()
			assert.equal("not_yet 20260110", plan("T3001329", "20260110"))
			accepting = { { orderId = ORDER, orderStatus = "30" } }
			assert.equal("not_yet 20260109", plan("T3001329", "20260109"))
		end)

		it("differs where the line has another, from the day after, or once its order is complete", function()
			assert.equal("differs planCode T3001328 T3001329", plan("T3001329", "20260109"))
			completed = { { orderId = ORDER, orderStatus = "60" } }
			assert.equal("differs planCode T3001328 T3001329", plan("T3001329", "20260110"))
		end)

		it("differs where its order was taken back", function()
			completed = { { orderId = ORDER, orderStatus = "11" } }
			assert.equal("differs orderStatus 11 60", plan("T3001329", "20260111"))
		end)

		it("was changed since, by a later row that is in effect", function()
			local later <const> = { job = 2, row = 7, first_sent = 9, operation = "change_course", state = "succeeded",
				arguments = { requestDate = "20260111" }, finished_at = "2026-01-02T03:00:00Z" }
			context.later = function() return { later } end
			assert.equal("differs planCode T3001328 T3001329", plan("T3001329", "20260105"))
			later.arguments.requestDate = "20260110"
			assert.equal("changed_since 2:7", plan("T3001329", "20260105"))
			assert.equal("as_ordered", plan("T3001328", "20260105"))
		end)

		it("differs where the line is gone, and cannot be verified where the list is at its limit", function()
			line.lineNo = "09000000002"
			assert.equal("differs lineNo  " .. LINE, plan("T3001329", "20260105"))
			whole = false
			assert.equal("not_verifiable not_listed", plan("T3001329", "20260105"))
		end)
	end)

	it("counts the data volumes of the line from what there was before", function()
		context.volumes = 1
		assert.equal("not_verifiable no_count_before", verdict("add_data_volume", {}))
		context.seen = { dataVolumes = "0" }
		assert.equal("as_ordered", verdict("add_data_volume", {}))
		context.volumes = 2
		assert.equal("differs dataVolumes 1 2", verdict("add_data_volume", {}))
	end)

	it("takes no roaming for what is ordered by an empty code, or by its removal", function()
		assert.equal("as_ordered", verdict("set_roaming", { roamingCode = "T6000042" }))
		assert.equal("differs roamingCode T6000042 ", verdict("set_roaming", { roamingCode = "" }))
		assert.equal("differs roamingCode T6000042 ", verdict("remove_roaming", {}))
		line.optionCodeList = { "T6000084" }
		assert.equal("as_ordered", verdict("remove_roaming", {}))
	end)

	it("shows a password and the address in use by the complete order alone", function()
		assert.equal("not_verifiable hidden", verdict("change_radius_auth", { authenticationPassword = "hush" }))
		assert.equal("as_ordered", verdict("change_radius_auth", { authenticationId = "id-one" }))
		assert.equal("differs authenticationId id-one id-two", verdict("change_radius_auth", { authenticationId = "id-two" }))
		completed = { { orderId = ORDER, orderStatus = "60" } }
		assert.equal("as_ordered", verdict("change_radius_auth", { authenticationPassword = "hush" }))
		assert.equal("as_ordered", verdict("change_ip_addresses", { actIpAddress = "10.0.0.9" }))
		assert.equal("differs sbyIpAddress 10.0.0.2 10.0.0.3",
			verdict("change_ip_addresses", { actIpAddress = "10.0.0.9", sbyIpAddress = "10.0.0.3" }))
	end)

	it("does not vouch for what is hidden while a later row may have changed it", function()
		completed = { { orderId = ORDER, orderStatus = "60" } }
		local later <const> = { job = 2, row = 1, first_sent = 9, operation = "change_access_type", state = "unknown",
			arguments = { lineNo = LINE, accessCode = "2" } }
		context.unsettled = function() return { later } end
		assert.equal("as_ordered", verdict("change_ip_addresses", { actIpAddress = "10.0.0.9" }))
		later.arguments.actIpAddress = "10.0.0.8"
		assert.equal("not_verifiable hidden", verdict("change_ip_addresses", { actIpAddress = "10.0.0.9" }))
		assert.equal("not_verifiable hidden",
			verdict("change_ip_addresses", { actIpAddress = "10.0.0.9", sbyIpAddress = "10.0.0.2" },
				{ order_status = "60" }))
		assert.equal("as_ordered", verdict("change_ip_addresses", { sbyIpAddress = "10.0.0.2" }))
	end)

	it("takes what is shown and was so before for no proof of what is hidden", function()
		local both <const> = { actIpAddress = "10.0.0.9", sbyIpAddress = "10.0.0.2" }
		assert.equal("not_verifiable hidden", verdict("change_ip_addresses", both))
		context.seen = { sbyIpAddress = "10.0.0.2" }
		assert.equal("not_verifiable hidden", verdict("change_ip_addresses", both))
		context.seen = { sbyIpAddress = "10.0.0.1" } -- one order changed both
		assert.equal("as_ordered", verdict("change_ip_addresses", both))
		context.seen = { authenticationId = "id-one" }
		assert.equal("not_verifiable hidden", verdict("change_radius_auth", { authenticationId = "id-one" }, { wiped = "p" }))
		completed = { { orderId = ORDER, orderStatus = "60" } }
		assert.equal("as_ordered", verdict("change_radius_auth", { authenticationId = "id-one" }, { wiped = "p" }))
		assert.equal("as_ordered", verdict("change_ip_addresses", both))
	end)

	it("is not verifiable where a part of what was ordered is not told", function()
		line.imeiOption = nil
		assert.equal("not_verifiable not_told", verdict("change_imei", { imei = "111", imeiOption = "2" }))
		assert.equal("differs imei 111 112", verdict("change_imei", { imei = "112", imeiOption = "2" }))
	end)

	describe("of a termination", function()
		local function gone(day)
			return verdict("terminate_line", { requestDate = day })
		end

		it("waits for the day after, also where the order is complete", function()
			completed = { { orderId = ORDER, orderStatus = "60" } }
			assert.equal("not_yet 20260110", gone "20260110")
			assert.equal("differs listed " .. LINE .. " ", gone "20260109")
		end)

		it("is as ordered where a whole list lacks the line, or the carrier knows it no more", function()
			line.lineNo = "09000000002"
			assert.equal("as_ordered", gone "20260109")
			whole = false
			assert.equal("not_verifiable not_listed", gone "20260109")
			context.is_gone = true
			assert.equal("as_ordered", gone "20260109")
		end)
	end)

	describe("of data share", function()
		local AS_SHARED <const> = {
			["01"] = { "not_yet", "differs share 01 " }, ["02"] = { "as_ordered", "differs share 02 " },
			["03"] = { "as_ordered", "not_yet" }, [""] = { "differs share  02", "as_ordered" },
		}
		for status, words in pairs(AS_SHARED) do
			it("goes by the line's status, '" .. status .. "'", function()
				shares = status ~= "" and { { lineNo = LINE, status = status, reserveId = "1" } } or {}
				local more <const> = { order_id = false, reserve_id = "1", order_status = "01" }
				assert.equal(words[1], verdict("add_data_share_lines", {}, more))
				assert.equal(words[2], verdict("remove_data_share_line", {}, more))
			end)
		end

		it("was changed since, by a later reservation that is carried out", function()
			local more <const> = { order_id = false, reserve_id = "1", order_status = "01" }
			context.later = function()
				return { { job = 2, row = 7, operation = "remove_data_share_line", state = "succeeded", reserve_id = "2",
					order_status = "03", arguments = { lineNo = LINE }, finished_at = "2026-01-02T03:00:00Z" } }
			end
			assert.equal("changed_since 2:7", verdict("add_data_share_lines", {}, more))
			shares = { { lineNo = LINE, status = "01", reserveId = "3" } }
			assert.equal("not_yet", verdict("add_data_share_lines", {}, more))
		end)

		it("goes by what was reserved, for a reservation that is taken back", function()
			local more <const> = { order_id = false, order_status = false }
			local function back() return verdict("cancel_data_share_reserve", { lineNo = false, reserveId = "7" }, more) end
			assert.equal("not_verifiable no_state_before", back())
			context.seen = { share = "01", lineNo = LINE, reserveId = "7" }
			assert.equal("as_ordered", back())
			shares = { { lineNo = LINE, status = "02" } } -- may be of that reservation
			assert.equal("not_verifiable not_told", back())
			shares[1].reserveId = "8"
			assert.equal("as_ordered", back())
			shares, context.seen.share = {}, "03"
			assert.equal("differs share  02", back())
			shares = { { lineNo = LINE, status = "02", reserveId = "8" } }
			assert.equal("as_ordered", back())
			shares = { { lineNo = LINE, status = "03", reserveId = "7" } }
			assert.equal("differs share 03 02", back())
		end)
	end)

	it("of a cut session goes by the log where the device is back", function()
		local more <const> = { order_id = false, order_status = false }
		assert.equal("not_verifiable not_told", verdict("disconnect_session", {}, more))
		context.session = { connected = true, has_log = false }
		assert.equal("not_verifiable not_told", verdict("disconnect_session", {}, more))
		context.session.has_log = true
		assert.equal("differs sessionStatus 1 0", verdict("disconnect_session", {}, more))
		context.session.is_cut = true
		assert.equal("as_ordered", verdict("disconnect_session", {}, more))
	end)

	it("of a cancel goes by the order that it took back", function()
		local function cancel() return verdict("cancel_order", { lineNo = false, orderId = "AGU2601010000009" }) end
		assert.equal("not_verifiable not_told", cancel())
		context.target_status = "11"
		assert.equal("as_ordered", cancel())
		context.target_status = "60"
		assert.equal("differs orderStatus 60 11", cancel())
		context.target_status = "10"
		assert.equal("not_yet", cancel())
	end)

	it("of a new line or a device goes by the complete order, and by the line that is new and has its id", function()
		local new <const> = { lineNo = false, requestDate = "20260109", authenticationId = "id-one" }
		assert.equal("not_verifiable only_complete", verdict("add_line", new))
		assert.equal("not_verifiable only_complete", verdict("purchase_device", { lineNo = false, requestDate = "20260109" }))
		context.was_seen = function() return true end
		assert.equal("not_verifiable only_complete", verdict("add_line", new))
		context.was_seen = function() return false end
		assert.equal("as_ordered", verdict("add_line", new))
		local rival <const> = { arguments = { authenticationId = "id-one" } } -- one new line cannot be that of two rows
		context.rivals = function() return { rival } end
		assert.equal("not_verifiable only_complete", verdict("add_line", new))
		rival.arguments.authenticationId = "id-two"
		assert.equal("as_ordered", verdict("add_line", new))
		context.was_seen = nil
		completed = { { orderId = ORDER, orderStatus = "60" } }
		assert.equal("as_ordered", verdict("add_line", new))
		assert.equal("as_ordered", verdict("purchase_device", { lineNo = false, requestDate = "20260109" }))
	end)

	it("says nothing of what nobody knows, and waits for what is under way", function()
		assert.equal("not_verifiable unknown", verdict("change_course", { planCode = "T3001328" }, { state = "unknown" }))
		assert.equal("not_yet", verdict("change_course", { planCode = "T3001328" }, { state = "tracking" }))
	end)
end)
