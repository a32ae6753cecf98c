--- A home for each test: an empty directory, and what runs there: a simulator, clients of it, jobs in a ledger.
--
-- Invariant: nothing that a home made is left after its test.

local busted <const> = require "busted"
local loopback <const> = require "support.loopback"
local scratch <const> = require "support.scratch"
local unom <const> = require "unom"

local homes <const> = {}

local home_methods <const> = {}
local home_mt <const> = { __index = home_methods }

--- Within a `describe`: makes a home before each of its tests and removes it after.
-- @param take called with the home: `directory`, and `ledger`, a path at which nothing is yet
function homes.each_test(take)
	local home
	busted.before_each(function()
		local directory <const> = scratch.directory()
		home = setmetatable({ directory = directory, ledger = directory .. "/ledger.db" }, home_mt)
		take(home)
	end)
	busted.after_each(function()
		if home.simulator then
			home.simulator:close()
		end
		scratch.remove(home.directory)
	end)
end

--- Starts a simulator, options as for loopback.simulator; one that was started before is ended.
function home_methods:simulate(options)
	if self.simulator then
		self.simulator:close()
	end
	self.simulator = loopback.simulator(options)
	return self.simulator
end

--- A client of the simulator, for the caller to close.
function home_methods:client()
	return unom.client { base_url = self.simulator.base_url, client_id = "id", client_secret = "secret" }
end

--- The variables for a process that talks to the simulator (if there is one), with `more` put over them; false takes
-- one away.
function home_methods:environment(more)
	local variables <const> = { UNOM_BASE_URL = self.simulator and self.simulator.base_url,
		UNOM_CONTRACT_ID = "N123456789", UNOM_CLIENT_ID = "id", UNOM_CLIENT_SECRET = "hush-hush" }
	for name, value in pairs(more or {}) do
		variables[name] = value or nil
	end
	return variables
end

--- Options of a function of unom.bulk on the home's ledger, with `more` put over them. A fake carrier brings its
-- own clock.
function home_methods:options(client, more)
	local options <const> = { client = client, ledger = self.ledger, random = function() return 0.5 end }
	if type(client) == "table" and client.sleeper then
		options.clock, options.sleep = client:clock(), client:sleeper()
	end
	for name, value in pairs(more or {}) do
		options[name] = value
	end
	return options
end

return homes
