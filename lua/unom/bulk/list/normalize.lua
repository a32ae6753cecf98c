--- The normal form of a text, for comparing what people and spreadsheets write in different widths.
--
-- Invariant: two texts that differ only in white space and in full or half width have the same form.

local normalize <const> = {}

local SPACES <const> = { [0x09] = true, [0x0A] = true, [0x0D] = true, [0x20] = true, [0xA0] = true, [0x3000] = true }

-- U+FF61 to U+FF9F, half-width katakana, in full width.
local KATAKANA <const> = table.pack(utf8.codepoint("。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソ"
	.. "タチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜", 1, -1))

local VOICED <const>, HALF_VOICED <const> = 0x309B, 0x309C

-- What a kana and the voicing mark after it make together.
local TOGETHER <const> = { [VOICED] = { [0x30A6] = 0x30F4 }, [HALF_VOICED] = {} }
for _, code in utf8.codes("カキクケコサシスセソタチツテトハヒフヘホ") do
	TOGETHER[VOICED][code] = code + 1
end
for _, code in utf8.codes("ハヒフヘホ") do
	TOGETHER[HALF_VOICED][code] = code + 2
end

local function to_wanted_width(code)
	if code >= 0xFF01 and code <= 0xFF5E then
		return code - 0xFEE0
	elseif code >= 0xFF61 and code <= 0xFF9F then
		return KATAKANA[code - 0xFF60]
	elseif code == 0x2212 then -- the minus sign that some converters make of a full-width hyphen
		return 0x2D
	end
	return code
end

--- ASCII in half width, katakana in full width, no white space.
-- @param text valid UTF-8
function normalize.plain(text)
	local codes <const> = {}
	for _, code in utf8.codes(text) do
		if not SPACES[code] then
			local plain <const> = to_wanted_width(code)
			local together <const> = TOGETHER[plain] and TOGETHER[plain][codes[#codes]]
			codes[together and #codes or #codes + 1] = together or plain
		end
	end
	-- One by one: a header may be longer than a call can have arguments.
	for index, code in ipairs(codes) do
		codes[index] = utf8.char(code)
	end
	return table.concat(codes)
end

return normalize
