--- The draft of a change list: what the carrier lists now, as rows to be filled in.

local bulk <const> = require "unom.bulk"
local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local operations <const> = require "unom.operations"

local CONTRACT <const> = "N123456789"
local NOW <const> = 1764558000 -- noon of a 1 December in Japan

describe("a draft #unit", function()
	local home <const> = homes.each_test()
	local replies, carrier
	before_each(function()
		replies = {
			list_lines = { contractId = CONTRACT, linesList = {
				{ lineNo = "09000000001", planCode = "T3001328", accessCode = "2", optionCodeList = { "T6000042" } },
				{ lineNo = "09000000002", planCode = "T3001329", accessCode = "2", optionCodeList = {} },
				{ lineNo = "09000000003", planCode = "T3001328", accessCode = "1",
					optionCodeList = { "T6000040", "T6000084" }, note = "yard" },
			} },
			list_accepting_orders = { contractId = CONTRACT, orderList = {
				{ orderId = "AGU2601010000001", orderStatus = "10", requestDate = "20991201" },
				{ orderId = "AGU2601010000002", orderStatus = "60" },
				{ orderId = "AGU2601010000003", orderStatus = "04" },
			} },
			list_data_share_lines = { contractId = CONTRACT, linesList = {
				{ lineNo = "09000000001", status = "02", reserveId = "201701010000001" },
				{ lineNo = "09000000004", status = "01", reserveId = "201701010000002" },
				{ lineNo = "09000000005", status = "03", reserveId = "201701010000003" },
			} },
		}
		carrier = fake_carrier.new(function(operation)
			local reply <const> = replies[operation]
			if errors.is(reply) then
				return nil, reply
			end
			return reply
		end)
	end)

	local function draft(operation, more)
		local options <const> = { client = carrier, operation = operation, contract_id = CONTRACT,
			clock = carrier:clock(), sleep = carrier:sleeper(), random = function() return 0.5 end,
			wall_clock = function() return NOW end }
		for name, value in pairs(more or {}) do
			options[name] = value
		end
		return bulk.draft(options)
	end

	local function cells(drafted, column)
		local found <const> = {}
		for index, row in ipairs(drafted.rows) do
			found[index] = row[column] or ""
		end
		return found
	end

	it("has a row for each line, and the line's present state beside it", function()
		local drafted <const> = assert(draft "change_course")
		assert.same({ "09000000001", "09000000002", "09000000003" }, cells(drafted, "lineNo"))
		assert.same({ "T3001328", "T3001329", "T3001328" }, cells(drafted, "#planCode"))
		assert.same({ "T6000042", "", "T6000040 T6000084" }, cells(drafted, "#optionCodeList"))
		assert.same({ "", "", "" }, cells(drafted, "planCode"))
		assert.same({ "", "", "yard" }, cells(drafted, "#note"))
		assert.equal("operation contractId lineNo agreement requestDate planCode #startDate",
			table.concat(drafted.columns, " ", 1, 7))
		assert.is_true(drafted.whole)
	end)

	it("has those lines alone that have every value asked for", function()
		local drafted <const> = assert(draft("change_course", { where = { planCode = "T3001328", accessCode = { "1" } } }))
		assert.same({ "09000000003" }, cells(drafted, "lineNo"))
		assert.equal(3, drafted.listed)
	end)

	it("looks for a value among several, and for none", function()
		local where <const> = { optionCodeList = { "T6000084", "T6000040" } }
		assert.same({ "09000000003" }, cells(assert(draft("add_data_volume", { where = where })), "lineNo"))
		where.optionCodeList = ""
		assert.same({ "09000000002" }, cells(assert(draft("add_data_volume", { where = where })), "lineNo"))
	end)

	it("names the nearest key for one that the carrier does not reply with, and asks nothing", function()
		local drafted <const>, err <const> = draft("change_course", { where = { planCod = "x" } })
		assert.is_nil(drafted)
		assert.equal("usage", err.kind)
		assert.matches("did you mean 'planCode'?", err.message, 1, true)
		assert.equal(0, #carrier.calls)
	end)

	it("fills in what is given, as a list's cell is read", function()
		local drafted <const> = assert(draft("change_course", { set = { planCode = "T3001329", requestDate = "2099/12/1",
			agreement = "はい" } }))
		assert.same({ operation = "change_course", contractId = CONTRACT, lineNo = "09000000002", planCode = "T3001329",
			requestDate = "20991201", agreement = "yes" }, {
			operation = drafted.rows[2].operation, contractId = drafted.rows[2].contractId,
			lineNo = drafted.rows[2].lineNo, planCode = drafted.rows[2].planCode,
			requestDate = drafted.rows[2].requestDate, agreement = drafted.rows[2].agreement })
	end)

	it("begins with the limit of roaming that each line has, since an empty cell would switch that off", function()
		assert.same({ "T6000042", "", "T6000040" }, cells(assert(draft "set_roaming"), "roamingCode"))
		assert.same({ "T6000036", "T6000036", "T6000036" },
			cells(assert(draft("set_roaming", { set = { roamingCode = "T6000036" } })), "roamingCode"))
	end)

	for what, case in pairs {
		["breaks the field's rule"] = { set = { planCode = "T3" }, words = "planCode: not eight letters and digits" },
		["is a day that is over"] = { set = { requestDate = "20251130" }, words = "requestDate: a day that is over" },
		["is a secret"] = { operation = "change_radius_auth", set = { authenticationPassword = "hush" },
			words = "authenticationPassword is a secret" },
		["is the carrier's to say"] = { set = { lineNo = "09000000009" }, words = "lineNo is what the carrier lists" },
		["is of no field"] = { set = { planCod = "x" }, words = "did you mean 'planCode'?" },
	} do
		it("is not made where what is to be filled in " .. what, function()
			local drafted <const>, err <const> = draft(case.operation or "change_course", { set = case.set })
			assert.is_nil(drafted)
			assert.equal("usage", err.kind)
			assert.matches(case.words, err.message, 1, true)
			assert.is_nil(err.message:find "hush")
			assert.equal(0, #carrier.calls)
		end)
	end

	it("is of the orders that can still be taken back, for cancel_order", function()
		local drafted <const> = assert(draft "cancel_order")
		assert.same({ "AGU2601010000001" }, cells(drafted, "orderId"))
		assert.same({ "20991201" }, cells(drafted, "#requestDate"))
		assert.equal(2, drafted.left_out)
		assert.is_nil(drafted.rows[1].lineNo)
	end)

	it("is of the reservations that can still be taken back, for cancel_data_share_reserve", function()
		local drafted <const> = assert(draft "cancel_data_share_reserve")
		assert.same({ "201701010000002", "201701010000003" }, cells(drafted, "reserveId"))
		assert.same({ "09000000004", "09000000005" }, cells(drafted, "#lineNo"))
	end)

	it("is of the group's lines for leaving it, and of the others for joining it", function()
		assert.same({ "09000000001" }, cells(assert(draft "remove_data_share_line"), "lineNo"))
		assert.same({ "09000000002", "09000000003" }, cells(assert(draft "add_data_share_lines"), "lineNo"))
	end)

	it("takes a contract without a group for one whose lines can all join", function()
		replies.list_data_share_lines = errors.new { kind = "api", name = "line_group_not_found", sent = "yes",
			status = 404, message = "no group" }
		assert.equal(3, #assert(draft "add_data_share_lines").rows)
		assert.equal(0, #assert(draft "remove_data_share_line").rows)
	end)

	it("says that there may be more where the list is at its limit, or an entry could not be read", function()
		for number = 4, operations.list_lines.list_limit do
			replies.list_lines.linesList[number] = { lineNo = ("090%08d"):format(number) }
		end
		assert.is_false(assert(draft "terminate_line").whole)
		assert.equal(1000, #assert(draft "terminate_line").rows)
		replies.list_lines.linesList[1000] = nil
		assert.is_true(assert(draft "terminate_line").whole)
		replies.list_lines.incomplete_entries = 1
		assert.is_false(assert(draft "terminate_line").whole)
	end)

	it("cannot be made where the carrier does not offer the list", function()
		replies.list_lines = errors.new { kind = "api", status = 404, sent = "yes", message = "unknown resource" }
		local drafted <const>, err <const> = draft "change_course"
		assert.is_nil(drafted)
		assert.equal("not_offered", err.kind)
		replies.list_lines = errors.new { kind = "api", name = "contract_not_found", status = 404, sent = "yes",
			message = "no contract" }
		assert.equal("api", select(2, draft "change_course").kind)
	end)

	it("is not made for what concerns no line that there is, or changes nothing", function()
		for _, operation in ipairs { "add_line", "purchase_device", "list_lines", "no_such_operation" } do
			local drafted <const>, err <const> = draft(operation)
			assert.is_nil(drafted)
			assert.equal("usage", err.kind)
		end
		assert.equal(0, #carrier.calls)
	end)

	it("passes the check of change lists once all is filled in, whatever the operation", function()
		local example <const> = { requestDate = "20991201", agreement = "yes" }
		for _, operation in ipairs(core.operations) do
			local target <const> = operation.ordered_before and operation.ordered_before.target
			if operation.changes and target and operation.name ~= "add_line" then
				local set <const> = {}
				for _, field in ipairs(operation.fields) do
					if not (field.secret or field.automatic or field.name == target or field.name == "contractId") then
						set[field.name] = example[field.name] or operations.example(operation.name)[field.name]
					end
				end
				set.imei, set.imeiOption = set.imei, set.imeiOption and "1"
				local drafted <const> = assert(draft(operation.name, { set = set }))
				local lines <const> = { core.csv_line(drafted.columns) }
				for index, row in ipairs(drafted.rows) do
					local line <const> = {}
					for place, column in ipairs(drafted.columns) do
						line[place] = row[column] or ""
					end
					lines[index + 1] = core.csv_line(line)
				end
				local summary <const>, problems <const> = bulk.check(home:write("draft.csv", table.concat(lines)))
				assert.is_truthy(summary, operation.name .. ": " .. tostring(problems and problems[1]))
				assert.equal(#drafted.rows, summary.rows)
			end
		end
	end)
end)
