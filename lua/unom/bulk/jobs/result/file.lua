--- The result file, which every run ends with.
--
-- Invariants: it has one line for every row of the list, in the list's order; its owner alone can read it; it appears
-- whole under its name or not at all; where no person has named it, it is no other job's. What is written for a
-- spreadsheet is written so only where that was asked for.

local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local family <const> = require "unom.bulk.jobs.family"
local lfs <const> = require "lfs"
local messages <const> = require "unom.messages"
local path <const> = require "unom.bulk.jobs.path"
local rows <const> = require "unom.bulk.jobs.result.rows"
local spreadsheet <const> = require "unom.bulk.jobs.result.spreadsheet"
local states <const> = require "unom.bulk.ledger.states"

local ENDING <const> = ".result.csv"
local STDIN <const> = "stdin" -- what a list from standard input is called

-- How many rows are written at a time.
local WINDOW <const> = 1000

-- What a file in UTF-8 may begin with, so that a spreadsheet takes it for that.
local MARK <const> = "\u{FEFF}"

-- What the system says of a path at which nothing is: ENOENT.
local NO_SUCH_FILE <const> = 2

--- Raises the words of a failure, without the place in this file at which it was seen.
local function must(done, words)
	return done or error(words, 0)
end

-- ---- where it goes ----

--- Where the result of a job goes when nobody has said: `plans.csv` -> `plans.result.csv`, beside the list. Where that
-- name is an earlier job's, of the same list or of another: `plans.job-8.result.csv`. Every job of a list from standard
-- input has its number: `stdin.job-8.result.csv`, in the folder in which the list was run.
-- @param settings the job's
-- @param number the job's; nil: it is not in the ledger yet
local function default_path(ledger, list, settings, number)
	local taken <const> = {}
	local function take(name, job, is_stdin)
		local stem = path.absolute(name):gsub("%.[cC][sS][vV]$", "")
		if is_stdin then
			stem = ("%s%s.job-%d"):format(stem:match "^.*/", STDIN, job)
		end
		while taken[stem .. ENDING] do
			stem = ("%s.job-%d"):format(stem, job)
		end
		taken[stem .. ENDING] = true
		return stem .. ENDING
	end
	local last = 0
	for _, job in ipairs(ledger:lists()) do
		local found <const> = take(job.list, job.job, job.settings.stdin)
		if job.job == number then
			return found
		end
		taken[job.settings.result or found] = true
		last = job.job
	end
	return take(list, last + 1, settings.stdin)
end

local function refuse(words)
	return nil, errors.new { kind = "result", message = words }
end

