--- Words that people write in a change list, what each means, and the nearest when one is not known.
--
-- Invariant: words that differ in white space and in full or half width alone are one word.

local nearest <const> = require "unom.nearest"
local width <const> = require "unom.bulk.list.normalize"

local vocabulary <const> = {}
vocabulary.__index = vocabulary

function vocabulary.new()
	return setmetatable({ entries = {}, plain = {} }, vocabulary)
end

--- Adds a word and what it means; a word may mean several things.
function vocabulary:add(word, meaning)
	local plain <const> = width.plain(word)
	local entry = self.entries[plain]
	if not entry then
		entry = { word = word, meanings = {} }
		self.entries[plain] = entry
		self.plain[#self.plain + 1] = plain
	end
	if not entry.meanings[meaning] then
		entry.meanings[meaning] = true
		entry.meanings[#entry.meanings + 1] = meaning
	end
end

--- What a word means: an array, which is also a set; or nil.
function vocabulary:find(word)
	local entry <const> = self.entries[width.plain(word)]
	return entry and entry.meanings
end

--- The known word nearest to `word`, with what it means where that is written otherwise.
-- @return the words to show, and true when the two have little in common
function vocabulary:suggest(word)
	local plain <const> = width.plain(word)
	local near <const> = nearest(plain, self.plain)
	local entry <const> = self.entries[near or nearest(plain, self.plain, true)]
	local meanings <const> = table.concat(entry.meanings, " or ")
	local shown <const> = entry.word == meanings and meanings or ("%s (%s)"):format(entry.word, meanings)
	return shown, not near
end

return vocabulary
