local exit_code <const> = require "unom.cli.exit_code"
local lookup <const> = require "unom.catalogue.lookup"
local own_words <const> = require "unom.catalogue.own_words"
local printed <const> = require "support.codes"
local readings <const> = require "unom.catalogue.readings"
local rows <const> = require "unom.bulk.jobs.result.rows"
local states <const> = require "unom.bulk.ledger.states"
local unom <const> = require "unom"

--- The meanings of a word as lines: kind, name.
local function told(word)
	local lines <const> = {}
	for index, found in ipairs(lookup.find(word)) do
		lines[index] = found.kind .. " " .. found.name
	end
	return lines
end

local function words_of(list)
	local words <const> = {}
	for index, row in ipairs(list) do
		words[index] = row[1]
	end
	return words
end

describe("a word #unit", function()
	it("that is a code of the specification is found in each of its fields, in both languages", function()
		for _, row in ipairs(printed) do
			for code, ja in pairs(row[3]) do
				local has = false
				for _, found in ipairs(lookup.find(code)) do
					if found.kind == "code" and found.ja == ja then
						for _, field in ipairs(found.fields) do
							has = has or field == row[1]
						end
						assert.is_true(#found.en > 0, code)
					end
				end
				assert.is_true(has, row[1] .. " " .. code)
			end
		end
	end)

	it("has every meaning that it has", function()
		assert.same({ "code 03", "code 03", "code 03", "operation get_traffic" }, told "03")
		assert.same({ "error maintenance", "reading 503" }, told "503")
		assert.same({ "operation set_roaming", "operation remove_roaming" }, told "国際ローミング変更")
		assert.same({ "error order_id_invalid", "error order_id_invalid" }, told "The orderId is Invalid.")
		assert.equal("error field_format", told("1")[10])
		assert.equal("exit_code 1", told("1")[11])
		assert.equal(11, #told "1")
	end)

	it("names the operations that have the code", function()
		local found <const> = lookup.find "T6000042"
		assert.equal(1, #found)
		assert.same({ "roamingCode", "optionCode", "optionCodeList" }, found[1].fields)
		assert.same({ "list_lines", "list_products", "add_line", "set_roaming" }, found[1].operations)
	end)

	it("is found without regard to width, capitals and white space", function()
		assert.same(told "T6000042", told "ｔ６００００４２")
		assert.same({ "error not_com_radius" }, told "⑧")
		assert.same({ "field planCode" }, told " 料金 コース ")
		assert.same({ "field planCode" }, told "PLANCODE")
		assert.same({ "field contractId" }, told "契約番号")
		assert.same({ "field contractId" }, told "契約番号(N番)")
		assert.same(told "", told "空値（空白）")
		assert.equal("code ", told("")[1])
		assert.same({ "field accessCode", "field accessType" }, told "accessType")
	end)

	it("that is a field of a request or a reply is found by its name and by each label", function()
		for _, operation in ipairs(unom.operations) do
			for _, key in ipairs { "fields", "reply_fields" } do
				for _, field in ipairs(operation[key]) do
					for _, word in ipairs { field.name, field.label } do
						local has = false
						for _, found in ipairs(lookup.find(word)) do
							has = has or found.kind == "field" and found.name == field.name
						end
						assert.is_true(has, word)
					end
				end
			end
		end
	end)

	it("that is an operation is found by its name and by the carrier's", function()
		for _, operation in ipairs(unom.operations) do
			for _, word in ipairs { operation.name, operation.label, ("%02d"):format(operation.number) } do
				local has = false
				for _, found in ipairs(lookup.find(word)) do
					has = has or found.kind == "operation" and found.name == operation.name
				end
				assert.is_true(has, word)
			end
		end
	end)

	it("that is an error is found by its name, number and status, and by its text as the carrier sends it", function()
		for _, entry in ipairs(unom.errors) do
			for _, word in ipairs { entry.name, tostring(entry.number), entry.printed, tostring(entry.status), entry.message,
				(entry.message:gsub("%.$", "")) } do
				local has = false
				for _, found in ipairs(lookup.find(word)) do
					has = has or found.kind == "error" and found.number == entry.number
				end
				assert.is_true(has, word)
			end
		end
		assert.same({ "error field_format" }, told "Field Format Error: planCode")
		assert.same({ "error line_not_found" },
			told "change_course: the carrier refused: 404 The requested lineNo is not found (line_not_found)")
		assert.same({ "error not_found" }, told "get_traffic: the carrier refused: 404 Not Found (not_found)")
		assert.same({ "error unknown_url" }, told "Raising fault. Fault name : Unknown-Resource")
	end)

	it("of unom itself is found: each state, column and exit code that there is", function()
		assert.same(states.names, words_of(own_words.states))
		assert.same(rows.header {}, words_of(own_words.columns))
		local codes <const> = {}
		for _, row in ipairs(own_words.exit_codes) do
			codes[tonumber(row[1])] = true
		end
		for name, code in pairs(exit_code) do
			assert.is_true(codes[code], name)
		end
		assert.same({ "state unknown" }, told "unknown")
		assert.same({ "column unom.takesEffect" }, told "unom.takesEffect")
		assert.same({ "exit_code 70" }, told "70")
	end)

	it("that says how a line's traffic is limited is found", function()
		assert.equal("restriction recent", told("直近規制中")[1])
	end)

	it("for what the specification leaves open says whose reading it is", function()
		for _, reading in ipairs(readings) do
			for _, word in ipairs(reading.words) do
				local has = false
				for _, found in ipairs(lookup.find(word)) do
					has = has or found.kind == "reading" and found.en == reading.en
				end
				assert.is_true(has, word)
			end
		end
		assert.matches("unom's reading", lookup.find("254")[1].en)
		assert.matches("Retry%-After", lookup.find("429")[1].en)
	end)

	it("that only has a form says where to ask", function()
		for _, code in ipairs { "W00010004", "E00010005", "w0001" } do
			local found <const> = lookup.find(code)
			assert.same({ "form " .. code:upper() }, told(code))
			assert.matches("ask the carrier", found[1].en)
			assert.matches("通信事業者にお問い合わせ", found[1].ja)
		end
		assert.matches("list_products", lookup.find("T3001328")[1].en)
		assert.matches("get_order_status", lookup.find("AGU1712080057782")[1].en)
		assert.same({ "form N123456789" }, told "N123456789")
	end)

	it("that is nothing has no meaning, and the nearest that has one", function()
		for word, near in pairs { planCod = "planCode", ["料金コー"] = "料金コース", T600036 = "T6000036",
			line_notfound = "line_not_found", sucseeded = "succeeded", change_cours = "change_course" } do
			assert.same({}, lookup.find(word))
			assert.equal(near, lookup.nearest(word))
		end
		assert.is_nil(lookup.nearest "xyz")
		assert.same({}, lookup.find "\xff\xfe")
		assert.is_nil(lookup.nearest "\xff\xfe")
	end)
end)
