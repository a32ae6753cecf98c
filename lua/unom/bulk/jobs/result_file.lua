--- The result file, which every run ends with.
--
-- Invariant: it has one line for every row of the list, in the list's order; there is no secret in it; it appears
-- whole under its name or not at all.

local errors <const> = require "unom.error"
local identity <const> = require "unom.bulk.carrier.identity"
local messages <const> = require "unom.messages"
local operations <const> = require "unom.operations"
local reason <const> = require "unom.reason"

-- The columns after the list's own, and where a row of the ledger has their values.
local RESULT_COLUMNS <const> = {
	{ "unom.row", "row" },
	{ "unom.state", "state" },
	{ "unom.orderId", identity.of },
	{ "unom.orderStatus", "order_status" },
	{ "unom.messageId", "message_id" },
	{ "unom.error", function(row) return reason.words(row.reason) end },
	{ "unom.submittedAt", "submitted_at" },
	{ "unom.finishedAt", "finished_at" },
}

-- How many rows are read from the ledger at a time.
local WINDOW <const> = 1000

local function csv_cell(value)
	local text <const> = tostring(value)
	if text:find('[",\r\n]') then
		return '"' .. text:gsub('"', '""') .. '"'
	end
	return text
end

local function csv_line(cells)
	for index, cell in ipairs(cells) do
		cells[index] = csv_cell(cell)
	end
	return table.concat(cells, ",") .. "\r\n"
end

local function header(columns)
	local cells <const> = {}
	for _, column in ipairs(columns) do
		cells[#cells + 1] = column.header
	end
	for _, column in ipairs(RESULT_COLUMNS) do
		cells[#cells + 1] = column[1]
	end
	return csv_line(cells)
end

local function list_cell(row, field_name)
	if field_name == "operation" then
		return row.operation
	end
	local field <const> = operations[row.operation].fields[field_name]
	return not (field and field.secret) and row.arguments[field_name] or ""
end

local function line(columns, row)
	local cells <const> = {}
	for _, column in ipairs(columns) do
		cells[#cells + 1] = list_cell(row, column.field)
	end
	for _, column in ipairs(RESULT_COLUMNS) do
		local value <const> = column[2]
		cells[#cells + 1] = (type(value) == "function" and value(row) or row[value]) or ""
	end
	return csv_line(cells)
end

local function write_rows(file, ledger, job)
	assert(file:write(header(job.columns)))
	local last = 0
	while true do
		local rows <const> = ledger:rows_after(job.job, last, WINDOW)
		if #rows == 0 then
			return
		end
		for _, row in ipairs(rows) do
			assert(file:write(line(job.columns, row)))
			last = row.row
		end
	end
end

local function without_ending(list)
	return (list:gsub("%.[cC][sS][vV]$", ""))
end

--- Where the result of a job goes: `plans.csv` -> `plans.result.csv`, beside the list; a job that follows from
-- another must not write over that one's: `plans.job-8.result.csv`.
local function default_path(job)
	local number <const> = job.parent and (".job-%d"):format(job.job) or ""
	return without_ending(job.list) .. number .. ".result.csv"
end

--- Can the result of a list go to `path`? Found out before anything is sent.
-- @param path nil: beside the list
-- @return true, or nil and an error of kind "result"
local function check(list, path)
	path = path or default_path { list = list }
	if path == list then
		return nil, errors.new { kind = "result", message = messages.say("result_is_list", { path = path }) }
	end
	local temporary <const> = path .. ".part"
	local file <const>, words = io.open(temporary, "ab")
	if not file then
		return nil, errors.new { kind = "result", message = words }
	end
	file:close()
	os.remove(temporary)
	return true
end

--- Writes the result file of a job.
-- @param job as `ledger:job` gives it
-- @param path where; nil for the job's own (beside its list)
-- @return the path, or nil and an error of kind "result"
local function write(ledger, job, path)
	path = path or job.settings.result or default_path(job)
	if path == job.list then
		return nil, errors.new { kind = "result", message = messages.say("result_is_list", { path = path }) }
	end
	local temporary <const> = path .. ".part"
	local file <const>, words = io.open(temporary, "wb")
	if not file then
		return nil, errors.new { kind = "result", message = words }
	end
	local ok <const>, err = pcall(function()
		write_rows(file, ledger, job)
		assert(file:close())
		assert(os.rename(temporary, path))
	end)
	if not ok then
		pcall(file.close, file)
		os.remove(temporary)
		return nil, errors.new { kind = "result", message = ("%s: %s"):format(path, err) }
	end
	return path
end

return { check = check, write = write }
