--- A change list loaded into a ledger that has many earlier rows, against the same list loaded into an empty one.
--
-- Each row is compared with the earlier rows for its line. The earlier rows are orders of other plans: of ten times as
-- many lines, one each; and of the same lines, ten each, the last of them a month ago.
--
--     lua5.4 bench/large_ledger.lua

local core <const> = require "unom.core"
local ledgers <const> = require "unom.bulk.ledger"
local lists <const> = require "lists"
local load <const> = require "unom.bulk.jobs.load"
local measure <const> = require "measure"

local ROWS <const>, EARLIER <const>, ROUNDS <const> = 100000, 1000000, 3

local JOB <const> = [[INSERT INTO job (job, created, list, sha256, columns, settings, total, purpose)
	VALUES (?, '', '', '', '[]', '{}', 0, 'list')]]

-- The rows of an earlier job, and the event with which each was sent.
local ROWS_OF_JOB <const> = [[INSERT INTO list_row (job, list_row, line, contract, operation, arguments, order_key,
		compared, state, order_id, first_sent, submitted_at, finished_at)
	WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < %d)
	SELECT ?, n, n + 1, 'N123456789', 'change_course', '{"agreement":"yes","contractId":"N123456789","lineNo":"090'
		|| printf('%%08d', n) || '","planCode":"T3001326","requestDate":"20200101"}', 'course:090' || printf('%%08d', n),
		'change_course' || char(10) || 'planCode=T3001326', 'succeeded', 'AGU' || printf('%%03d', ?) || printf('%%010d', n),
		n, '', ? FROM number]]
local EVENTS_OF_JOB <const> = [[INSERT INTO event (job, list_row, time, what)
	SELECT job, list_row, '', 'submitting' FROM list_row WHERE job = ?]]

--- Makes a ledger of so many earlier jobs of `rows` rows each, a month apart.
local function make(path, jobs, rows)
	local ledger <close> = assert(ledgers.open(path))
	ledger:transaction(function()
		for job = 1, jobs do
			ledger.database:run(JOB, job)
			ledger.database:run(ROWS_OF_JOB:format(rows), job, job, ledger:now((jobs - job + 1) * 30 * 86400))
			ledger.database:run(EVENTS_OF_JOB, job)
		end
	end)
	ledger:checkpoint()
end

--- Seconds from the file to the commit.
local function load_list(ledger_path, list_path)
	local ledger <close> = assert(ledgers.open(ledger_path))
	local start <const> = core.monotonic()
	local number <const>, lock = load.load(ledger, { path = list_path, agree = lists.OPTIONS.agree })
	assert(number, lock)
	local seconds <const> = core.monotonic() - start
	assert(ledger:job(number).total == ROWS)
	lock:release()
	return seconds
end

local directory <close> = lists.directory()
local list_path <const> = directory.path .. "/list.csv"
lists.write(list_path, ROWS)

local LEDGERS <const> = {
	{ "an empty one", 0, 0 },
	{ "one order for each of as many lines", 1, EARLIER },
	{ "ten orders for each of these lines", EARLIER // ROWS, ROWS },
}
for index, ledger in ipairs(LEDGERS) do
	ledger.path, ledger.seconds = ("%s/%d.db"):format(directory.path, index), {}
	make(ledger.path, ledger[2], ledger[3])
end

for round = 1, ROUNDS do
	for _, ledger in ipairs(LEDGERS) do
		local copy <const> = ledger.path .. ".copy"
		os.execute(("cp %s %s"):format(ledger.path, copy))
		ledger.seconds[round] = load_list(copy, list_path)
		os.execute(("rm %s*"):format(copy))
	end
end

print(("A change list of %d rows loaded into a ledger with %d earlier rows, elapsed time: medians of %d rounds"):format(
	ROWS, EARLIER, ROUNDS))
local empty <const> = measure.median(LEDGERS[1].seconds)
for _, ledger in ipairs(LEDGERS) do
	local seconds <const> = measure.median(ledger.seconds)
	measure.show(ledger[1], "%.2f s, %.2f times", seconds, seconds / empty)
end
