--- A problem (or advice) of a change list, with its place in the file, or in the rows that a script gave.
--
-- Invariant: as text it is `FILE:LINE: column: message` or `NAME: row N: key: message`, without the parts of the place
-- that are not known.

local problem <const> = {}

local metatable <const> = { __name = "unom.problem" }

function metatable:__tostring()
	local place = self.file
	if self.line then
		place = ("%s:%d"):format(place, self.line)
	elseif self.row then
		place = ("%s: row %d"):format(place, self.row)
	end
	if self.column then
		place = ("%s: %s"):format(place, self.column)
	end
	return ("%s: %s"):format(place, self.message)
end

function metatable.__concat(left, right)
	return tostring(left) .. tostring(right)
end

--- @param fields {file=, line=integer|nil, row=its number, of rows without lines|nil, column=the header as the file has
--   it, or the row's key|nil, field=API name|nil,
--   code=, message=, likely=the value that was probably meant|nil, cell=its number in the row|nil}; the table itself
--   becomes the problem
function problem.new(fields)
	return setmetatable(fields, metatable)
end

--- A problem of a row of a list.
-- @param list {path=, by_row=bool: it is no file, so that places are rows}
-- @param line as the list gave it with the row
-- @param fields as for `new`, without the place
function problem.of_row(list, line, fields)
	fields.file, fields[list.by_row and "row" or "line"] = list.path, line
	return problem.new(fields)
end

return problem
