local lfs = require "lfs"
local messages = require "unom.messages"
local scratch = require "support.scratch"
local en = require "unom.messages.en"

--- Calls `visit` with the path of every Lua file below `directory`.
local function each_file(directory, visit)
	for name in lfs.dir(directory) do
		local path <const> = directory .. "/" .. name
		if name:sub(1, 1) ~= "." then
			if lfs.attributes(path, "mode") == "directory" then
				each_file(path, visit)
			elseif name:match("%.lua$") then
				visit(path)
			end
		end
	end
end

describe("messages #unit", function()
	it("fill in their placeholders", function()
		assert.equal("there is no job 7 in /x", messages.say("no_such_job", { job = 7, ledger = "/x" }))
	end)

	it("choose the word by the number", function()
		assert.equal("the change list has 1 problem; nothing was sent", messages.say("list_refused", { number = 1 }))
		assert.equal("the change list has 2 problems; nothing was sent", messages.say("list_refused", { number = 2 }))
	end)

	it("do not read placeholders in a value", function()
		assert.equal("see {command} --help --help", messages.say("see_help", { command = "{command} --help" }))
	end)

	it("raise on an unknown code and on a missing value", function()
		assert.error_matches(function() messages.say("no_such_code") end, "no message has the code 'no_such_code'")
		assert.error_matches(function() messages.say("see_help", {}) end, "message 'see_help' lacks its 'command'")
	end)

	it("are there for every code that the source names, and no others", function()
		local source <const> = {}
		each_file("lua", function(path)
			if not path:find("/messages/") then
				source[#source + 1] = scratch.read(path)
			end
		end)
		local all <const> = table.concat(source)
		for code in all:gmatch("say%(%s*\"([%w_]+)\"[,)]") do
			assert.truthy(en[code], code)
		end
		for code in pairs(en) do
			-- Codes that are put together: option_FLAG, form_FORM, advice_of_WHAT, problem_of_WHAT.
			local composed <const> = code:match("^option_") or code:match("^form_") or code:match("_of_%a+$")
			assert.truthy(composed or all:find('"' .. code .. '"', 1, true), code)
		end
	end)
end)
