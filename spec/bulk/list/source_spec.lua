--- Where the rows of a list come from.

local lists <const> = require "support.lists"
local source <const> = require "unom.bulk.list.source"

local ROW <const> = { operation = "terminate_line", lineNo = "09012345678", requestDate = "20261201" }
local LIST <const> = "operation,lineNo,requestDate\nterminate_line,09012345678,20261201\n"

describe("the source of a list #unit", function()
	it("is a file or tables, and the rows are the same", function()
		local of_tables <close> = assert(source.open(lists.with { rows = { ROW } }))
		lists.with_file(LIST, function(path)
			local of_file <close> = assert(source.open(lists.with { path = path }))
			local first <const>, second <const> = of_file:rows()(), of_tables:rows()()
			assert.same(first.arguments, second.arguments)
			assert.same({ first.row, first.operation, first.contract }, { second.row, second.operation, second.contract })
			assert.same(assert(source.check(lists.with { path = path })).values,
				assert(source.check(lists.with { rows = { ROW } })).values)
		end)
	end)

	it("has a name", function()
		assert.same({ "x.csv", "rows", "moves" }, { source.name { path = "x.csv" }, source.name { rows = {} },
			source.name { rows = {}, name = "moves" } })
	end)

	it("is named before the options, or among them", function()
		local options <const> = { agree = true }
		assert.same({ path = "x.csv", agree = true }, source.options("x.csv", options))
		assert.same({ agree = true }, options)
		assert.equal(options, source.options(options))
		assert.same({}, source.options())
	end)
end)
