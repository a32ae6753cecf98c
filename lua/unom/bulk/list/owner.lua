--- What the owner of a change list says of its columns: some are not to be read, some give a field under a name of
-- their own.
--
-- Invariant: a column that the owner does not name is read by the API's names alone.

local messages <const> = require "unom.messages"
local normalize <const> = require "unom.bulk.list.normalize"

local owner <const> = {}

-- A column whose heading begins so is the owner's own.
local MARK <const> = "^#"

--- @param options {ignore={headings}|nil, map={[heading]=name or label of a field}|nil}
-- @param known the names and labels that a heading may have, a `labels`
-- @param hints those of them that may be suggested
-- @return what is said by the plain form of a heading: {not_read=true} or {field=name}; or nil and what is wrong, in
--   words
function owner.names(options, known, hints)
	local names <const> = {}
	for _, heading in ipairs(options.ignore or {}) do
		names[normalize.plain(heading)] = { not_read = true }
	end
	for heading, field in pairs(options.map or {}) do
		local meanings <const> = known:find(field)
		if not meanings then
			return nil, messages.say("list_map_unknown",
				{ heading = heading, field = field, nearest = hints:suggest(field, true) })
		elseif #meanings > 1 then
			return nil, messages.say("list_map_ambiguous",
				{ heading = heading, field = field, fields = table.concat(meanings, " or ") })
		end
		names[normalize.plain(heading)] = { field = meanings[1] }
	end
	return names
end

--- Is the column with this heading, in plain form, not to be read?
-- @param names as `owner.names` gave them
function owner.leaves_out(names, plain)
	local said <const> = names[plain]
	return said and said.not_read or not said and plain:find(MARK) ~= nil
end

return owner
