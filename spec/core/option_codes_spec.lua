--- The option codes of a line: an array of codes, in whatever shape the reply has them.

local arguments <const> = require "support.arguments"
local wire <const> = require "support.wire"

local function line_of(members)
	local body <const> = ('{"contractId":"N1","linesList":[{"lineNo":"09012345678"%s}]}'):format(members)
	local reply <const> = assert(wire.once(wire.reply(200, body), "list_lines", arguments.of "list_lines"))
	return reply.linesList[1]
end

local A <const>, B <const> = "T6000036", "T6000084"

-- What is the value of optionCodeList in the text of the reply, and the codes that are read there.
local SHAPES <const> = {
	{ "an array of codes", '["T6000036","T6000084"]', { A, B } },
	{ "a code that is there three times", '["T6000084","T6000036","T6000084","T6000084"]', { B, A, B, B } },
	{ "an object", '{"optionCode":"T6000036"}', { A } },
	{ "an object whose key has space around it", '{" optionCode ":" T6000036\\t"}', { A } },
	{ "an object with an array", '{"optionCode":["T6000036","T6000084"]}', { A, B } },
	{ "an object with a text of several", '{"optionCode":"T6000036,T6000084"}', { A, B } },
	{ "an object with its member twice", '{"optionCode":"T6000036","optionCode" :"T6000084"}', { A, B } },
	{ "an object with its member four times", '{"optionCode":"T6000084","optionCode":["T6000036"],"optionCode":null,'
		.. '"optionCode":"T6000084"}', { B, A, B } },
	{ "an array of objects with it twice",
		'[{"optionCode":"T6000036","optionCode":"T6000036"},{"optionCode":"T6000084"}]', { A, A, B } },
	{ "an object with more than the code", '{"optionCode":"T6000036","optionName":"[docomo]"}', { A } },
	{ "an array of objects", '[{"optionCode":"T6000036"},{"optionCode":"T6000084"}]', { A, B } },
	{ "an array of codes and objects", '["T6000036",{"optionCode":"T6000084"}]', { A, B } },
	{ "an array in an array", '[["T6000036"],["T6000084"]]', { A, B } },
	{ "an object in an object", '{"optionCode":{"optionCode":"T6000036"}}', { A } },
	{ "an object with a key of its own", '{"1":"T6000036"}', { A } },
	{ "a text", '"T6000036"', { A } },
	{ "a text of two with a comma", '"T6000036,T6000084"', { A, B } },
	{ "a text of two with a comma and blanks", '" T6000036 , T6000084 "', { A, B } },
	{ "a text of two with a blank", '"T6000036 T6000084"', { A, B } },
	{ "a text of two with a full-width blank", '"T6000036\u{3000}T6000084"', { A, B } },
	{ "a text of two with Japanese commas", '"T6000036、T6000084，T6000036"', { A, B, A } },
	{ "a text of two on two lines", '"T6000036\\nT6000084\\n"', { A, B } },
	{ "braces in a text", '"{T6000036, T6000084}"', { A, B } },
	{ "codes with blanks around them", '[" T6000036 ","\\tT6000084"]', { A, B } },
	{ "an empty array", "[]", {} },
	{ "an empty object", "{}", {} },
	{ "an empty text", '""', {} },
	{ "a blank text", '" \u{3000}"', {} },
	{ "an object without its code", '{"optionCode":""}', {} },
	{ "an object whose code is null", '{"optionCode":null}', {} },
	{ "blanks and nulls in an array", '["",null," ",{"optionCode":null},{},"T6000036",[]]', { A } },
	{ "what is no text", "[true,false]", {} },
}

describe("optionCodeList #wire", function()
	for _, shape in ipairs(SHAPES) do
		it("is an array of codes where it came as " .. shape[1], function()
			assert.same(shape[3], line_of(',"optionCodeList":' .. shape[2]).optionCodeList)
		end)
	end

	it("is absent where it is null or is not there", function()
		assert.is_nil(line_of(',"optionCodeList":null').optionCodeList)
		assert.is_nil(line_of("").optionCodeList)
	end)

	it("is read beside the other keys of the line, which stay as they are", function()
		assert.same({ lineNo = "09012345678", optionCodeList = { A }, note = " a, b ", simType = "標準SIM" },
			line_of(',"optionCodeList ":{"optionCode":"T6000036"},"note":" a, b ","simType":"標準SIM"'))
	end)

	it("cannot be read as the specification's example has it: braces around codes are no JSON", function()
		local body <const> = '{"contractId":"N1","linesList":[{"lineNo":"1","optionCodeList":{"T6000036","T6000084"}}]}'
		local _ <const>, err <const> = wire.once(wire.reply(200, body), "list_lines", arguments.of "list_lines")
		assert.equal("protocol", err.kind)
	end)
end)
