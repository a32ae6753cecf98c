-- Says what a change list would do, row by row, and sends nothing.
--
--     lua5.4 dry-run.lua plans.csv

local bulk <const> = require "unom.bulk"
local unom <const> = require "unom"

local settings <const>, list <const> = assert(unom.settings())
local client <close> = unom.client(settings)

list.client, list.path, list.agree, list.shared_contract = client, arg[1], true, nil -- agree: nothing is sent
list.on_row = function(row)
	local words <const> = { row.line, row.target or "", row.operation, row.word }
	for _, change in ipairs(row.changes or {}) do
		words[#words + 1] = ("%s: %s -> %s"):format(change.field, change.from or "", change.to)
	end
	words[#words + 1] = row.message
	print(table.concat(words, "\t"))
end
os.exit(assert(bulk.plan(list)).exit_code, true)
