--- What a run of a list would send, row by row, without a ledger and without a client.
--
-- Invariants: nothing is sent or written, and no secret is shown; no row of a list that has a problem is shown either,
-- because part of it would mislead.

local load <const> = require "unom.bulk.jobs.load"
local operations <const> = require "unom.operations"
local source <const> = require "unom.bulk.list.source"

local preview <const> = {}

local function shown_arguments(operation, arguments)
	local shown <const> = {}
	for name, value in pairs(arguments) do
		local field <const> = operation.fields[name]
		shown[name] = field and field.secret and "***" or value
	end
	return shown
end

--- Opens the list once, checks it, and calls options.on_row({row=, line=, contract=, operation=, method=, path=,
-- arguments=}) for each row of one without problems.
-- @return as change_list.check
function preview.read(options)
	local list <close>, problems = source.open(options)
	if not list then
		return nil, problems
	end
	local good <const>, found = list:check()
	if not good then
		return nil, found
	end
	return load.read(list, function(row)
		local operation <const> = operations[row.operation]
		options.on_row {
			row = row.row, line = row.line, contract = row.contract, operation = row.operation,
			method = operation.method,
			path = operation.path:gsub("{(%w+)}", row.arguments),
			arguments = shown_arguments(operation, row.arguments),
		}
	end)
end

return preview
