--- Compares the requests that reached the simulated carrier with the rows of a list: what may have acted came once for
-- each.
--
-- Invariant: a request that was lost or garbled on its way back counts as one that acted.

local requests <const> = {}

local NOT_ACTED_ON <const> = { [401] = true, [429] = true, [503] = true }
local PATHS <const> = {
	add_line = "POST /lines", purchase_device = "POST /devices", add_data_share_lines = "POST /dataShare",
	terminate_line = "DELETE /lines/%s", change_course = "PUT /lines/%s/courses", set_roaming = "PUT /lines/%s/roaming",
	change_imei = "PUT /lines/%s/imei", change_ip_addresses = "PUT /lines/%s/ipAddresses",
	change_radius_auth = "PUT /lines/%s/radiusAuth", change_access_type = "PUT /lines/%s/accessTypes",
	add_data_volume = "POST /lines/%s/dataVolume", remove_data_share_line = "DELETE /dataShare/lines/%s",
	disconnect_session = "DELETE /lines/%s/session", cancel_order = "DELETE /orders/%s",
	cancel_data_share_reserve = "DELETE /dataShare/reserves/%s",
}

--- As many requests as rows, at most, have reached the carrier without being refused before they could act.
-- @param allowed function(row): how often it may have been sent
-- @param seen the requests in the carrier's journal
-- @param report called with words for every request too many
function requests.check(rows, allowed, seen, report)
	local left <const> = {}
	for _, row in ipairs(rows) do
		local cells <const> = row.cells
		local path <const> = PATHS[cells.operation]:format(cells.lineNo or cells.orderId or cells.reserveId)
		local key <const> = path:gsub(" ", " " .. cells.contractId, 1)
		left[key] = (left[key] or 0) + allowed(row)
	end
	for _, request in ipairs(seen) do
		local contract <const>, rest <const> = request.path:match("^/v2/unom/contracts/(N%d+)(/.*)$")
		local is_refused <const> = NOT_ACTED_ON[request.status] and request.fault ~= "gateway-503"
		if contract and request.method ~= "GET" and not is_refused then
			local key <const> = ("%s %s%s"):format(request.method, contract, rest)
			left[key] = (left[key] or 0) - 1
			if left[key] == -1 then
				report(("%s was sent more often than the list asks for it"):format(key))
			end
		end
	end
end

return requests
