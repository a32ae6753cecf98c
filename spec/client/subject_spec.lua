--- What a reply or an id is about, as the functions of bulk/carrier take it.

local arguments <const> = require "support.arguments"
local operations <const> = require "unom.operations"
local replies <const> = require "support.replies"
local subject <const> = require "unom.client.subject"
local tracking <const> = require "unom.bulk.carrier.tracking"
local wire <const> = require "support.wire"

describe("a subject #wire", function()
	for _, operation in ipairs(operations) do
		local name <const> = operation.name
		if operation.changes then
			it(("of a reply of %s can be asked about"):format(name), function()
				local given <const> = arguments.of(name)
				local lean <const> = replies.lean(name)
				local reply <const> = assert(wire.once(wire.reply(200, lean), name, given))
				local rows <const> = assert(subject.of_reply(reply, getmetatable(reply)))
				local row <const> = rows[1]
				assert.same({ name, given.contractId, lean.orderId, lean.reserveId },
					{ row.operation, row.contract, row.order_id, row.reserve_id })
				for _, field in ipairs { "lineNo", "orderId", "reserveId" } do
					assert.equal(given[field], row.arguments[field])
				end
				assert.equal(given.contractId, tracking.way(name).arguments(row).contractId)
			end)
		end
	end

	it("has a row for each line of a list", function()
		local rows <const> = assert(subject.of_reply({ reserveId = "202601010000001" }, { operation = "add_data_share_lines",
			contract_id = "N123456789", started = 0, arguments = { linesList = { { lineNo = "1" }, { lineNo = "2" } } } }))
		assert.equal(2, #rows)
		assert.same({ "1", "2" }, { rows[1].arguments.lineNo, rows[2].arguments.lineNo })
		assert.equal(rows[1].reserve_id, rows[2].reserve_id)
	end)
end)
