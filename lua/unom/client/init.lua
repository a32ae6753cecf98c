--- What scripts need of a client beside the operations: methods that are added to those of the core.
--
-- Invariant: every method uses the client as a script could, and takes no result of a call that it did not start.

local await <const> = require "unom.client.await"
local checks <const> = require "unom.client.checks"
local core <const> = require "unom.core"
local each <const> = require "unom.client.each"
local lists <const> = require "unom.client.lists"
local logs <const> = require "unom.client.logs"

local methods <const> = core.client_methods

-- Each calls on after a mistake was blamed on its own caller, and so is no tail call.

function methods:lines(arguments)
	local found <const>, err <const> = checks.blame(2, lists.lines, self, arguments)
	return found, err
end

function methods:orders(arguments)
	local found <const>, err <const> = checks.blame(2, lists.orders, self, arguments)
	return found, err
end

function methods:authentications(arguments)
	local found <const>, err <const> = checks.blame(2, logs.read, self, "list_authentications", arguments)
	return found, err
end

function methods:sessions(arguments)
	local found <const>, err <const> = checks.blame(2, logs.read, self, "list_sessions", arguments)
	return found, err
end

function methods:await(what, options)
	local state <const>, status <const>, detail <const> = await(self, what, options, 2)
	return state, status, detail
end

--- For a loop: the iterator is also what the loop closes.
function methods:each(operation, items, options)
	local iterator <const> = each.new(self, operation, items, options, 2)
	return iterator, nil, nil, iterator
end

return methods
