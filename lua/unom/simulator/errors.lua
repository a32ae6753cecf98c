--- The carrier's error table and the gateway's faults, as answers.
--
-- Each function returns a status and a body. The numbers are those of the error table of the
-- specification; 7, 10 and 12 do not exist there, and 1 it declares unused.
--
-- Invariant: a body holds its own status as its errorCode, and nothing of the request.
local errors = {}

local function carrier(name, status, message)
	errors[name] = function()
		return status, { responseHeader = { errorCode = tostring(status), errorMessage = message } }
	end
end

carrier("contract_not_found", 404, "The requested contractId is not found.") -- 4
carrier("line_not_found", 404, "The requested lineNo is not found") -- 5
carrier("line_group_not_found", 404, "The Requested lineGroup is not found.") -- 6
carrier("not_com_radius", 403, "The order is not allowed by user RADIUS/MCOP") -- 8
carrier("too_many_orders", 400, "Too many requests.") -- 9
carrier("cancel_not_found", 404, "The order is not found") -- 11
carrier("order_id_invalid", 400, "The orderId is Invalid.") -- 13, 17
carrier("roaming_not_found", 404, "The roaming-option is not found.") -- 14
carrier("contract_id_invalid", 400, "The contractId is Invalid.") -- 15
carrier("line_no_invalid", 400, "The lineNo is Invalid.") -- 16
carrier("reserve_id_invalid", 400, "The reserveId is Invalid.") -- 18
carrier("request_date_invalid", 400, "The requestDate is Invalid.") -- 19
carrier("maintenance", 503, "System Maintainance") -- 20, so spelt
carrier("not_found", 404, "Not Found") -- 21
carrier("bad_request", 400, "Bad Request") -- 22
carrier("internal_error", 500, "Internal Server Error") -- 23

local function gateway(name, status, faultstring, errorcode)
	errors[name] = function()
		return status, { fault = { faultstring = faultstring, detail = { errorcode = errorcode } } }
	end
end

gateway("unknown_url", 404, "Raising fault. Fault name : Unknown-Resource", -- 2
	"steps.raisefault.RaiseFault")
gateway("invalid_token", 401, "Invalid access token", "oauth.v2.InvalidAccessToken") -- 3
gateway("gateway_broke_off", 503, "The Service is temporarily unavailable",
	"messaging.adaptors.http.flow.ServiceUnavailable")
gateway("rate_limit", 429, "Rate limit quota violation. Quota limit exceeded",
	"policies.ratelimit.QuotaViolation")

return errors
