--- The ledger's tables, as statements that make what is missing.
--
-- Invariant: kept to SQL that PostgreSQL takes as well.

-- A row's `stray` is 1 where the carrier may have acted on it and nobody has named its order: `may_have_acted` in Lua.
return {
	[[CREATE TABLE IF NOT EXISTS job (
		job INTEGER PRIMARY KEY,
		created TEXT NOT NULL,
		list TEXT NOT NULL,
		sha256 TEXT NOT NULL,
		columns TEXT NOT NULL,
		settings TEXT NOT NULL,
		total INTEGER NOT NULL,
		parent INTEGER REFERENCES job (job),
		purpose TEXT NOT NULL)]],
	[[CREATE TABLE IF NOT EXISTS list_row (
		job INTEGER NOT NULL REFERENCES job (job),
		list_row INTEGER NOT NULL,
		line INTEGER NOT NULL,
		contract TEXT NOT NULL,
		operation TEXT NOT NULL,
		arguments TEXT NOT NULL,
		state TEXT NOT NULL,
		order_id TEXT,
		reserve_id TEXT,
		order_status TEXT,
		message_id TEXT,
		error TEXT,
		submitted_at TEXT,
		finished_at TEXT,
		wiped TEXT,
		stray INTEGER NOT NULL DEFAULT 0,
		PRIMARY KEY (job, list_row))]],
	[[CREATE INDEX IF NOT EXISTS list_row_lane ON list_row (job, state, contract, list_row)]],
	[[CREATE INDEX IF NOT EXISTS list_row_order ON list_row (contract, order_id) WHERE order_id IS NOT NULL]],
	[[CREATE INDEX IF NOT EXISTS list_row_reserve ON list_row (contract, reserve_id) WHERE reserve_id IS NOT NULL]],
	[[CREATE INDEX IF NOT EXISTS list_row_rival ON list_row (contract) WHERE state = 'submitting' OR stray = 1]],
	[[CREATE TABLE IF NOT EXISTS event (
		event INTEGER PRIMARY KEY,
		job INTEGER NOT NULL,
		list_row INTEGER,
		time TEXT NOT NULL,
		what TEXT NOT NULL,
		detail TEXT)]],
	[[CREATE INDEX IF NOT EXISTS event_row ON event (job, list_row)]],
	[[CREATE TABLE IF NOT EXISTS known_id (
		contract TEXT NOT NULL,
		kind TEXT NOT NULL,
		id TEXT NOT NULL,
		PRIMARY KEY (contract, kind, id))]],
	[[CREATE TABLE IF NOT EXISTS baseline (
		job INTEGER NOT NULL,
		contract TEXT NOT NULL,
		kind TEXT NOT NULL,
		whole INTEGER NOT NULL,
		time TEXT NOT NULL,
		PRIMARY KEY (job, contract, kind))]],
	[[CREATE TABLE IF NOT EXISTS holder (
		contract TEXT PRIMARY KEY,
		process INTEGER NOT NULL,
		job INTEGER NOT NULL,
		since TEXT NOT NULL)]],
}
