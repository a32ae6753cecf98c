local cjson <const> = require "cjson"
local json <const> = require "unom.cli.view.json"
local summary_view <const> = require "unom.cli.view.summary"

--- What is written for a summary, without its head.
local function details(summary)
	local written <const> = {}
	local err <const> = { write = function(_, ...) table.move({ ... }, 1, select("#", ...), #written + 1, written) end }
	summary_view.say_details(summary, "list.csv", { err = err })
	return table.concat(written)
end

local function with(more)
	local summary <const> = { rows = 3, operations = { set_roaming = 3 }, contracts = { N1 = 3 } }
	for key, value in pairs(more) do
		summary[key] = value
	end
	return summary
end

describe("the summary of a list #unit", function()
	it("names operations and contracts, the most rows first, and no more than 20", function()
		assert.equal("set_roaming 3, add_line 1, change_imei 1", summary_view.operations {
			operations = { change_imei = 1, set_roaming = 3, add_line = 1 } })
		local contracts <const> = {}
		for number = 1, 22 do
			contracts[("N%02d"):format(number)] = 1
		end
		assert.matches("  contracts: N01 %(1%), .*, N20 %(1%), and 2 more\n", details(with { contracts = contracts }))
	end)

	it("tells codes and days with their rows, the empty value too", function()
		local words <const> = details(with { values = {
			{ field = "planCode", column = "プラン", distinct = 7,
				values = { { value = "T3001328", rows = 2 }, { value = "", rows = 1 } } },
			{ field = "requestDate", distinct = 1, values = { { value = "20261201", rows = 3 } } },
		} })
		assert.equal("  contracts: N1 (3)\n  プラン: T3001328 (2), empty (1), and 5 more\n"
			.. "  requestDate: 2026-12-01 (3)\n", words)
	end)

	it("tells what cannot be taken back, what is switched off, and what is left out", function()
		local words <const> = details(with {
			irreversible = { { operation = "terminate_line", rows = 2 },
				{ operation = "change_imei", rows = 1 },
				{ operation = "set_roaming", rows = 3 } },
			switched_off = { { operation = "set_roaming", field = "roamingCode", rows = 2 } },
			to_skip = { rows = 1, operations = { set_roaming = 1 } },
		})
		assert.matches("\n  2 lines are terminated for good: ", words, 1, true)
		assert.matches("\n  cannot be taken back once sent: set_roaming (3), change_imei (1)\n", words, 1, true)
		assert.matches("\n  switched off: 2 rows of set_roaming leave roamingCode empty\n", words, 1, true)
		assert.matches("\n  of these, 1 row was ordered before and is left out: 2 are sent\n", words, 1, true)
	end)

	it("tells how the file was read, each kind with its number and one example", function()
		local words <const> = details(with {
			readings = {
				{ column = "回線番号", kind = "hyphens", cells = 2,
					example = { from = "090-1000-0001", to = "09010000001", line = 5 } },
				{ column = "agreement", kind = "consent", cells = 3, example = { from = "○", to = "yes", line = 2 } },
				{ column = "x", kind = "something new", cells = 1, example = { from = "a", to = "b", line = 9 } },
			},
			short_rows = 2, ignored = { "備考", "部署" }, skipped = { 1, 2 }, totals = { 303 },
			repeated = { 52, 104 }, encoding = "cp932", separator = ";",
		})
		assert.matches('\n  回線番号: 2 cells read without hyphens, such as "090-1000-0001" as 09010000001 (list.csv:5)\n',
			words, 1, true)
		assert.matches('\n  agreement: 3 cells read as yes or no, such as "○" as yes (list.csv:2)\n', words, 1, true)
		assert.matches('\n  x: 1 cell read as what it means, such as "a" as b (list.csv:9)\n', words, 1, true)
		assert.matches("\n  2 rows have fewer cells than the header; what they lack counts as empty\n"
			.. "  columns not read: 備考, 部署\n  not read above the header: rows 1, 2 of the file\n"
			.. "  taken for a total and left out: row 303 of the file\n"
			.. "  the header again, left out: rows 52, 104 of the file\n"
			.. "  the file is in CP932, its cells separated by semicolons\n", words, 1, true)
	end)

	it("names any separator", function()
		assert.matches('its cells separated by "|"\n', details(with { encoding = "utf-8", separator = "|" }), 1, true)
		assert.matches("its cells separated by tabs\n", details(with { encoding = "utf-8", separator = "\t" }), 1, true)
	end)

	it("gives a program all of it, arrays where they are empty too", function()
		local full <const> = with { advice = {}, encoding = "utf-8", separator = ",", short_rows = 1, ignored = { "備考" },
			values = { { field = "planCode", distinct = 1, values = { { value = "T1", rows = 3 } } } } }
		local words <const> = json.encode(summary_view.as_json(full))
		local shown <const> = cjson.decode(words)
		assert.same({ true, 3, 1, "T1", "備考", "," }, { shown.ok, shown.rows, shown.short_rows,
			shown.values[1].values[1].value, shown.ignored[1], shown.separator })
		assert.matches('"readings": [],\n  "irreversible": [],\n  "switched_off": [],', words, 1, true)
	end)
end)
