--- The progress of a run: a bar on a terminal, a line every 10 s elsewhere.
--
-- Invariant: on a terminal the bar takes one line, and `finish` leaves that line empty.

local counts <const> = require "unom.cli.view.counts"
local messages <const> = require "unom.messages"
local text <const> = require "unom.cli.view.text"

local progress_methods <const> = {}
local progress_mt <const> = { __name = "unom.cli.view.progress", __index = progress_methods }

local INTERVAL <const> = 10 -- seconds between two lines
local BAR_WIDTH <const> = 20
local TERMINAL_WIDTH <const> = 80
local CLEAR_LINE <const> = "\r\27[K"

--- @param terminal true if the environment's `err` is a terminal
local function new(environment, terminal)
	return setmetatable({
		environment = environment,
		terminal = terminal,
		width = tonumber(environment.getenv("COLUMNS")) or TERMINAL_WIDTH,
		last_time = terminal and -math.huge or environment.time(),
		drawn = nil,
	}, progress_mt)
end

local function words(progress, done)
	local line <const> = messages.say("progress", {
		done = done, total = progress.total, counts = counts.words(progress.states),
	})
	return progress.waiting and line .. "; " .. progress.waiting or line
end

local function clip(line, columns)
	while text.width(line) > columns do
		line = line:sub(1, utf8.offset(line, -1) - 1)
	end
	return line
end

local function draw(self, progress, done)
	local filled <const> = progress.total > 0 and BAR_WIDTH * done // progress.total or 0
	local bar <const> = ("[%s%s] "):format(("="):rep(filled), (" "):rep(BAR_WIDTH - filled))
	self.environment.err:write(CLEAR_LINE, clip(bar .. text.plain(words(progress, done)), self.width - 1))
	self.environment.err:flush()
	self.drawn = true
end

--- Shows a report of the engine's if it is due: on a terminal every second and whenever a row ends, elsewhere every
-- 10 s.
-- @param progress {total=, states={number by state}, waiting=reason|nil, notices={words...}|nil}: notices are shown at
-- once
function progress_methods:show(progress)
	for _, notice in ipairs(progress.notices or {}) do
		self:finish()
		self.environment:say(notice)
	end
	local now <const> = self.environment.time()
	local done <const> = counts.ended(progress.states)
	if self.terminal then
		if now ~= self.last_time or done ~= self.last_done then
			draw(self, progress, done)
			self.last_time, self.last_done = now, done
		end
	elseif now >= self.last_time + INTERVAL then
		self.environment:say(words(progress, done))
		self.last_time = now
	end
end

--- Clears the bar. Can be called twice.
function progress_methods:finish()
	if self.drawn then
		self.environment.err:write(CLEAR_LINE)
		self.drawn = nil
	end
end

progress_mt.__close = progress_methods.finish

return { new = new }
