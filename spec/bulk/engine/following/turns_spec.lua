--- Which poll goes out next, of many contracts' polls that are due.

local turns <const> = require "unom.bulk.engine.following.turns"

local A <const>, B <const>, C <const> = "N000000001", "N000000002", "N000000003"

describe("turns of polls #unit", function()
	local calls, senders, followed, admitted, going, out

	before_each(function()
		calls = { connections = 16, reads = 0, reading = 0, of = {} }
		function calls:reads_in_flight(name) return self.of[name] or 0 end
		senders, followed, admitted, out = 1, 1, true, {}
		going = turns.new {
			calls = calls,
			reachability = { admit = function(_, name) return admitted == true or admitted == name end },
			senders = function() return senders end,
			followed = function() return followed end,
		}
	end)

	local function put(name, number, is_suspect)
		for index = 1, number or 1 do
			going:put(name, { contract = name, number = index, is_suspect = is_suspect }, is_suspect)
		end
	end

	local function begin(name)
		local before <const> = calls:reads_in_flight(name)
		calls.of[name], calls.reads = before + 1, calls.reads + 1
		calls.reading = calls.reading + (before == 0 and 1 or 0)
	end

	local function start()
		going:start(function(target)
			begin(target.contract)
			out[#out + 1] = target
			return true
		end)
	end

	local function names()
		local found <const> = {}
		for index, target in ipairs(out) do
			found[index] = target.contract
		end
		return table.concat(found, " ")
	end

	local function ended(target)
		calls.of[target.contract] = calls.of[target.contract] - 1
		calls.reads = calls.reads - 1
		calls.reading = calls.reading - (calls.of[target.contract] == 0 and 1 or 0)
		going:ended(target.contract, target.is_suspect)
	end

	it("lets four of a contract out, other reads counted, and the next when one has come back", function()
		begin(A)
		put(A, 6)
		start()
		assert.equal(3, #out)
		assert.equal(3, going:count_due(A))
		ended(out[1])
		start()
		assert.equal(4, #out)
		assert.equal(4, out[4].number)
	end)

	it("goes round the contracts", function()
		followed = 3
		put(A, 3)
		put(B, 2)
		put(C, 1)
		start()
		assert.equal(6, #out)
		for _, name in ipairs { A, B, C } do
			assert.is_truthy(names():sub(1, 32):find(name, 1, true), name)
		end
	end)

	-- Eight were let out for all contracts together: those of one which hung kept all others back.
	it("lets a contract's poll out while another's hang", function()
		senders, followed = 2, 2
		put(A, 10)
		start()
		local before <const> = #out
		put(B)
		start()
		assert.equal(before + 1, #out)
		assert.equal(B, out[#out].contract)
	end)

	it("leaves a connection for each contract that sends, and one for each contract's first read", function()
		calls.connections, senders, followed = 6, 3, 3 -- two for each contract
		put(A, 4)
		start()
		assert.equal(1, #out)
		put(B, 4)
		put(C, 4)
		start()
		assert.equal(3, #out)
		senders = 0 -- all have been sent
		start()
		assert.equal(6, #out)
	end)

	it("lets two go on hanging at most of those that timed out, and the others pass", function()
		put(A, 5, true)
		start()
		assert.equal(2, #out)
		put(A, 5)
		start()
		assert.equal(4, #out)
		assert.is_nil(out[3].is_suspect)
		ended(out[1])
		start()
		assert.is_nil(out[5].is_suspect)
		ended(out[2])
		start()
		assert.is_true(out[6].is_suspect)
	end)

	it("lets none out that may not begin, and asks about those alone that could", function()
		admitted = B
		followed = 2
		put(A)
		start()
		assert.equal(0, #out)
		put(B)
		start()
		assert.equal(B, names())
		assert.equal(1, going:count_due(A))
		admitted = true
		start()
		assert.equal(2, #out)
	end)
end)
