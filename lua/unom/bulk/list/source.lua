--- Where the rows of a list come from: a file, or the tables that a script gives.
--
-- Invariant: whoever reads a list reads it the same way from either.

local change_list <const> = require "unom.bulk.list.change_list"
local table_list <const> = require "unom.bulk.list.tables.table_list"

local source <const> = {}

--- The options of a function that takes a path and options, or one table with both.
function source.options(path, options)
	if type(path) == "table" then
		return path
	end
	local all <const> = { path = path }
	for name, value in pairs(options or {}) do
		all[name] = value
	end
	return all
end

--- Opens a list.
-- @param options {path=} and those of change_list.open, or {rows=, name=} and those of table_list.open
-- @return as change_list.open
function source.open(options)
	if options.rows ~= nil then
		return table_list.open(options)
	end
	return change_list.open(options.path, options)
end

--- Checks a list. Options are those of `open`; returns what change_list.check returns.
function source.check(options)
	if options.rows ~= nil then
		return table_list.check(options)
	end
	return change_list.check(options.path, options)
end

--- What a list is called: its path, or the name of its rows.
function source.name(options)
	return options.rows ~= nil and (options.name or table_list.DEFAULT_NAME) or options.path
end

return source
