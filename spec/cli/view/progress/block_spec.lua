local block <const> = require "unom.cli.view.progress.block"

describe("a block of lines #unit", function()
	local written, now, shown

	before_each(function()
		written, now = {}, 0
		shown = block.new({ write = function(_, ...) written[#written + 1] = table.concat { ... } end,
			flush = function() end }, function() return now end)
	end)

	it("is drawn over the one before, from its first line", function()
		shown:draw { "one", "two", "three" }
		shown:draw { "four" }
		shown:draw { "five", "six" }
		shown:clear()
		shown:clear()
		assert.same({ "\r\27[Jone\r\ntwo\r\nthree", "\r\27[2A\27[Jfour", "\r\27[Jfive\r\nsix", "\r\27[1A\27[J" }, written)
	end)

	it("goes up over nothing that a shell may have written while the process was stopped", function()
		shown:draw { "one", "two" }
		now = 60
		shown:draw { "one", "two" }
		assert.equal("\r\27[Jone\r\ntwo", written[2])
	end)
end)
