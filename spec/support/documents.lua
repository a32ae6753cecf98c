--- The documents of the tree, and the fenced blocks in them.

local lfs <const> = require "lfs"

local documents <const> = {}

--- The paths of all documents, in order.
function documents.names()
	local found <const> = { "README.md", "CHANGELOG.md", "CONTRIBUTING.md" }
	for name in lfs.dir("docs") do
		if name:find("%.md$") then
			found[#found + 1] = "docs/" .. name
		end
	end
	table.sort(found)
	return found
end

--- The fenced blocks of a text, in order: {language=, text=, line= the first of its lines, next= the block of another
-- language that follows it with nothing but a blank line between them, or nil}. A fence may name no language: "".
function documents.blocks(text)
	local found <const> = {}
	local last_end
	for from, language, start, body, to in ("\n" .. text):gmatch("\n()```(%l*)\n()(.-)\n```()") do
		local block <const> = { language = language, text = body,
			line = select(2, text:sub(1, start - 2):gsub("\n", "")) + 1 }
		local before <const> = found[#found]
		if before and before.language ~= language and text:sub(last_end - 1, from - 2):find("^%s*$") then
			before.next = block
		end
		found[#found + 1], last_end = block, to
	end
	return found
end

--- What a text has in blocks by indenting it, in order, in the same form: the language is "indented".
function documents.indented(text)
	local found <const> = {}
	local before, gap, block = "", true, nil
	for line in (documents.without_blocks(text) .. "\n"):gmatch "([^\n]*)\n" do
		local body <const> = line:match "^    (%s*%S.*)"
		local is_in_list <const> = before:find "^%s*[*%d-]" and not line:find "^      " -- the item goes on there
		if body and block then
			block.text = block.text .. "\n" .. body
		elseif body and gap and not is_in_list then
			block = { language = "indented", text = body }
			found[#found + 1] = block
		elseif line ~= "" then
			before, block = line, nil
		end
		gap = line == ""
	end
	return found
end

--- The text without its fenced blocks.
function documents.without_blocks(text)
	return (("\n" .. text):gsub("\n```.-\n```", "\n"))
end

return documents
