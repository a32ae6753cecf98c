local progress <const> = require "unom.cli.view.progress"
local text <const> = require "unom.cli.view.text"

describe("progress #unit", function()
	local said, now, size, variables, environment

	before_each(function()
		said, now, size, variables = {}, 1000, { 60, 24 }, { TERM = "xterm" }
		environment = {
			getenv = function(name) return variables[name] end,
			time = function() return 1764298800 + now - 1000 end, -- noon in Japan
			clock = function() return now end,
			terminal_width = function() return table.unpack(size) end,
			say = function(_, line) said[#said + 1] = line end,
			err = {
				write = function(_, ...) said[#said + 1] = table.concat { ... } end,
				flush = function() end,
			},
		}
	end)

	local function new(terminal)
		return progress.new(environment, terminal, { command = "run",
			how_to_go_on = function(job) return "unom bulk resume " .. job end })
	end

	local function report(succeeded, waits, more)
		local made <const> = { job = 7, total = 4, contracts = 1, sends = true, waits = waits or {},
			states = { succeeded = succeeded, pending = 4 - succeeded } }
		for name, value in pairs(more or {}) do
			made[name] = value
		end
		return made
	end

	it("begins at once with the job, its rows, and how to stop", function()
		for _, terminal in ipairs { true, false } do
			said = {}
			new(terminal):show(report(0))
			assert.equal("job 7: 4 rows to send", said[1])
			assert.matches("^to stop: Ctrl%-C, or kill %d+; nothing is lost by it, and this goes on: unom bulk resume 7$",
				said[2])
		end
	end)

	it("tells how much of a long list has been read, before there is a job", function()
		for _, terminal in ipairs { true, false } do
			said = {}
			local shown <const> = new(terminal)
			for rows = 5000, 100000, 5000 do
				shown:show_reading(rows)
				now = now + 0.5
			end
			shown:show_reading(100000, true)
			assert.equal(terminal and "\r\27[J" or said[#said], said[#said])
			shown:show(report(0))
			local words <const> = "reading the list: 5000 rows so far"
			assert.equal((terminal and "\r\27[J" or "") .. words, said[1])
			assert.equal(terminal and 10 + 4 or 1 + 2, #said)
		end
	end)

	it("fits a terminal that is too small for it", function()
		local function drawn(columns, rows, show)
			said, size = {}, { columns, rows }
			show(new(true))
			local block <const> = said[#said]:match("\27%[J(.*)$")
			local lines, widest = 0, 0
			for line in (block .. "\r\n"):gmatch("(.-)\r\n") do
				lines, widest = lines + 1, math.max(widest, text.width(line))
			end
			return { lines, widest }
		end
		assert.same({ 2, 17 }, drawn(20, 24, function(shown) shown:show_reading(5000) end))
		assert.equal(2, drawn(10, 3, function(shown) shown:show(report(1)) end)[1])
		variables.COLUMNS = "0"
		assert.equal(79, drawn(nil, nil, function(shown) shown:show(report(1)) end)[2])
	end)

	it("is a line every 10 s away from a terminal, whether or not anything moves", function()
		local shown <const> = new(false)
		shown:show(report(1))
		said = {}
		for _ = 1, 25 do
			now = now + 1
			shown:show(report(1, { N1 = "waiting for something" }, { rate = 4.25, left = 3700 }))
		end
		local words <const> = " JST: 1 of 4 rows ended: 1 succeeded; 3 not yet sent; 4.2 a minute, about 1 h 10 min left; "
			.. "waiting for something"
		assert.same({ "12:00:10" .. words, "12:00:20" .. words }, said)
	end)

	it("is lines on a terminal that cannot move its cursor", function()
		variables.TERM = "dumb"
		local shown <const> = new(true)
		shown:show(report(1))
		now = now + 10
		shown:show(report(1))
		shown:finish()
		assert.equal("12:00:10 JST: 1 of 4 rows ended: 1 succeeded; 3 not yet sent", said[3])
		assert.is_nil(said[4])
	end)

	--- What is drawn of a report, as lines.
	local function drawn(shown, made)
		said = {}
		shown:show(made)
		local lines <const> = {}
		for line in (table.remove(said):gsub("^\r\27%[J", "") .. "\r\n"):gmatch "(.-)\r\n" do
			lines[#lines + 1] = line
		end
		return lines
	end

	it("is a bar on a terminal, of its width, gone at the end", function()
		local shown <const> = new(true)
		assert.same({ "[===================                    ] 2 of 4 rows ended", "2 succeeded; 2 not yet sent" },
			drawn(shown, report(2)))
		said = {}
		shown:show(report(2))
		assert.same({}, said)
		shown:finish()
		shown:finish()
		assert.same({ "\r\27[1A\27[J" }, said)
	end)

	it("has rate and time left on the bar's line, as far as there is room", function()
		local shown <const> = new(true)
		local made <const> = report(2, nil, { rate = 12.4, left = 50 })
		assert.equal("[====    ] 2 of 4 rows ended, 12 a minute, less than a minute left", (function()
			size = { 67, 24 }
			return drawn(shown, made)[1]
		end)())
		now, size = now + 1, { 44, 24 }
		assert.equal("2 of 4 rows ended, less than a minute left", drawn(shown, made)[1]:gsub("^.*A\27%[J", ""), nil)
	end)

	it("takes the width that the terminal has at each draw", function()
		local shown <const> = new(true)
		for _, columns in ipairs { 60, 120, 40, 200 } do
			size = { columns, 24 }
			local first <const> = drawn(shown, report(2))[1]:gsub("^.*\27%[J", "")
			assert.equal(columns - 1, text.width(first))
			now = now + 1
		end
	end)

	it("shows reasons for waiting whole, in lines of the terminal's width", function()
		size = { 40, 24 }
		local long <const> = ("待機中のオーダー"):rep(10) .. " and " .. ("words "):rep(30) .. "end"
		local lines <const> = drawn(new(true), report(2, { N1 = long }))
		for _, line in ipairs(lines) do
			assert.is_true(text.width(line) < 40, line)
		end
		local whole <const> = table.concat(lines, "", 3):gsub(" ", "")
		assert.equal((long:gsub(" ", "")), whole)
	end)

	it("shows the reasons of several contracts once each, with their number, and three at most", function()
		size = { 100, 24 }
		local waits <const> = { N1 = "one", N2 = "two", N3 = "two", N4 = "three", N5 = "four", N6 = "five" }
		local lines <const> = drawn(new(true), report(2, waits, { contracts = 7 }))
		assert.same({ "2 contracts: two", "contract N1: one", "contract N4: three",
			"and 2 more reasons to wait: unom bulk status 7" }, { table.unpack(lines, 3) })
		local of_all <const> = report(2, { N1 = "same", N2 = "same" }, { contracts = 2 })
		assert.same({ "same" }, { table.unpack(drawn(new(true), of_all), 3) })
	end)

	it("draws in place, and says apart what the terminal is too low for", function()
		size = { 40, 5 }
		local shown <const> = new(true)
		local reason <const> = ("words "):rep(30)
		for _ = 1, 3 do
			shown:show(report(2, { N1 = reason }))
			now = now + 1
		end
		local found = 0
		for _, line in ipairs(said) do
			found = found + (line == reason and 1 or 0)
		end
		assert.equal(1, found)
		assert.matches("^\r\27%[1A\27%[J%[", said[#said])
	end)

	it("says at once, beside the bar or without one, what a person should know", function()
		for _, is_terminal in ipairs { true, false } do
			local shown <const> = new(is_terminal)
			shown:show(report(1))
			said = {}
			shown:show(report(1, nil, { notices = { "the first", "the second" } }))
			local from <const> = is_terminal and 2 or 1
			assert.same({ "the first", "the second" }, { said[from], said[from + 1] })
		end
	end)
end)
