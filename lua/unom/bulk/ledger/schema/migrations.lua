--- Ledgers of earlier versions, brought to the present form: one step a version.
--
-- Invariants: a step is one transaction with all that are due, so a ledger is of one version or the next; no row, id or
-- event is lost. SQLite alone: no other database ever held an earlier version.

local core <const> = require "unom.core"
local likeness <const> = require "unom.bulk.ledger.likeness"
local values <const> = require "unom.bulk.ledger.values"

local NOT_KNOWN_WHEN <const> = -1 -- see ledger/listed.lua

-- ---- from version 1 ----

-- What an event of version 1 had beside its name: the name of that value now, by the event's name. Of all others it was
-- a sentence.
local DETAIL_NAMES <const> = {
	status = "order_status", succeeded = "order_status", accepted = "id", adopted = "id",
}

-- The order's id, or one of these: what version 1 wrote of a person's answer.
local ANSWERS <const> = { ["send again"] = "resend", abandoned = "abandon" }

local function detail_of(event)
	if event.what == "resolved" then
		return { answer = ANSWERS[event.detail] or "order", id = not ANSWERS[event.detail] and event.detail or nil }
	end
	return { [DETAIL_NAMES[event.what] or "words"] = event.detail }
end

local function rewrite_events(database)
	for _, event in ipairs(database:all "SELECT event, what, detail FROM event WHERE detail IS NOT NULL") do
		database:run("UPDATE event SET detail = ? WHERE event = ?", values.encode(detail_of(event)), event.event)
	end
end

--- Under some locales version 1 wrote fractions as "percent":2,5, which no reader takes.
local function read_settings(text)
	return values.decode((text:gsub('("[%a_]+":%d+),(%d)', "%1.%2")))
end

local function rewrite_settings(database)
	for _, job in ipairs(database:all "SELECT job, settings FROM job") do
		database:run("UPDATE job SET settings = ? WHERE job = ?", values.encode(read_settings(job.settings)), job.job)
	end
end

local function rewrite_rows(database)
	for _, row in ipairs(database:all "SELECT job, list_row, operation, arguments, reason FROM list_row") do
		local order_key <const>, compared <const> = likeness.of(row.operation, values.decode(row.arguments))
		local reason <const> = row.reason and row.reason ~= "" and { code = "words", words = row.reason } or nil
		database:run([[UPDATE list_row SET order_key = ?, compared = ?, reason = ? WHERE job = ? AND list_row = ?]],
			order_key, compared, values.encode(reason), row.job, row.list_row)
	end
	database:run [[UPDATE list_row SET order_id = NULLIF(order_id, ''), reserve_id = NULLIF(reserve_id, ''),
		first_sent = (SELECT MIN(event) FROM event WHERE event.job = list_row.job AND event.list_row = list_row.list_row
			AND what = 'submitting')]]
end

--- A row bears the mark if it was ever in doubt since it last had an id. Version 1 took the mark away after a day.
local function rebuild_marks(database)
	database:run [[UPDATE list_row SET may_have_acted = 1
		WHERE state <> 'tracking' AND COALESCE(order_id, reserve_id) IS NULL
		AND operation <> 'disconnect_session' AND state <> 'succeeded'
		AND EXISTS (SELECT 1 FROM event WHERE event.job = list_row.job AND event.list_row = list_row.list_row
			AND what IN ('in_doubt', 'cut_off', 'undecided'))]]
end

-- The id of a ledger is made of the list of its first job, so that copies of one ledger of version 1 have one id.
local function id_of(database)
	local first <const> = database:first "SELECT sha256 FROM job ORDER BY job LIMIT 1"
	local digest <const> = first and first.sha256:match "^%x+$"
	return digest and #digest >= 32 and digest:sub(1, 32) or core.random_id()
end

--- Ids of orders that were known: an id that a listing called unexplained was first listed then. Of any other it is not
-- known when, where the contract has a row that bears the mark; else it was there before, which is event 0.
local function move_known_orders(database)
	local first_event <const> = {}
	for _, event in ipairs(database:all [[SELECT event, detail FROM event
		WHERE what IN ('listed', 'undecided') AND detail LIKE '%unexplained: %' ORDER BY event]]) do
		for id in (event.detail:match "unexplained: ([%w ]+)" or ""):gmatch "%w+" do
			first_event[id] = first_event[id] or event.event
		end
	end
	for _, known in ipairs(database:all "SELECT contract, id FROM known_id WHERE kind = 'orders'") do
		database:run("INSERT INTO listed (contract, id, first_event) VALUES (?, ?, ?)", known.contract, known.id,
			first_event[known.id] or database:first([[SELECT 1 AS found FROM list_row
				WHERE contract = ? AND may_have_acted = 1]], known.contract) and NOT_KNOWN_WHEN or 0)
	end
	database:run "DELETE FROM known_id WHERE kind = 'orders'"
end

