--- A ledger that may only be read, as on a read-only disk: copied to a private place, and opened there.
--
-- SQLite must write beside a database even to read it, and one of an earlier version must be migrated. The copy serves
-- what only reads.
--
-- Invariants: the copy may be read by its owner alone, since there can be passwords in it; it has no name any more
-- once it is open, so that nothing of it is left however the process ends. A ledger that was written to while it was
-- copied gives no copy.

local core <const> = require "unom.core"
local errors <const> = require "unom.error"
local lfs <const> = require "lfs"
local messages <const> = require "unom.messages"

-- The files that a ledger is: the database and its log. The third, -shm, is made anew from these.
local SUFFIXES <const> = { "", "-wal" }
-- What can be beside a copy when it goes.
local ALL_SUFFIXES <const> = { "", "-wal", "-shm", "-journal" }

local CHUNK <const> = 1 << 20 -- bytes
local MOST_TRIES <const> = 3

--- Removes what there is of a copy.
local function remove(copy)
	for _, suffix in ipairs(ALL_SUFFIXES) do
		os.remove(copy .. suffix)
	end
	os.remove((copy:gsub("/[^/]*$", "")))
end

--- What changes when the ledger's files are written to.
local function state_of(path)
	local seen <const> = {}
	for index, suffix in ipairs(SUFFIXES) do
		local found <const> = lfs.attributes(path .. suffix)
		seen[index] = found and ("%d %d %d %d"):format(found.ino, found.size, found.modification, found.change) or "none"
	end
	return table.concat(seen, "/")
end

--- Copies a file, raises the reason where it cannot be. A file that is not there is none in the copy.
local function copy_file(from, to)
	if not lfs.attributes(from) then
		return
	end
	local source <close> = assert(io.open(from, "rb"))
	assert(core.private_file(to))
	local target <close> = assert(io.open(to, "wb"))
	for chunk in function() return source:read(CHUNK) end do
		assert(target:write(chunk))
	end
	assert(target:flush())
end

--- Makes the copy, anew where the ledger was written to meanwhile. Raises the reason where there is none.
local function make(path, copy)
	for _ = 1, MOST_TRIES do
		local before <const> = state_of(path)
		for _, suffix in ipairs(SUFFIXES) do
			os.remove(copy .. suffix)
			copy_file(path .. suffix, copy .. suffix)
		end
		if state_of(path) == before then
			return
		end
	end
	error(errors.new { kind = "ledger", message = messages.say("ledger_copy_moved", { ledger = path }) }, 0)
end

--- Opens a private copy of the ledger at `path`.
-- @param open opens a ledger by its path
-- @return what `open` returned; or nil and an error of kind "ledger"
local function open_copy(path, open)
	local copy <const> = ("%s/unom-%s/ledger.db"):format(os.getenv("TMPDIR") or "/tmp", core.random_id())
	local _ <close> = setmetatable({}, { __close = function() remove(copy) end })
	local made <const>, reason = pcall(make, path, copy)
	if not made then
		return nil, errors.is(reason) and reason or errors.new { kind = "ledger", message = tostring(reason) }
	end
	local opened <const>, err = open(copy)
	if err then
		local first <const>, last <const> = err.message:find(copy, 1, true)
		err.message = first and err.message:sub(1, first - 1) .. path .. err.message:sub(last + 1) or err.message
	end
	return opened, err
end

return { open = open_copy }
