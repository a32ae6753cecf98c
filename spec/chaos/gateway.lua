--- `lua5.4 spec/chaos/gateway.lua [--rows N] [--rate N] [--keepalive SECONDS] [--proxy]`, in the tree's root: a change
-- list through a TLS gateway that closes idle connections, nginx, to the simulated carrier; with `--proxy` the way to
-- the gateway is through a proxy that wants a password, tinyproxy. Prints how the rows ended, how many were ever in
-- doubt, and over how many connections, and tunnels, the requests went. Ends with 0 when every row succeeded, none was
-- in doubt and each has one order.
--
-- Invariant: rows are counted in the ledger, orders at the carrier, connections at the gateway.

local BUILD <const> = os.getenv("UNOM_BUILD") or "build"
package.path = "lua/?.lua;lua/?/init.lua;spec/?.lua;" .. package.path
package.cpath = BUILD .. "/?.so;" .. package.cpath

local bulk <const> = require "unom.bulk"
local change_lists <const> = require "support.change_lists"
local core <const> = require "unom.core"
local ledgers <const> = require "unom.bulk.ledger"
local nginx <const> = require "support.servers.nginx"
local proxied <const> = require "support.proxied"
local scratch <const> = require "support.scratch"
local self_signed <const> = require "support.servers.self_signed"
local simulator <const> = require "unom.simulator"
local unom <const> = require "unom"

local options <const> = { rows = 200, rate = 2, keepalive = 0.4 }
local uses_proxy = false
for name, value in (table.concat(arg, " ") .. " "):gmatch("(%S+) ([%d.]*) ?") do
	local option <const> = name:match("^%-%-(%w+)$")
	if name == "--proxy" and value == "" then
		uses_proxy = true
	elseif options[option] and tonumber(value) then
		options[option] = tonumber(value)
	else
		io.stderr:write("usage: gateway.lua [--rows N] [--rate N] [--keepalive SECONDS] [--proxy]\n")
		os.exit(2)
	end
end

--- Rows of the job by their states, and how many of them were ever in doubt.
local function count_rows(path, job)
	local ledger <close> = assert(ledgers.open(path))
	local states <const>, in_doubt = {}, 0
	for _, row in ipairs(ledger:rows_after(job, 0, math.maxinteger)) do
		states[row.state] = (states[row.state] or 0) + 1
		for _, event in ipairs(ledger:events(job, row.row)) do
			in_doubt = in_doubt + (event.what == "in_doubt" and 1 or 0)
		end
	end
	return states, in_doubt
end

--- How many lines have an order, and how many orders there are.
local function count_orders(orders)
	local lines <const>, count = {}, 0
	for _, order in ipairs(orders) do
		count = count + (lines[order.lineNo] and 0 or 1)
		lines[order.lineNo] = true
	end
	return count, #orders
end

local function run(directory)
	local pem <const>, key <const> = self_signed(directory, "DNS:localhost,IP:" .. proxied.HOST)
	local sim <close> = assert(simulator.start { processing = 0.2, lines = options.rows })
	local gateway <close> = nginx.start {
		certificate = { pem = pem, key = key }, keepalive = ("%dms"):format(options.keepalive * 1000 // 1),
		location = ("proxy_pass %s;"):format(sim.url),
	}
	local proxy <close> = uses_proxy and proxied.proxy(directory) or nil
	local started <const> = core.monotonic()
	local client <const> = unom.client { ca_file = pem, client_id = "id", client_secret = "secret",
		contract_id = "N123456789", proxy = proxy and proxy.url,
		base_url = proxy and ("https://%s:%d"):format(proxied.HOST, gateway.port) or gateway.base_url }
	local ledger <const> = directory .. "/ledger.db"
	local outcome <const>, err <const> = bulk.run {
		client = client, ledger = ledger, rate = options.rate, agree = true, contract_id = "N123456789",
		path = scratch.file(directory .. "/list.csv", change_lists.roaming(options.rows)),
	}
	if not outcome then
		error(("%s: %s"):format(err, err.problems and err.problems[1]))
	end
	client:close()
	local seconds <const> = core.monotonic() - started
	local traffic <const> = gateway:stop()
	local states <const>, in_doubt <const> = count_rows(ledger, outcome.job)
	local lines <const>, orders <const> = count_orders(sim:orders())
	print(("rows         %d in %.1f s, %g a second; a connection is closed after %g s")
		:format(options.rows, seconds, options.rate, options.keepalive))
	print(("succeeded    %d"):format(states.succeeded or 0))
	print(("in doubt     %d"):format(in_doubt))
	print(("orders       %d for %d lines"):format(orders, lines))
	print(("connections  %d for %d requests"):format(traffic.connections, #traffic.requests))
	if proxy then
		print(("tunnels      %d made of %d asked for"):format(select(2, proxy:tunnels()), (proxy:tunnels())))
	end
	return states.succeeded == options.rows and in_doubt == 0 and orders == options.rows and lines == options.rows
end

local directory <const> = scratch.directory()
local ran <const>, good <const> = xpcall(run, debug.traceback, directory)
scratch.remove(directory)
if not ran then
	io.stderr:write(tostring(good), "\n")
end
os.exit(ran and good == true)
