--- The documents say what is true of the tree: commands parse, links lead somewhere, nothing is left out.

local bulk = require "unom.bulk"
local command = require "support.command"
local config = require "unom.config"
local documents = require "support.documents"
local exit_code = require "unom.cli.exit_code"
local faults = require "unom.simulator.faults"
local lfs = require "lfs"
local parser = require "unom.cli.parser"
local scratch = require "support.scratch"
local shell = require "support.shell"
local states = require "unom.bulk.ledger.states"
local unom = require "unom"

local blocks <const>, without_blocks <const> = documents.blocks, documents.without_blocks

--- The command lines of a block, each a list of words that begins with "unom".
local function command_lines(block)
	local found <const> = {}
	for line in (block.text:gsub("\\\n", " ") .. "\n"):gmatch("(.-)\n") do
		local typed <const> = block.language == "console" and line:match("^%$ (.*)")
			or block.language == "sh" and line
		for simple in (typed or ""):gsub("&&", "\n"):gmatch("[^\n|;]+") do
			local words <const> = {}
			for word in simple:gsub("[<>]%s*%S+", ""):gmatch("%S+") do
				if #words > 0 or not word:find("^%u[%u_]*=") then
					words[#words + 1] = word
				end
			end
			if words[1] == "unom" then
				found[#found + 1] = words
			end
		end
	end
	return found
end

--- The names in a help text's list of commands.
local function commands_of(help)
	local names <const> = {}
	for name in (help:match("\nCommands:\n(.-)\n\n") .. "\n"):gmatch("   (%l+) [^\n]*\n") do
		names[#names + 1] = name
	end
	return names
end

local function contains(text, words)
	return text:find(words, 1, true) ~= nil
end

describe("the documents", function()
	local texts, names, all, root = {}, documents.names(), "", nil
	for _, name in ipairs(names) do
		texts[name] = scratch.read(name)
		all = all .. texts[name]
	end

	--- The help text of a command, by its words; nil when there is no such command.
	local function help(...)
		local words <const> = { ... }
		words[#words + 1] = "--help"
		local _, stop <const> = parser.parse(root, words)
		return stop and stop.kind == "output" and stop.text or nil
	end

	--- Calls `visit` with the words of every command, the groups among them, and its help text.
	local function each_command(visit)
		for _, name in ipairs(commands_of(help())) do
			local text <const> = help(name)
			visit({ "unom", name }, text)
			if contains(text, "\nCommands:\n") then
				for _, below in ipairs(commands_of(text)) do
					visit({ "unom", name, below }, help(name, below))
				end
			end
		end
	end

	setup(function()
		local home <const> = scratch.directory()
		local shown <const> = command.run({ "--help" }, { home = home })
		scratch.remove(home)
		assert.equal(0, shown.code, shown.err)
		root = parser.new("unom")
		for _, name in ipairs(commands_of(shown.out)) do
			local file <const> = require("unom.cli.commands." .. name)
			file.add_to_parser(root:command(name, file.summary))
		end
	end)

	describe("commands", function()
		local lines <const> = {}
		for _, name in ipairs(names) do
			for _, block in ipairs(blocks(texts[name])) do
				for _, words in ipairs(command_lines(block)) do
					lines[#lines + 1] = { document = name, words = words, text = table.concat(words, " ") }
				end
			end
		end

		it("are shown", function()
			assert.is_true(#lines >= 20, #lines)
		end)

		it("parse", function()
			for _, line in ipairs(lines) do
				local parsed <const>, stop <const> = parser.parse(root, table.move(line.words, 2, #line.words, 1, {}))
				assert.is_truthy(parsed or stop.kind == "output",
					("%s: %s: %s"):format(line.document, line.text, stop and stop.message))
			end
		end)

		it("name operations and fields that there are", function()
			for _, line in ipairs(lines) do
				local parsed <const> = parser.parse(root, table.move(line.words, 2, #line.words, 1, {}))
				local operation <const> = parsed and parsed.operation and unom.operations[parsed.operation]
				if parsed and parsed.operation then
					assert.is_truthy(operation, line.text)
				end
				for _, word in ipairs(parsed and parsed.fields or {}) do
					local field <const> = assert(word:match("^(%w+)="), line.text)
					assert.is_truthy(operation.fields[field], line.text)
				end
			end
		end)

		it("in the text are commands that there are", function()
			for _, name in ipairs(names) do
				for code in without_blocks(texts[name]):gmatch("`(unom%s[^`]*)`") do
					local first <const>, second <const> = code:match("^unom%s+(%l+)%s*(%l*)")
					if first then
						assert.is_truthy(help(first), name .. ": " .. code)
						if first == "bulk" and second ~= "" then
							assert.is_truthy(help(first, second), name .. ": " .. code)
						end
					end
				end
			end
		end)

		it("have no flag that there is not", function()
			local known = help()
			each_command(function(_, text) known = known .. text end)
			for _, name in ipairs(names) do
				for flag in without_blocks(texts[name]):gmatch("`(%-%-%l[%l-]+)") do
					local of_a_tool <const> = contains(texts["README.md"], "luarocks --lua-version 5.4 make " .. flag)
						or flag == "--lua-version"
					assert.is_true(of_a_tool or contains(known, flag .. " ") or contains(known, flag .. "]"),
						name .. ": " .. flag)
				end
			end
		end)

		it("are all documented, with all their flags", function()
			each_command(function(words, text)
				local path <const> = table.concat(words, " ")
				assert.is_true(contains(all, words[#words]), path)
				for flag in text:gmatch("\n   (%-%-%l[%l-]+)") do
					assert.is_true(contains(all, flag), ("%s %s is in no document"):format(path, flag))
				end
			end)
		end)

		it("of make are targets of the Makefile", function()
			local makefile <const> = scratch.read("Makefile")
			for name, text in pairs(texts) do
				for target in text:gsub("\n    [^\n]*", "%0`"):gsub("\n    ", "\n`"):gmatch("`make (%l+)[%s`]") do
					assert.is_truthy(contains(makefile, "\n" .. target .. ":"), name .. ": make " .. target)
				end
			end
			assert.is_truthy(texts["README.md"]:find("^# unom\n\n    make demo[^\n]*\n    make test"))
		end)
	end)

	describe("links", function()
		local function anchors(text)
			local found <const> = {}
			for heading in ("\n" .. without_blocks(text)):gmatch("\n#+ ([^\n]+)") do
				found[heading:lower():gsub("[^%w%s_-]", ""):gsub("%s", "-")] = true
			end
			return found
		end

		it("lead somewhere", function()
			local links = 0
			for _, name in ipairs(names) do
				for target in without_blocks(texts[name]):gmatch("%]%(([^)]+)%)") do
					local path <const>, anchor <const> = target:match("^([^#]*)#?(.*)$")
					if not target:find("^https://") then
						links = links + 1
						local file <const> = path == "" and name or (name:match("^.*/") or "") .. path
						assert.is_truthy(lfs.attributes(file), name .. ": " .. target)
						if anchor ~= "" then
							assert.is_true(anchors(scratch.read(file))[anchor], name .. ": " .. target)
						end
					end
				end
			end
			assert.is_true(links >= 10)
		end)

		it("of the README lead to every document", function()
			for _, name in ipairs(names) do
				assert.is_true(name == "README.md" or contains(texts["README.md"], "](" .. name .. ")"), name)
			end
		end)
	end)

	describe("examples", function()
		--- Calls `body` with the path of a file that holds `text`, in a directory of its own.
		local function with_file(text, body)
			local directory <const> = scratch.directory()
			local ok <const>, err = pcall(body, scratch.file(directory .. "/changes.csv", text))
			scratch.remove(directory)
			assert(ok, err)
		end

		it("of the configuration are read", function()
			for _, block in ipairs(blocks(texts["docs/settings.md"])) do
				if block.language == "lua" then
					with_file(block.text, function(path)
						assert(os.execute("chmod 600 " .. path))
						local profiles <const>, message <const> = config.load_file(path)
						assert.is_truthy(profiles and profiles.default and profiles.lab, message)
					end)
				end
			end
		end)
	end)

	describe("of bulk jobs", function()
		local text <const> = texts["docs/bulk-jobs.md"]

		it("name every state", function()
			for _, state in ipairs(states.names) do
				assert.is_true(contains(text, "| `" .. state .. "` |"), state)
			end
		end)

		it("name every column of a result file", function()
			local columns = 0
			for column in scratch.read("lua/unom/bulk/jobs/result/rows.lua"):gmatch('{ "(unom%.%a+)", ') do
				columns = columns + 1
				assert.is_true(contains(text, "| `" .. column .. "` |"), column)
			end
			assert.equal(11, columns)
		end)

		it("name every exit code, as the README does", function()
			local codes <const> = { 3, 5 }
			for _, code in pairs(exit_code) do
				codes[#codes + 1] = code
			end
			for _, code in ipairs(codes) do
				local row <const> = ("\n| %d |"):format(code)
				assert.is_true(contains(texts["README.md"], row), row)
				assert.is_true(code == exit_code.interrupted or contains(text, row), row)
			end
		end)
	end)

	describe("of settings", function()
		local text <const> = texts["docs/settings.md"]

		it("name every environment variable that is read", function()
			local variables = 0
			for _, file in ipairs { "lua/unom/config.lua", "lua/unom/cli/main.lua", "bin/unom" } do
				for variable in scratch.read(file):gmatch('"([UX][ND][OG][M_]%u*_?[%u_]+)"') do
					variables = variables + 1
					assert.is_true(contains(text, variable), variable)
				end
			end
			assert.is_true(variables >= 10, variables)
		end)

		it("name every setting of a profile", function()
			local settings = 0
			local source <const> = scratch.read("lua/unom/config.lua"):match("local SETTINGS <const> = {\n(.-)\n}")
			for setting in source:gmatch("\t([%l_]+) = { test") do
				settings = settings + 1
				assert.is_true(contains(text, "`" .. setting .. "`"), setting)
			end
			assert.is_true(settings >= 11, settings)
		end)
	end)

	describe("of the simulator", function()
		it("name every fault", function()
			local text <const> = texts["docs/simulator.md"]
			for _, group in ipairs { faults.OF_REQUESTS, faults.OF_ORDERS } do
				for _, kind in ipairs(group) do
					assert.is_true(contains(text, "| `" .. kind .. "` |"), kind)
				end
			end
		end)
	end)

	describe("of Lua", function()
		local text <const> = texts["docs/lua-client.md"]

		it("name every kind of error", function()
			for _, kind in ipairs(unom.error_kinds) do
				assert.is_true(contains(text, "| `" .. kind .. "` |"), kind)
			end
		end)

		it("name every name of an error as the core knows it, and no other", function()
			local known <const>, told <const> = {}, {}
			for status, message, name in scratch.read("csrc/lua/error.c"):gmatch('{(%d+), "([^"]+)", "([%w_]+)"}') do
				known[name] = known[name] or { status, message }
			end
			for name, status, sent, message in text:gmatch(
				'\n| `([%l_]+)` | (%d%d%d) | `"(%l+)"` | `([^`]+)` |') do
				told[name] = { status, message:sub(1, #known[name][2]) }
				local by_status <const> = status >= "500" and "maybe" or "yes"
				assert.equal((status == "401" or name == "too_many_orders" or name == "maintenance") and "no" or by_status,
					sent, name)
			end
			assert.same(known, told)
			assert.is_true(#unom.errors > 18)
		end)

		it("name every option of a client", function()
			local source <const> = scratch.read("lua/unom/init.lua"):match("%-%-%-@class unom%.options\n(.-)\n\n")
			local options = 0
			for option in source:gmatch("%-%-%-@field ([%l_]+)") do
				options = options + 1
				assert.is_true(contains(text, "`" .. option .. "`"), option)
			end
			assert.equal(16, options)
		end)

		it("name every option of a call", function()
			local source <const> = scratch.read("csrc/lua/options.c"):match("of_start%[%] = {(.-)}")
			for option in source:gmatch('"([%l_]+)"') do
				assert.is_true(contains(text, "| `" .. option .. "` | "), option)
			end
		end)

		it("name what every reply has", function()
			for _, operation in ipairs(unom.operations) do
				for _, key in ipairs(operation.reply_required) do
					assert.is_true(contains(text, "`" .. key .. "`"), key)
				end
				assert.is_true(operation.list == nil or contains(text, "`" .. operation.list .. "`"), operation.list)
			end
		end)

		it("name every field of a usage error", function()
			local source <const> = scratch.read("lua/unom/error.lua"):match("%-%-%-@class unom%.usage_error\n(.-)\n\n")
			for field in source:gmatch("%-%-%-@field ([%l_]+)") do
				assert.is_true(contains(text, "`" .. field .. "`"), field)
			end
		end)

		it("name every code of a check", function()
			local codes = 0
			for code in scratch.read("csrc/api/diagnostic.h"):gmatch('X%([%u_0-9]+, "([%l_0-9]+)"%)') do
				codes = codes + 1
				assert.is_true(contains(text, "`" .. code .. "`"), code)
			end
			assert.is_true(codes >= 30, codes)
		end)

		it("name every kind of error and every code of a problem of the bulk library", function()
			local page <const> = texts["docs/lua-bulk.md"]
			local kinds <const>, codes <const> = {}, {}
			for _, path in ipairs(shell.lines "find lua/unom/bulk -name '*.lua'") do
				for kind in scratch.read(path):gmatch('errors%.new { kind = "([%l_]+)"') do
					kinds[kind] = true
				end
			end
			for _, path in ipairs(shell.lines "find lua/unom/bulk/list csrc/csv -name '*.lua' -o -name '*.c'") do
				local source <const> = scratch.read(path)
				for _, form in ipairs { 'code = "([%l_]+)"', 'complain%([%l]+, "([%l_]+)"', 'return "([%l]+_[%l_]+)", messages',
					'add%(self, [%w_%.%[%], %l]-, "([%l_]+)"', 'refuse%(text, [^"]-, "([%l_0-9]+)"',
					'set_problem%(reader, [^"]-, "([%l_0-9]+)"' } do
					for code in source:gmatch(form) do
						codes[code] = true
					end
				end
			end
			local number = 0
			for kind in pairs(kinds) do
				assert.is_true(contains(page, "`" .. kind .. "`") or contains(text, "| `" .. kind .. "` |"), kind)
			end
			for code in pairs(codes) do
				number = number + 1
				assert.is_true(contains(page, "`" .. code .. "`") or contains(text, "`" .. code .. "`"), code)
			end
			assert.is_true(number > 30, number)
		end)

		it("name every function of the bulk library", function()
			for name in pairs(bulk) do
				assert.is_true(contains(texts["docs/lua-bulk.md"], "bulk." .. name), name)
			end
		end)
	end)
end)
