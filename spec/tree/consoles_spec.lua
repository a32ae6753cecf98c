--- What documents show of a console is what happens: the README's list from its check to its result, and what needs
-- no more than a file.

local change_lists <const> = require "support.change_lists"
local documents <const> = require "support.documents"
local homes <const> = require "support.homes"
local printed <const> = require "support.printed"
local scratch <const> = require "support.scratch"
local shell <const> = require "support.shell"

--- What is typed in a block of a console, and what is shown after each, without the question that is asked on a
-- terminal alone: {words=, text=}
local function typed(block)
	local found <const> = {}
	for line in (block.text .. "\n"):gmatch "(.-)\n" do
		local command <const> = line:match "^%$ unom (.*)"
		if command then
			local words <const> = {}
			for word in command:gmatch "%S+" do
				words[#words + 1] = word
			end
			found[#found + 1] = { words = words, text = "" }
		elseif not line:find("(yes or no) yes", 1, true) then
			found[#found].text = found[#found].text .. line .. "\n"
		end
	end
	return found
end

describe("the consoles in the documents #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)

	local function happens(block)
		for _, each in ipairs(typed(block)) do
			local result <const> = home:unom(each.words, { environment = { UNOM_LEDGER = home.ledger } })
			local said <const> = (result.err .. result.out):gsub(home.directory, "~")
			printed.are(printed.lines(each.text), printed.lines(said))
		end
	end

	--- The blocks of a language in a document.
	local function blocks_of(document, language)
		local found <const> = {}
		for _, block in ipairs(documents.blocks(scratch.read(document))) do
			if block.language == language then
				found[#found + 1] = block
			end
		end
		return found
	end

	it("show a list, what is wrong with it, and how it ends", function()
		home:simulate { processing = 0.3 }
		local list <const>, dates <const>, check <const>, run <const> =
			table.unpack(documents.blocks(scratch.read "README.md"))
		local path <const> = home:write("changes.csv", list.text .. "\n")
		assert.same({}, shell.lines("cd %s && LD_PRELOAD=$FOREIGN_PRELOAD sh -ec %s", shell.quoted(home.directory),
			shell.quoted(dates.text)))
		assert.is_truthy(scratch.read(path):find(change_lists.NEXT_FIRST, 1, true))
		happens(check)
		home:write("changes.csv", (scratch.read(path):gsub(",9010000001", ",09010000001")
			:gsub("8%.63401E%+14", "863401013000019")))
		happens(run)
	end)

	it("show what a word means", function()
		happens(blocks_of("docs/meanings.md", "console")[1])
	end)

	it("show what is said to a profile that is not there", function()
		local folder <const> = home:path ".config/unom"
		assert(os.execute(("mkdir -p '%s'"):format(folder)))
		home:write(".config/unom/config.lua", blocks_of("docs/settings.md", "lua")[1].text)
		assert(os.execute(("chmod 600 '%s/config.lua'"):format(folder)))
		happens(blocks_of("docs/settings.md", "console")[1])
	end)

	it("show the summary of a list", function()
		home:write("plans.csv", "lineNo,planCode,requestDate\n09010000001,T3001328,20990101\n"
			.. "09010000002,T3001328,20990101\n")
		happens(blocks_of("docs/change-lists.md", "console")[1])
	end)
end)
