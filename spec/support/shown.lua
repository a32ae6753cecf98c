--- What the documents show beside Lua: every block of a page is taken by a test, which runs what is typed in it and
-- compares what is shown.
--
-- Invariant: a page whose blocks are not those that its tests take, in their order, is an error.

local assert <const> = require "luassert"
local change_lists <const> = require "support.change_lists"
local database <const> = require "unom.bulk.ledger.database"
local documents <const> = require "support.documents"
local hastened <const> = require "support.hastened"
local ledgers <const> = require "unom.bulk.ledger"
local lfs <const> = require "lfs"
local printed <const> = require "support.printed"
local scratch <const> = require "support.scratch"
local shell <const> = require "support.shell"

local shown <const> = {}

-- ---- which blocks there are ----

--- The blocks of a document but those of Lua and the text that one of these prints: those with a fence, then those by
-- indenting.
function shown.blocks(document)
	local text <const>, found <const>, printed_by_lua <const> = scratch.read(document), {}, {}
	for _, block in ipairs(documents.blocks(text)) do
		if block.language == "lua" then
			printed_by_lua[block.next or false] = block.next ~= nil and block.next.language == "text"
		elseif not printed_by_lua[block] then
			found[#found + 1] = block
		end
	end
	return table.move(documents.indented(text), 1, 100, #found + 1, found)
end

local page_methods <const> = {}
local page_mt <const> = { __index = page_methods }

--- The blocks of a document, to be taken in their order.
function shown.page(document)
	return setmetatable({ document = document, blocks = shown.blocks(document), taken = 0 }, page_mt)
end

--- Takes the next block, which begins with these words.
function page_methods:take(words)
	self.taken = self.taken + 1
	local block <const> = self.blocks[self.taken]
	local text <const> = block and block.text or "no more block"
	if text:sub(1, #words) ~= words then
		error(("%s: held by nothing, or not in its place: %s; not there: %s"):format(self.document, text, words), 2)
	end
	return block
end

--- Asserts that no block is left.
function page_methods:finish()
	local left <const> = self.blocks[self.taken + 1]
	if left then
		error(("%s: held by nothing: %s"):format(self.document, left.text), 2)
	end
end

-- ---- what is typed in them ----

-- `unom simulate` at a free port until it listens, and curl as it is where it writes to a terminal.
local BEFORE <const> = [[
exec 2>&1
curl() { command curl -sS "$@"; }
unom() {
	if [ "$1" != simulate ]; then command unom "$@"; return; fi
	command unom "$@" --port 0 >simulated & simulator=$!
	until grep -qs '^listening on ' simulated; do kill -0 $simulator || return; sleep 0.02; done
	cat simulated; kill $simulator; wait $simulator; true
}
]]

--- The commands of a block, those that go on over several lines in one, with what is shown after each; without the
-- question that is asked on a terminal alone: {{typed=, text=}}
local function commands(block)
	local found <const> = {}
	for line in (block.text:gsub("\\\n%s*", "") .. "\n"):gmatch "(.-)\n" do
		local typed <const> = block.language ~= "console" and line or line:match "^%$ (.*)"
		if typed then
			found[#found + 1] = { typed = typed, text = "" }
		elseif not line:find("(yes or no) yes", 1, true) then
			found[#found].text = found[#found].text .. line .. "\n"
		end
	end
	return found
end

--- Makes the home's next job the one of this number, as after so many others.
function shown.begin_at(home, job)
	local ledger <close> = assert(ledgers.open(home.ledger))
	ledger.database:run("INSERT INTO job (job, created, list, sha256, columns, settings, total, purpose) "
		.. "VALUES (?, ?, 'earlier.csv', '', '[]', '{}', 0, 'list')", job - 1, ledger:now())
	ledger:sync()
end

--- Changes the home's ledger behind its back by statements of SQL, while no process has it open.
function shown.change_ledger(home, ...)
	local changed <close> = assert(database.open(home.ledger))
	for _, statement in ipairs { ... } do
		changed:run(statement)
	end
	changed:commit()
end

--- Makes all that is in the home's ledger so many seconds older.
function shown.pass(home, seconds)
	for _, place in ipairs { "event:time", "list_row:submitted_at" } do
		local name <const>, column <const> = place:match "(.+):(.+)"
		shown.change_ledger(home, ("UPDATE %s SET %s = strftime('%%Y-%%m-%%dT%%H:%%M:%%SZ', %s, '-%d seconds')")
			:format(name, column, column, seconds))
	end
end

--- Makes of what a page has what there is here: the days, the port, an order.
local function here(home, typed, options)
	typed = typed:gsub("YYYYMMDD", change_lists.NEXT_FIRST):gsub("AGU%d+", options.order or "%0")
	return home.simulator and typed:gsub("http://127%.0%.0%.1:8080", home.simulator.url) or typed
end

--- Lines of what is shown or was printed, without what another run changes.
-- @param steady {{pattern, words}, ...} for what changes beside that
function shown.lines(home, text, steady)
	local lines <const> = printed.lines((text:gsub(home.directory, "~")))
	for index, line in ipairs(lines) do
		for _, each in ipairs(steady or {}) do
			line = line:gsub(each[1], each[2])
		end
		lines[index] = line
	end
	return lines
end

--- Runs text in a shell in the home, where `unom` is that of this tree, its time faster. Returns as `finish`.
-- @param options {speed=, input=, environment=}
function shown.type(home, typed, options)
	options = options or {}
	lfs.mkdir(home:path "bin")
	hastened.write_command(home:path "bin/unom", options.speed or 50)
	local environment <const> = { UNOM_LEDGER = home.ledger }
	for name, value in pairs(options.environment or {}) do
		environment[name] = value
	end
	return home:start({}, { typed = BEFORE .. typed, input = options.input, environment = environment })
end

--- Runs the commands of a block in one shell. Each ends with 0, or as `codes` says.
-- @param options {codes={[command]=exit code}, order=the id that stands for those of the page} and
--   those of `type`
function shown.runs(home, block, options)
	options = options or {}
	local typed <const>, codes <const> = {}, {}
	for words in pairs(options.codes or {}) do
		codes[words] = false -- not yet met
	end
	for _, command in ipairs(commands(block)) do
		local expected <const> = options.codes and options.codes[command.typed] or 0
		codes[command.typed] = true
		typed[#typed + 1] = here(home, command.typed, options)
		typed[#typed + 1] = ('code=$?; [ $code = %d ] || { echo "$code:" %s; exit 99; }')
			:format(expected, shell.quoted(command.typed))
	end
	for words, met in pairs(codes) do
		assert.is_true(met, "not typed: " .. words)
	end
	local result <const> = shown.type(home, table.concat(typed, "\n"), options):finish()
	assert.equal(0, result.code, result.out)
	return result.out
end

--- Runs the commands of a console, each by itself, and compares what it prints with what is shown.
-- @param options {steady=as of `lines`, order=} and those of `type`
function shown.happens(home, block, options)
	options = options or {}
	for _, command in ipairs(commands(block)) do
		local said <const> = shown.type(home, here(home, command.typed, options), options):finish().out
		printed.are(shown.lines(home, command.text, options.steady), shown.lines(home, said, options.steady))
	end
end

return shown
