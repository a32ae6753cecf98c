--- Change lists in files of their own, read as the engine reads them.

local assert <const> = require "luassert"
local change_list <const> = require "unom.bulk.list.change_list"

local lists <const> = {}

--- Calls `body` with the path of a file that holds `bytes`, and removes the file.
function lists.with_file(bytes, body)
	local path <const> = os.tmpname()
	local file <const> = assert(io.open(path, "wb"))
	assert(file:write(bytes))
	assert(file:close())
	local results <const> = table.pack(pcall(body, path))
	os.remove(path)
	if not results[1] then
		error(results[2], 0)
	end
	return table.unpack(results, 2, results.n)
end

--- Reads a whole list: its good rows, its problems as "LINE: column: code" and as they are, the list, its advice.
function lists.read(bytes, options)
	return lists.with_file(bytes, function(path)
		local rows <const>, codes <const>, problems <const>, advice <const> = {}, {}, {}, {}
		local function take(found)
			for _, problem in ipairs(found or {}) do
				problems[#problems + 1] = problem
				codes[#codes + 1] = ("%s: %s: %s"):format(problem.line or "-", problem.column or "-", problem.code)
				local place = path .. (problem.line and ":" .. problem.line or "") .. ": "
				place = place .. (problem.column and problem.column .. ": " or "")
				assert.equal(place .. problem.message, tostring(problem))
			end
		end
		local list <close>, refused = change_list.open(path, lists.then_of(options))
		if not list then
			take(refused)
			return rows, codes, problems, nil, advice
		end
		for row, found, advised in list:rows() do
			if row then
				rows[#rows + 1] = row
				assert.is_nil(found)
			else
				assert.is_false(row)
				take(found)
			end
			table.move(advised or {}, 1, #(advised or {}), #advice + 1, advice)
		end
		return rows, codes, problems, list, advice
	end)
end

-- The dates of the lists in these specs are days to come at this moment, 2026-11-15 in Japan.
local function wall_clock()
	return 1794711600
end

-- Options under which a row may leave out its contract and its consent.
lists.AGREED = { agree = true, contract_id = "N123456789", wall_clock = wall_clock }

--- These options, and the clock.
function lists.then_of(options)
	return setmetatable({ wall_clock = options and options.wall_clock or wall_clock }, { __index = options })
end

--- These options, and those of AGREED where they name none.
function lists.with(options)
	return setmetatable(options, { __index = lists.AGREED })
end

local function counted(rows, key)
	local counts <const> = {}
	for _, good in ipairs(rows) do
		counts[good[key]] = (counts[good[key]] or 0) + 1
	end
	return counts
end

local function shown(found)
	local words <const> = {}
	for index, item in ipairs(found or {}) do
		words[index] = item.code .. " " .. tostring(item):gsub("^[^:]*", "FILE", 1)
	end
	return words
end

--- Reads a list row by row and checks it as a whole: both must find the same. Returns how many rows were good.
function lists.compare(bytes, options)
	local rows <const>, _, problems <const>, list <const>, advice <const> = lists.read(bytes, options)
	return lists.with_file(bytes, function(path)
		local summary <const>, found <const> = change_list.check(path, lists.then_of(options))
		assert.same(shown(problems), shown(found), bytes)
		assert.equal(#problems == 0, summary ~= nil, bytes)
		if summary then
			assert.equal(#rows, summary.rows)
			assert.same(counted(rows, "operation"), summary.operations)
			assert.same(counted(rows, "contract"), summary.contracts)
			assert.same(shown(advice), shown(summary.advice))
			assert.equal("utf-8", summary.encoding)
			summary.advice = nil
			local of_rows <const> = list.summary:finish()
			of_rows.advice = nil
			assert.same(of_rows, summary, bytes)
		end
		return #rows
	end)
end

return lists
