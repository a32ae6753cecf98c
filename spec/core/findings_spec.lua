--- What a check found, as Lua has it: arrays that print as lines, entries that print by themselves.

local unom <const> = require "unom"

describe("what a check found #unit", function()
	it("prints as lines, and each entry as its own", function()
		local _ <const>, problems <const> = unom.check("change_course", { lineNo = "9010000001", planCode = 1 })
		local lines <const> = {}
		for index, problem in ipairs(problems) do
			lines[index] = problem.field .. ": " .. problem.message
			assert.equal(lines[index], tostring(problem))
			assert.equal("- " .. lines[index], "- " .. problem)
			assert.equal(lines[index] .. ".", problem .. ".")
		end
		assert.is_true(#lines > 2)
		assert.equal(table.concat(lines, "\n"), tostring(problems))
		assert.equal("all:\n" .. tostring(problems), "all:\n" .. problems)
	end)

	it("is raised by assert as text", function()
		local _ <const>, raised <const> = pcall(function() return assert(unom.check("get_contract", {})) end)
		assert.equal("contractId: required, but missing", tostring(raised))
	end)

	it("prints advice too, and nothing where there is none", function()
		local _ <const>, advice <const> = unom.check("change_imei",
			{ contractId = "N123456789", lineNo = "09010000001", agreement = "no", imei = "490154203237518", imeiOption = "2" })
		assert.matches("^agreement: ", tostring(advice))
		assert.matches("^agreement: ", tostring(advice[1]))
		assert.equal("", tostring(select(2, unom.check("get_contract", { contractId = "N123456789" }))))
	end)
end)
