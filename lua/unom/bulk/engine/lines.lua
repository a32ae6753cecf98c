--- The lines of a contract that are not free: those with an order under way, of whatever job, and those with a row that
-- is unknown.
--
-- Invariant: a line is busy from the moment its order is known to be under way until that order is final; it is held
-- while a row for it is unknown.

local lines_methods <const> = {}
local lines_mt <const> = { __name = "unom.lines", __index = lines_methods }

local function new()
	return setmetatable({
		under_way = {}, -- lineNo -> orders that are followed
		of_others = {}, -- lineNo -> rows of other jobs with an order under way that is not followed yet
		to_follow = {}, -- those of them that a row waits for now
		unknown = {}, -- lineNo -> {row's name -> {job=, row=}}
	}, lines_mt)
end

--- What tells a row from every other, of whatever job.
local function name_of(row)
	return row.job .. " " .. row.row
end

--- An order for the line is under way; nil: one that names no line.
function lines_methods:begin_order(line)
	if line then
		self.under_way[line] = (self.under_way[line] or 0) + 1
	end
end

--- It is final. Returns whether the line is free of orders now.
function lines_methods:end_order(line)
	local left <const> = line and self.under_way[line] - 1 or 0
	if line then
		self.under_way[line] = left > 0 and left or nil
	end
	return left == 0
end

--- Orders of other jobs are under way: a row for one of their lines waits for them.
-- @param rows of those jobs, tracking
function lines_methods:set_others(rows)
	for _, row in ipairs(rows) do
		local line <const> = row.arguments.lineNo
		if line then
			self.of_others[line] = self.of_others[line] or {}
			table.insert(self.of_others[line], row)
		end
	end
end

--- Is the line busy, as a row for it finds? Orders of other jobs that keep it so are to be followed from then on.
function lines_methods:is_busy(line)
	local others <const> = self.of_others[line or false]
	if others then
		self.of_others[line] = nil
		table.move(others, 1, #others, #self.to_follow + 1, self.to_follow)
	end
	return others ~= nil or self.under_way[line or false] ~= nil
end

--- The rows of other jobs whose orders are to be followed from now on, once.
function lines_methods:take_others()
	local rows <const> = self.to_follow
	if #rows > 0 then
		self.to_follow = {}
	end
	return rows
end

--- A row for the line is unknown. Can be called twice.
function lines_methods:hold(row)
	local line <const> = row.arguments.lineNo
	if line then
		self.unknown[line] = self.unknown[line] or {}
		self.unknown[line][name_of(row)] = { job = row.job, row = row.row }
	end
end

--- The row is not unknown any more. Returns whether it was.
function lines_methods:release(row)
	local line <const> = row.arguments.lineNo
	local rows <const> = line and self.unknown[line]
	if not (rows and rows[name_of(row)]) then
		return false
	end
	rows[name_of(row)] = nil
	self.unknown[line] = next(rows) and rows or nil
	return true
end

--- The unknown rows for a line, as {name = {job=, row=}}; nil: none.
function lines_methods:unknown_rows(line)
	return self.unknown[line or false]
end

return { new = new, name_of = name_of }
