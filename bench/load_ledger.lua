--- A change list loaded into the ledger, against the same rows inserted through LuaDBI alone.
--
-- The peer writes the same row into the same table in one transaction, and neither reads, checks nor encodes anything:
-- what is left is what reading and checking the list cost beside the database.
--
--     lua5.4 bench/load_ledger.lua

local core <const> = require "unom.core"
local database <const> = require "unom.bulk.ledger.database"
local ledgers <const> = require "unom.bulk.ledger"
local lists <const> = require "lists"
local load <const> = require "unom.bulk.jobs.load"
local measure <const> = require "measure"

local ROWS <const>, ROUNDS <const> = 200000, 3

local function rows_a_second(seconds)
	return ROWS / seconds
end

--- Rows a second, from the file to the commit.
local function load_list(ledger_path, list_path)
	local ledger <close> = assert(ledgers.open(ledger_path))
	local options <const> = { path = list_path, agree = lists.OPTIONS.agree }
	local start <const> = core.monotonic()
	local number <const>, lock = load.load(ledger, options)
	assert(number, lock)
	local seconds <const> = core.monotonic() - start
	assert(ledger:job(number).total == ROWS)
	lock:release()
	return rows_a_second(seconds)
end

local INSERT <const> = [[INSERT INTO list_row (job, list_row, line, contract, operation, arguments, order_key, compared,
	state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending')]]

--- Rows a second, inserted as `ledger:add_row` does.
local function insert(ledger_path)
	assert(ledgers.open(ledger_path)):close() -- makes the tables
	local opened <close> = assert(database.open(ledger_path))
	opened:run([[INSERT INTO job (job, created, list, sha256, columns, settings, total, purpose)
		VALUES (1, '', '', '', '', '', 0, 'list')]])
	local arguments <const> = '{"agreement":"yes","contractId":"N123456789","lineNo":"09000000001",'
		.. '"planCode":"T3001328","requestDate":"20261201"}'
	local start <const> = core.monotonic()
	opened:begin()
	for number = 1, ROWS do
		opened:run(INSERT, 1, number, number + 1, "N123456789", "change_course", arguments,
			("course:090%08d"):format(number), "change_course\nplanCode=T3001328")
	end
	opened:commit()
	return rows_a_second(core.monotonic() - start)
end

local directory <close> = lists.directory()
local list_path <const> = directory.path .. "/list.csv"
lists.write(list_path, ROWS)
local bare <const>, loaded <const> = {}, {}
for round = 1, ROUNDS do
	bare[round] = insert(("%s/bare-%d.db"):format(directory.path, round))
	loaded[round] = load_list(("%s/loaded-%d.db"):format(directory.path, round), list_path)
end

print(("A change list of %d rows loaded into the ledger, elapsed time: medians of %d rounds"):format(ROWS, ROUNDS))
measure.show("inserted through LuaDBI alone", "%.0f rows a second", measure.median(bare))
measure.show("unom", "%.0f rows a second", measure.median(loaded))
measure.show("ratio of the times", "%.2f", measure.median(bare) / measure.median(loaded))
measure.show("peak of memory, both", "%.1f MiB", measure.peak_memory())
