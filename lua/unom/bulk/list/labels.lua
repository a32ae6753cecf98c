--- Labels: the words that people write in a change list, what each means, and the nearest to one that is not known.
--
-- Invariant: words that differ only in white space and in full or half width are the same word.

local nearest <const> = require "unom.nearest"
local normalize <const> = require "unom.bulk.list.normalize"

local labels <const> = {}
labels.__index = labels

function labels.new()
	return setmetatable({ entries = {}, plain = {} }, labels)
end

--- Adds a word and what it means; a word may mean several things.
function labels:add(word, meaning)
	local plain <const> = normalize.plain(word)
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
function labels:find(word)
	local entry <const> = self.entries[normalize.plain(word)]
	return entry and entry.meanings
end

--- The known word nearest to `word`, with its meaning in brackets where that is another word.
-- @return the text to show, or nil where none is near
function labels:suggest(word)
	local near <const> = nearest(normalize.plain(word), self.plain)
	if not near then
		return nil
	end
	local entry <const> = self.entries[near]
	local meanings <const> = table.concat(entry.meanings, " or ")
	return entry.word == meanings and meanings or ("%s (%s)"):format(entry.word, meanings)
end

--- What `suggest` says of all that is known, or nil where that may not be a hint: a slip in the name of a secret field
-- has no other.
-- @param known labels
-- @param hints those of them that may be named
function labels.hint(known, hints, word)
	local near <const> = hints:suggest(word)
	return near == known:suggest(word) and near or nil
end

return labels
