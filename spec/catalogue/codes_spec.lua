--- The tables of codes against every code of the specification, typed from it once more.

local meaning <const> = require "unom.catalogue.meaning"
local printed <const> = require "support.codes"

local YEN <const> = {
	T6000036 = "1,000,000 yen", T6000037 = "100,000 yen", T6000038 = "200,000 yen", T6000039 = "300,000 yen",
	T6000040 = "400,000 yen", T6000041 = "500,000 yen", T6000042 = "50,000 yen", T6000043 = "600,000 yen",
	T6000044 = "700,000 yen", T6000045 = "800,000 yen", T6000046 = "900,000 yen", T6000047 = "without a limit",
}

describe("the tables of codes #unit", function()
	it("have every code of the specification, in its words and in English", function()
		for _, row in ipairs(printed) do
			local field <const>, operations <const>, codes <const> = table.unpack(row)
			for _, operation in ipairs(operations) do
				for code, ja in pairs(codes) do
					local found <const> = meaning.of(field, code, operation)
					local which <const> = ("%s %s of %s"):format(field, code, operation)
					assert.is_truthy(found, which)
					assert.equal(ja, found.ja, which)
					assert.is_true(#found.en > 0, which)
				end
			end
		end
	end)

	it("give each limit of roaming its amount", function()
		for code, amount in pairs(YEN) do
			assert.equal("[docomo] international roaming, " .. (code == "T6000047" and amount or "up to " .. amount),
				meaning.of("roamingCode", code).en, code)
		end
		assert.equal("none", meaning.of("roamingCode", "").en)
	end)

	it("know the code that counts the volumes", function()
		assert.matches("容量追加", meaning.of("optionCodeList", "T6000084").ja)
		assert.is_nil(meaning.of("roamingCode", "T6000084"))
	end)

	it("say no English that has Japanese in it, but for names", function()
		for _, entry in ipairs(meaning.all) do
			assert.is_nil(entry.meaning.en:find("[\x80-\xff]"), entry.field .. " " .. entry.code)
		end
	end)

	it("have each code of a field once in an operation", function()
		local seen <const> = {}
		for _, entry in ipairs(meaning.all) do
			local key <const> = ("%s %s %s"):format(entry.field, entry.code, table.concat(entry.names or {}, ","))
			assert.is_nil(seen[key], key)
			seen[key] = true
		end
	end)
end)
