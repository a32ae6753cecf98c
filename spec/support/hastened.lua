--- An engine whose time passes faster than real time, for specs; requests take their real time.
--
-- As a program, `lua5.4 spec/support/hastened.lua SPEED ARGUMENT...` in the tree's root: `unom` with such an engine.

local hastened <const> = {}

-- What is preloaded into the process of the spec (a sanitizer) is for this command alone, not for the shell around it.
local WRAPPER <const> = [[#!/bin/sh
export LUA_PATH='%s/lua/?.lua;%s/lua/?/init.lua;;' LUA_CPATH='%s/?.so;;' LD_PRELOAD=$OWN_PRELOAD
exec lua5.4 %s/spec/support/hastened.lua %d "$@"
]]

--- Writes a program that is `unom` of this tree with such an engine, for a shell that has the spec's LD_PRELOAD in
-- OWN_PRELOAD. Returns its path.
function hastened.write_command(path, speed)
	local tree <const> = require("lfs").currentdir()
	local build <const> = os.getenv("UNOM_BUILD") or "build"
	require("support.scratch").file(path, WRAPPER:format(tree, tree,
		build:sub(1, 1) == "/" and build or tree .. "/" .. build, tree, speed))
	assert(os.execute("chmod +x " .. path))
	return path
end

--- Options of a function of unom.bulk: {client=, clock=, sleep=}.
function hastened.options(client, speed)
	local core <const> = require "unom.core"
	local wrapped <const> = {}
	function wrapped.start(_, ...) return client:start(...) end
	function wrapped.in_flight(_, ids) return client:in_flight(ids) end
	function wrapped.wait(_, seconds, ids) return client:wait(seconds / speed, ids) end
	wrapped.abort = client.abort and function(_, id) return client:abort(id) end
	return {
		client = wrapped,
		clock = function() return core.monotonic() * speed end,
		sleep = function(seconds) core.sleep(seconds / speed) end,
	}
end

-- The functions of unom.bulk that wait for the carrier.
local WAIT <const> = { "run", "resume", "retry", "cancel", "resolve", "evidence", "plan", "draft", "verify", "inverse" }

local function main(speed, arguments)
	io.stdout:setvbuf "line" -- so that both streams can be read as one, as on a terminal
	local cli <const> = require "unom.cli.main" -- first: all words are for a person at a console then
	local bulk <const> = require "unom.bulk"
	for _, name in ipairs(WAIT) do
		local plain <const> = bulk[name]
		bulk[name] = function(options)
			if options.client then
				for option, value in pairs(hastened.options(options.client, speed)) do
					options[option] = value
				end
			end
			return plain(options)
		end
	end
	os.exit(cli.run(arguments), true)
end

if arg and arg[0] and arg[0]:find "hastened%.lua$" then
	main(tonumber(arg[1]), table.move(arg, 2, #arg, 1, {}))
end

return hastened
