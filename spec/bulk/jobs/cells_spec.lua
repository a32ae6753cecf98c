--- What is read of a cell is what is sent, what stands in the result file, and what is compared with the ledger.

local bulk <const> = require "unom.bulk"
local csv <const> = require "support.csv"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local scratch <const> = require "support.scratch"

describe("a list as people write it #unit", function()
	local home <const> = homes.each_test()

	local NOON <const> = 1764298800 -- 2025-11-28 in Japan

	local function options(name, cells, more)
		local carrier <const> = fake_carrier.new(fake_carrier.agreeable())
		local made <const> = home:options(carrier, more)
		made.path = home:write(name, "operation,lineNo,planCode,requestDate,agreement\n" .. table.concat(cells, ",") .. "\n")
		made.contract_id = "N123456789"
		made.wall_clock = function() return NOON end
		return made, carrier
	end

	local PLAIN <const> = { "change_course", "09000000001", "T3001328", "20991201", "yes" }
	local WRITTEN <const> = { "change_course", "０９０-0000-0001", "Ｔ３００１３２８", "2099年12月1日", "はい" }

	it("is sent, and stands in the result file, as it was read", function()
		local made <const>, carrier <const> = options("a.csv", WRITTEN)
		local outcome <const> = assert(bulk.run(made))
		assert.equal(0, outcome.exit_code)
		local sent <const> = carrier:submissions()[1].arguments
		assert.same({ "09000000001", "T3001328", "20991201", "yes" },
			{ sent.lineNo, sent.planCode, sent.requestDate, sent.agreement })
		local row <const> = csv.parse(scratch.read(outcome.result))[1]
		assert.same({ "09000000001", "T3001328", "20991201" }, { row.lineNo, row.planCode, row.requestDate })
	end)

	it("is the same order as one that is written plainly", function()
		for ledger, lists in pairs { ["a.db"] = { WRITTEN, PLAIN }, ["b.db"] = { PLAIN, WRITTEN } } do
			local more <const> = { ledger = home:path(ledger) }
			assert(bulk.run((options("a.csv", lists[1], more))))
			local outcome <const>, err <const> = bulk.run((options("b.csv", lists[2], more)))
			assert.is_nil(outcome)
			assert.equal("already_ordered", err.problems[1].code)
		end
	end)

	it("tells the person who is asked how its cells were read", function()
		local summary
		local made <const>, carrier <const> = options("a.csv", WRITTEN, { confirm = function(found)
			summary = found
			return false
		end })
		assert.is_nil((bulk.run(made)))
		assert.equal(0, #carrier:submissions())
		local kinds <const> = {}
		for index, reading in ipairs(summary.readings) do
			kinds[index] = reading.column .. " " .. reading.kind
		end
		assert.same({ "lineNo full_width", "planCode full_width", "requestDate date", "agreement consent" }, kinds)
	end)
end)
