--- What a result file has of each row.

local reason <const> = require "unom.reason"
local rows <const> = require "unom.bulk.jobs.result.rows"

local CONTRACT <const> = { header = "contractId", field = "contractId" }
local LINE <const> = { header = "電話番号", field = "lineNo" }
local PASSWORD <const> = { header = "authenticationPassword", field = "authenticationPassword" }

local function row_of(more)
	local row <const> = { job = 1, row = 3, line = 4, contract = "N123456789", operation = "change_radius_auth",
		state = "pending", arguments = { contractId = "N123456789", lineNo = "09010000001",
			authenticationPassword = "hush" } }
	for name, value in pairs(more or {}) do
		row[name] = value
	end
	return row
end

--- A row's cells by the headers of their columns.
local function named(list_columns, row, fate)
	local columns <const> = rows.columns { columns = list_columns }
	local header <const>, cells <const> = rows.header(columns), rows.cells(columns, row, fate or row)
	assert.equal(#header, #cells)
	local by_name <const> = {}
	for index, name in ipairs(header) do
		by_name[name] = cells[index]
	end
	return by_name, header
end

describe("the rows of a result file #unit", function()
	it("have the list's columns, the contract where it has none, and then what became of the row", function()
		local cells <const>, header <const> = named({ LINE }, row_of())
		assert.same({ "電話番号", "contractId", "unom.row", "unom.state", "unom.orderId", "unom.orderStatus",
			"unom.messageId", "unom.error", "unom.submittedAt", "unom.finishedAt", "unom.takesEffect", "unom.evidence",
			"unom.job" }, header)
		assert.equal("N123456789", cells.contractId)
		assert.equal("09010000001", cells["電話番号"])
		assert.equal("contractId", select(2, named({ CONTRACT, LINE }, row_of()))[1])
		assert.equal("unom.row", select(2, named({ CONTRACT, LINE }, row_of()))[3])
	end)

	it("have no secret", function()
		assert.equal("", named({ LINE, PASSWORD }, row_of()).authenticationPassword)
	end)

	it("have the cells of columns that nobody read, each in its place", function()
		local MEMO <const>, OTHER <const> = { header = "備考" }, { header = "#旧プラン" }
		local cells <const>, header <const> = named({ MEMO, LINE, OTHER }, row_of { kept = { "東京", "" } })
		assert.equal("備考 電話番号 #旧プラン contractId", table.concat(header, " ", 1, 4))
		assert.same({ "東京", "", "09010000001" }, { cells["備考"], cells["#旧プラン"], cells["電話番号"] })
		assert.equal("", named({ MEMO, LINE }, row_of())["備考"])
	end)

	it("say when the order takes effect, its times in Japan, and who named it", function()
		local cells <const> = named({ LINE }, row_of { state = "succeeded", takes_effect = "20310703", order_id = "AGU1",
			order_status = "03", message_id = "W1", submitted_at = "2031-07-01T15:00:00Z",
			finished_at = "2031-07-01T15:00:01Z", evidence = "adopted" })
		assert.equal("2031-07-03", cells["unom.takesEffect"])
		assert.equal("2031-07-02T00:00:00+09:00", cells["unom.submittedAt"])
		assert.equal("2031-07-02T00:00:01+09:00", cells["unom.finishedAt"])
		assert.same({ "AGU1", "03", "W1", "adopted" }, { cells["unom.orderId"], cells["unom.orderStatus"],
			cells["unom.messageId"], cells["unom.evidence"] })
	end)

	it("have a row's number and cells, and of its fate the rest", function()
		local fate <const> = row_of { job = 2, row = 1, state = "rejected",
			reason = reason.new("order_ended", { status = "04" }) }
		local cells <const> = named({ LINE }, row_of { state = "failed" }, fate)
		assert.same({ "3", "rejected", "2" }, { cells["unom.row"], cells["unom.state"], cells["unom.job"] })
		assert.matches("04", cells["unom.error"])
	end)
end)
