--- A problem (or advice) of a change list, with its place in the file.
--
-- Invariant: as text it is `FILE:LINE: column: message`, without the parts of the place that are not known.

local problem <const> = {}

local metatable <const> = { __name = "unom.problem" }

function metatable:__tostring()
	local place = self.file
	if self.line then
		place = ("%s:%d"):format(place, self.line)
	end
	if self.column then
		place = ("%s: %s"):format(place, self.column)
	end
	return ("%s: %s"):format(place, self.message)
end

function metatable.__concat(left, right)
	return tostring(left) .. tostring(right)
end

--- @param fields {file=, line=integer|nil, column=the header as the file has it|nil, field=API name|nil,
--   code=, message=, likely=the value that was probably meant|nil, cell=its number in the row|nil}; the table itself
--   becomes the problem
function problem.new(fields)
	return setmetatable(fields, metatable)
end

return problem