--- Can there be a result file of a list at that path? A link is not followed: what it leads to may be anybody's.
-- @return true, or nil and an error of kind "result"
local function check_place(list, result)
	local kind <const>, words <const>, code <const> = lfs.symlinkattributes(result, "mode")
	if result == path.absolute(list) then
		return refuse(messages.say("result_is_list", { path = result }))
	elseif kind == "link" then
		return refuse(messages.say("result_is_link", { path = result }))
	elseif kind and kind ~= "file" then
		return refuse(messages.say("result_is_other", { path = result, kind = kind }))
	elseif not kind and code ~= NO_SUCH_FILE then -- its name is too long, or what stands for its folder is none
		return refuse(messages.say("result_not_written", { path = result, words = words:match "[^:]*$":sub(2) }))
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
		return refuse(messages.say("result_not_written", { path = folder .. name, words = words:sub(#part + 3) }))
	end
	return file, part
end

--- Can the result of a list go where it is to go? Found out before anything is sent.
-- @param settings those of its job
-- @param result the path; nil: that of a new job of the list
-- @return true, or nil and an error of kind "result"
local function check(ledger, list, settings, result)
	result = path.absolute(result) or default_path(ledger, list, settings)
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
	return check(ledger, job.list, job.settings, result)
end

-- ---- what is in it ----

local UTF_8 <const>, CP932 <const> = "utf-8", "cp932"

--- How the file is written: as the list was, unless a mark is asked for, which only UTF-8 has. A list in UTF-16 gives
-- UTF-8 with one: programs and spreadsheets both take that.
-- @return {encoding=, marked=bool, cell=function(text)|nil}
local function form_of(job, options)
	local settings <const> = job.settings
	local wants_mark = options.bom
	if wants_mark == nil then
		wants_mark = settings.bom
	end
	local encoding <const> = not wants_mark and settings.encoding == CP932 and CP932 or UTF_8
	local for_excel <const> = options["for"] == "excel"
	local had_mark <const> = settings.marked or settings.encoding ~= nil and settings.encoding:find "^utf%-16" ~= nil
	local marked <const> = wants_mark or wants_mark == nil and (had_mark or for_excel)
	return { encoding = encoding, marked = marked and encoding == UTF_8, cell = for_excel and spreadsheet.cell or nil }
end

--- Takes rows of cells, and writes them some at a time. Returns a function that takes a row, and one that ends the file
-- and returns how many characters its encoding lacks.
local function writer(file, form)
	local lines, lost = {}, 0
	local function flush()
		local bytes <const>, lacking <const> = core.from_utf8(form.encoding, table.concat(lines))
		lost = lost + lacking
		must(file:write(bytes))
		lines = {}
	end
	if form.marked then
		must(file:write(MARK))
	end
	return function(cells)
		for index, cell in ipairs(form.cell and cells or {}) do
			cells[index] = form.cell(cell)
		end
		lines[#lines + 1] = core.csv_line(cells)
		if #lines == WINDOW then
			flush()
		end
	end, function()
		flush()
		must(file:close())
		return lost
	end
end

--- The rows of a job, each with its fate, and the jobs that the fates are of: where retries took rows of a list's job,
-- what became of these.
local function rows_of(ledger, job)
	local found <const> = family.of(ledger, job)
	local own <const> = { job.job }
	if found.root.job ~= job.job then
		return family.rows_of(ledger, job), own
	end
	for _, member in ipairs(found.retries) do
		own[#own + 1] = member.job
	end
	return found.rows(), own
end

--- Where the result file of a job goes: as a person said now, or when it was run; else beside its list.
local function path_of(ledger, job, result)
	return path.absolute(result or job.settings.result) or default_path(ledger, job.list, job.settings, job.job)
end

--- Writes the result file of a job; that of a list's job has what became of its rows in retries.
-- @param job as `ledger:job` gives it
-- @param options {result=the path; nil: the job's own (as its run was told, else beside its list), bom=bool: in UTF-8,
--   with its mark; nil: as the list, ["for"]="excel"|nil}
-- @return the path and {jobs={the numbers of those whose rows are in it}, rows=how many, states={how many of each},
--   encoding=, lost=how many characters its encoding lacks}; or nil and an error of kind "result"
local function write(ledger, job, options)
	local result <const> = path_of(ledger, job, options.result)
	local possible <const>, err = check_place(job.list, result)
	if not possible then
		return nil, err
	end
	local form <const> = form_of(job, options)
	local each <const>, jobs <const> = rows_of(ledger, job)
	local file <const>, part = create_part(result)
	if not file then
		return nil, part
	end
	local counts <const> = states.counts()
	local ok <const>, lost = pcall(function()
		local take <const>, finish <const> = writer(file, form)
		local columns <const> = rows.columns(job)
		take(rows.header(columns))
		for row, fate in each do
			counts[fate.state] = counts[fate.state] + 1
			take(rows.cells(columns, row, fate))
		end
		local lacking <const> = finish()
		must(os.rename(part, result))
		return lacking
	end)
	if not ok then
		pcall(file.close, file)
		os.remove(part)
		return refuse(("%s: %s"):format(result, lost))
	end
	return result, { jobs = jobs, rows = states.count_all(counts), states = counts, encoding = form.encoding, lost = lost }
end

return { check = check, check_named = check_named, path_of = path_of, write = write }
