--- The rows of a lane, over a ledger of tables that counts how often it is asked.

local lines <const> = require "unom.bulk.engine.lines"
local queue <const> = require "unom.bulk.engine.queue"

local N1 <const> = "N123456789"

local function line(index)
	return ("090%08d"):format(index)
end

--- A ledger with a row for each of the lines, in this order.
-- @param of_lines numbers of lines; {operation, line} for another operation than change_course
local function ledger_of(of_lines)
	local rows <const> = {}
	for number, of in ipairs(of_lines) do
		local operation, index = "change_course", of
		if type(of) == "table" then
			operation, index = of[1], of[2]
		end
		rows[number] = { job = 1, row = number, state = "pending", operation = operation,
			arguments = { lineNo = index and line(index) } }
	end
	local ledger <const> = { windows = 0, asked = 0, rows = rows }
	local function copy(row)
		return setmetatable({ state = row.state }, { __index = row })
	end
	function ledger:pending_rows(job, contract, after, limit)
		assert(job == 1 and contract == N1)
		self.windows = self.windows + 1
		local found <const> = {}
		for number = after + 1, #rows do
			if rows[number].state == "pending" and #found < limit then
				found[#found + 1] = copy(rows[number])
			end
		end
		return found
	end
	function ledger:row(_, number)
		self.asked = self.asked + 1
		return copy(rows[number])
	end
	return ledger
end

describe("queue #unit", function()
	local ledger, of_contract, rows

	local function open(of_lines)
		ledger, of_contract = ledger_of(of_lines), lines.new()
		rows = queue.new(ledger, 1, N1, of_contract)
	end

	--- Takes the next row; its line is busy from then on, or its row ended at once where `keep` is false.
	local function send(keep)
		local row <const> = rows:next()
		if row then
			rows:take(row)
			ledger.rows[row.row].state = "tracking"
			if keep ~= false then
				of_contract:begin_order(row.arguments.lineNo)
			end
			return row.row
		end
	end

	--- Takes rows until there is none, and returns their numbers.
	local function send_all(keep)
		local numbers <const> = {}
		for number in send, keep do
			numbers[#numbers + 1] = number
		end
		return table.concat(numbers, " ")
	end

	local function free(index)
		assert(of_contract:end_order(line(index)))
		rows:line_is_free(line(index))
	end

	local function unknown(job, number, index)
		of_contract:hold { job = job, row = number, arguments = { lineNo = line(index) } }
	end

	local function known(job, number, index)
		assert(of_contract:release { job = job, row = number, arguments = { lineNo = line(index) } })
		rows:line_is_released()
	end

	it("gives rows in file order, each until it is taken", function()
		open { 1, 2, 3 }
		assert.equal(1, rows:next().row)
		assert.equal(1, rows:next().row)
		assert.equal("1 2 3", send_all())
		assert.is_false(rows:any())
	end)

	it("asks the ledger no more once it has read all its rows", function()
		open { 1 }
		send_all()
		for _ = 1, 10 do
			assert.is_nil(rows:next())
		end
		assert.equal(2, ledger.windows)
	end)

	it("lets rows for other lines pass one whose line is busy, and none for its own", function()
		open { 1, 1, 2, 1, 3 }
		assert.equal("1 3 5", send_all())
		assert.is_true(rows:any())
		free(2)
		assert.is_nil(rows:next())
		free(1)
		assert.equal("2", send_all())
		free(1)
		assert.equal("4", send_all())
		assert.is_false(rows:any())
	end)

	it("sends rows that waited in file order, before those that did not", function()
		open { 1, 2, 1, 2, 3, 4 }
		send()
		send()
		assert.equal(5, rows:next().row)
		free(2)
		free(1)
		assert.equal("3 4 5 6", send_all())
	end)

	it("keeps the order of what keeps it, behind terminations too", function()
		open { 1, { "change_course", 1 }, { "terminate_line", 2 }, { "add_data_share_lines", 3 }, { "purchase_device" },
			{ "add_data_share_lines", 1 }, { "purchase_device" }, 4 }
		assert.equal("1 3 4 5 8", send_all())
		free(1)
		assert.equal("2", send_all())
		free(1)
		assert.equal("6 7", send_all())
		open { 1, { "terminate_line", 1 }, { "purchase_device" }, 2 }
		assert.equal("1 4", send_all())
		free(1)
		assert.equal("2 3", send_all())
	end)

	it("gives what came back first, whatever could leave meanwhile", function()
		open { 1, 1, 2, 3 }
		send()
		local row <const> = rows:next()
		assert.equal(3, row.row)
		rows:take(row)
		rows:put_back(row)
		assert.equal(3, rows:next().row)
		free(1)
		assert.equal("3 2 4", send_all())
	end)

	it("gives several that came back in file order, once each", function()
		open { 1, 2, 3 }
		local first <const> = rows:next()
		rows:take(first)
		local second <const> = rows:next()
		rows:take(second)
		rows:put_back(first)
		rows:put_back(second)
		assert.equal("1 2 3", send_all())
	end)

	it("gives a row once that came back before the ledger was read", function()
		open { 1, 1, 2, 3 }
		of_contract:begin_order(line(1))
		local row <const> = rows:next()
		assert.equal(3, row.row)
		rows:take(row)
		rows:read_again()
		rows:put_back(row)
		of_contract:begin_order(line(2))
		free(1)
		assert.equal(1, send(false)) -- read with those after it
		free(2)
		assert.equal(3, send(false))
		assert.equal("2 4", send_all())
	end)

	it("holds the rows for the line of an unknown row, and what must not pass them", function()
		open { 1, 2, { "add_data_share_lines", 1 }, { "purchase_device" }, { "terminate_line", 3 }, 3 }
		unknown(9, 4, 1)
		unknown(8, 5, 7)
		assert.equal("2 5", send_all())
		free(3)
		assert.equal("6", send_all())
		assert.is_false(rows:any())
		assert.same({ 3, { { job = 9, row = 4 } } }, { rows:held_rows() })
		known(8, 5, 7)
		assert.is_nil(rows:next())
		known(9, 4, 1)
		assert.is_true(rows:any())
		assert.equal("1", send_all())
		free(1)
		assert.equal("3 4", send_all())
		assert.same({ 0, {} }, { rows:held_rows() })
	end)

	it("holds a row that waited already", function()
		open { 1, 1, 2 }
		assert.equal("1 3", send_all())
		assert.is_true(rows:any())
		unknown(1, 1, 1)
		free(1)
		assert.is_nil(rows:next())
		assert.is_false(rows:any())
		assert.same({ 1, { { job = 1, row = 1 } } }, { rows:held_rows() })
	end)

	it("looks at a row that waits once, until something changes for one of them", function()
		local of_lines <const>, looks = {}, 0
		for number = 1, 500 do
			of_lines[number] = 1
		end
		open(of_lines)
		local is_busy <const> = of_contract.is_busy
		function of_contract.is_busy(...)
			looks = looks + 1
			return is_busy(...)
		end
		send()
		for _ = 1, 100 do
			assert.is_nil(rows:next())
		end
		assert.equal(500, looks)
	end)

	it("looks a thousand rows ahead and a window, and no further", function()
		local of_lines <const> = { 1 }
		for number = 2, 2500 do
			of_lines[number] = number < 2400 and 1 or number
		end
		open(of_lines)
		assert.equal("1", send_all())
		local _, soon
		repeat
			_, soon = rows:next()
		until not soon
		assert.is_true(ledger.windows <= 12)
		local windows <const> = ledger.windows
		assert.is_nil(rows:next())
		assert.equal(windows, ledger.windows)
		free(1)
		assert.equal("2", send_all())
	end)

	it("reads past all rows that are held, some windows a turn", function()
		local of_lines <const> = {}
		for number = 1, 2500 do
			of_lines[number] = number < 2500 and 1 or 2
		end
		open(of_lines)
		unknown(1, 9, 1)
		local row, soon = rows:next()
		assert.is_nil(row)
		assert.is_true(soon)
		assert.equal(10, ledger.windows)
		repeat
			row, soon = rows:next()
		until not soon
		assert.equal(2500, row.row)
		assert.equal(2499, (rows:held_rows()))
	end)

	it("sends none but some rows until all may", function()
		open { 1, 2, 3, 1, 2 }
		rows:restrict { { row = 2, line = line(2), keeps_order = false, terminates = false } }
		assert.equal("2", send_all(false))
		assert.is_false(rows:any())
		assert.equal(0, ledger.windows)
		rows:restrict(nil)
		assert.equal("1 3 5", send_all())
	end)

	it("asks for a row that waited, and leaves out one that is pending no more", function()
		open { 1, 1, 2, 2 }
		send_all()
		ledger.rows[2].state = "unknown"
		free(1)
		assert.is_nil(rows:next())
		free(2)
		assert.equal("4", send_all())
	end)
end)
