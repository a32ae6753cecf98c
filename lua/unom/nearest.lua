--- The known word nearest to an unknown one, for "did you mean".
--
-- Invariant: a word is not suggested if it takes more edits than a third of the unknown word's length (one edit is
-- always allowed).

-- A word of more bytes is not compared.
local LONGEST <const> = 100

--- The number of edits (insert, delete, replace, swap two neighbours) that turn `a` into `b`.
local function distance(a, b)
	local before, last = {}, {}
	for j = 0, #b do
		last[j] = j
	end
	for i = 1, #a do
		local row <const> = { [0] = i }
		for j = 1, #b do
			local differs <const> = a:byte(i) ~= b:byte(j)
			row[j] = math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (differs and 1 or 0))
			if i > 1 and j > 1 and a:byte(i) == b:byte(j - 1) and a:byte(i - 1) == b:byte(j) then
				row[j] = math.min(row[j], before[j - 2] + 1)
			end
		end
		before, last = last, row
	end
	return last[#b]
end

-- Not string.lower, which follows the locale: no locale may change what is suggested.
local function small(word)
	return (word:gsub("[A-Z]", function(letter) return string.char(letter:byte() + 32) end))
end

--- The word of the array `known` that is nearest to `word`, ignoring case, or nil if none is near.
local function nearest(word, known)
	if #word > LONGEST then
		return nil
	end
	local wanted <const> = small(word)
	local best
	local best_distance = math.max(1, #wanted // 3) + 1
	for _, candidate in ipairs(known) do
		local edits <const> = distance(wanted, small(candidate))
		if edits < best_distance then
			best, best_distance = candidate, edits
		end
	end
	return best
end

return nearest
