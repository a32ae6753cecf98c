--- Text that a terminal shows and does not obey.
--
-- What comes from outside (a reply, a list, a file's name) may hold control characters, which move the cursor or change
-- its colours, and characters that reverse the direction of what is around them, so that it reads as something else.
--
-- Invariant: a line from here has no control character, no character that directs text, and is valid UTF-8, whatever
-- the locale: patterns name bytes, since classes such as %c follow the locale.

local printable <const> = {}

-- Of valid UTF-8: line separators and C1 controls, then marks, embeddings, overrides and isolates of direction.
local REPLACED <const> = {
	{ "[\0-\x1F\x7F]", " " },
	{ "\xC2[\x80-\x9F]", " " }, -- U+0080 to U+009F
	{ "\xE2\x80[\xA8\xA9]", " " }, -- U+2028, U+2029
	{ "\xD8\x9C", "?" }, -- U+061C
	{ "\xE2\x80[\x8E\x8F\xAA-\xAE]", "?" }, -- U+200E, U+200F, U+202A to U+202E
	{ "\xE2\x81[\xA6-\xA9]", "?" }, -- U+2066 to U+2069
}

--- The text with each byte that is no part of a character replaced.
local function valid(text)
	local parts <const>, from = {}, 1
	while true do
		local _ <const>, bad <const> = utf8.len(text, from)
		parts[#parts + 1] = text:sub(from, (bad or #text + 1) - 1)
		if not bad then
			return table.concat(parts, "?")
		end
		from = bad + 1
	end
end

--- `value` as one line: control characters and line ends become spaces; what directs text, and bytes that are not
-- UTF-8, become "?".
---@return string
function printable.line(value)
	local line = tostring(value)
	if not line:find("[\0-\x1F\x7F-\xFF]") then
		return line
	end
	line = valid(line)
	for _, rule in ipairs(REPLACED) do
		line = line:gsub(rule[1], rule[2])
	end
	return line
end

--- The same for each line of a text.
---@param text string
---@return string
function printable.lines(text)
	return (text:gsub("[^\n]+", printable.line))
end

--- The text as a word of a shell's command.
function printable.quoted(text)
	if text:find("^[%w_./:@%%+=-]+$") then
		return text
	end
	return "'" .. text:gsub("'", "'\\''") .. "'"
end

return printable