local function from_version_1(database)
	local columns <const> = {}
	for _, column in ipairs(database:all "PRAGMA table_info(list_row)") do
		columns[column.name] = true
	end
	for _, statement in ipairs {
		"DROP INDEX IF EXISTS list_row_rival",
		columns.stray and "ALTER TABLE list_row RENAME COLUMN stray TO may_have_acted"
			or "ALTER TABLE list_row ADD COLUMN may_have_acted INTEGER NOT NULL DEFAULT 0",
		"ALTER TABLE list_row RENAME COLUMN error TO reason",
		"ALTER TABLE list_row ADD COLUMN order_key TEXT NOT NULL DEFAULT ''",
		"ALTER TABLE list_row ADD COLUMN compared TEXT NOT NULL DEFAULT ''",
		"ALTER TABLE list_row ADD COLUMN first_sent INTEGER",
		"ALTER TABLE known_id ADD COLUMN first_event INTEGER NOT NULL DEFAULT 0",
		"ALTER TABLE holder ADD COLUMN epoch TEXT NOT NULL DEFAULT ''",
		"CREATE TABLE ledger (version INTEGER NOT NULL, id TEXT NOT NULL)",
		[[CREATE TABLE listed (contract TEXT NOT NULL, id TEXT NOT NULL, first_event INTEGER NOT NULL,
			others INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (contract, id))]],
		"CREATE INDEX IF NOT EXISTS list_row_lane ON list_row (job, state, contract, list_row)",
		"CREATE INDEX IF NOT EXISTS list_row_order ON list_row (contract, order_id) WHERE order_id IS NOT NULL",
		"CREATE INDEX IF NOT EXISTS list_row_reserve ON list_row (contract, reserve_id) WHERE reserve_id IS NOT NULL",
		[[CREATE INDEX list_row_marked ON list_row (contract) WHERE state = 'submitting' OR may_have_acted = 1]],
		"CREATE INDEX list_row_tracking ON list_row (contract) WHERE state = 'tracking'",
		"CREATE INDEX list_row_same ON list_row (contract, order_key)",
		"CREATE INDEX IF NOT EXISTS event_row ON event (job, list_row)",
	} do
		database:run(statement)
	end
	rewrite_rows(database)
	rebuild_marks(database)
	move_known_orders(database)
	rewrite_settings(database)
	rewrite_events(database)
	database:run("INSERT INTO ledger (version, id) VALUES (?, ?)", 2, id_of(database))
end

-- ---- from version 2 ----

--- The evidence of a row that has an order is what named it last.
local function from_version_2(database)
	database:run "ALTER TABLE list_row ADD COLUMN evidence TEXT"
	database:run [[UPDATE list_row SET evidence = (SELECT CASE what WHEN 'adopted' THEN 'adopted'
			WHEN 'resolved' THEN 'person' END
		FROM event WHERE event.job = list_row.job AND event.list_row = list_row.list_row
			AND what IN ('accepted', 'adopted', 'resolved') ORDER BY event DESC LIMIT 1)
		WHERE COALESCE(order_id, reserve_id) IS NOT NULL]]
	database:run "ALTER TABLE list_row ADD COLUMN known_before TEXT"
	database:run [[UPDATE list_row SET known_before = 'both' WHERE first_sent IS NOT NULL
		AND EXISTS (SELECT 1 FROM baseline WHERE baseline.job = list_row.job AND baseline.contract = list_row.contract
			AND kind = 'orders' AND whole = 1)]]
	database:run "ALTER TABLE list_row ADD COLUMN sent_marked INTEGER NOT NULL DEFAULT 0"
	database:run [[UPDATE list_row SET sent_marked = 1
		WHERE EXISTS (SELECT 1 FROM event AS again WHERE again.job = list_row.job AND again.list_row = list_row.list_row
			AND again.what = 'submitting' AND again.event > (SELECT MIN(event) FROM event
				WHERE event.job = list_row.job AND event.list_row = list_row.list_row AND what = 'resolved'))]]
	database:run [[CREATE INDEX list_row_watched ON list_row (contract)
		WHERE evidence = 'adopted' OR sent_marked = 1]]
	database:run "UPDATE ledger SET version = 3"
end

-- ---- from version 3 ----

local function from_version_3(database)
	database:run "ALTER TABLE list_row ADD COLUMN kept TEXT"
	database:run "ALTER TABLE list_row ADD COLUMN takes_effect TEXT"
	database:run "ALTER TABLE holder ADD COLUMN host TEXT NOT NULL DEFAULT ''" -- not known of an earlier one
	database:run [[CREATE TABLE waiting (job INTEGER NOT NULL REFERENCES job (job), contract TEXT NOT NULL,
		words TEXT NOT NULL, since TEXT NOT NULL, PRIMARY KEY (job, contract))]]
	database:run "UPDATE ledger SET version = 4"
end

-- ---- from version 4 ----

--- What contracts looked like before earlier jobs nobody kept.
local function from_version_4(database)
	database:run [[CREATE TABLE seen (job INTEGER NOT NULL REFERENCES job (job), contract TEXT NOT NULL,
		offered INTEGER NOT NULL, whole INTEGER NOT NULL, shares_whole INTEGER, time TEXT NOT NULL,
		PRIMARY KEY (job, contract))]]
	database:run [[CREATE TABLE seen_target (job INTEGER NOT NULL REFERENCES job (job), contract TEXT NOT NULL,
		target TEXT NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (job, contract, target))]]
	database:run "UPDATE ledger SET version = 5"
end

-- By the version that a ledger has: the step to the next one.
local STEPS <const> = { from_version_1, from_version_2, from_version_3, from_version_4 }

local migrations <const> = {}

--- Brings the tables from `version` to `wanted`. To be called inside a transaction.
function migrations.run(database, version, wanted)
	for step = version, wanted - 1 do
		STEPS[step](database)
	end
end

return migrations
