--- The check of a whole change list against a bare parse of the same file with libcsv, see bare_csv.c: of a list whose
-- cells are as the carrier has them, and of one with hyphens and slashes in every row.
--
-- Each is a process of its own, so that each has its own peak of memory, and both work in turns on a file that is
-- in the page cache.
--
--     lua5.4 bench/check_list.lua DIRECTORY_OF_THE_PEERS

local change_list <const> = require "unom.bulk.list.change_list"
local lists <const> = require "lists"
local measure <const> = require "measure"

local ROWS <const>, ROUNDS <const> = 1000000, 3

--- The part that is measured, in a process of its own: prints seconds of CPU time and MiB.
local function check(path)
	local start <const> = os.clock()
	local summary <const> = assert(change_list.check(path, lists.OPTIONS))
	assert(summary.rows == ROWS and #summary.advice == 0)
	print(os.clock() - start, measure.peak_memory())
end

if arg[1] == "check" then
	return check(arg[2])
end

--- Measures both on the file at `path`.
local function compare(path, title)
	local bare <const>, checked <const>, bare_memory <const>, memory <const> = {}, {}, {}, {}
	for round = 1, ROUNDS do
		bare[round], bare_memory[round] = measure.number(("%s/bare_csv %s"):format(arg[1], path))
		checked[round], memory[round] = measure.number(("%s bench/check_list.lua check %s"):format(arg[-1], path))
	end
	print(("A change list of %d rows %s checked, CPU time: medians of %d rounds"):format(ROWS, title, ROUNDS))
	measure.show("libcsv alone", "%.2f s, %.1f MiB", measure.median(bare), measure.median(bare_memory))
	measure.show("unom", "%.2f s, %.1f MiB", measure.median(checked), measure.median(memory))
	measure.show("ratio of the times", "%.2f", measure.median(checked) / measure.median(bare))
end

local directory <close> = lists.directory()
local path <const> = directory.path .. "/list.csv"
lists.write(path, ROWS)
compare(path, "as the carrier has them")
lists.write_messy(path, ROWS)
compare(path, "with hyphens and slashes")
