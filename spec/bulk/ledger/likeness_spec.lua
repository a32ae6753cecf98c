--- When two rows are the same order, by the catalogue: what each acts on, and what it asks for.

local likeness <const> = require "unom.bulk.ledger.likeness"
local operations <const> = require "unom.operations"

-- Of every operation that acts on something: its group, and the field that names it; then the fields that make two
-- orders for it different.
local TARGETS <const> = {
	add_line = { "add", "actIpAddress" },
	terminate_line = { "termination", "lineNo" },
	change_course = { "course", "lineNo", "planCode" },
	change_radius_auth = { "radius", "lineNo", "authenticationId" },
	change_ip_addresses = { "addresses", "lineNo", "actIpAddress", "sbyIpAddress", "roamingIpAddress" },
	change_imei = { "imei", "lineNo", "imei", "imeiOption" },
	set_roaming = { "roaming", "lineNo", "roamingCode" },
	remove_roaming = { "roaming", "lineNo" },
	add_data_share_lines = { "share", "lineNo" },
	remove_data_share_line = { "share", "lineNo" },
	add_data_volume = { "volume", "lineNo" },
	change_access_type = { "addresses", "lineNo", "accessCode", "actIpAddress", "sbyIpAddress" },
	disconnect_session = { "session", "lineNo" },
	cancel_order = { "order_cancel", "orderId" },
	cancel_data_share_reserve = { "share_cancel", "reserveId" },
}

-- What never makes an order another one.
local NEVER_COMPARED <const> = { contractId = true, requestDate = true, agreement = true, number = true }

describe("likeness #unit", function()
	--- A value for every field of an operation, with `more` put over them; false leaves one out.
	local function arguments_of(name, more)
		local arguments <const> = {}
		for _, field in ipairs(operations[name].fields) do
			arguments[field.name] = field.name .. "-value"
		end
		for field, value in pairs(more or {}) do
			arguments[field] = value or nil
		end
		return arguments
	end

	it("is known of every operation that a list can hold", function()
		for _, operation in ipairs(operations) do
			local has_target <const> = TARGETS[operation.name] ~= nil or operation.name == "purchase_device"
			assert.equal(has_target, operation.ordered_before ~= nil, operation.name)
		end
	end)

	for name, facts in pairs(TARGETS) do
		local group <const>, target <const> = facts[1], facts[2]

		it(("of %s is told by its %s, and by nothing that it does not ask for"):format(name, target), function()
			local key <const>, compared <const> = likeness.of(name, arguments_of(name))
			assert.equal(group .. ":" .. target .. "-value", key)
			assert.is_true(likeness.has_target(key))
			local is_compared <const> = {}
			for index = 3, #facts do
				is_compared[facts[index]] = true
			end
			for _, field in ipairs(operations[name].fields) do
				local other_key <const>, other <const> = likeness.of(name, arguments_of(name, { [field.name] = "another" }))
				assert.equal(field.name ~= target, key == other_key, field.name)
				assert.equal(not is_compared[field.name], compared == other, field.name)
			end
			local _, without <const> = likeness.of(name, { [target] = target .. "-value" })
			assert.equal(#facts == 2, compared == without)
		end)
	end

	it("of a group is one target and different wishes", function()
		for _, pair in ipairs { { "set_roaming", "remove_roaming" }, { "add_data_share_lines", "remove_data_share_line" },
			{ "change_ip_addresses", "change_access_type" } } do
			local key <const>, compared <const> = likeness.of(pair[1], { lineNo = "09000000001" })
			local other_key <const>, other <const> = likeness.of(pair[2], { lineNo = "09000000001" })
			assert.equal(key, other_key)
			assert.is_not.equal(compared, other)
		end
	end)

	it("of an empty value and of a missing one is the same", function()
		local _, empty <const> = likeness.of("set_roaming", { lineNo = "09000000001", roamingCode = "" })
		local _, missing <const> = likeness.of("set_roaming", { lineNo = "09000000001" })
		assert.equal(empty, missing)
	end)

	-- What a row is compared by where it names nothing that it acts on.
	for _, name in ipairs { "purchase_device", "add_line" } do
		it(("of %s without a target is told by all its cells but days, consents and secrets"):format(name), function()
			local arguments <const> = arguments_of(name, { actIpAddress = false })
			local key <const>, compared <const> = likeness.of(name, arguments)
			assert.is_false(likeness.has_target(key))
			assert.equal(operations[name].ordered_before.group, key:match "^(%w+)=")
			for field, value in pairs(arguments) do
				local same <const> = NEVER_COMPARED[field] or operations[name].fields[field].secret
				arguments[field] = "another"
				local other_key <const>, other <const> = likeness.of(name, arguments)
				arguments[field] = value
				assert.equal(same, key == other_key, field)
				assert.equal(same, compared == other, field)
			end
		end)
	end

	it("of an address that is empty is told by the cells, a colon in them or not", function()
		local key <const> = likeness.of("add_line", arguments_of("add_line", { actIpAddress = "", planCode = "a:b" }))
		assert.is_false(likeness.has_target(key))
		assert.is_true(likeness.has_target "order_cancel:AGU1")
	end)

	it("holds no secret", function()
		local secrets = 0
		for name in pairs(TARGETS) do
			for _, field in ipairs(operations[name].fields) do
				if field.secret then
					secrets = secrets + 1
					for _, more in ipairs { { [field.name] = "hunter2" }, { [field.name] = "hunter2", actIpAddress = false } } do
						local key <const>, compared <const> = likeness.of(name, arguments_of(name, more))
						assert.is_nil((key .. compared):find("hunter2", 1, true), name)
					end
				end
			end
		end
		assert.is_true(secrets > 0)
	end)

	it("has the keys of all rows that act on a target, each once", function()
		local keys <const> = likeness.keys("lineNo", "09010000001")
		table.sort(keys)
		assert.equal("addresses:09010000001 course:09010000001 imei:09010000001 radius:09010000001 roaming:09010000001 "
			.. "session:09010000001 share:09010000001 termination:09010000001 volume:09010000001", table.concat(keys, " "))
		assert.same({ "share_cancel:7" }, likeness.keys("reserveId", "7"))
	end)
end)
