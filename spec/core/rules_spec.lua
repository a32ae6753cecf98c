local arguments <const> = require "support.arguments"
local core <const> = require "unom.core"
local values <const> = require "support.values"

local IDEOGRAPHIC_SPACE <const> = "\u{3000}"

local function a(character, count)
	return character:rep(count)
end

local SECRET <const> = { notificationPassword = true, authenticationPassword = true }

local function title(case)
	local value <const> = type(case[3]) == "string" and ("%q"):format(case[3]:sub(1, 40)) or tostring(case[3])
	return ("%s.%s = %s"):format(case[1], case[2], value:gsub("%c", "."))
end

--- What check says of this one value among good ones: ok, and the diagnostics that are not about the operation itself.
local function check(name, field, value)
	local changes <const> = { [field] = value }
	if field == "lineNoSearchKey" then
		changes.authSearchKey = arguments.nil_value
	end
	local ok <const>, found <const> = core.check(name, arguments.of(name, changes), arguments.today)
	local about <const> = {}
	for _, diagnostic in ipairs(found) do
		if diagnostic.field ~= "operation" then
			about[#about + 1] = diagnostic
		end
	end
	return ok, about
end

local function assert_one(found, field, code)
	assert.equal(1, #found)
	assert.equal(field, found[1].field)
	assert.equal(code, found[1].code)
	assert.is_true(#found[1].message > 3)
	assert.is_truthy(utf8.len(found[1].message))
	assert.is_nil(found[1].message:find "%c")
end

describe("check #unit", function()
	it("has cases enough", function()
		assert.is_true(#values.WRONG >= 150)
		assert.is_true(#values.RIGHT >= 60)
	end)

	for _, case in ipairs(values.WRONG) do
		it("refuses " .. title(case), function()
			local ok <const>, found <const> = check(case[1], case[2], case[3])
			assert.is_nil(ok)
			assert_one(found, case[2], case[4])
			if SECRET[case[2]] and #case[3] > 3 then
				assert.is_nil(found[1].message:find(case[3], 1, true))
				assert.is_nil(found[1].message:find('"', 1, true))
			end
		end)
	end

	for _, case in ipairs(values.RIGHT) do
		it("takes " .. title(case), function()
			local ok <const>, found <const> = check(case[1], case[2], case[3])
			assert.is_true(ok)
			assert.same({}, found)
		end)
	end

	for _, case in ipairs(values.ADVISED) do
		it("takes, with advice, " .. title(case), function()
			local ok <const>, found <const> = check(case[1], case[2], case[3])
			assert.is_true(ok)
			assert_one(found, case[2], case[4])
		end)
	end

	it("advises twice where two things are to be said", function()
		local ok <const>, found <const> = check("add_line", "deliveryCompanyName", "NTTコミュニケーションズ")
		assert.is_true(ok)
		assert.equal("half_width_in_full_width", found[1].code)
		assert.equal("longer_than_printed", found[2].code)
		assert.equal("longer than the 10 characters that one place of the carrier's document gives; a courier's system may "
			.. 'limit it further, which can mean that the order is refused: "NTTコミュニケーションズ"', found[2].message)
		assert.equal(2, #found)
	end)
end)

-- What every field refuses, whatever its rule, and where in the value it is.
local EVERYWHERE <const> = {
	{ "control_character", function(value) return value .. "\0" end, "a NUL at the end" },
	{ "control_character", function(value) return "\0" .. value end, "a NUL before" },
	{ "control_character", function(value) return value .. "\0" .. value end, "a NUL inside" },
	{ "control_character", function(value) return value .. "\n" end, "a newline at the end" },
	{ "control_character", function(value) return "\r\n" .. value end, "a line break before" },
	{ "control_character", function(value) return value .. "\27[2J" end, "an escape" },
	{ "not_utf8", function(value) return value .. "\xE3\x81" end, "half a character at the end" },
	{ "not_utf8", function(value) return "\xFF" .. value end, "a stray byte before" },
	{ "surrounding_space", function(value) return " " .. value end, "a space before" },
	{ "surrounding_space", function(value) return value .. " " end, "a space at the end" },
	{ "surrounding_space", function(value) return value .. "\t" end, "a tab at the end" },
	{ "surrounding_space", function(value) return IDEOGRAPHIC_SPACE .. value end, "a full-width space before" },
	{ "surrounding_space", function(value) return value .. IDEOGRAPHIC_SPACE end, "a full-width space at the end" },
}

describe("check of every field #unit", function()
	for _, name in ipairs(arguments.names) do
		for _, damage in ipairs(EVERYWHERE) do
			it(("refuses %s in %s"):format(damage[3], name), function()
				for field, value in pairs(arguments.of(name)) do
					local ok <const>, found <const> = check(name, field, damage[2](value))
					assert.is_nil(ok, field)
					assert_one(found, field, damage[1])
				end
			end)
		end
	end

	it("refuses a slash, a query, a fragment, a percent and an ampersand in whatever is part of a path", function()
		for _, field in ipairs { "contractId", "lineNo", "orderId", "reserveId" } do
			for _, name in ipairs(arguments.names) do
				local value <const> = arguments.of(name)[field]
				for mark in value and ("/?#%&\\.:;@"):gmatch "." or function() end do
					local ok <const>, found <const> = check(name, field, value .. mark)
					assert.is_nil(ok)
					assert_one(found, field, "wrong_form")
				end
			end
		end
	end)
end)

describe("messages about a value #unit", function()
	local function message(name, field, value)
		return select(2, check(name, field, value))[1].message
	end

	it("name the damage and what is meant", function()
		assert.equal('not a calendar day, YYYYMMDD: "20261301"', message("change_course", "requestDate", "20261301"))
		assert.equal('not a calendar day, YYYYMMDD: "20261301"', message("change_course", "requestDate", 20261301))
		assert.equal('the leading zero is lost, as spreadsheets do: "9012345678", perhaps "09012345678"',
			message("get_traffic", "lineNo", "9012345678"))
		assert.equal('not 1 (3G) or 2 (LTE): "4"', message("change_access_type", "accessCode", "4"))
		assert.equal('longer than 4 characters: "神奈川県横"', message("add_line", "deliveryPref", "神奈川県横"))
	end)

	it("show 64 characters of a value at most", function()
		local shown <const> = message("add_line", "deliveryCity", a("市", 5000))
		assert.is_truthy(shown:find('"' .. a("市", 64) .. '…"', 1, true))
		assert.is_nil(shown:find(a("市", 65), 1, true))
	end)

	it("escape what a terminal would obey", function()
		assert.is_truthy(message("add_line", "deliveryCity", 'a\27[2J\n\r\t\0"\\'):find(
			[["a\u{1B}[2J\n\r\t\u{0}\"\\"]], 1, true))
		assert.is_truthy(message("add_line", "deliveryPref", "abc\u{202E}\u{200F}"):find("\\u{202E}\\u{200F}", 1, true))
		assert.is_truthy(message("add_line", "deliveryCity", "ab\xFF\xFE"):find("ab\\xFF\\xFE", 1, true))
		local longest <const> = message("add_line", "deliveryCity", a("\u{202E}", 500))
		assert.is_true(#longest < 1024)
	end)

	it("never show a secret, whatever is wrong with it", function()
		for _, value in ipairs { "hunter2\n", " hunter2", "hunter2\xFF", "hunter2ぱ", a("hunter2", 1000), "hunter2@_" } do
			for _, case in ipairs {
				{ "add_line", "notificationPassword" }, { "add_line", "authenticationPassword" },
				{ "purchase_device", "notificationPassword" }, { "change_radius_auth", "authenticationPassword" },
			} do
				local _ <const>, found <const> = check(case[1], case[2], value)
				for _, diagnostic in ipairs(found) do
					assert.is_nil(diagnostic.message:find("unter", 1, true))
				end
			end
		end
	end)
end)
