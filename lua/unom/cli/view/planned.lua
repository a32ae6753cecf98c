--- What `unom bulk plan` shows: the rows grouped by their word, for people; every row, for programs.
--
-- Invariant: nothing is shown before all rows have their word, so that half a plan is never taken for one.

local json <const> = require "unom.cli.view.json"
local messages <const> = require "unom.messages"
local text <const> = require "unom.cli.view.text"

local planned <const> = {}

local say <const> = messages.say

-- The words, in the order in which they are shown.
local WORDS <const> = { "cannot", "change", "already_so", "not_shown", "not_comparable" }

-- What is said above the rows of each.
local TITLES <const> = {
	cannot = "plan_word_cannot", change = "plan_word_change", already_so = "plan_word_already_so",
	not_shown = "plan_word_not_shown", not_comparable = "plan_word_not_comparable",
}

-- What the carrier may not show of a contract, and what is said of it.
local NOT_SHOWN <const> = {
	{ "lines", "cut", "plan_lines_cut" }, { "products", "not_offered", "plan_products_not_offered" },
	{ "shares", "not_offered", "plan_shares_not_offered" },
}

local MOST_ROWS <const> = 20 -- of a word

local ROW_KEYS <const> = { "row", "line", "operation", "contractId", "target", "word", "code", "field", "value",
	"message", "changes", "advice" }
local CHANGE_KEYS <const> = { "field", "from", "to" }
local ADVICE_KEYS <const> = { "field", "code", "message" }

local collector <const> = {}
collector.__index = collector

--- @param file the list's name
-- @param as_json are rows kept for JSON? Else for people
function planned.collector(file, as_json)
	return setmetatable({ file = file, as_json = as_json, lines = {}, rows = {} }, collector)
end

local function changes_in_words(changes)
	local words <const> = {}
	for index, change in ipairs(changes) do
		words[index] = say("plan_change", { field = change.field,
			from = change.from ~= "" and change.from or say "plan_nothing",
			to = change.to ~= "" and change.to or say "plan_nothing" })
	end
	return table.concat(words, ", ")
end

local function in_words(row, file)
	local what <const> = row.changes and changes_in_words(row.changes) or row.message
	return say("plan_row", { place = ("%s:%d"):format(file, row.line), operation = row.operation,
		target = row.target or row.contract, what = what and ": " .. what or "" })
end

local function row_as_json(row)
	return json.compact(json.ordered({
		row = row.row, line = row.line, operation = row.operation, contractId = row.contract, target = row.target,
		word = row.word, code = row.code, field = row.field, value = row.value, message = row.message,
		changes = row.changes and json.each(row.changes, CHANGE_KEYS),
		advice = row.advice and json.each(row.advice, ADVICE_KEYS),
	}, ROW_KEYS))
end

--- Takes a row, as bulk.plan gives it to `on_row`.
function collector:add(row)
	if self.as_json then
		self.rows[#self.rows + 1] = row_as_json(row)
		return
	end
	local lines <const> = self.lines[row.word] or {}
	self.lines[row.word] = lines
	if #lines < MOST_ROWS then
		lines[#lines + 1] = in_words(row, self.file)
	end
end

--- How many rows have which word, in words: "change 755, already_so 30".
function planned.counts(words)
	local counts <const> = {}
	for _, word in ipairs(WORDS) do
		counts[#counts + 1] = words[word] and ("%s %d"):format(word, words[word]) or nil
	end
	return table.concat(counts, ", ")
end

--- Writes the rows for people.
-- @param told what bulk.plan returned
function collector:write(told, environment)
	for _, word in ipairs(WORDS) do
		local number <const> = told.words[word]
		if number then
			environment:write(text.plain(say(TITLES[word], { rows = number })) .. "\n")
			for _, line in ipairs(self.lines[word]) do
				environment:write("  " .. text.plain(line) .. "\n")
			end
			if number > MOST_ROWS then
				environment:write("  " .. say("plan_more", { number = number - MOST_ROWS }) .. "\n")
			end
		end
	end
end

--- Writes all of it as one JSON object, a row a line.
-- @param summary the summary for JSON
function collector:write_json(told, summary, environment)
	local counts <const> = {}
	for _, word in ipairs(WORDS) do
		counts[word] = told.words[word] or 0
	end
	summary.ok, summary.exit_code, summary.total, summary.rows = told.exit_code == 0, told.exit_code, told.rows, nil
	summary.words = json.ordered(counts, WORDS)
	summary.cannot, summary.shown, summary.left_out = told.cannot, told.shown, told.left_out
	local members <const> = json.compact(summary)
	environment:write(members:sub(1, -2) .. ',"rows":[\n' .. table.concat(self.rows, ",\n") .. "\n]}\n")
end

--- Says what the carrier did not show.
function planned.say_shown(told, environment)
	for contract, shown in pairs(told.shown) do
		for _, each in ipairs(NOT_SHOWN) do
			if shown[each[1]] == each[2] then
				environment:say(say(each[3], { contract = contract }))
			end
		end
	end
end

return planned
