--- Change lists for the benchmarks: plan changes of as many lines, to the first of the next month.

local lists <const> = {}

-- Consent to the carrier's terms, for all rows.
lists.OPTIONS = { agree = true }

local function first_of_next_month()
	local now <const> = os.date("*t")
	return os.date("%Y%m%d", os.time { year = now.year, month = now.month + 1, day = 1, hour = 12 })
end

-- The first contracts are those that the simulator has, and so are the first of their lines.
local SIMULATED <const> = { "N123456789", "N987654321", "N111222333" }

-- The one contract of a list of which nothing is sent, or to a carrier that knows every line.
local ONE <const> = { { id = SIMULATED[1], first_line = 0 } }

--- So many contracts, for `write`.
function lists.contracts(count)
	local contracts <const> = {}
	local lines <const> = count <= #SIMULATED and 10000000 or 10000
	for number = 1, count do
		contracts[number] = { id = SIMULATED[number] or ("N%09d"):format(number), first_line = number * lines }
	end
	return contracts
end

--- Writes a list of `rows` rows for each of the contracts, which take turns, to the file at `path`.
-- @param contracts nil: one
function lists.write(path, rows, contracts)
	local file <close> = assert(io.open(path, "wb"))
	local day <const> = first_of_next_month()
	file:write("operation,contractId,lineNo,planCode,requestDate\n")
	for number = 1, rows do
		for _, contract in ipairs(contracts or ONE) do
			file:write(("change_course,%s,090%08d,T3001328,%s\n"):format(contract.id, contract.first_line + number, day))
		end
	end
end

--- Writes the same list of one contract as people write it: with hyphens in every number and slashes in every day.
function lists.write_messy(path, rows)
	local file <close> = assert(io.open(path, "wb"))
	local day <const> = first_of_next_month():gsub("^(....)(..)", "%1/%2/")
	file:write("operation,contractId,lineNo,planCode,requestDate\n")
	for number = 1, rows do
		file:write(("change_course,%s,090-%04d-%04d,T3001328,%s\n"):format(ONE[1].id, number // 10000, number % 10000, day))
	end
end

--- A directory of its own, removed with all that is in it when the benchmark is over.
-- @param is_in_memory so that a sync of a ledger in it costs next to nothing
function lists.directory(is_in_memory)
	local pipe <close> = assert(io.popen("mktemp -d" .. (is_in_memory and " -p /dev/shm" or "")))
	return setmetatable({ path = pipe:read("l") }, { __close = function(self)
		os.execute("rm -r " .. self.path)
	end })
end

return lists
