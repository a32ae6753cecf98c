--- What the owner of a change list says of its columns: some are not to be read, some give a field under a name of
-- their own.
--
-- Invariant: a column that the owner does not name is read by the API's names alone.

local labels <const> = require "unom.bulk.list.labels"
local messages <const> = require "unom.messages"
local normalize <const> = require "unom.bulk.list.normalize"

local owner <const> = {}

-- A column whose heading begins so is the owner's own.
local MARK <const> = "^#"

--- The pairs of a table in the order of their keys, so that what is told first is always the same.
local function sorted(of)
	local keys <const> = {}
	for key in pairs(of) do
		keys[#keys + 1] = key
	end
	table.sort(keys)
	local at = 0
	return function()
		at = at + 1
		return keys[at], of[keys[at]]
	end
end

--- @param options {ignore={headings}|nil, map={[heading]=name or label of a field}|nil}
-- @param known the names and labels that a heading may have, a `labels`
-- @param hints those of them that may be suggested
--   Of a heading one thing alone is said.
-- @return what is said by the plain form of a heading: {not_read=true} or {field=name}; or nil and what is wrong, in
--   words
function owner.names(options, known, hints)
	local names <const> = {}
	for _, heading in ipairs(options.ignore or {}) do
		names[normalize.plain(heading)] = { not_read = true }
	end
	for heading, field in sorted(options.map or {}) do
		local meanings <const> = known:find(field)
		if not meanings then
			local near <const> = labels.hint(known, hints, field)
			return nil, messages.say(near and "list_map_unknown" or "list_map_unknown_far",
				{ heading = heading, field = field, nearest = near })
		elseif #meanings > 1 then
			return nil, messages.say("list_map_ambiguous",
				{ heading = heading, field = field, fields = table.concat(meanings, " or ") })
		end
		local plain <const> = normalize.plain(heading)
		local said <const> = names[plain]
		if said and said.field ~= meanings[1] then
			return nil, messages.say(said.not_read and "list_map_ignored" or "list_map_twice",
				{ heading = heading, field = field, other = said.field })
		end
		names[plain] = { field = meanings[1] }
	end
	return names
end

--- What is said of the column with this heading, in plain form, or nil.
-- @param names as `owner.names` gave them
function owner.said(names, plain)
	return names[plain] or names[normalize.without_remarks(plain)]
end

--- Is the column with this heading, in plain form, not to be read?
-- @param names as `owner.names` gave them
function owner.leaves_out(names, plain)
	local said <const> = owner.said(names, plain)
	return said and said.not_read or not said and plain:find(MARK) ~= nil
end

--- The headings that are mapped to a field and that the list does not have, sorted, but for those whose field another
-- column gives.
-- @param names as `owner.names` gave them
-- @param map as it was given to `owner.names`
-- @param cells of the header
-- @param by_field the columns by the names of their fields
function owner.not_found(names, map, cells, by_field)
	local found <const>, missing <const> = {}, {}
	for _, cell in ipairs(cells) do
		found[owner.said(names, normalize.plain(cell)) or 0] = true
	end
	for heading in pairs(map or {}) do
		local said <const> = names[normalize.plain(heading)]
		if not found[said] and not by_field[said.field] then
			missing[#missing + 1] = heading
		end
	end
	table.sort(missing)
	return missing
end

return owner
