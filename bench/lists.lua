--- Change lists for the benchmarks: plan changes of as many lines, to the first of the next month.

local lists <const> = {}

-- Consent to the carrier's terms, for all rows.
lists.OPTIONS = { agree = true }

local function first_of_next_month()
	local now <const> = os.date("*t")
	return os.date("%Y%m%d", os.time { year = now.year, month = now.month + 1, day = 1, hour = 12 })
end

--- Writes a list of `rows` rows to the file at `path`.
function lists.write(path, rows)
	local file <close> = assert(io.open(path, "wb"))
	local day <const> = first_of_next_month()
	file:write("operation,contractId,lineNo,planCode,requestDate\n")
	for number = 1, rows do
		file:write(("change_course,N123456789,090%08d,T3001328,%s\n"):format(number, day))
	end
end

--- A directory of its own, removed with all that is in it when the benchmark is over.
function lists.directory()
	local pipe <close> = assert(io.popen("mktemp -d"))
	return setmetatable({ path = pipe:read("l") }, { __close = function(self)
		os.execute("rm -r " .. self.path)
	end })
end

return lists
