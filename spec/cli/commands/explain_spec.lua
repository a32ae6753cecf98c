local cjson <const> = require "cjson"
local explain <const> = require "unom.cli.commands.explain"
local homes <const> = require "support.homes"
local json <const> = require "unom.cli.view.json"
local printed <const> = require "support.codes"

--- What the command writes to both, and its exit code.
local function run(...)
	local out <const>, err <const> = {}, {}
	local words <const> = { ... }
	local as_json <const> = words[#words] == "--json" and table.remove(words) ~= nil
	local code <const> = explain.command({ words = words, json = as_json }, {
		write = function(_, value) out[#out + 1] = type(value) == "table" and json.encode(value) or value end,
		say = function(_, line) err[#err + 1] = line end,
	})
	return table.concat(out), code, table.concat(err)
end

describe("unom explain #unit", function()
	local home <const> = homes.each_test()

	it("explains every code of the specification in Japanese and in English", function()
		for _, row in ipairs(printed) do
			for code, ja in pairs(row[3]) do
				local out <const>, exit <const> = run(code)
				assert.equal(0, exit, code)
				assert.is_truthy(out:find("\n  " .. ja .. "\n", 1, true), code)
				assert.is_truthy(out:find(row[1], 1, true), code)
			end
		end
		assert.equal([[
orderStatus: 15
  オーダー確定
  order confirmed
  in list_accepting_orders (07), list_completed_orders (08), get_order_status (11), get_cancel_status (30)

operation change_course (15)
  料金コース変更
  change course
  PUT /v2/unom/contracts/{contractId}/lines/{lineNo}/courses
  its fields: unom describe change_course

error ⑮: 400 The contractId is Invalid. (contract_id_invalid)
  N番入力値エラー：N番の入力値が無効です。
  the contractId is not valid
  what to do: the carrier takes no such value: correct it, and run the corrected rows as a new list
]], (run "15"))
	end)

	it("shows where a field is given and told, its remarks and its codes", function()
		local out <const> = run "resultCode"
		assert.matches("  told by get_session %(26%): 処理結果\n    接続状態取得時の処理結果を示します。\n", out)
		assert.matches("    2  取得数上限超過  more than can be fetched  %(in get_session %(26%)%)", out)
		assert.matches("  given to set_roaming %(20%): 利用限度額", (run "roamingCode"))
		assert.matches("    %(blank%)  なし  none", (run "roamingCode"))
	end)

	it("takes a text of several words as one", function()
		assert.matches("^error ⑤: 404", (run("The", "requested", "lineNo", "is", "not", "found")))
	end)

	it("writes JSON", function()
		local shown <const> = cjson.decode((run("03", "--json")))
		assert.is_true(shown.ok)
		assert.equal(0, shown.exit_code)
		assert.equal("削除予約", shown.meanings[2].ja)
		assert.same({ "list_data_share_lines" }, shown.meanings[2].operations)
		local field <const> = cjson.decode((run("accessCode", "--json"))).meanings[1]
		assert.equal("request", field.uses[1].where)
		assert.matches("accessType", field.uses[1].remark.en)
		assert.equal("LTE", field.codes[2].en)
	end)

	it("refuses what it does not know, with the nearest, exit 2", function()
		local out <const>, code <const>, err <const> = run "planCod"
		assert.equal(2, code)
		assert.equal("", out)
		assert.equal("nothing is known of 'planCod'; did you mean 'planCode'?", err)
		local shown <const> = cjson.decode((run("planCod", "--json")))
		assert.is_false(shown.ok)
		assert.equal("unknown_word", shown.kind)
		assert.equal(2, shown.exit_code)
	end)

	it("is a command", function()
		local result <const> = home:unom { "explain", "オーダー", "確定" }
		assert.equal(0, result.code, result.err)
		assert.matches("^orderStatus: 15\n", result.out)
		assert.equal(2, home:unom({ "explain", "nonsense-word" }).code)
	end)
end)
