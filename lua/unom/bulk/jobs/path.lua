--- Paths of files as the ledger keeps them and as people read them.
--
-- Invariant: a path in the ledger leads to the same file from any directory.

local lfs <const> = require "lfs"

local path <const> = {}

--- The path from the root; nil stays nil.
function path.absolute(name)
	if name == nil or name:sub(1, 1) == "/" then
		return name
	end
	return lfs.currentdir() .. "/" .. name
end

--- The path as a person in this directory would write it; nil stays nil.
function path.shown(name)
	local here <const> = lfs.currentdir() .. "/"
	return name and name:sub(1, #here) == here and name:sub(#here + 1) or name
end

return path
