--- Arguments by hand for every operation, each with all its fields (of two search keys only one), free of advice on
-- 2026-11-15 but for what the carrier has announced. They are the specs' own: nothing is taken from the catalogue.

local CONTRACT <const>, LINE <const> = "N200000002", "07011112222"

local function on_line(fields)
	fields.contractId, fields.lineNo = CONTRACT, LINE
	return fields
end

local function delivered(fields)
	fields.contractId = CONTRACT
	fields.requestDate = "20261201"
	fields.deliveryPostalCode = "5300001"
	fields.deliveryPref = "大阪府"
	fields.deliveryCity = "大阪市北区"
	fields.deliveryAddress1 = "ー"
	fields.deliveryAddress2 = "３丁目"
	fields.deliveryAddress3 = "４番５号"
	fields.deliveryBuildingName = "試験ビル"
	fields.deliveryCompanyName = "試験工業"
	fields.deliveryDeptName = "購買部"
	fields.deliveryPersonName = "試験次郎"
	fields.deliveryPhoneNumber = "06-0000-0000"
	fields.notificationMailAddress = "koubai@example.jp"
	fields.notificationPassword = "open sesame"
	fields.agreement = "yes"
	fields.deviceCode = "T2000301"
	return fields
end

local make <const> = {
	get_contract = function() return { contractId = CONTRACT } end,
	list_lines = function() return { contractId = CONTRACT } end,
	get_traffic = function() return on_line {} end,
	list_authentications = function()
		return { contractId = CONTRACT, startTime = "20261101000000", endTime = "20261115235959", lineNoSearchKey = LINE }
	end,
	list_sessions = function()
		return {
			contractId = CONTRACT, startTime = "20261101000000", endTime = "20261115235959", authSearchKey = "id9@co.jp",
		}
	end,
	list_products = function() return { contractId = CONTRACT } end,
	list_accepting_orders = function() return { contractId = CONTRACT } end,
	list_completed_orders = function() return { contractId = CONTRACT } end,
	get_data_share_traffic = function() return on_line {} end,
	list_data_share_lines = function() return { contractId = CONTRACT } end,
	get_order_status = function() return { contractId = CONTRACT, orderId = "AGU17" } end,
	add_line = function()
		return delivered {
			planCode = "T3000301", roamingCode = "T6000040", actIpAddress = "172.16.0.1", sbyIpAddress = "172.16.0.2",
			roamingIpAddress = "172.16.0.3", authenticationId = "meter-77", authenticationPassword = "k7[x]/9",
			accessCode = "1", number = "1",
		}
	end,
	terminate_line = function() return on_line { requestDate = "20261231", agreement = "yes" } end,
	purchase_device = function() return delivered { number = "0000000001" } end,
	change_course = function()
		return on_line { agreement = "yes", requestDate = "20261201", planCode = "T3000302" }
	end,
	change_radius_auth = function()
		return on_line { agreement = "yes", authenticationId = "meter-77", authenticationPassword = "秘密の言葉" }
	end,
	change_ip_addresses = function()
		return on_line {
			agreement = "yes", actIpAddress = "172.16.0.1", sbyIpAddress = "172.16.0.2", roamingIpAddress = "172.16.0.3",
		}
	end,
	change_imei = function() return on_line { agreement = "yes", imei = "356938035643809", imeiOption = "1" } end,
	set_roaming = function() return on_line { agreement = "yes", roamingCode = "T6000047" } end,
	remove_roaming = function() return on_line { agreement = "yes" } end,
	add_data_share_lines = function() return on_line { agreement = "yes" } end,
	remove_data_share_line = function() return on_line { agreement = "yes" } end,
	add_data_volume = function() return on_line { agreement = "yes" } end,
	change_access_type = function()
		return on_line { agreement = "yes", accessCode = "2", actIpAddress = "172.16.0.1", sbyIpAddress = "172.16.0.2" }
	end,
	get_session = function() return on_line {} end,
	disconnect_session = function() return on_line { agreement = "yes" } end,
	cancel_order = function() return { contractId = CONTRACT, orderId = "AGU17", agreement = "yes" } end,
	cancel_data_share_reserve = function() return { contractId = CONTRACT, reserveId = "20261", agreement = "yes" } end,
	get_cancel_status = function() return { contractId = CONTRACT, orderId = "AGU17" } end,
}

local arguments <const> = { today = 20261115, names = {} }

for name in pairs(make) do
	arguments.names[#arguments.names + 1] = name
end
table.sort(arguments.names)

--- Among changes: the field is to be absent.
arguments.nil_value = {}

--- A fresh table of arguments for the operation, with `changes` put over it.
function arguments.of(name, changes)
	local made <const> = make[name]()
	for field, value in pairs(changes or {}) do
		made[field] = value
		if value == arguments.nil_value then
			made[field] = nil
		end
	end
	return made
end

return arguments
