-- Tells when a line comes or goes, for days on end. Ctrl-C or SIGTERM ends it in good order.
--
--     lua5.4 watch-sessions.lua SECONDS
--
-- asks about every line once in so many seconds, 60 unless they are given.

local unom <const> = require "unom"

local settings <const> = assert(unom.settings())
settings.retries = 5 -- what a bad minute of the network fails is asked again; the token is renewed by the client
local client <close> = unom.client(settings)
local signals <close> = unom.signals()
io.stdout:setvbuf "line" -- in a file too, each line is there at once

local function say(...)
	print(unom.datetime(), ...)
end

local seen <const> = {}
repeat
	local lines <const>, err <const> = client:lines()
	if not lines then
		say(err)
	end
	for line, session, reason in client:each("get_session", lines or {}) do
		local now <const> = session and session.sessionStatus
		if reason and reason.kind ~= "interrupted" then
			say(line.lineNo, reason)
		elseif now and seen[line.lineNo] ~= now then
			say(line.lineNo, unom.meaning("sessionStatus", now))
			seen[line.lineNo] = now
		end
	end
until signals:wait(tonumber(arg[1]) or 60) > 0
say "ended"
