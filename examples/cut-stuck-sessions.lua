-- Cuts the session of each line that is connected, and of which no session began or ended for some hours.
--
--     lua5.4 cut-stuck-sessions.lua 24 yes
--
-- "yes" is the consent to the carrier's terms.

local bulk <const>, unom <const> = require "unom.bulk", require "unom"

if #arg < 2 then
	io.stderr:write "usage: lua5.4 cut-stuck-sessions.lua HOURS yes\n"
	os.exit(2)
end
local settings <const>, job <const> = assert(unom.settings())
settings.retries = 3
local client <close> = unom.client(settings)
local now <const>, moved <const> = os.time(), {}
local since <const> = unom.datetime(now - arg[1] * 3600)
local log <const> = assert(client:sessions { startTime = since, endTime = unom.datetime(now) })
for entry in log do
	moved[entry.lineNo] = true
end
assert(not (log.truncated or log.incomplete_entries), "the log is not whole: a line may only seem to be stuck")

local rows <const> = {}
for line, session, err in client:each("get_session", assert(client:lines())) do
	if err then
		io.stderr:write(line.lineNo, ": ", tostring(err), "\n")
	elseif session.sessionStatus == "1" and not moved[line.lineNo] then
		rows[#rows + 1] = { lineNo = line.lineNo, agreement = arg[2] }
	end
end
print(#rows .. " lines are stuck")
if #rows > 0 then
	job.client, job.rows, job.name, job.operation = client, rows, "stuck-" .. unom.datetime(now), "disconnect_session"
	job.on_row = function(row)
		print(row.target, row.state, row.error or "") -- succeeded: the carrier shows the line as disconnected
	end
	os.exit(assert(bulk.run(job)).exit_code, true)
end
