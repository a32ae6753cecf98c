--- The known word nearest to an unknown one, for "did you mean".
--
-- Invariant: no suggestion is better than a far one: nothing is returned beyond a third of the word's length.

--- Edits (insert, delete, replace, swap two neighbours) that turn `a` into `b`.
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

--- The one of `known` (an array) that is nearest to `word`, whatever the case of letters, or nil.
local function nearest(word, known)
	local wanted <const> = word:lower()
	if #wanted > 100 then
		return nil
	end
	local best
	local best_distance = math.max(1, #wanted // 3) + 1
	for _, candidate in ipairs(known) do
		local found <const> = distance(wanted, candidate:lower())
		if found < best_distance then
			best, best_distance = candidate, found
		end
	end
	return best
end

return nearest
