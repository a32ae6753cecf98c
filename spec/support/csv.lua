--- Reads a CSV text into an array of tables keyed by the header: the specs' own reading of result files.

local function cells_of(text, position)
	local cells <const> = {}
	while true do
		local cell
		if text:sub(position, position) == '"' then
			local stop = position
			repeat
				stop = assert(text:find('"', stop + 1, true))
				local doubled <const> = text:sub(stop + 1, stop + 1) == '"'
				if doubled then
					stop = stop + 1
				end
			until not doubled
			cell, position = text:sub(position + 1, stop - 1):gsub('""', '"'), stop + 1
		else
			local stop <const> = text:find("[,\r\n]", position) or #text + 1
			cell, position = text:sub(position, stop - 1), stop
		end
		cells[#cells + 1] = cell
		local separator <const> = text:sub(position, position)
		if separator == "," then
			position = position + 1
		else
			return cells, position + (text:sub(position, position + 1) == "\r\n" and 2 or 1)
		end
	end
end

local function parse(text)
	local header <const>, position = cells_of(text, 1)
	local rows <const> = {}
	while position <= #text do
		local cells
		cells, position = cells_of(text, position)
		local row <const> = {}
		for index, name in ipairs(header) do
			row[name] = cells[index]
		end
		rows[#rows + 1] = row
	end
	return rows
end

return { parse = parse }
