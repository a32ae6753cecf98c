--- What is asked of the simulator and not of the carrier: /_simulator/..., without a token and without faults.
--
-- Each is a function of the carrier (init.lua), the clock's now and the request, and returns a status and a body.
--
-- Invariant: nothing here is in the journal.
local calendar <const> = require "unom.simulator.calendar"
local errors <const> = require "unom.simulator.errors"
local json <const> = require "unom.simulator.json"

local control = {}

local function today(carrier)
	return 200, { today = carrier:today() }
end

-- What a line is, as contracts.lua has it.
local OF_A_LINE <const> = {
	"lineNo", "startDate", "planCode", "accessCode", "roamingCode", "volumes", "imei", "imeiOption",
	"authenticationType", "authenticationId", "actIpAddress", "sbyIpAddress", "roamingIpAddress",
}

--- Every line of every contract as it is now, also what the carrier's lists do not show.
local function lines(carrier)
	local ids <const>, list <const> = {}, {}
	for id in pairs(carrier.contracts) do
		ids[#ids + 1] = id
	end
	table.sort(ids)
	for _, id in ipairs(ids) do
		for _, line in ipairs(carrier.contracts[id].order) do
			local member <const> = carrier.data_share:find(id, line.lineNo)
			local entry <const> = {
				contractId = id, connected = carrier.sessions:is_connected(line, carrier.time()),
				dataShareStatus = member and member.status, reserveId = member and member.reserveId,
			}
			for _, name in ipairs(OF_A_LINE) do
				entry[name] = line[name]
			end
			list[#list + 1] = entry
		end
	end
	return 200, { lines = json.list(list) }
end

local CONTROLS <const> = {
	["GET /_simulator/lines"] = lines,
	["GET /_simulator/orders"] = function(carrier, now) return 200, carrier.journal:orders(carrier, now) end,
	["GET /_simulator/requests"] = function(carrier) return 200, carrier.journal:seen() end,
	["GET /_simulator/today"] = today,
	--- The body is the day, YYYYMMDD; one before today is refused, for what was done stays done.
	["PUT /_simulator/today"] = function(carrier, _, request)
		local day <const> = request.body
		if not calendar.is_day(day) or day < carrier:today() then
			return errors.bad_request()
		end
		carrier:set_today(day)
		return today(carrier)
	end,
}

--- Answers the request. -> status, body
function control.answer(carrier, now, request)
	local act <const> = CONTROLS[request.method .. " " .. request.path]
	if not act then
		return errors.unknown_url()
	end
	return act(carrier, now, request)
end

return control
