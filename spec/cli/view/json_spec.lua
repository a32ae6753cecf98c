local json <const> = require "unom.cli.view.json"

describe("json #unit", function()
	it("keeps the stated order and sorts the rest", function()
		assert.equal('{"z":1,"a":true,"b":"x","c":1.5}',
			json.compact(json.ordered({ a = true, b = "x", c = 1.5, z = 1 }, { "z", "a" })))
	end)

	it("knows an empty array from an empty object", function()
		assert.equal('{"a":[],"b":{}}', json.compact { a = json.array {}, b = {} })
	end)

	it("states the order of the keys of each entry", function()
		assert.equal('[{"b":1,"a":2},{"b":3}]', json.compact(json.each({ { a = 2, b = 1 }, { b = 3 } }, { "b", "a" })))
		assert.equal("[]", json.compact(json.each({}, { "a" })))
	end)

	it("escapes", function()
		assert.equal([["\"\\\n\u0001\u007f回"]], json.compact("\"\\\n\1\127回"))
	end)

	it("is indented", function()
		assert.equal('{\n  "a": [\n    1,\n    2\n  ]\n}', json.encode { a = { 1, 2 } })
	end)
end)
