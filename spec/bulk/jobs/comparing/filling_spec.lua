local filling <const> = require "unom.bulk.jobs.comparing.filling"
local operations <const> = require "unom.operations"

local TODAY <const> = "20990115"

describe("a value for every row #unit", function()
	local function value(operation, name, given)
		local found <const>, err <const> = filling.value(operations[operation], name, given, TODAY)
		assert.is_true(found ~= nil or err.kind == "usage")
		return found or err.message
	end

	it("is read as a cell of a change list is", function()
		assert.equal("20990201", value("change_course", "requestDate", "2099年2月1日"))
		assert.equal("yes", value("change_course", "agreement", "○"))
		assert.equal("", value("set_roaming", "roamingCode", ""))
		assert.equal("20990115", value("change_course", "requestDate", TODAY))
	end)

	it("is refused where it breaks the rule, is over, or is ambiguous", function()
		assert.matches("planCode: not eight letters and digits", value("change_course", "planCode", "T3"), 1, true)
		assert.matches("requestDate: a day that is over", value("change_course", "requestDate", "20990114"), 1, true)
		assert.matches("requestDate: ", value("change_course", "requestDate", "1/2/2099"), 1, true)
	end)

	it("is of a field that the operation has and a person fills in, and never a secret", function()
		assert.matches("did you mean 'planCode'?", value("change_course", "planCod", "T3001328"), 1, true)
		assert.matches("has no field 'number'", value("add_line", "number", "1"), 1, true)
		local refused <const> = value("change_radius_auth", "authenticationPassword", "hush-hush")
		assert.matches("is a secret", refused, 1, true)
		assert.is_nil(refused:find "hush")
	end)
end)
