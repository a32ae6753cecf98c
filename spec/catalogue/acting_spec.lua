--- What each acting operation needs, what shows its effect and what undoes it: held against the catalogue of the core.

local acting <const> = require "unom.catalogue.acting"
local operations <const> = require "unom.operations"

-- Operation, what its effect shows in, and what undoes it, as the specification has them.
local EFFECTS <const> = {
	{ "add_line", "", "terminate_line" },
	{ "terminate_line", "listed", nil },
	{ "purchase_device", "", nil },
	{ "change_course", "planCode", "change_course" },
	{ "change_radius_auth", "authenticationId", "change_radius_auth" },
	{ "change_ip_addresses", "sbyIpAddress roamingIpAddress", "change_ip_addresses" },
	{ "change_imei", "imei imeiOption", "change_imei" },
	{ "set_roaming", "roamingCode", "set_roaming" },
	{ "remove_roaming", "roamingCode", "set_roaming" },
	{ "add_data_share_lines", "share", "remove_data_share_line" },
	{ "remove_data_share_line", "share", "add_data_share_lines" },
	{ "add_data_volume", "dataVolumes", nil },
	{ "change_access_type", "accessCode sbyIpAddress", "change_access_type" },
	{ "disconnect_session", "sessionStatus", nil },
	{ "cancel_order", "orderStatus", nil },
	{ "cancel_data_share_reserve", "share", nil },
}

local NEEDS <const> = { "line", "plan", "device", "roaming_limit", "access_of_device", "com_radius", "roaming",
	"not_shared", "shared", "connected", "order_under_way", "reservation" }

local function set_of(names)
	local set <const> = {}
	for _, name in ipairs(names) do
		set[name] = true
	end
	return set
end

describe("what an operation changes #unit", function()
	it("is told of each operation that acts, and of no other", function()
		for _, operation in ipairs(operations) do
			local acts <const> = operation.changes and true or nil
			assert.equal(acts, acting[operation.name] and true, operation.name)
		end
		assert.equal(16, #EFFECTS)
	end)

	for _, effect in ipairs(EFFECTS) do
		it("shows where the specification says: " .. effect[1], function()
			local of <const> = acting[effect[1]]
			assert.equal(effect[2], table.concat(of.shows, " "))
			assert.equal(effect[3], of.inverse and of.inverse.operation)
		end)
	end

	it("is undone by an operation whose fields are all told of", function()
		for name, of in pairs(acting) do
			local inverse <const> = of.inverse
			local told <const> = set_of { "contractId", "lineNo" }
			for field in pairs(inverse and inverse.fields or {}) do
				told[field] = true
			end
			for _, names in ipairs { inverse and inverse.blank or {}, inverse and inverse.from_rows or {} } do
				for _, field in ipairs(names) do
					assert.is_truthy(operations[inverse.operation].fields[field], field)
					told[field] = true
				end
			end
			for _, field in ipairs(inverse and operations[inverse.operation].fields or {}) do
				assert.is_true(told[field.name], name .. ": " .. field.name)
				assert.is_false(field.secret and not set_of(inverse.blank)[field.name] or false, field.name)
			end
			for _, other in pairs(inverse and inverse.before or {}) do
				assert.equal(other, operations[name].cancelled_by)
			end
		end
	end)

	it("names what it needs by known codes, and what shows it by operations that read", function()
		local known <const> = set_of(NEEDS)
		for name, of in pairs(acting) do
			for _, need in ipairs(of.needs) do
				assert.is_true(known[need], name .. " needs " .. need)
			end
			if of.shown_by then
				assert.is_falsy(operations[of.shown_by].changes, name)
			end
			for _, field in ipairs(of.hides or {}) do
				assert.is_truthy(operations[name].fields[field], field)
			end
		end
	end)
end)
