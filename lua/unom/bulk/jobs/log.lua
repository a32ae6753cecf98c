--- What happened to a job and to each of its rows: every event, the oldest first.
--
-- Invariants: the ledger keeps values, and words are made here, when they are shown; no secret is among them. However
-- many events a job has, only some are read at a time.

local errors <const> = require "unom.error"
local meaning <const> = require "unom.catalogue.meaning"
local moments <const> = require "unom.moments"
local messages <const> = require "unom.messages"
local reason <const> = require "unom.reason"

local log <const> = {}

-- How many events are read from the ledger at a time.
local WINDOW <const> = 1000

-- The message of an event, by its name: of one without a detail, and of one with a reason or a status in its detail,
-- {reason}. Those that are not here have one of their own below.
local MESSAGES <const> = {
	submitting = { "event_submitting" },
	not_done = { "event_not_done", "event_not_done_why" },
	in_doubt = { "event_in_doubt", "event_in_doubt_why" },
	cut_off = { "event_cut_off" },
	listed = { "event_listed", "event_listed_what" },
	doubted = { "event_doubted", "event_doubted_why" },
	not_listed = { "event_not_listed", "event_not_listed_why" },
	undecided = { "event_undecided", "event_undecided_why" },
	held_back = { "event_held_back", "event_held_back_why" },
	proved = { "event_proved", "event_proved_why" },
	reopened = { "event_reopened" },
	status = { nil, "event_status" },
	succeeded = { "event_succeeded", "event_succeeded_why" },
	rejected = { "event_rejected", "event_rejected_why" },
	failed = { "event_failed", "event_failed_why" },
	cancelled = { "event_cancelled", "event_cancelled_why" },
	unknown = { "event_unknown", "event_unknown_why" },
	skipped = { "event_skipped", "event_skipped_why" },
	poll_failed = { "event_poll_failed", "event_poll_failed_why" },
	poll_recovered = { "event_poll_recovered" },
	not_taken_back = { "event_not_taken_back", "event_not_taken_back_why" },
}

-- The messages of a person's answers.
local ANSWERS <const> = {
	order = "event_resolved_order", resend = "event_resolved_resend", abandon = "event_resolved_abandon",
}

-- Of other events, by name: function(detail) -> the code of the message that takes the detail's values, or nil.
local OWN_CODES <const> = {
	created = function() return "event_created" end,
	listing = function(detail) return detail.whole and "event_listing" or "event_listing_not_whole" end,
	baseline = function(detail) return detail.whole and "event_baseline" or "event_baseline_not_whole" end,
	accepted = function(detail) return detail.id and "event_accepted" or "event_accepted_no_id" end,
	adopted = function(detail) return detail.id and "event_adopted" or "event_adopted_no_id" end,
	others = function() return "event_others" end,
	counted = function() return "event_counted" end,
	line_listed = function() return "event_line_listed" end,
	resolved = function(detail)
		return detail.answer == "resend" and detail.force and "event_resolved_resend_forced" or ANSWERS[detail.answer]
	end,
}

--- The reason that a detail is, or the status that it names, in words; or nil.
-- @param operation the name of the row's; nil where that is not known, and with it what a status means
local function words_of(detail, operation)
	if detail.code then
		return reason.words(detail)
	end
	local status <const> = detail.order_status
	return detail.words or status and messages.say("event_with_status",
		{ status = meaning.told(status, operation and meaning.of_row(operation, status)) })
end

--- The event by its name, with the values of its detail: for one that this unom does not know.
local function bare(what, detail)
	local shown <const> = {}
	for name, value in pairs(detail) do
		shown[#shown + 1] = ("%s=%s"):format(name, tostring(value))
	end
	table.sort(shown)
	table.insert(shown, 1, what)
	return table.concat(shown, " ")
end

local function say(what, detail, operation)
	local own <const> = OWN_CODES[what] and OWN_CODES[what](detail)
	if own then
		return messages.say(own, detail)
	end
	local found <const> = MESSAGES[what]
	local words <const> = found and words_of(detail, operation)
	if words and found[2] then
		return messages.say(found[2], { reason = words })
	end
	return messages.say(found[1])
end

--- What an event says, in words.
-- @param event {what=, detail=table|nil}
-- @param operation the name of the row's, or nil
function log.words(event, operation)
	local detail <const> = type(event.detail) == "table" and event.detail or { words = event.detail }
	local known <const>, words = pcall(say, event.what, detail, operation)
	return known and words or bare(event.what, detail)
end

--- Gives the operation of a row, which is read from the ledger once.
local function operations_of(ledger, job)
	local known <const> = {}
	return function(row)
		if row and not known[row] then
			known[row] = ledger:row(job, row).operation
		end
		return row and known[row]
	end
end

--- Calls `visit` with each event of a job, or of one of its rows: {time=in Japan, row=number|nil, what=its name,
-- detail=table|nil, words=}.
-- @param options {row=number|nil, on_event=function|nil}
-- @return how many there are, with `on_event`; else the events; or nil and an error of kind "usage"
function log.of(ledger, job, options)
	local row <const> = options.row
	if row and not ledger:row(job.job, row) then
		return nil, errors.new { kind = "usage", message = messages.say("no_such_row", { row = row, job = job.job }) }
	end
	local events <const>, operation_of <const>, last, count = {}, operations_of(ledger, job.job), 0, 0
	local visit <const> = options.on_event or function(event) events[#events + 1] = event end
	repeat
		local window <const> = ledger:events(job.job, row, last, WINDOW)
		for _, event in ipairs(window) do
			last, count = event.event, count + 1
			visit { time = moments.shown(event.time), row = event.row, what = event.what, detail = event.detail,
				words = log.words(event, operation_of(event.row)) }
		end
	until #window < WINDOW
	return options.on_event and count or events
end

return log
