--- What a function that talks to the carrier has where its caller gives nothing: the client's own contract, and a watch
-- for signals.
--
-- A signal that came before, and that a watch of the script's has counted, counts: after it nothing is sent. While a
-- person is asked the watch is laid aside, so that Ctrl-C ends the question.
--
-- Invariants: until what this returns is closed the client is the function's, and a signal that was counted stays so.

local borrowed <const> = require "unom.bulk.jobs.borrowed"
local core <const> = require "unom.core"

local defaults <const> = {}

local watch_methods <const> = {}
watch_methods.__index = watch_methods

local function new_watch()
	local before <const> = core.interrupt_pending() and 1 or 0 -- asked while no watch of ours is open
	return setmetatable({ counted = before, watch = core.interrupt_watch() }, watch_methods)
end

--- How many signals came.
function watch_methods:count()
	return self.counted + (self.watch and self.watch:count() or 0)
end

function watch_methods:close()
	self.counted = self:count()
	if self.watch then
		self.watch:close()
		self.watch = nil
	end
end

--- The function that asks a person, with the watch laid aside meanwhile; nil where there is none.
local function laid_aside(watch, ask)
	return ask and function(...)
		watch:close()
		local results <const> = table.pack(pcall(ask, ...))
		watch.watch = core.interrupt_watch()
		if not results[1] then
			error(results[2], 0)
		end
		return table.unpack(results, 2, results.n)
	end
end

--- The contract of a client's calls that name none, or nil.
function defaults.contract(client)
	return client and client.contract_id and client:contract_id() or nil
end

--- Takes the client, and gives the options with what they lack. `watch` false: no signals are watched.
-- @param options that have been checked
-- @return the options, closable
function defaults.take(options)
	local loan <const> = options.client and borrowed.take(options.client) or nil
	local watch <const> = options.watch == nil and new_watch() or nil
	return setmetatable({
		contract_id = options.contract_id or defaults.contract(options.client),
		watch = watch or options.watch,
		confirm = watch and laid_aside(watch, options.confirm),
		on_others = watch and laid_aside(watch, options.on_others),
	}, {
		__index = options,
		__close = function()
			if watch then
				watch:close()
			end
			if loan then
				loan:close()
			end
		end,
	})
end

return defaults
