--- Which orders must be whose, by counting: pure functions over numbers.
--
-- Orders that nobody else made are each some owner's, and an owner has one at most. What holds in every way of giving
-- each order an owner is certain.
--
-- Invariant: nothing is called certain where one way of giving out the orders speaks against it.

local matching <const> = {}

-- How many orders and owners are counted together at most: the work grows with their product.
matching.MOST = 500

--- Finds an owner for an order, from whom others may have to take another one.
-- @param is_open function(order, owner): may this owner be taken for the order?
-- @param is_free function(owner): has the owner no order that would need another owner?
-- @param owner_of, order_of what is given out; changed where `gives` and an owner is found
local function find_owner(state, order, is_open, is_free, gives)
	for _, owner in ipairs(state.owners_of[order]) do
		if is_open(order, owner) and not state.seen[owner] then
			state.seen[owner] = true
			if is_free(owner) or find_owner(state, state.order_of[owner], is_open, is_free, gives) then
				if gives then
					state.owner_of[order], state.order_of[owner] = owner, order
				end
				return true
			end
		end
	end
	return false
end

local function always()
	return true
end

--- The orders of a state that each have one owner alone, and the owners that surely have an order.
local function find_certain(state, number)
	local only_owner <const>, surely <const> = {}, {}
	for order = 1, number do
		local owner <const> = state.owner_of[order]
		local function is_free(other) return not state.order_of[other] end
		state.seen = { [owner] = true }
		surely[owner] = not find_owner(state, order, always, is_free) or nil
		state.seen = {}
		local has_another <const> = find_owner(state, order,
			function(one, other) return one ~= order or other ~= owner end,
			function(other) return other == owner or is_free(other) end)
		only_owner[order] = not has_another and owner or nil
	end
	return only_owner, surely
end

--- Gives every order an owner.
-- @param orders, owners how many there are
-- @param could_own function(owner, order) -> bool
-- @return {only_owner={[order]=owner: nobody else can have made it}, surely={[owner]=true: has an order, whichever}};
--   nil where the orders are more than the owners could have made, or too many to count
function matching.of(orders, owners, could_own)
	if orders > matching.MOST or owners > matching.MOST then
		return nil
	end
	local state <const> = { owners_of = {}, owner_of = {}, order_of = {} }
	for order = 1, orders do
		state.owners_of[order] = {}
		for owner = 1, owners do
			table.insert(state.owners_of[order], could_own(owner, order) and owner or nil)
		end
	end
	for order = 1, orders do
		state.seen = {}
		if not find_owner(state, order, always, function(owner) return not state.order_of[owner] end, true) then
			return nil
		end
	end
	local only_owner <const>, surely <const> = find_certain(state, orders)
	return { only_owner = only_owner, surely = surely }
end

--- Parts that have nothing to do with one another: orders and owners that are joined by who could own what.
-- @return an array of {orders={numbers}, owners={numbers}}, those with an order
function matching.parts(orders, owners, could_own)
	local part_of_owner <const>, parts <const> = {}, {}
	for order = 1, orders do
		local joined <const> = { orders = { order }, owners = {} }
		for owner = 1, owners do
			local other <const> = could_own(owner, order) and (part_of_owner[owner] or { orders = {}, owners = { owner } })
			if other and other ~= joined then
				table.move(other.orders, 1, #other.orders, #joined.orders + 1, joined.orders)
				for _, number in ipairs(other.owners) do
					table.insert(joined.owners, number)
					part_of_owner[number] = joined
				end
				other.is_gone = true
			end
		end
		parts[#parts + 1] = joined
	end
	local left <const> = {}
	for _, part in ipairs(parts) do
		if not part.is_gone then
			table.sort(part.orders)
			table.sort(part.owners)
			left[#left + 1] = part
		end
	end
	return left
end

return matching
