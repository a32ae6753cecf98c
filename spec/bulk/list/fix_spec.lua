--- The copy of a list with the likely values of its problems filled in.

local bulk <const> = require "unom.bulk"
local core <const> = require "unom.core"
local lfs <const> = require "lfs"
local lists <const> = require "support.lists"
local scratch <const> = require "support.scratch"
local signatures <const> = require "unom.bulk.signatures"

describe("bulk.check with fix #unit", function()
	--- Checks a list of these bytes, and returns what is returned and the copy's bytes, or nil.
	local function fix(bytes, options)
		return lists.with_file(bytes, function(path)
			local copy <const> = path .. ".fixed"
			options = options or {}
			options.agree, options.contract_id, options.fix = true, "N123456789", copy
			options.wall_clock = lists.AGREED.wall_clock
			local summary <const>, problems <const> = bulk.check(path, options)
			local written <const> = lfs.attributes(copy) and scratch.read(copy)
			assert.equal(written and "rw-------", written and lfs.attributes(copy, "permissions"))
			local again
			if written then
				options.fix = nil
				again = table.pack(bulk.check(copy, options))
				os.remove(copy)
			end
			return problems or summary, written, again, copy
		end)
	end

	it("fills in every likely value and nothing else, and says which", function()
		local problems <const>, written <const>, again <const>, copy <const> = fix("操作,lineNo,requestDate,planCode\n"
			.. "change_course,9012345678,12/1/2099,T3001328\nchange_course,090-1234-5679,20991201,t3001330\n"
			.. 'change_course,9.01E+10,20991201,"T30013,28"\n\nremove_roaming,09012345670,,\n')
		assert.equal("操作,lineNo,requestDate,planCode\r\nchange_course,09012345678,20991201,T3001328\r\n"
			.. 'change_course,090-1234-5679,20991201,T3001330\r\nchange_course,9.01E+10,20991201,"T30013,28"\r\n'
			.. "remove_roaming,09012345670,,\r\n", written)
		assert.same({ path = copy, left = 2, cells = {
			{ line = 2, column = "lineNo", from = "9012345678", to = "09012345678" },
			{ line = 2, column = "requestDate", from = "12/1/2099", to = "20991201" },
			{ line = 3, column = "planCode", from = "t3001330", to = "T3001330" },
		} }, problems.fixed)
		assert.equal(5, #problems)
		assert.equal(2, #again[2])
	end)

	it("keeps the encoding, the mark, the separator and what is not read", function()
		local text <const> = "回線一覧\n\n操作;回線番号;備考;料金コース;requestDate\nchange_course;9012345678;営業部;T3001328;20991201\n"
		local options <const> = { ignore = { "備考" } }
		local wanted <const> = text:gsub("\n\n", "\n"):gsub(";9012345678", ";09012345678"):gsub("\n", "\r\n")
		for _, encoding in ipairs { "cp932", "utf-8" } do
			local _, written <const>, again <const> = fix((core.from_utf8(encoding, text)), options)
			assert.equal((core.from_utf8(encoding, wanted)), written)
			assert.equal(1, again[1].rows)
			assert.equal(encoding, again[1].encoding)
		end
		local _, written <const> = fix("\u{FEFF}" .. text, options)
		assert.equal("\u{FEFF}" .. wanted, written)
		local _, wide <const> = fix((core.from_utf8("utf-16le", "\u{FEFF}" .. text)), options)
		assert.equal("\u{FEFF}" .. wanted, wide)
	end)

	it("fills in likely values where the header has a problem as well", function()
		local problems <const>, written <const> = fix("operation,lineNo,代理店\nremove_roaming,9012345678,x\n")
		assert.equal("operation,lineNo,代理店\r\nremove_roaming,09012345678,x\r\n", written)
		assert.equal(1, problems.fixed.left)
	end)

	it("writes nothing where no value is likely, or there is no problem", function()
		local problems <const>, written <const> = fix("operation,lineNo\nremove_roaming,x\n")
		assert.is_nil(written)
		assert.same({ cells = {}, left = 1 }, problems.fixed)
		local summary <const>, nothing <const> = fix("operation,lineNo\nremove_roaming,09012345678\n")
		assert.is_nil(nothing)
		assert.equal(1, summary.rows)
	end)

	it("keeps secrets as they stand, and shows none", function()
		local problems <const>, written <const> = fix("operation,lineNo,authenticationId,authenticationPassword\n"
			.. "change_radius_auth,9012345678,sensor-0001, ='s3cret'\n")
		assert.matches("09012345678,sensor-0001,='s3cret'\r\n", written, 1, true)
		assert.equal(1, #problems.fixed.cells)
		assert.is_nil(tostring(problems):find("s3cret", 1, true))
	end)

	it("writes over no file, and leaves no half of one", function()
		lists.with_file("operation,lineNo\nremove_roaming,9012345678\n", function(path)
			local nothing <const>, err <const> = bulk.check(path, { agree = true, contract_id = "N123456789", fix = path })
			assert.is_nil(nothing)
			assert.equal("fix", err.kind)
			assert.matches("cannot be written to " .. path .. ": File exists", tostring(err), 1, true)
			assert.matches("9012345678", scratch.read(path))
			assert.equal(path, tostring(err):match(path:gsub("%p", "%%%0")))
		end)
		local err <const>, written <const> = fix('operation,lineNo\nremove_roaming,9012345678\nremove_roaming,"0" 9\n')
		assert.is_nil(written)
		assert.equal("fix", err.kind)
		assert.matches(":3: ", err.message, 1, true)
	end)

	it("fills them in where a ledger is asked as well", function()
		local ledger <const> = os.tmpname() -- empty: the tables are made in it
		local problems <const>, written <const> = fix("operation,lineNo\nremove_roaming,9012345678\n", { ledger = ledger })
		assert.matches("09012345678", written)
		assert.equal(0, problems.fixed.left)
		os.remove(ledger)
	end)

	it("is of the check alone", function()
		assert.error_matches(function() signatures.check("preview", { fix = "x.csv", on_row = print }) end,
			"not an option of bulk.preview")
	end)
end)
