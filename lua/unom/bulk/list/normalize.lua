--- The normal form of a text, for comparing what people and spreadsheets write in different widths.
--
-- Invariant: two texts that differ only in white space, in full or half width, or in how their voiced kana are composed
-- have the same form.

local core <const> = require "unom.core"

local normalize <const> = {}

-- White space, and in its place nothing; then what one character becomes in different converters of CP932.
local REPLACED <const> = {
	{ "[\t\n\r ]", "" },
	{ "\u{A0}", "" },
	{ "\u{3000}", "" },
	{ "\u{309B}", "\u{3099}" }, -- a voicing mark by itself: the one that combines
	{ "\u{309C}", "\u{309A}" },
	{ "\u{2212}", "-" }, -- minus sign: a full-width hyphen
	{ "\u{301C}", "~" }, -- wave dash: a full-width tilde
	{ "\u{2014}", "\u{2015}" }, -- em dash: horizontal bar
}

--- The text in the composed form of Unicode's compatibility characters (NFKC): ASCII in half width, katakana in full
-- width, a kana and its voicing mark as one; no white space.
-- @param text valid UTF-8
function normalize.plain(text)
	for _, rule in ipairs(REPLACED) do
		text = text:gsub(rule[1], rule[2])
	end
	return (core.normalize(text, "nfkc"):gsub(" ", "")) -- a spacing mark becomes a space and a combining one
end

-- What people put around a heading: brackets with a remark, and marks that a cell must be filled in.
local REMARKS <const> = { "%b()$", "%b[]$", "【[^】]*】$", "[*:]+$", "^[*]+", "※$", "^※", "★$", "^★" }

-- What makes of a remark another column: that of the values as they were.
local OTHERS <const> = { "旧", "前", "現", "元", "済", "実績", "参考", "old", "before", "current", "previous", "former" }

local function names_another(remark)
	for _, word in ipairs(OTHERS) do
		if remark:lower():find(word, 1, true) then
			return true
		end
	end
	return false
end

--- The plain form of a heading without the remarks around it: 回線番号（必須） is 回線番号, but IMEI（旧） no
-- other than itself.
-- @param plain a text in plain form
function normalize.without_remarks(plain)
	for _, remark in ipairs(REMARKS) do
		local shorter <const> = plain:gsub(remark, function(found) return names_another(found) and found or "" end)
		plain = shorter ~= "" and shorter or plain
	end
	return plain
end

return normalize
