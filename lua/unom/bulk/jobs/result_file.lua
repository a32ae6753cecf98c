--- The result file, which every run ends with.
--
-- Invariants: it has one line for every row of the list, in the list's order; there is no secret in it; its owner alone
-- can read it; it appears whole under its name or not at all; where no person has named it, it is no other job's.

local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local identity <const> = require "unom.bulk.carrier.identity"
local lfs <const> = require "lfs"
local messages <const> = require "unom.messages"
local moments <const> = require "unom.moments"
local operations <const> = require "unom.operations"
local path <const> = require "unom.bulk.jobs.path"
local reason <const> = require "unom.reason"

-- The columns after the list's own, and where a row of the ledger has their values.
local RESULT_COLUMNS <const> = {
	{ "unom.row", "row" },
	{ "unom.state", "state" },
	{ "unom.orderId", identity.of },
	{ "unom.orderStatus", "order_status" },
	{ "unom.messageId", "message_id" },
	{ "unom.error", function(row) return reason.words(row.reason) end },
	{ "unom.submittedAt", function(row) return moments.shown(row.submitted_at) end },
	{ "unom.finishedAt", function(row) return moments.shown(row.finished_at) end },
	{ "unom.evidence", "evidence" },
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

local ENDING <const> = ".result.csv"

--- Where the result of a job goes when nobody has said: `plans.csv` -> `plans.result.csv`, beside the list. Where that
-- name is an earlier job's, of the same list or of another: `plans.job-8.result.csv`.
-- @param number the job's; nil: it is not in the ledger yet
local function default_path(ledger, list, number)
	local taken <const> = {}
	local function take(name, job)
		local stem = path.absolute(name):gsub("%.[cC][sS][vV]$", "")
		while taken[stem .. ENDING] do
			stem = ("%s.job-%d"):format(stem, job)
		end
		taken[stem .. ENDING] = true
		return stem .. ENDING
	end
	local last = 0
	for _, job in ipairs(ledger:lists()) do
		local found <const> = take(job.list, job.job)
		if job.job == number then
			return found
		end
		taken[job.settings.result or found] = true
		last = job.job
	end
	return take(list, last + 1)
end

local function refuse(words)
	return nil, errors.new { kind = "result", message = words }
end

--- Can there be a result file of a list at that path? A link is not followed: what it leads to may be anybody's.
-- @return true, or nil and an error of kind "result"
local function check_place(list, result)
	local kind <const> = lfs.symlinkattributes(result, "mode")
	if result == path.absolute(list) then
		return refuse(messages.say("result_is_list", { path = result }))
	elseif kind == "link" then
		return refuse(messages.say("result_is_link", { path = result }))
	elseif kind and kind ~= "file" then
		return refuse(messages.say("result_is_other", { path = result, kind = kind }))
	end
	return true
end

--- Makes the file that becomes the result file under its name, beside it. Its own name is new each time: one that was
-- left by a process which was killed is in nobody's way.
-- @return the file and its path, or nil and an error of kind "result"
local function create_part(result)
	local folder <const>, name <const> = result:match("^(.*/)(.*)$")
	local part <const> = ("%s.unom-%s.part"):format(folder, core.random_id())
	local file <const>, words = core.create_file(part)
	if not file then
		return refuse(("%s: %s"):format(folder .. name, words:sub(#part + 3)))
	end
	return file, part
end

--- Can the result of a list go where it is to go? Found out before anything is sent.
-- @param result the path; nil: that of a new job of the list
-- @return true, or nil and an error of kind "result"
local function check(ledger, list, result)
	result = path.absolute(result) or default_path(ledger, list)
	local possible <const>, err = check_place(list, result)
	if not possible then
		return nil, err
	end
	local file <const>, part = create_part(result)
	if not file then
		return nil, part
	end
	file:close()
	os.remove(part)
	return true
end

--- As `check`, where a person has named the result file of a job. One that nobody has named keeps no one from going on
-- with the job: its orders are under way.
local function check_named(ledger, job, result)
	if not result then
		return true
	end
	return check(ledger, job.list, result)
end

--- Writes the result file of a job.
-- @param job as `ledger:job` gives it
-- @param result the path; nil for the job's own (as its run was told, else beside its list)
-- @return the path, or nil and an error of kind "result"
local function write(ledger, job, result)
	result = path.absolute(result or job.settings.result) or default_path(ledger, job.list, job.job)
	local possible <const>, err = check_place(job.list, result)
	if not possible then
		return nil, err
	end
	local file <const>, part = create_part(result)
	if not file then
		return nil, part
	end
	local ok <const>, failure = pcall(function()
		write_rows(file, ledger, job)
		assert(file:close())
		assert(os.rename(part, result))
	end)
	if not ok then
		pcall(file.close, file)
		os.remove(part)
		return refuse(("%s: %s"):format(result, failure))
	end
	return result
end

return { check = check, check_named = check_named, write = write }
