local progress <const> = require "unom.cli.view.progress"
local text <const> = require "unom.cli.view.text"

describe("progress #unit", function()
	local said, now, environment

	before_each(function()
		said, now = {}, 1000
		environment = {
			getenv = function() return nil end,
			time = function() return now end,
			say = function(_, line) said[#said + 1] = line end,
			err = {
				write = function(_, ...) said[#said + 1] = table.concat { ... } end,
				flush = function() end,
			},
		}
	end)

	local function report(succeeded)
		return { total = 4, states = { succeeded = succeeded, pending = 4 - succeeded } }
	end

	it("is a line every 10 s away from a terminal", function()
		local shown <const> = progress.new(environment, false)
		shown:show(report(1))
		now = now + 9
		shown:show(report(2))
		assert.same({}, said)
		now = now + 1
		shown:show(report(3))
		assert.same({ "3 of 4 rows ended: 3 succeeded, 1 pending" }, said)
	end)

	it("is a bar on a terminal, gone at the end", function()
		local shown <const> = progress.new(environment, true)
		shown:show(report(2))
		assert.equal("\r\27[K[==========          ] 2 of 4 rows ended: 2 succeeded, 2 pending", said[1])
		shown:show(report(2))
		assert.equal(1, #said)
		shown:finish()
		shown:finish()
		assert.same({ "\r\27[K" }, { table.unpack(said, 2) })
	end)

	it("says at once, beside the bar or without one, what a person should know", function()
		for _, is_terminal in ipairs { true, false } do
			said = {}
			local shown <const> = progress.new(environment, is_terminal)
			shown:show(report(1))
			local with_notices <const> = report(1)
			with_notices.notices = { "the first", "the second" }
			shown:show(with_notices)
			assert.same(is_terminal and { said[1], "\r\27[K", "the first", "the second" } or { "the first", "the second" },
				table.move(said, 1, 4, 1, {}))
		end
	end)

	it("keeps the bar on one line", function()
		local shown <const> = progress.new(environment, true)
		local waiting <const> = report(2)
		waiting.waiting = ("待"):rep(60)
		shown:show(waiting)
		assert.is_true(text.width((said[1]:gsub("^\r\27%[K", ""))) < 80)
	end)
end)
