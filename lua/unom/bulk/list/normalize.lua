--- The normal form of a text, for comparing what people and spreadsheets write in different widths.
--
-- Invariant: two texts that differ only in white space, in full or half width, or in how their voiced kana are composed
-- have the same form.

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
	local composed <const> = require("unom.core").normalize(text, "nfkc") -- not above: help needs no C module
	return (composed:gsub(" ", "")) -- a spacing mark becomes a space and a combining one
end

-- Marks around a heading: that its cell must be filled in, or that there is a footnote.
local MARKS <const> = { "[*:]+", "※%d*", "★", "☆", "●", "○", "◎", "■", "□", "◆", "◇" }

-- Where a remark stands: in brackets at either end, or at the end after its mark.
local REMARKS <const> = {}
for _, bracketed in ipairs { "%((.-)%)", "%[(.-)%]", "【(.-)】", "〔(.-)〕", "<(.-)>" } do
	REMARKS[#REMARKS + 1] = "^" .. bracketed
	REMARKS[#REMARKS + 1] = bracketed .. "$"
end
REMARKS[#REMARKS + 1] = "※(.*)$"

-- What a remark is made of that says how to fill in the cell, or that it has the value to order; longer words before
-- those that they hold. Others may say that the column is another one: 料金コース（変更前）.
local HOW_TO_FILL_IN <const> = {
	"変更後", "例.*$", "[eE][xX]%..*$", "必須項目", "必須", "必要", "任意", "入力", "記入", "選択", "省略", "不可", "不要",
	"半角", "全角", "英数字", "英数", "英字", "数字", "数値", "文字列", "文字", "記号", "カタカナ", "カナ", "漢字", "ハイフン", "無し", "なし",
	"抜き", "有り", "あり", "以内", "以下", "以上", "まで", "固定", "形式", "書式", "西暦", "年月日", "のみ", "桁", "可", "要", "無",
	"required", "optional", "mandatory", "[yY][yY][yY][yY]", "[mM][mM]", "[dD][dD]", "で", "は", "の", "・", "、", "。",
	"[%d,./:;~-]",
}

local function is_how_to_fill_in(remark)
	for _, word in ipairs(HOW_TO_FILL_IN) do
		remark = remark:gsub(word, "")
	end
	return remark == ""
end

--- One mark or remark less, or the same text.
local function without_one(plain)
	for _, mark in ipairs(MARKS) do
		local shorter <const> = plain:gsub("^" .. mark, ""):gsub(mark .. "$", "")
		if shorter ~= plain then
			return shorter
		end
	end
	for _, pattern in ipairs(REMARKS) do
		local remark <const> = plain:match(pattern)
		if remark and is_how_to_fill_in(remark) then
			return (plain:gsub(pattern, ""))
		end
	end
	return plain
end

--- The plain form of a heading without the remarks around it that say how to fill in its cells: 回線番号（必須） is 回線番号.
-- @param plain a text in plain form
function normalize.without_remarks(plain)
	local shorter = without_one(plain)
	while shorter ~= plain and shorter ~= "" do
		plain, shorter = shorter, without_one(shorter)
	end
	return plain
end

return normalize
