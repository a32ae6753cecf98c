--- What a contract is said to wait for, in each phase of a run.

local engine_run <const> = require "support.engine_run"
local fake_carrier <const> = require "support.fake_carrier"

local N1 <const>, N2 <const> = "N123456789", "N987654321"
local rows_of <const>, failure <const> = engine_run.rows_of, engine_run.failure
local agreeable <const>, except <const> = fake_carrier.agreeable, fake_carrier.except

describe("what a contract waits for #unit", function()
	local add_job <const>, run <const> = engine_run.each_test(function() end)

	--- Every sentence that is said of a contract in a run, in order, each once in a row.
	local function said_of(contract, rows, carrier, options)
		local said <const> = {}
		options = options or {}
		options.on_progress = function(progress)
			local words <const> = progress.waits[contract]
			said[#said + 1] = words ~= said[#said] and words or nil
		end
		run(add_job(rows), carrier, options)
		return table.concat(said, "\n")
	end

	--- Orders that the carrier works on for so many seconds.
	local function slow(seconds, exception)
		local carrier, begun
		carrier = fake_carrier.new(except(function(operation, arguments, times)
			local reply, err
			if exception then
				reply, err = exception(operation, arguments, times, carrier)
			end
			begun = begun or operation == "get_order_status" and carrier.now
			if reply or err then
				return reply, err
			elseif operation == "get_order_status" and carrier.now < begun + seconds then
				return { orderId = arguments.orderId, orderList = { { orderStatus = "01" } } }
			end
		end, agreeable()), 0.3)
		return carrier
	end

	it("is the lists at first, then the answers to its orders, then their being processed", function()
		local said <const> = said_of(N1, rows_of(N1, 20), slow(60))
		assert.matches("^asking the carrier for its lists of orders, before the first order is sent\n"
			.. "sending orders, one after the other\n", said)
		assert.matches("\nall is sent; waiting for the carrier to process 20 orders", said)
	end)

	it("is room, where as many orders are under way as may be", function()
		assert.matches("waiting for the carrier to process orders: 3 are under way, and no more may be",
			said_of(N1, rows_of(N1, 9), slow(60), { max_outstanding = 3 }), 1, true)
	end)

	it("is an order for the same SIM line", function()
		local rows <const> = rows_of(N1, 1)
		rows[2] = engine_run.line_row(N1, rows[1].arguments.lineNo, "set_roaming")
		assert.matches("waiting for the carrier to process the order of row 1: the next rows are for the same SIM lines",
			said_of(N1, rows, slow(60)), 1, true)
	end)

	it("is the canary, and the rate", function()
		assert.matches("waiting for the first rows to succeed ('canary')",
			said_of(N1, rows_of(N1, 4), slow(30), { canary = 1 }), 1, true)
		assert.matches("waiting until the rate lets the next order pass, at 1%d:%d%d:%d%d JST",
			said_of(N1, rows_of(N1, 4), slow(1), { rate = 0.1 }))
	end)

	it("is the completion of orders that are processed", function()
		local said <const> = said_of(N1, rows_of(N1, 2), slow(5), { wait_until = "complete", deadline = 600 })
		assert.matches("waiting until 2 orders are complete at the carrier", said, 1, true)
	end)

	it("is what is left under way, once a limit has halted the run", function()
		local said <const> = said_of(N1, rows_of(N1, 9), slow(60, function(operation, arguments)
			if operation == "change_course" and tonumber(arguments.lineNo) % 10 == 4 then
				return failure { kind = "api", sent = "yes", status = 404 }
			end
		end), { max_failures = { rows = 1 } })
		assert.matches("nothing more is sent; waiting for the carrier to process the orders of row 1, row 2, row 3", said, 1,
			true)
	end)

	it("is an order that the carrier did not take, with the reason and the time of the next try", function()
		local rows <const> = rows_of(N1, 1)
		rows[2] = engine_run.line_row(N2, "09000000009")
		local said <const> = said_of(N1, rows, slow(60, function(operation, arguments, times)
			if operation == "change_course" and arguments.contractId == N1 and times == 1 then
				return failure { kind = "http", status = 429, sent = "no", message = "slowly", retry_after = 20 }
			end
		end))
		assert.matches("the carrier did not take the order of row 1 %(.*slowly%); it is sent again at 1%d:%d%d:%d%d JST",
			said)
	end)

	it("is the carrier, where that cannot be reached, and where it turns requests away", function()
		for words, err in pairs {
			["the carrier cannot be reached since 1%d:%d%d:%d%d JST %(.*Connection refu.*%); nothing is sent; next try"] =
				{ kind = "network", sent = "no", message = "Failed to connect to 127.0.0.1 port 1: Connection refused" },
			["the carrier has turned requests away since 1%d:%d%d:%d%d JST %(.*maintenance%); nothing is sent; next try"] =
				{ kind = "api", status = 503, sent = "no", message = "maintenance" },
		} do
			assert.matches(words, said_of(N1, rows_of(N1, 2), slow(1, function(_, _, _, carrier)
				if carrier.now < 1060 then
					return failure(err)
				end
			end)))
		end
	end)

	it("is an order of which the carrier does not speak", function()
		local said <const> = said_of(N1, rows_of(N1, 2), slow(1, function(operation, arguments)
			if operation == "get_order_status" and arguments.orderId == "AGU0000000000002" then
				return failure { kind = "api", sent = "yes", status = 404, message = "no such order" }
			end
		end))
		assert.matches("the carrier does not say what became of the order of row 2 %(.*no such order.*%): it is asked again",
			said)
	end)

	it("is its own contract's questions that fail, where another's are answered", function()
		local rows <const> = rows_of(N1, 1)
		for index, row in ipairs(rows_of(N2, 40, nil, 100)) do
			rows[index + 1] = row
		end
		local said <const> = said_of(N1, rows, slow(20, function(operation, arguments, _, carrier)
			if operation == "get_order_status" and arguments.contractId == N1 and carrier.now < 1020 then
				return failure { kind = "timeout", sent = "maybe" }
			end
		end))
		assert.matches("questions about this contract fail since %d.*; next try at %d", said)
	end)
end)
