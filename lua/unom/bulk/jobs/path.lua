--- Paths of files as the ledger keeps them and as people read them.
--
-- Invariant: a path in the ledger leads to the same file from any directory, and two names of one file that differ by
-- the way through its folders are one path there.

local core <const> = require "unom.core"
local lfs <const> = require "lfs"

local path <const> = {}

--- The path from the root, with the real path of its folder; nil stays nil. A link at its end stays what it is.
function path.absolute(name)
	if name == nil then
		return nil
	end
	local from_root <const> = name:sub(1, 1) == "/" and name or lfs.currentdir() .. "/" .. name
	local folder <const>, last <const> = from_root:match("^(.*/)([^/]*)$")
	local real <const> = core.real_path(folder)
	if not real or last == "" or last == "." or last == ".." then
		return from_root
	end
	return (real == "/" and "" or real) .. "/" .. last
end

--- The path as a person in this directory would write it; nil stays nil.
function path.shown(name)
	local here <const> = lfs.currentdir() .. "/"
	return name and name:sub(1, #here) == here and name:sub(#here + 1) or name
end

return path
