-- Cuts the session of each line that is connected, and of which no session began or ended for some hours.
--
--     lua5.4 cut-stuck-sessions.lua 24 yes
--
-- At most 720 hours, as the log reaches back 30 days. "yes" is the consent to the carrier's terms.

local bulk <const>, unom <const> = require "unom.bulk", require "unom"

local hours <const> = tonumber(arg[1])
if not (hours and hours >= 0 and hours <= 720 and arg[2]) then
	io.stderr:write "usage: lua5.4 cut-stuck-sessions.lua HOURS yes\n"
	os.exit(2)
end
local settings <const>, job <const> = assert(unom.settings())
settings.retries = 3
local client <close> = unom.client(settings)
local connected <const> = {}
for line, session, err in client:each("get_session", assert(client:lines())) do
	connected[line.lineNo] = session and session.sessionStatus == "1" or nil
	io.stderr:write(err and line.lineNo .. ": " .. err .. "\n" or "")
end
-- The log is read after: a session that began while the lines were asked about is in it.
local now <const> = os.time()
local since <const> = unom.datetime(now - hours * 3600)
local log <const> = assert(client:sessions { startTime = since, endTime = unom.datetime(now) })
assert(not (log.truncated or log.incomplete_entries), "the log is not whole: a line may only seem to be stuck")
for entry in log do
	connected[entry.lineNo] = nil
end
local rows <const> = {}
for number in pairs(connected) do
	rows[#rows + 1] = { lineNo = number, agreement = arg[2] }
end
print(#rows .. " lines are stuck")
if #rows > 0 then
	job.client, job.rows, job.name, job.operation = client, rows, "stuck-" .. unom.datetime(now), "disconnect_session"
	job.on_row = function(row) print(row.target, row.state, row.error or "") end -- succeeded: it is seen disconnected
	os.exit(assert(bulk.run(job)).exit_code, true)
end
