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
end)
