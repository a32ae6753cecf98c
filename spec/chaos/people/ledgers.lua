--- Ledgers that are copied, put back, moved, removed, named by a link; and lock files that are removed.
--
-- Invariant: no ledger is lost to the audit: what takes a place puts the ledger that was there aside.

local books <const> = require "chaos.books"
local lfs <const> = require "lfs"
local runs <const> = require "chaos.people.runs"
local shell <const> = require "support.shell"

local ledgers <const> = {}

local function clone(set)
	local copy <const> = {}
	for name, value in pairs(set) do
		copy[name] = value
	end
	return copy
end

--- Is no row of the copy in doubt? Else nobody can tell what it lacks.
local function is_clean(self, path)
	for _, row in ipairs(books.look(path, self.lists).rows) do
		if row.may_have_acted or row.state == "submitting" or row.state == "unknown" then
			return false
		end
	end
	return true
end

--- Copies the ledger as people do: with its log or without, with its lock file or without.
function ledgers.copy(self, who, draw)
	local path <const> = ("%s/copy%d.db"):format(who.home, self.starts)
	local with_log <const>, with_lock <const> = draw:number() < 0.7, draw:number() < 0.5
	if not books.exists(who.ledger) then
		return "no ledger"
	end
	books.copy(who.ledger, path, with_log and { "", "-wal" } or { "" })
	books.copy(who.ledger, path, with_lock and { ".lock" } or {})
	if not is_clean(self, path) then
		return "a row is in doubt: not to be put back"
	end
	who.copy = { path = path, with_lock = with_lock, allowed = clone(who.allowed) }
	return with_log and "with its log" or "without its log"
end

--- The ledger of now is put aside, where the audit reads it.
local function put_aside(who)
	if books.exists(who.ledger) then
		local path <const> = ("%s/aside%d.db"):format(who.home, #who.put_aside + 1)
		books.move(who.ledger, path)
		table.insert(who.put_aside, { path = path, allowed = who.allowed })
	end
	who.allowed, who.excused = {}, {}
end

function ledgers.remove_lock(who)
	os.remove(who.ledger .. ".lock")
end

--- The copy takes the ledger's place.
-- @param lock "kept", "removed" or "its own"
function ledgers.put_back(_, who, draw)
	local copy <const> = who.copy
	if not copy then
		return "no copy"
	end
	local chance <const> = draw:number()
	local lock <const> = chance < 0.3 and "lock kept" or copy.with_lock and chance < 0.6 and "its own lock"
		or "lock removed"
	put_aside(who)
	books.copy(copy.path, who.ledger, { "", "-wal" })
	if lock ~= "lock kept" then
		ledgers.remove_lock(who)
	end
	if lock == "its own lock" then
		books.copy(copy.path, who.ledger, { ".lock" })
	end
	who.allowed = clone(copy.allowed)
	return lock
end

--- The ledger that was put aside last is put back: what was done since is put aside.
function ledgers.put_newer_back(_, who)
	local newer <const> = table.remove(who.put_aside)
	if not newer then
		return "none was put aside"
	end
	books.move(newer.path, newer.path .. ".back")
	put_aside(who)
	books.move(newer.path .. ".back", who.ledger)
	ledgers.remove_lock(who)
	who.allowed = newer.allowed
	return "put back"
end

function ledgers.remove(_, who, draw)
	put_aside(who)
	if draw:number() < 0.5 then
		ledgers.remove_lock(who)
	end
	return "removed"
end

function ledgers.copy_in_mid_run(self, who, draw)
	return runs.in_mid_run(self, who, draw, "quiet", function() return ledgers.copy(self, who, draw) end)
end

function ledgers.put_back_over_run(self, who, draw)
	return runs.lose_ledger_in_mid_run(self, who, draw, function()
		return ledgers.put_back(self, who, draw), who.copy ~= nil
	end)
end

function ledgers.move_in_mid_run(self, who, draw)
	local away <const> = who.home .. "/away.db"
	local told <const> = runs.lose_ledger_in_mid_run(self, who, draw, function()
		books.move(who.ledger, away)
		return "moved", true
	end)
	if books.exists(away) then
		books.move(who.ledger, away .. ".none") -- nobody made one there meanwhile
		books.move(away, who.ledger)
	end
	return told
end

--- The name of the ledger by a symbolic link.
function ledgers.link_to(who)
	local link <const> = who.home .. "/link.db"
	if not lfs.symlinkattributes(link) then
		os.execute(("ln -s %s %s"):format(shell.quoted(who.ledger), shell.quoted(link)))
	end
	return link
end

function ledgers.go_on_by_link(self, who, draw)
	return (runs.go_on(self, who, draw, { ledger = ledgers.link_to(who) }))
end

return ledgers
