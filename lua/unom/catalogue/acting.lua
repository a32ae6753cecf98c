--- The operations that act: what each needs of the contract, what shows its effect, and what undoes it.
--
-- One row an operation, by its name:
--   needs     what must be so before it is sent, as codes: "line" (operation 02 has it), "plan", "device" and
--             "roaming_limit" (operation 06 has the code), "access_of_device" (accessCode is the device's),
--             "com_radius" (authenticationType is NTTコム), "roaming" (the line has it), "not_shared" and "shared"
--             (operation 10), "connected" (operation 26), "order_under_way" (operation 07, below 60), "reservation"
--             (operation 10, at 01 or 03)
--   shown_by  the operation whose reply shows the effect; nil: none does, but for 60 in operation 08
--   shows     the fields in which it shows, in order: those of a line in operation 02, or one of those below
--   becomes   what a field of `shows` is once the order is in effect, where the row does not say it
--   hides     fields of the row that no reply shows
--   inverse   the operation that undoes it: {operation=, fields={field of the inverse = field as it was before},
--             blank={fields that a person fills in}, from_rows={fields that only an earlier row of the ledger knows},
--             before={word=the operation that undoes it while operation 10 shows the line at that status},
--             otherwise=the operation where what was there before was nothing}; nil: there is none
--
-- Fields of `shows` that a line in operation 02 has not by themselves: "listed" (the lineNo while it lists the line, ""
-- once it does not), "roamingCode" (the limit among a line's options, "" without one), "dataVolumes" (how often
-- T6000084 is among them), "share" (the line's status in operation 10, "" where it is not listed there), "orderStatus"
-- (of the order that is taken back), "sessionStatus" (in operation 26).
--
-- Invariant: here are facts of the specification alone.

local AGREEMENT <const> = "agreement"

return {
	add_line = {
		needs = { "plan", "device", "roaming_limit", "access_of_device" },
		shown_by = "list_lines", shows = {}, hides = { "actIpAddress", "authenticationPassword" },
		inverse = { operation = "terminate_line", fields = { lineNo = "lineNo" }, blank = { AGREEMENT, "requestDate" } },
	},
	terminate_line = {
		needs = { "line" },
		shown_by = "list_lines", shows = { "listed" }, becomes = { listed = "" },
	},
	purchase_device = {
		needs = { "device" },
		shows = {},
	},
	change_course = {
		needs = { "line", "plan" },
		shown_by = "list_lines", shows = { "planCode" },
		inverse = { operation = "change_course", fields = { planCode = "planCode" }, blank = { AGREEMENT, "requestDate" } },
	},
	change_radius_auth = {
		needs = { "line", "com_radius" },
		shown_by = "list_lines", shows = { "authenticationId" }, hides = { "authenticationPassword" },
		inverse = { operation = "change_radius_auth", fields = { authenticationId = "authenticationId" },
			blank = { AGREEMENT, "authenticationPassword" } },
	},
	change_ip_addresses = {
		needs = { "line" },
		shown_by = "list_lines", shows = { "sbyIpAddress", "roamingIpAddress" }, hides = { "actIpAddress" },
		inverse = { operation = "change_ip_addresses", fields = {}, blank = { AGREEMENT },
			from_rows = { "actIpAddress", "sbyIpAddress", "roamingIpAddress" } },
	},
	change_imei = {
		needs = { "line" },
		shown_by = "list_lines", shows = { "imei", "imeiOption" },
		inverse = { operation = "change_imei", fields = { imei = "imei", imeiOption = "imeiOption" }, blank = { AGREEMENT } },
	},
	set_roaming = {
		needs = { "line", "roaming_limit" },
		shown_by = "list_lines", shows = { "roamingCode" },
		inverse = { operation = "set_roaming", fields = { roamingCode = "roamingCode" }, blank = { AGREEMENT },
			otherwise = "remove_roaming" },
	},
	remove_roaming = {
		needs = { "line", "roaming" },
		shown_by = "list_lines", shows = { "roamingCode" }, becomes = { roamingCode = "" },
		inverse = { operation = "set_roaming", fields = { roamingCode = "roamingCode" }, blank = { AGREEMENT } },
	},
	add_data_share_lines = {
		needs = { "line", "not_shared" },
		shown_by = "list_data_share_lines", shows = { "share" }, becomes = { share = "02" },
		inverse = { operation = "remove_data_share_line", fields = {}, blank = { AGREEMENT },
			before = { ["01"] = "cancel_data_share_reserve" } },
	},
	remove_data_share_line = {
		needs = { "line", "shared" },
		shown_by = "list_data_share_lines", shows = { "share" }, becomes = { share = "" },
		inverse = { operation = "add_data_share_lines", fields = {}, blank = { AGREEMENT },
			before = { ["03"] = "cancel_data_share_reserve" } },
	},
	add_data_volume = {
		needs = { "line" },
		shown_by = "list_lines", shows = { "dataVolumes" },
	},
	change_access_type = {
		needs = { "line" },
		shown_by = "list_lines", shows = { "accessCode", "sbyIpAddress" }, hides = { "actIpAddress" },
		inverse = { operation = "change_access_type", fields = { accessCode = "accessCode" }, blank = { AGREEMENT },
			from_rows = { "actIpAddress", "sbyIpAddress" } },
	},
	disconnect_session = {
		needs = { "line", "connected" },
		shown_by = "get_session", shows = { "sessionStatus" }, becomes = { sessionStatus = "0" },
	},
	cancel_order = {
		needs = { "order_under_way" },
		shown_by = "get_cancel_status", shows = { "orderStatus" }, becomes = { orderStatus = "11" },
	},
	cancel_data_share_reserve = {
		needs = { "reservation" },
		shown_by = "list_data_share_lines", shows = { "share" },
	},
}
