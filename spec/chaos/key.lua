--- What an order asks for, as one word: the same for a row of a list and for its order at the carrier.

local mixture <const> = require "chaos.mixture"

local key <const> = {}

local NOT_COMPARED <const> = { operation = true, agreement = true, number = true }

--- @param cells of a row, by column
function key.of(operation, cells)
	local words <const> = {}
	for name, value in pairs(cells) do
		if type(value) == "string" and not mixture.SECRET[name] and not NOT_COMPARED[name] then
			words[#words + 1] = name .. "=" .. value
		end
	end
	table.sort(words)
	return operation .. " " .. table.concat(words, " ")
end

--- The same of an order at the carrier: its cells are its arguments, those of its one line beside the others.
function key.of_order(order)
	local cells <const> = {}
	for name, value in pairs(order.arguments) do
		cells[name] = value
	end
	for name, value in pairs(order.arguments.linesList and order.arguments.linesList[1] or {}) do
		cells[name] = value
	end
	return key.of(order.operation, cells)
end

--- How often each key is in an array of cells.
function key.counts(list)
	local counts <const> = {}
	for _, cells in ipairs(list) do
		local of_row <const> = key.of(cells.operation, cells)
		counts[of_row] = (counts[of_row] or 0) + 1
	end
	return counts
end

--- The id that an order has at the carrier; nil for a cut session.
function key.id_of(order)
	return order.orderId or order.reserveId
end

return key
