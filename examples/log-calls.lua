-- Logs every request of a script to a file, one JSON object a line; secrets are not in it.
--
--     lua5.4 log-calls.lua calls.jsonl

local cjson <const> = require "cjson"
local unom <const> = require "unom"

local log <close> = assert(io.open(arg[1], "a"))
log:setvbuf "line"

local settings <const> = assert(unom.settings())
settings.trace = function(event)
	log:write(cjson.encode(event), "\n")
end
settings.retries = 3 -- each try is an event

local client <close> = unom.client(settings)
for line, session, err in client:each("get_session", assert(client:lines())) do
	print(line.lineNo, session and unom.meaning("sessionStatus", session.sessionStatus) or err)
end
