local shape <const> = require "unom.cli.view.shape"

describe("shape #unit", function()
	it("follows the shape that the catalogue gives", function()
		local members <const> = shape.of { reply = { "a", "b[]{c,d[]{e,f},g}", "h{i}" } }
		assert.same({ "a", "b", "h" }, shape.names(members))
		assert.same({ "c", "d", "g" }, shape.names(members[2].members))
		assert.same({ "e", "f" }, shape.names(members[2].members[2].members))
		assert.is_true(members[2].list)
		assert.is_false(members[3].list)
	end)
end)
