--- Every block of Lua in the README and in docs/ runs, and prints what is shown.
--
-- Invariant: nothing that a block does reaches a host that is not of this machine.
--
-- A block is a script of its own, in an empty directory with the two lists below, with the settings of a simulator of
-- its own in the environment. It may use what BEFORE makes; a page says so where its blocks do. What it prints is
-- compared with the `-->` after its lines, in their order, and with a block of text that follows it at once.

local change_lists <const> = require "support.change_lists"
local documents <const> = require "support.documents"
local homes <const> = require "support.homes"
local printed <const> = require "support.printed"
local scratch <const> = require "support.scratch"

-- What precedes a block.
local BEFORE <const> = [[
local unom, bulk = require "unom", require "unom.bulk"
local client <close> = unom.client(assert(unom.settings()))
]]

local LISTS <const> = {
	["plans.csv"] = "operation,lineNo,planCode,requestDate\n"
		.. "change_course,09010000001,T3001330,NEXT_FIRST\nchange_course,09010000002,T3001330,NEXT_FIRST\n",
	["changes.csv"] = "operation,lineNo,planCode,requestDate,imei,imeiOption,roamingCode\n"
		.. "change_course,09010000001,T3001330,NEXT_FIRST,,,\nchange_course,09010000002,T3009999,NEXT_FIRST,,,\n"
		.. "change_imei,09010000003,,,863401013000019,2,\nset_roaming,09010000004,,,,,T6000042\n",
}

local NOWHERE <const> = "http://127.0.0.1:9" -- a proxy that is not there

--- Calls `visit` with the name of a document and a block of Lua in it, in order.
local function each_block(visit)
	for _, name in ipairs(documents.names()) do
		for _, block in ipairs(documents.blocks(scratch.read(name))) do
			if block.language == "lua" then
				visit(name, block)
			end
		end
	end
end

--- Lines with each stretch of white space as one blank, as `print` separates by tabs what a page shows in columns.
local function narrow(lines)
	for index, line in ipairs(lines) do
		lines[index] = line:gsub("%s+", " "):gsub(" $", "")
	end
	return lines
end

--- What the block's own lines say they print, "..." between them.
local function announced(block)
	local lines <const> = { "..." }
	for text in block.text:gmatch("%-%->%s*([^\n]+)") do
		lines[#lines + 1] = printed.lines(text)[1]
		lines[#lines + 1] = "..."
	end
	return lines
end

describe("the blocks of Lua in the documents #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)

	local function run(name, block)
		home:simulate { lines = 5, processing = 0.1 }
		for list, text in pairs(LISTS) do
			home:write(list, (text:gsub("NEXT_FIRST", change_lists.NEXT_FIRST)))
		end
		local text <const> = block.text:gsub("http://127%.0%.0%.1:8080", home.simulator.url)
		local script <const> = home:write("block.lua", BEFORE .. text .. "\n")
		local result <const> = home:start({}, { script = script, environment = {
			UNOM_LEDGER = home.ledger, https_proxy = NOWHERE, no_proxy = "127.0.0.1",
		}, wrap = function(words) return "timeout 60 sh -c '" .. words:gsub("'", "'\\''") .. "'" end }):finish()
		assert.equal(0, result.code, ("%s:%d: %s"):format(name, block.line, result.err))
		local lines <const> = narrow(printed.lines(result.out))
		printed.are(narrow(announced(block)), lines)
		if block.next and block.next.language == "text" then
			printed.are(narrow(printed.lines(block.next.text)), lines)
		end
	end

	local count = 0
	each_block(function(name, block)
		count = count + 1
		it(("run: %s:%d"):format(name, block.line), function()
			run(name, block)
		end)
	end)

	it("are there", function()
		assert.is_true(count >= 8, count)
	end)
end)
