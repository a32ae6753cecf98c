--- What the carrier says of a line's session (operation 26).
--
-- Invariant: a line is disconnected only when the carrier says so.

local session <const> = {}

session.OPERATION = "get_session"

--- Reads the reply for a row of `disconnect_session`.
-- @param reply nil where there is none
-- @return {state="succeeded"|nil, session_status=}
function session.read(reply)
	local session_status <const> = reply and reply.sessionStatus
	return { state = session_status == "0" and "succeeded" or nil, session_status = session_status }
end

return session
