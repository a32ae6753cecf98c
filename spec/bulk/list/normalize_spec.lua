--- Full and half width: which texts are the same.

local normalize <const> = require "unom.bulk.list.normalize"

describe("normalize #unit", function()
	for text, plain in pairs {
		["ｌｉｎｅＮｏ"] = "lineNo",
		["　回線 番号\u{A0}\t\r\n"] = "回線番号",
		["（発信）"] = "(発信)",
		["ｱｸｾｽ方式"] = "アクセス方式",
		["ﾊﾟｽﾜｰﾄﾞ"] = "パスワード",
		["ｳﾞｧ｡｢｣､･ｯﾝ"] = "ヴァ。「」、・ッン",
		["ｱﾞﾟ"] = "ア\u{3099}\u{309A}",
		["ア゛゜"] = "ア\u{3099}\u{309A}",
		["ハ゛ハ゜"] = "バパ",
		["テ\u{3099}ンワか\u{3099}"] = "デンワが", -- as Numbers and the Finder write it
		["8時〜9時"] = "8時~9時",
		["8時～9時"] = "8時~9時",
		["①㈱"] = "1(株)",
		["メール−アドレス"] = "メール-アドレス",
		[""] = "",
	} do
		it("makes " .. plain, function()
			assert.equal(plain, normalize.plain(text))
		end)
	end

	for heading, plain in pairs {
		["回線番号（必須）"] = "回線番号", ["【必須】回線番号"] = "回線番号", ["（任意）※回線番号＊"] = "回線番号",
		["回線番号［半角数字11桁・ハイフンなし］（必須）"] = "回線番号", ["回線番号※1"] = "回線番号", ["●回線番号："] = "回線番号",
		["回線番号\n※ハイフンなしで入力"] = "回線番号", ["希望日(YYYYMMDD)"] = "希望日", ["希望日（例：2026/4/1）"] = "希望日",
		["回線番号〔必須〕"] = "回線番号", ["lineNo (required)"] = "lineNo",
		-- these may be other columns
		["料金コース（変更前）"] = "料金コース(変更前)", ["料金コース（現在・必須）"] = "料金コース(現在・必須)",
		["（旧）回線番号"] = "(旧)回線番号", ["回線番号※旧"] = "回線番号※旧", ["(必須)"] = "(必須)", ["※"] = "※",
	} do
		it("leaves out the remarks of " .. heading, function()
			assert.equal(plain, normalize.without_remarks(normalize.plain(heading)))
		end)
	end
end)
