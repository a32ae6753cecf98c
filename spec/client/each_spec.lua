--- One operation for many items: every item once with its own result, no result lost, none taken from others.

local core <const> = require "unom.core"
local each <const> = require "unom.client.each"
local homes <const> = require "support.homes"
local listing <const> = require "unom.client.listing"
local unom <const> = require "unom"

local function raise(name)
	os.execute(("kill -%s %d"):format(name, core.process_id()))
end

describe("client:each #wire", function()
	local home <const> = homes.each_test()
	local client, numbers

	--- A client of a new simulator, and the numbers of its lines.
	local function connect(options, client_options)
		home:simulate(options)
		local all <const> = { base_url = home.simulator.url, client_id = "id", client_secret = "secret",
			contract_id = "N123456789" }
		for name, value in pairs(client_options or {}) do
			all[name] = value
		end
		client, numbers = unom.client(all), {}
		for number = 1, options.lines do
			numbers[number] = ("0901%07d"):format(number)
		end
	end

	after_each(function()
		if client then
			client:close()
		end
		client = nil
	end)

	--- Goes through a loop. Returns how often each item was there, its results, and their number.
	local function collect(...)
		local counts <const>, results <const> = {}, {}
		local number = 0
		for item, reply, err in client:each(...) do
			counts[item] = (counts[item] or 0) + 1
			results[item] = { reply = reply, err = err }
			number = number + 1
		end
		return counts, results, number
	end

	--- How often each of the items is to be there.
	local function once(items)
		local counts <const> = {}
		for _, item in ipairs(items) do
			counts[item] = (counts[item] or 0) + 1
		end
		return counts
	end

	it("gives every item once, with its own reply", function()
		connect { lines = 40 }
		local counts <const>, results <const> = collect("get_session", numbers)
		assert.same(once(numbers), counts)
		for _, number in ipairs(numbers) do
			assert.equal(number, results[number].reply.lineNo)
			assert.is_nil(results[number].err)
		end
		assert.equal(0, client:in_flight())
	end)

	it("gives an item with its error, and goes on", function()
		connect { lines = 3 }
		local items <const> = { "09010000001", "09099999999", "09010000003" }
		local counts <const>, results <const> = collect("get_session", items, { concurrency = 1 })
		assert.same(once(items), counts)
		assert.is_nil(results["09099999999"].reply)
		assert.equal("line_not_found", results["09099999999"].err.name)
		assert.equal("0", results["09010000003"].reply.resultCode)
	end)

	it("takes a listing, an iterator, items of any kind and none", function()
		connect { lines = 4 }
		local lines <const> = assert(client:lines())
		assert.is_true(listing.is(lines))
		assert.same(once(lines.entries), (collect("get_session", lines)))
		assert.same(once(lines.entries), (collect("get_traffic", lines, { arguments = function(line)
			return { lineNo = line.lineNo }
		end })))
		local at = 0
		assert.same(once(numbers), (collect("get_session", function()
			at = at + 1
			return numbers[at]
		end, { concurrency = 2 })))
		local rest <const> = setmetatable({ { lineNo = numbers[1] } }, { __call = function(self)
			return table.remove(self)
		end })
		assert.equal(1, select(3, collect("get_session", rest)))
		assert.same({ [7] = 1 }, (collect("get_session", { 7 }, {
			arguments = function(item) return { lineNo = "0901000000" .. item % 4 } end })))
		local arguments <const> = { lineNo = numbers[1], contractId = "N123456789" }
		assert.same({ [arguments] = 1 }, (collect("get_session", { arguments })))
		assert.same({}, (collect("get_session", {})))
		assert.same({}, (collect("get_session", function() end)))
	end)

	it("goes through the items that it was given, whatever its loop does to them", function()
		connect { lines = 8 }
		local left <const>, seen <const> = { table.unpack(numbers) }, {}
		for item, reply in client:each("get_session", left, { concurrency = 2 }) do
			assert.equal(item, reply.lineNo)
			seen[#seen + 1] = item
			table.remove(left, 1)
		end
		assert.same(once(numbers), once(seen))
	end)

	it("takes arguments out of a table that is filled anew for each item", function()
		connect { lines = 8 }
		local filled <const> = { linesList = { {} }, agreement = "yes" }
		local ordered <const> = {}
		for item, reply in client:each("add_data_share_lines", numbers, { arguments = function(number)
			filled.linesList[1].lineNo = number
			return filled
		end }) do
			ordered[getmetatable(reply).arguments.linesList[1].lineNo] = item
		end
		for _, number in ipairs(numbers) do
			assert.equal(number, ordered[number])
		end
	end)

	it("asks about a listing's entries in its own contract", function()
		connect { lines = 2 }
		local lines <const> = assert(client:lines { contractId = "N987654321" })
		for line, reply in client:each("get_session", lines) do
			assert.same({ "N987654321", line.lineNo }, { reply.contractId, reply.lineNo })
		end
	end)

	it("has so many calls in flight and no more", function()
		connect({ lines = 12, latency = 0.02 }, { max_connections = 5 })
		for concurrency, expected in pairs { [3] = 3, [20] = 12, [false] = 5 } do
			local most = 0
			for _ in client:each("get_session", numbers, { concurrency = concurrency or nil }) do
				most = math.max(most, client:in_flight() + 1)
			end
			assert.equal(expected, most)
		end
	end)

	it("takes no result of others, and lets its loop use the client", function()
		connect { lines = 20 }
		local own <const> = client:start("get_traffic", { lineNo = numbers[1] })
		local orders <const> = {}
		for item, reply in client:each("get_session", numbers, { concurrency = 4 }) do
			assert.equal(item, reply.lineNo)
			local id <const> = client:start("set_roaming", { lineNo = item, roamingCode = "T6000042", agreement = "yes" })
			assert.equal(numbers[2], assert(client:get_session { lineNo = numbers[2] }).lineNo)
			local done <const> = client:wait(60, { [id] = true })
			orders[done[1].reply.orderId] = item
		end
		assert.same(once(numbers), (function()
			local items <const> = {}
			for _, item in pairs(orders) do
				items[#items + 1] = item
			end
			return once(items)
		end)())
		local left <const> = client:wait(60)
		assert.equal(own, left[1].id)
		assert.equal(0, client:in_flight())
	end)

	it("may be within the loop of another", function()
		connect { lines = 6 }
		local seen = 0
		for item in client:each("get_session", numbers) do
			for other, reply in client:each("get_traffic", numbers, { concurrency = 2 }) do
				assert.is_truthy(reply)
				seen = seen + (item and other and 1 or 0)
			end
		end
		assert.equal(36, seen)
	end)

	it("drops the reads that are in flight when its loop ends early", function()
		connect { lines = 30, latency = 0.05 }
		for item in client:each("get_session", numbers, { concurrency = 8 }) do
			if item then
				break
			end
		end
		assert.equal(0, client:in_flight())
		assert.same({}, client:wait(0))
		assert.has_error(function()
			for _ in client:each("get_session", numbers, { concurrency = 8 }) do
				error "enough"
			end
		end)
		assert.equal(0, client:in_flight())
		do
			local iterator <close> = client:each("get_session", numbers)
			iterator()
			assert.is_true(client:in_flight() > 0)
		end
		assert.equal(0, client:in_flight())
	end)

	it("loses no order when its loop ends early", function()
		connect { lines = 30 }
		local function order(item)
			return { lineNo = item, roamingCode = "T6000042", agreement = "yes" }
		end
		local ids <const>, count = {}, 0
		for _, reply in client:each("set_roaming", numbers, { concurrency = 8, arguments = order }) do
			ids[reply.orderId], count = true, count + 1
			if count == 3 then
				core.sleep(0.2) -- others have ended meanwhile
				break
			end
		end
		while client:in_flight() > 0 do
			for _, result in ipairs(client:wait(60)) do
				ids[result.reply.orderId], count = true, count + 1
			end
		end
		assert.equal(10, count)
		for _, accepted in ipairs(home.simulator:orders()) do
			assert.is_true(ids[accepted.orderId])
			ids[accepted.orderId] = nil
		end
		assert.is_nil(next(ids))
	end)

	for _, case in ipairs {
		{ operation = "set_roaming", latency = 0.05, ended = "reply", roaming_code = "T6000042", agreement = "yes" },
		{ operation = "get_session", latency = 30, ended = "interrupted" },
	} do
		it(("starts no %s after a signal, and says so of each item"):format(case.operation), function()
			connect { lines = 9, latency = case.latency }
			if case.ended == "reply" then
				assert(client:get_contract {}) -- fetches the token: what waits for one does not leave after a signal
			end
			local signals <close> = unom.signals()
			local at, begun = 0, core.monotonic()
			local function next_item()
				at = at + 1
				if at == 3 then
					raise "TERM"
				end
				return numbers[at]
			end
			local seen <const>, ends <const> = {}, {}
			for item, reply, err in client:each(case.operation, next_item, { arguments = function(item)
				return { lineNo = item, roamingCode = case.roaming_code, agreement = case.agreement }
			end }) do
				seen[#seen + 1] = item
				ends[item] = reply and "reply" or err.kind
				assert.equal(err and case.operation, err and err.operation)
				if item > numbers[2] then
					assert.same({ "interrupted", "no", "interrupted" }, { err.kind, err.sent, err.message })
				end
			end
			assert.same(once(numbers), once(seen))
			assert.same({ case.ended, case.ended, "interrupted" }, { ends[numbers[1]], ends[numbers[2]], ends[numbers[3]] })
			assert.equal(1, signals:count())
			assert.is_true(core.monotonic() - begun < 20)
		end)
	end

	-- At Ctrl-C twice it waited for the orders' replies all the same, for as long as their timeout.
	it("aborts reads that are in flight when a signal comes, and orders at the second", function()
		for _, case in ipairs {
			{ "get_session", 1, { [1] = true, [2] = true } },
			{ "remove_roaming", 1, {} },
			{ "remove_roaming", 2, { [1] = true, [2] = true } },
		} do
			local operation <const>, raised <const>, expected <const> = table.unpack(case)
			local signals <close> = unom.signals()
			local last, aborted <const> = 0, {}
			local carrier <const> = {
				allow_connections = function() return 2 end,
				start = function()
					last = last + 1
					return last
				end,
				abort = function(_, id) aborted[id] = true end,
				wait = function(_, _, ids)
					if signals:count() < raised then
						raise "TERM"
						return {}
					end
					return { { id = next(ids), reply = {} } }
				end,
			}
			local count = 0
			local function next_item()
				count = count + 1
				return count <= 2 and { lineNo = "09010000001", agreement = "yes" } or nil
			end
			local seen = 0
			for _ in each.new(carrier, operation, next_item, nil, 1) do
				seen = seen + 1
			end
			assert.equal(2, seen)
			assert.same(expected, aborted)
		end
	end)

	it("blames who calls it wrongly, before anything is sent", function()
		connect { lines = 3 }
		local before <const> = #home.simulator:requests()
		local good <const> = numbers[1]
		for _, case in ipairs {
			{ { "get_sesion", numbers }, "bad argument #1 to 'each' (" },
			{ { nil, numbers }, "bad argument #1 to 'each' (the name of an operation expected, got nil)" },
			{ { "get_session", 3 }, "bad argument #2 to 'each' (an array of items, or a function that" },
			{ { "get_session", { linesList = {} } }, "bad argument #2 to 'each' (an array of items, or a function that" },
			{ { "get_session", { good, nil, good } }, "bad argument #2 to 'each' (an array has no holes, and there is no" },
			{ { "get_session", {}, { concurency = 1 } }, "bad option 'concurency' to 'each' (unknown; did you mean" },
			{ { "get_session", {}, { concurrency = 0 } }, "bad option 'concurrency' to 'each' (a whole number above 0" },
			{ { "get_session", { good, "9010000002" } }, "bad argument 'lineNo' to 'get_session' (the leading zero" },
			{ { "get_session", { good, 5 } }, "bad option 'arguments' to 'each' (a table expected of it, got number)" },
			{ { "set_roaming", { good } }, "bad argument 'agreement' to 'set_roaming' (required" },
		} do
			local line <const> = debug.getinfo(1, "l").currentline + 1
			local ok <const>, raised <const> = pcall(function() return (client:each(table.unpack(case[1], 1, 3))) end)
			assert.is_false(ok)
			local text <const> = tostring(raised)
			assert.is_truthy(text:find(case[2], 1, true), text)
			assert.is_truthy(text:find(("each_spec.lua:%d: "):format(line), 1, true), text)
		end
		assert.equal(before, #home.simulator:requests())
	end)

	it("raises a mistake of an iterator's after the results that it has", function()
		connect { lines = 5 }
		local items <const>, at, seen = { numbers[1], numbers[2], "x", numbers[3] }, 0, {}
		local ok <const>, raised <const> = pcall(function()
			for item, reply in client:each("get_session", function()
				at = at + 1
				return items[at]
			end) do
				seen[item] = reply
			end
		end)
		assert.is_false(ok)
		assert.is_truthy(tostring(raised):find("bad argument 'lineNo' to 'get_session'", 1, true), raised)
		assert.is_truthy(seen[numbers[1]] and seen[numbers[2]])
		assert.is_nil(seen[numbers[3]])
	end)

	it("says so when another wait has taken its results", function()
		connect { lines = 3 }
		local ok <const>, raised <const> = pcall(function()
			for _ in client:each("get_session", numbers) do
				while client:in_flight() > 0 do
					client:wait(60)
				end
			end
		end)
		assert.is_false(ok)
		assert.is_truthy(tostring(raised):find("another wait of the client", 1, true), raised)
	end)

	it("lets its loop close the client", function()
		connect { lines = 5, latency = 0.05 }
		for item in client:each("get_session", numbers) do
			client:close()
			if item then
				break
			end
		end
	end)
end)
