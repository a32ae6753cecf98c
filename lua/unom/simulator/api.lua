--- The carrier's 29 operations, read from its specification: where each is asked and what it
-- takes. This table is the simulator's own: it shares nothing with the client's catalogue, so that
-- each is a check of the other.
--
-- An operation: method, path (below /v2/unom/contracts/{contractId}), `fixed` (a query field that
-- tells it from another of the same path), `query`, `body` and `line` (its fields by name), and the
-- container of the line fields: lineInfo, an object, or linesList, an array of up to `most` entries.
-- A field: rule, optional.
--
-- Invariant: every body of an order holds `agreement`, in the query for those without a body.
local fields <const> = require "unom.simulator.fields"

local function required(rule)
	return { rule = rule }
end

local function optional(rule)
	return { rule = rule, optional = true }
end

local AGREEMENT <const> = required(fields.one_of("yes", "no"))
local DATE <const> = required(fields.date)
local ACCESS <const> = fields.one_of("1", "2")

--- longest: of the line to search for, in which the sheets of the two logs differ.
local function search(longest)
	return {
		startTime = required(fields.moment), endTime = required(fields.moment),
		authSearchKey = optional(fields.search_id), lineNoSearchKey = optional(fields.half_width(1, longest)),
	}
end

local DELIVERY <const> = {
	requestDate = DATE,
	agreement = AGREEMENT,
	deliveryPostalCode = required(fields.postal_code),
	deliveryPref = required(fields.text(4)),
	deliveryCity = required(fields.text(24)),
	deliveryAddress1 = required(fields.text(36)),
	deliveryAddress2 = optional(fields.text(24)),
	deliveryAddress3 = optional(fields.text(40)),
	deliveryBuildingName = optional(fields.text(40)),
	deliveryCompanyName = required(fields.text(16)),
	deliveryDeptName = optional(fields.text(10)),
	deliveryPersonName = optional(fields.text(40)),
	deliveryPhoneNumber = optional(fields.phone),
	notificationMailAddress = required(fields.email),
	notificationPassword = required(fields.half_width(1, 255)),
}

local function with(base, changes)
	local result <const> = {}
	for name, field in pairs(base) do
		result[name] = field
	end
	for name, field in pairs(changes) do
		result[name] = field
	end
	return result
end

local api = {}

local function get(name, path, rest)
	api[name] = with({ name = name, method = "GET", path = path }, rest or {})
end

local function delete(name, path, query)
	api[name] = { name = name, method = "DELETE", path = path, query = with({ agreement = AGREEMENT }, query or {}) }
end

--- An order whose body holds, beside the consent, one lineInfo.
local function put(name, path, line, rest)
	api[name] = with({
		name = name, method = "PUT", path = path, body = { agreement = AGREEMENT },
		container = "lineInfo", line = line,
	}, rest or {})
end

local function post(name, path, body, rest)
	api[name] = with({ name = name, method = "POST", path = path, body = body }, rest or {})
end

get("get_contract", "")
get("list_lines", "/lines")
get("get_traffic", "/lines/{lineNo}/traffic")
get("list_authentications", "/authentications", { query = search(11) })
get("list_sessions", "/sessions", { query = search(15) })
get("list_products", "/products")
get("list_accepting_orders", "/orders", { fixed = "accepting" })
get("list_completed_orders", "/orders", { fixed = "complete" })
get("get_data_share_traffic", "/lines/{lineNo}/dataShare/traffic")
get("list_data_share_lines", "/dataShare")
get("get_order_status", "/orders/{orderId}", { fixed = "asyncAccepting" })

-- One line a request. The consent, the delivery and the line are as one sheet shows them.
post("add_line", "/lines", DELIVERY, {
	container = "linesList", most = 1,
	at_least_one = { "authenticationId", "authenticationPassword" },
	line = {
		number = required(fields.sequence),
		planCode = required(fields.code),
		deviceCode = required(fields.code),
		roamingCode = optional(fields.roaming_code),
		actIpAddress = required(fields.ipv4),
		sbyIpAddress = optional(fields.ipv4),
		roamingIpAddress = optional(fields.ipv4),
		authenticationId = optional(fields.authentication_id),
		authenticationPassword = optional(fields.authentication_password),
		accessCode = required(ACCESS),
	},
})
delete("terminate_line", "/lines/{lineNo}", { requestDate = DATE })
post("purchase_device", "/devices", with(DELIVERY, { deliveryBuildingName = optional(fields.text(16)) }), {
	container = "linesList", most = 254,
	line = { number = required(fields.sequence), deviceCode = required(fields.code) },
})
put("change_course", "/lines/{lineNo}/courses", { planCode = required(fields.code) }, {
	body = { agreement = AGREEMENT, requestDate = DATE },
})
put("change_radius_auth", "/lines/{lineNo}/radiusAuth", {
	authenticationId = optional(fields.half_width(3, 64)),
	authenticationPassword = optional(fields.text(1024)),
}, { at_least_one = { "authenticationId", "authenticationPassword" } })
put("change_ip_addresses", "/lines/{lineNo}/ipAddresses", {
	actIpAddress = required(fields.ipv4),
	sbyIpAddress = optional(fields.ipv4),
	roamingIpAddress = optional(fields.ipv4),
})
put("change_imei", "/lines/{lineNo}/imei", {
	imei = required(fields.text(1000)), imeiOption = required(fields.one_of("1", "2")),
})
put("set_roaming", "/lines/{lineNo}/roaming", { roamingCode = required(fields.roaming_code) })
delete("remove_roaming", "/lines/{lineNo}/roaming")
post("add_data_share_lines", "/dataShare", { agreement = AGREEMENT }, {
	container = "linesList", most = 254, line = { lineNo = required(fields.line_no) },
})
delete("remove_data_share_line", "/dataShare/lines/{lineNo}")
post("add_data_volume", "/lines/{lineNo}/dataVolume", { agreement = AGREEMENT })
put("change_access_type", "/lines/{lineNo}/accessTypes", {
	accessCode = required(ACCESS),
	actIpAddress = optional(fields.ipv4),
	sbyIpAddress = optional(fields.ipv4),
})
get("get_session", "/lines/{lineNo}/session")
delete("disconnect_session", "/lines/{lineNo}/session")
delete("cancel_order", "/orders/{orderId}")
delete("cancel_data_share_reserve", "/dataShare/reserves/{reserveId}")
get("get_cancel_status", "/orders/{orderId}", { fixed = "asyncCancelAccepting" })

return api
