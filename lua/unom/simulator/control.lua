--- What is asked of the simulator and not of the carrier: /_simulator/..., without a token and without faults.
--
-- Each is a function of the carrier (init.lua), the clock's now and the request, and returns a status and a body.
--
-- Invariant: nothing here is in the journal.
local calendar <const> = require "unom.simulator.calendar"
local errors <const> = require "unom.simulator.errors"

local control = {}

local function today(carrier)
	return 200, { today = carrier:today() }
end

local CONTROLS <const> = {
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
