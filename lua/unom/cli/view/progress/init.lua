--- The progress of a run: on a terminal a bar with what is waited for, drawn again in its place; elsewhere a line every
-- 10 s.
--
-- Invariants: whether or not anything moves, something is said; no reason for waiting is cut. On a terminal nothing is
-- left of it after `finish`.

local block <const> = require "unom.cli.view.progress.block"
local counts <const> = require "unom.cli.view.counts"
local messages <const> = require "unom.messages"
local moments <const> = require "unom.moments"
local text <const> = require "unom.cli.view.text"
local words <const> = require "unom.cli.view.progress.words"
local wrap <const> = require("unom.cli.view.progress.wrap").wrap

local progress_methods <const> = {}
local progress_mt <const> = { __name = "unom.cli.view.progress", __index = progress_methods }

local INTERVAL <const> = 10 -- seconds between two lines
-- Seconds after which the bar is drawn again, where a row has ended and where nothing has moved.
local SOONEST <const>, LATEST <const> = 0.1, 1
local COLUMNS <const>, ROWS <const> = 80, 24 -- of a terminal that does not tell
local NARROWEST <const>, NARROWEST_BAR <const> = 10, 8 -- columns

--- Can the terminal move its cursor?
local function can_draw(environment)
	return environment.getenv("TERM") ~= "dumb"
end

--- @param terminal is the environment's `err` a terminal?
-- @param options {command=that of the run; nil: it is another process's, and nothing is told of how it begins,
--   how_to_go_on(job)=the command that goes on with a job}
local function new(environment, terminal, options)
	return setmetatable({
		environment = environment,
		block = terminal and can_draw(environment) and block.new(environment.err, environment.clock) or nil,
		command = options.command,
		how_to_go_on = options.how_to_go_on,
		job = nil, -- the one whose beginning was told
		said = nil, -- the reason that was said apart
		last_time = -math.huge, -- when the bar was drawn, or a line said
	}, progress_mt)
end

--- Columns and rows of the terminal, as they are now.
local function size(environment)
	local columns, rows = environment.terminal_width()
	columns = columns or math.tointeger(tonumber(environment.getenv("COLUMNS")))
	columns = columns and columns > 0 and columns or COLUMNS
	return math.max(NARROWEST, columns), rows and rows > 0 and rows or ROWS
end

--- The line with the bar, which takes what the words leave of the columns. Where there are too few, the rate goes
-- first, then the time left.
local function bar_line(progress, columns)
	local said <const> = { words.done(progress), table.unpack(words.pace(progress)) }
	while #said > 1 and text.width(table.concat(said, ", ")) > columns do
		table.remove(said, 2)
	end
	local line <const> = table.concat(said, ", ")
	local room <const> = columns - text.width(line) - #"[] "
	if room < NARROWEST_BAR then
		return line
	end
	local filled <const> = progress.total > 0 and room * counts.ended(progress.states) // progress.total or 0
	return ("[%s%s] %s"):format(("="):rep(filled), (" "):rep(room - filled), line)
end

local function append(lines, more)
	table.move(more, 1, #more, #lines + 1, lines)
end

--- Says what no block has room for, once.
local function say_apart(self, reason)
	if reason ~= self.said then
		self:finish()
		self.environment:say(reason)
		self.said = reason
	end
end

--- The lines of the block: as many reasons as the terminal has rows for. The first is said apart where it has not.
local function lines_of(self, progress)
	local columns <const>, rows <const> = size(self.environment)
	local usable <const> = columns - 1 -- the last column makes some terminals begin a new line
	local lines = {}
	append(lines, wrap(bar_line(progress, usable), usable))
	append(lines, wrap(words.states(progress.states), usable))
	lines = { table.unpack(lines, 1, math.max(1, rows - 1)) } -- more would scroll away, and be drawn anew each time
	for index, reason in ipairs(words.reasons(progress)) do
		local wrapped <const> = wrap(text.plain(reason), usable)
		if #lines + #wrapped < rows then
			append(lines, wrapped)
		elseif index == 1 then
			say_apart(self, reason)
		end
	end
	return lines
end

local function say_line(self, progress)
	local environment <const> = self.environment
	local said <const> = { ("%s: %s"):format(words.done(progress), words.states(progress.states)) }
	local pace <const> = table.concat(words.pace(progress), ", ")
	said[2] = pace ~= "" and pace or nil
	append(said, words.reasons(progress))
	environment:say(messages.say("progress_line", {
		time = moments.japan("%H:%M:%S JST", environment.time()), words = table.concat(said, "; "),
	}))
end

--- Tells what a job begins with, and once how to stop.
local function begin(self, progress)
	self:finish()
	self.environment:say(words.beginning(progress, self.command))
	if not self.job then
		self.environment:say(messages.say("how_to_stop", { process = require("unom.core").process_id(),
			command = self.how_to_go_on(progress.job) }))
	end
	self.job = progress.job
	self.last_time = self.block and -math.huge or self.environment.clock()
end

--- Shows that a list is being read, if that is due: on a terminal every second, elsewhere every 10 s.
-- @param rows how many of its rows have been read
-- @param is_over were these all? Nothing is left on a terminal then
function progress_methods:show_reading(rows, is_over)
	if is_over then
		return self:finish()
	end
	local now <const> = self.environment.clock()
	if now < self.last_time + (self.block and LATEST or INTERVAL) then
		return
	end
	self.last_time = now
	local said <const> = messages.say("progress_reading", { rows = rows })
	if self.block then
		self.block:draw(wrap(said, size(self.environment) - 1))
	else
		self.environment:say(said)
	end
end

--- Shows a report of the engine's if it is due: on a terminal every second and whenever a row ends, elsewhere every
-- 10 s.
-- @param progress as bulk.run's on_progress is given it: its notices are shown at once
function progress_methods:show(progress)
	if self.command and progress.job ~= self.job then
		begin(self, progress)
	end
	for _, notice in ipairs(progress.notices or {}) do
		self:finish()
		self.environment:say(notice)
	end
	local now <const> = self.environment.clock()
	if self.block then
		local done <const> = counts.ended(progress.states)
		if now >= self.last_time + (done ~= self.last_done and SOONEST or LATEST) then
			self.block:draw(lines_of(self, progress))
			self.last_time, self.last_done = now, done
		end
	elseif now >= self.last_time + INTERVAL then
		say_line(self, progress)
		self.last_time = now
	end
end

--- Clears the bar. Can be called twice.
function progress_methods:finish()
	if self.block then
		self.block:clear()
		self.last_time = -math.huge
	end
end

progress_mt.__close = progress_methods.finish

return { new = new }
