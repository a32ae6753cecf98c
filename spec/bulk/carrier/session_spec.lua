--- What the carrier says of a session that was to be cut: operations 26 and 05, and as evidence of a row in doubt.

local evidence <const> = require "unom.bulk.carrier.evidence"
local session <const> = require "unom.bulk.carrier.session"

local CONTRACT <const>, LINE <const> = "N123456789", "09010000001"
-- Sent a second before midnight in Japan.
local ROW <const> = { contract = CONTRACT, operation = "disconnect_session", arguments = { lineNo = LINE },
	submitted_at = "2025-11-28T14:59:59Z" }

local function status(session_status, result_code, line)
	return { contractId = CONTRACT, lineNo = line or LINE, sessionStatus = session_status,
		resultCode = result_code or "0" }
end

local function log(...)
	return { contractId = CONTRACT, searchList = { ... } }
end

local function entry(time, event, line)
	return { lineNo = line or LINE, sessionTime = time, eventType = event or "02" }
end

describe("session #unit", function()
	it("is cut where the line is not connected", function()
		assert.same({ state = "succeeded", session_status = "0", connected = false }, session.read(status "0", ROW))
		assert.same({ session_status = "1", connected = true }, session.read(status "1", ROW))
	end)

	-- An answer that told of an abnormal end counted as any other.
	it("is told by no answer with another resultCode, of another line, or without a status", function()
		local NOTHING <const> = { connected = false }
		for _, code in ipairs { "1", "2", "0001", "" } do
			assert.same(NOTHING, session.read(status("0", code), ROW))
			assert.same(NOTHING, session.read(status("1", code), ROW))
		end
		assert.same(NOTHING, session.read(status("0", nil, "09010000002"), ROW))
		assert.same(NOTHING, session.read({ sessionStatus = "0" }, ROW))
		assert.same(NOTHING, session.read(status {}, ROW))
		assert.same(NOTHING, session.read(nil, ROW))
		assert.same({ session_status = "2", connected = false }, session.read(status "2", ROW))
	end)

	it("says nothing where the answer tells of an error in its resultCode; other errors are no answer", function()
		assert.same({ connected = false }, session.read(session.open(nil,
			{ kind = "api", sent = "yes", status = 200, code = "2" }), ROW))
		assert.is_nil(session.open(nil, { kind = "api", sent = "yes", status = 404, code = "404" }))
		assert.is_nil(session.open(nil, { kind = "network", sent = "maybe" }))
		assert.equal(ROW, session.open(ROW))
	end)

	it("is cut where the log shows that one ended at or after the send, in Japan's time", function()
		for _, time in ipairs { "20251128235959", "20251129000000", "20251201000000" } do
			assert.same({ state = "succeeded", ended = time }, session.read_log(log(entry(time)), ROW))
		end
		assert.same({ state = "succeeded", ended = "20251129000001" }, session.read_log(log(entry "20251128235958",
			entry("20251129000002", "01"), entry "20251129000001"), ROW))
	end)

	it("is told by no other entry of the log, and by no answer that is not the log", function()
		for _, found in ipairs { log(entry "20251128235958"), log(entry("20251129000001", "01")), log(),
			log(entry("20251129000001", "02", "09010000002")), log(entry {}), log(entry ""), log(entry "2026"), {},
			{ contractId = CONTRACT }, { contractId = "N000000000", searchList = { entry "20251129000001" } } } do
			assert.same({}, session.read_log(found, ROW))
		end
		assert.same({}, session.read_log(nil, ROW))
	end)

	it("has its log searched from the send to now", function()
		local function window(now)
			local question <const> = session.log_question(ROW, now)
			assert.equal("list_sessions", question.operation)
			assert.equal(LINE, question.arguments.lineNoSearchKey)
			assert.equal("20251128235959", question.arguments.startTime)
			return question.arguments.endTime
		end
		assert.equal("20251129000004", window "2025-11-28T15:00:04Z")
		assert.equal("20251128235959", window "2025-11-27T15:00:04Z") -- a clock that was set back
		assert.equal("20251129000959", window(nil))
	end)

	it("in doubt is proved by either answer", function()
		local kind <const> = evidence.kind "disconnect_session"
		local function weigh(status_reply, log_reply)
			local listing <const> = kind.listing({ { reply = status_reply }, { reply = log_reply } }, CONTRACT)
			local conclusion <const> = kind.weigh(ROW, listing)
			return { state = conclusion.state, seen = conclusion.seen.code, whole = listing.whole }
		end
		local function assert_weighs(state, seen, whole, ...)
			assert.same({ state = state, seen = seen, whole = whole }, weigh(...))
		end
		local questions <const> = kind.questions(ROW)
		assert.same({ "get_session", "list_sessions" }, { questions[1].operation, questions[2].operation })
		assert_weighs("succeeded", "seen_session", true, status "0", nil)
		assert_weighs("succeeded", "seen_session_ended", true, status "1", log(entry "20251129000001"))
		assert_weighs("succeeded", "seen_session_ended", false, nil, log(entry "20251129000001"))
		assert_weighs(nil, "seen_session", true, status "1", log())
		assert_weighs(nil, "seen_session_missing", true, status("0", "1"), log())
	end)
end)
