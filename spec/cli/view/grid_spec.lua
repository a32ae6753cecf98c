local grid <const> = require "unom.cli.view.grid"

describe("grid #unit", function()
	it("aligns Japanese with the rest", function()
		assert.equal("name  label\na     回線\n回線  b\n",
			grid.aligned({ { name = "a", label = "回線" }, { name = "回線", label = "b" } }, { "name", "label" }))
	end)

	it("leaves absent cells empty", function()
		assert.equal("a  b\n   2\n1\n", grid.aligned({ { b = 2 }, { a = 1 } }, { "a", "b" }))
	end)

	it("is CSV that quotes what must be quoted", function()
		assert.equal('a,b\n"x,y","say ""no"""\n"two\nlines"," "\n',
			grid.csv({ { a = "x,y", b = 'say "no"' }, { a = "two\nlines", b = " " } }, { "a", "b" }))
	end)
end)
