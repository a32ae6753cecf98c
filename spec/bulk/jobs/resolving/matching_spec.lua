--- Counting: what is certain is what holds in every way of giving each order an owner, tried one by one.

local matching <const> = require "unom.bulk.jobs.resolving.matching"

--- Every way of giving each order an owner, as arrays of owners by order.
local function all_ways(orders, owners, could_own)
	local ways <const>, taken <const>, way <const> = {}, {}, {}
	local function give(order)
		if order > orders then
			ways[#ways + 1] = table.move(way, 1, orders, 1, {})
			return
		end
		for owner = 1, owners do
			if could_own(owner, order) and not taken[owner] then
				taken[owner], way[order] = true, owner
				give(order + 1)
				taken[owner] = nil
			end
		end
	end
	give(1)
	return ways
end

--- What holds in all ways, in the form of `matching.of`.
local function certain_in(ways, orders, owners)
	if #ways == 0 then
		return nil
	end
	local found <const> = { only_owner = {}, surely = {} }
	for order = 1, orders do
		found.only_owner[order] = ways[1][order]
		for _, way in ipairs(ways) do
			found.only_owner[order] = found.only_owner[order] == way[order] and way[order] or nil
		end
	end
	for owner = 1, owners do
		local in_all = true
		for _, way in ipairs(ways) do
			local has_one = false
			for order = 1, orders do
				has_one = has_one or way[order] == owner
			end
			in_all = in_all and has_one
		end
		found.surely[owner] = in_all or nil
	end
	return found
end

describe("counting orders and owners #unit", function()
	local function of(edges)
		local owners, set = 0, {}
		for order, those in ipairs(edges) do
			for _, owner in ipairs(those) do
				owners = math.max(owners, owner)
				set[owner .. " " .. order] = true
			end
		end
		return function(owner, order) return set[owner .. " " .. order] == true end, #edges, owners
	end

	local function counted(edges, owners)
		local could_own <const>, orders, most <const> = of(edges)
		return matching.of(orders, owners or most, could_own)
	end

	it("knows the one order of the one owner", function()
		assert.same({ only_owner = { 1 }, surely = { true } }, counted { { 1 } })
	end)

	it("knows that as many owners as orders all have one, though not which", function()
		assert.same({ only_owner = {}, surely = { true, true } }, counted { { 1, 2 }, { 1, 2 } })
	end)

	it("knows nothing of two owners and one order", function()
		assert.same({ only_owner = {}, surely = {} }, counted { { 1, 2 } })
	end)

	it("follows from one to the next: who has the first order does not have the second", function()
		assert.same({ only_owner = { 1, 2 }, surely = { true, true } }, counted { { 1 }, { 1, 2 } })
	end)

	it("says nothing where somebody else must have made one", function()
		assert.is_nil(counted { { 1 }, { 1 } })
		assert.is_nil(counted { { 1, 2 }, {} })
	end)

	it("says nothing of more than it can count", function()
		assert.is_nil(matching.of(matching.MOST + 1, 1, function() return true end))
		assert.is_nil(matching.of(1, matching.MOST + 1, function() return true end))
	end)

	it("finds what holds in every way, whoever could own what", function()
		local seed = 7
		local function draw()
			seed = (seed * 1103515245 + 12345) % 2147483648
			return seed / 2147483648
		end
		local certain, impossible = 0, 0
		for _ = 1, 400 do
			local orders <const>, owners <const>, edges <const> = 1 + draw() * 4 // 1, 1 + draw() * 5 // 1, {}
			for index = 1, orders * owners do
				edges[index] = draw() < 0.45
			end
			local function could_own(owner, order) return edges[(order - 1) * owners + owner] end
			local expected <const> = certain_in(all_ways(orders, owners, could_own), orders, owners)
			assert.same(expected, matching.of(orders, owners, could_own))
			certain = certain + (expected and next(expected.only_owner) and 1 or 0)
			impossible = impossible + (expected and 0 or 1)
		end
		assert.is_true(certain > 50 and impossible > 50, ("%d, %d"):format(certain, impossible))
	end)

	it("keeps parts apart that have nothing to do with one another", function()
		local could_own <const> = of { { 1 }, { 2, 3 }, { 3, 4 }, {} }
		assert.same({ { orders = { 1 }, owners = { 1 } }, { orders = { 2, 3 }, owners = { 2, 3, 4 } },
			{ orders = { 4 }, owners = {} } }, matching.parts(4, 5, could_own))
		local joined <const> = of { { 1 }, { 2 }, { 1, 2 } }
		assert.same({ { orders = { 1, 2, 3 }, owners = { 1, 2 } } }, matching.parts(3, 2, joined))
	end)
end)
