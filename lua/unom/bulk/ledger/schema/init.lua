--- The ledger's tables, as statements that make them in an empty database, and the version of this form.
--
-- Invariants: kept to SQL that PostgreSQL takes as well; a change of the form is a new version, and a step in
-- migrations.lua.

-- `ledger` has one row: the version of these tables, and a random id that tells this ledger from others.
--
-- A row's `may_have_acted` is 1 where it bears the mark: the carrier may have acted on it, and nobody has named its
-- order. `order_key` and `compared` say when two rows are the same order (likeness.lua). `first_sent` is the event
-- of its first send. `evidence` says who named its order, where the carrier did not answer the row with it: `adopted`
-- (the lists showed no other), `person`, `counted` (it has one of as many orders as rows, nobody knows which, and no id
-- here). `known_before`: which lists of orders had been seen whole before its first send, `both` or `accepting` (those
-- under way); null: none. `sent_marked`: 1 where it was sent while it bore the mark, so that an order of an earlier
-- send may still come to be listed. `kept`: the cells of the list's columns that are not read, a JSON array; null: it
-- has none. `takes_effect`: the day on which the order takes effect, YYYYMMDD, where the carrier told it.
--
-- `listed` has every id that was ever seen in a contract's lists of orders. `first_event`: the event with which it was
-- first listed, in the order of events, not of clocks. `others`: 1 where a person, or a call outside any job, said that
-- it is no order of a row; 2 where it is the order of one of several rows, nobody knows which.
--
-- `waiting` says what each contract of a job that runs waits for, and since when.
--
-- `seen` says what a contract looked like before a job's first send on it: `offered`: 1 where the carrier tells the
-- lines of the contract, `whole`: 1 where it showed all of them, `shares_whole`: the same of the lines that share their
-- data; null: not asked. `seen_target` has what was seen of what the job's rows act upon: `target` is a lineNo or a
-- reserveId, `entry` a JSON object.
return {
	version = 5,
	[[CREATE TABLE ledger (
		version INTEGER NOT NULL,
		id TEXT NOT NULL)]],
	[[CREATE TABLE job (
		job INTEGER PRIMARY KEY,
		created TEXT NOT NULL,
		list TEXT NOT NULL,
		sha256 TEXT NOT NULL,
		columns TEXT NOT NULL,
		settings TEXT NOT NULL,
		total INTEGER NOT NULL,
		parent INTEGER REFERENCES job (job),
		purpose TEXT NOT NULL)]],
	[[CREATE TABLE list_row (
		job INTEGER NOT NULL REFERENCES job (job),
		list_row INTEGER NOT NULL,
		line INTEGER NOT NULL,
		contract TEXT NOT NULL,
		operation TEXT NOT NULL,
		arguments TEXT NOT NULL,
		order_key TEXT NOT NULL,
		compared TEXT NOT NULL,
		state TEXT NOT NULL,
		may_have_acted INTEGER NOT NULL DEFAULT 0,
		order_id TEXT,
		reserve_id TEXT,
		order_status TEXT,
		message_id TEXT,
		reason TEXT,
		first_sent INTEGER,
		submitted_at TEXT,
		finished_at TEXT,
		wiped TEXT,
		evidence TEXT,
		known_before TEXT,
		sent_marked INTEGER NOT NULL DEFAULT 0,
		kept TEXT,
		takes_effect TEXT,
		PRIMARY KEY (job, list_row))]],
	[[CREATE INDEX list_row_lane ON list_row (job, state, contract, list_row)]],
	[[CREATE INDEX list_row_tracking ON list_row (contract) WHERE state = 'tracking']],
	[[CREATE INDEX list_row_order ON list_row (contract, order_id) WHERE order_id IS NOT NULL]],
	[[CREATE INDEX list_row_reserve ON list_row (contract, reserve_id) WHERE reserve_id IS NOT NULL]],
	[[CREATE INDEX list_row_marked ON list_row (contract) WHERE state = 'submitting' OR may_have_acted = 1]],
	[[CREATE INDEX list_row_watched ON list_row (contract) WHERE evidence = 'adopted' OR sent_marked = 1]],
	[[CREATE INDEX list_row_same ON list_row (contract, order_key)]],
	[[CREATE TABLE event (
		event INTEGER PRIMARY KEY,
		job INTEGER NOT NULL,
		list_row INTEGER,
		time TEXT NOT NULL,
		what TEXT NOT NULL,
		detail TEXT)]],
	[[CREATE INDEX event_row ON event (job, list_row)]],
	[[CREATE TABLE listed (
		contract TEXT NOT NULL,
		id TEXT NOT NULL,
		first_event INTEGER NOT NULL,
		others INTEGER NOT NULL DEFAULT 0,
		PRIMARY KEY (contract, id))]],
	[[CREATE TABLE known_id (
		contract TEXT NOT NULL,
		kind TEXT NOT NULL,
		id TEXT NOT NULL,
		first_event INTEGER NOT NULL DEFAULT 0,
		PRIMARY KEY (contract, kind, id))]],
	[[CREATE TABLE baseline (
		job INTEGER NOT NULL,
		contract TEXT NOT NULL,
		kind TEXT NOT NULL,
		whole INTEGER NOT NULL,
		time TEXT NOT NULL,
		PRIMARY KEY (job, contract, kind))]],
	[[CREATE TABLE holder (
		contract TEXT PRIMARY KEY,
		process INTEGER NOT NULL,
		job INTEGER NOT NULL,
		since TEXT NOT NULL,
		epoch TEXT NOT NULL,
		host TEXT NOT NULL DEFAULT '')]],
	[[CREATE TABLE waiting (
		job INTEGER NOT NULL REFERENCES job (job),
		contract TEXT NOT NULL,
		words TEXT NOT NULL,
		since TEXT NOT NULL,
		PRIMARY KEY (job, contract))]],
	[[CREATE TABLE seen (
		job INTEGER NOT NULL REFERENCES job (job),
		contract TEXT NOT NULL,
		offered INTEGER NOT NULL,
		whole INTEGER NOT NULL,
		shares_whole INTEGER,
		time TEXT NOT NULL,
		PRIMARY KEY (job, contract))]],
	[[CREATE TABLE seen_target (
		job INTEGER NOT NULL REFERENCES job (job),
		contract TEXT NOT NULL,
		target TEXT NOT NULL,
		entry TEXT NOT NULL,
		PRIMARY KEY (job, contract, target))]],
}
