--- What the carrier says of a line's session: whether it is connected (operation 26), and the log of connections (05).
--
-- The answer to a cut (operation 27) says only that the request was taken.
--
-- Invariant: a session counts as cut only when the carrier says that the line is not connected, or its log shows a
-- session of the line that ended at or after the send. An answer whose own resultCode is not 0 says nothing.

local entries <const> = require "unom.bulk.carrier.entries"
local moments <const> = require "unom.moments"

local filled <const> = entries.filled

local session <const> = {}

local DISCONNECTED <const>, CONNECTED <const> = "0", "1" -- sessionStatus
local READ <const> = "0" -- resultCode
local ENDED <const> = "02" -- eventType: セッション切断
local TIME <const> = "%Y%m%d%H%M%S"

-- Seconds after the send up to which the log is searched where nobody says how late it is.
local SEARCHED <const> = 600

--- The question whether a row's line is connected.
function session.question(row)
	return { operation = "get_session", arguments = { contractId = row.contract, lineNo = row.arguments.lineNo } }
end

--- The question for the log of a row's line since it was sent.
-- @param row with `submitted_at`
-- @param now the moment, as the ledger writes it; may be nil
function session.log_question(row, now)
	local sent <const> = moments.read(row.submitted_at)
	local searched <const> = math.max(sent, now and moments.read(now) or sent + SEARCHED) -- a clock may be set back
	return { operation = "list_sessions", arguments = {
		contractId = row.contract, lineNoSearchKey = row.arguments.lineNo,
		startTime = moments.japan(TIME, sent), endTime = moments.japan(TIME, searched),
	} }
end

--- The answer to `question` as `read` takes it: also one that tells of an error in a resultCode. nil: there is none.
function session.open(reply, err)
	return reply or err and err.kind == "api" and err.status == 200 and { resultCode = err.code } or nil
end

--- Reads the answer to `question` for a row of `disconnect_session`.
-- @param reply nil where there is none
-- @return {state="succeeded"|nil, session_status=nil where the answer says nothing, connected=bool}
function session.read(reply, row)
	local speaks <const> = reply and reply.resultCode == READ and (reply.lineNo or row.arguments.lineNo) ==
		row.arguments.lineNo
	local session_status <const> = speaks and filled(reply.sessionStatus) or nil
	return { state = session_status == DISCONNECTED and "succeeded" or nil, session_status = session_status,
		connected = session_status == CONNECTED }
end

--- Reads the answer to `log_question`.
-- @return {state="succeeded"|nil, ended=the moment at which the log shows a session ended, as the carrier writes it}
function session.read_log(reply, row)
	local sent <const> = moments.japan(TIME, moments.read(row.submitted_at))
	for _, entry in ipairs(entries.of(reply, "searchList", row.contract, "lineNo") or {}) do
		local time <const> = filled(entry.sessionTime) or ""
		if entry.lineNo == row.arguments.lineNo and entry.eventType == ENDED and #time == #sent and time >= sent then
			return { state = "succeeded", ended = time }
		end
	end
	return {}
end

return session
