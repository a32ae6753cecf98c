--- Finds what a word means: a code, a field, an operation, an error, or a word of unom itself.
--
-- Invariants: every meaning of the word is found, those of the carrier's codes first; white space, capitals and width
-- make no difference.

local core <const> = require "unom.core"
local errors <const> = require "unom.catalogue.errors"
local meaning <const> = require "unom.catalogue.meaning"
local nearest <const> = require "unom.nearest"
local operations <const> = require "unom.operations"
local own_words <const> = require "unom.catalogue.own_words"
local readings <const> = require "unom.catalogue.readings"
local restrictions <const> = require "unom.catalogue.restrictions"

local lookup <const> = {}

--- The form in which words are compared.
local function plain(word)
	local text = utf8.len(word) and core.normalize(word, "nfkc") or word
	text = text:gsub("%s+", ""):gsub("%.$", "")
	return (text:gsub("[A-Z]", function(letter) return string.char(letter:byte() + 32) end))
end

--- The operations with a field of that name, by `key`: "fields" of the request or "reply_fields".
local function operations_with(field, key)
	local names <const> = {}
	for _, operation in ipairs(operations) do
		names[#names + 1] = operation[key][field] and operation.name or nil
	end
	return names
end

-- ---- the carrier's codes ----

--- Adds to the set `has` the operations whose request or reply has the code.
local function add_operations(has, entry)
	for _, key in ipairs { "fields", "reply_fields" } do
		for _, name in ipairs(operations_with(entry.field, key)) do
			has[name] = has[name] or not entry.operations or entry.operations[name]
		end
	end
	for _, name in ipairs(entry.names or {}) do
		has[name] = true -- what is asked for by a constant is no field
	end
end

local function in_order(has)
	local names <const> = {}
	for _, name in ipairs(operations.names()) do
		names[#names + 1] = has[name] and name or nil
	end
	return names
end

--- Codes that mean one thing are one, whatever their fields.
local function codes(word)
	local found <const>, by_key <const>, has <const> = {}, {}, {}
	for _, entry in ipairs(meaning.all) do
		local means <const> = entry.meaning
		if plain(entry.code) == word or plain(means.ja) == word and word ~= "" then
			local key <const> = entry.code .. "\0" .. means.ja
			if not by_key[key] then
				by_key[key] = { kind = "code", name = entry.code, fields = {}, ja = means.ja, en = means.en }
				found[#found + 1], has[key] = by_key[key], {}
			end
			table.insert(by_key[key].fields, entry.field)
			add_operations(has[key], entry)
			by_key[key].operations = in_order(has[key])
		end
	end
	return found
end

-- ---- fields and operations ----

--- The uses of a field: { where = "fields" | "reply_fields", label =, remark =, operations = names }, those that differ
-- in nothing but their operation as one.
local function uses_of(name)
	local uses <const>, by_key <const> = {}, {}
	for _, where in ipairs { "fields", "reply_fields" } do
		for _, operation in ipairs(operations) do
			local field <const> = operation[where][name]
			if field then
				local key <const> = table.concat({ where, field.label, tostring(field.remark) }, "\0")
				if not by_key[key] then
					by_key[key] = { where = where, label = field.label, remark = field.remark, operations = {} }
					uses[#uses + 1] = by_key[key]
				end
				table.insert(by_key[key].operations, operation.name)
			end
		end
	end
	return uses
end

-- Every field of a request or a reply: name -> the words that it is called by; and the names in order.
local field_words <const>, field_names <const> = {}, {}

local function add_field(name, labels)
	if not field_words[name] then
		field_words[name] = { [plain(name)] = true }
		field_names[#field_names + 1] = name
	end
	for _, label in ipairs(labels) do
		local word <const> = plain(label)
		field_words[name][word], field_words[name][word:gsub("%(.-%)$", "")] = true, true -- 契約番号（N番）, 契約番号
	end
end

for _, operation in ipairs(operations) do
	for _, field in ipairs(operation.fields) do
		add_field(field.name, { field.label, field.alias or field.label, table.unpack(field.also or {}) })
	end
	for _, field in ipairs(operation.reply_fields) do
		add_field(field.name, { field.label })
	end
end

local function labels_of(uses)
	local labels <const>, seen <const> = {}, {}
	for _, use in ipairs(uses) do
		if not seen[use.label] then
			seen[use.label] = true
			labels[#labels + 1] = use.label
		end
	end
	return table.concat(labels, "、")
end

local function fields(word)
	local found <const> = {}
	for _, name in ipairs(field_names) do
		if field_words[name][word] then
			local uses <const> = uses_of(name)
			local held <const> = {}
			for _, entry in ipairs(meaning.codes(name)) do
				held[#held + 1] = { code = entry.code, ja = entry.meaning.ja, en = entry.meaning.en,
					operations = entry.names }
			end
			found[#found + 1] = { kind = "field", name = name, ja = labels_of(uses), en = name, uses = uses, codes = held }
		end
	end
	return found
end

local function operation_entries(word)
	local found <const> = {}
	for _, operation in ipairs(operations) do
		local number <const> = ("%02d"):format(operation.number)
		local words <const> = { operation.name, operation.label, number, number .. "." .. operation.label, operation.path }
		for _, name in ipairs(words) do
			if plain(name) == word then
				found[#found + 1] = { kind = "operation", name = operation.name, number = operation.number,
					ja = operation.label, en = operation.name:gsub("_", " "), method = operation.method, path = operation.path }
				break
			end
		end
	end
	return found
end

-- ---- errors ----

local LEAST_OF_A_TEXT <const> = 12 -- bytes: a shorter message may be part of another

--- Is the word the message, or a text that has it in it, such as an error of unom? A message may end with the name of a
-- field, or be cut.
local function is_message(entry, word)
	local known <const> = plain(entry.message):gsub("%[.*", "")
	return known == word or #known >= LEAST_OF_A_TEXT and word:find(known, 1, true) ~= nil
		or word:find("(" .. entry.name .. ")", 1, true) ~= nil
end

local function error_entries(word)
	local found <const> = {}
	for _, entry in ipairs(errors) do
		if plain(entry.name) == word or tostring(entry.number) == word or tostring(entry.status) == word
			or is_message(entry, word) then
			found[#found + 1] = { kind = "error", name = entry.name, number = entry.number, printed = entry.printed,
				status = entry.status, message = entry.message, ja = entry.what.ja, en = entry.what.en, todo = entry.todo }
		end
	end
	return found
end

-- ---- states of traffic, words of unom, what the specification does not say ----

local function restriction_entries(word)
	local found <const> = {}
	for _, row in ipairs(restrictions) do
		if plain(row[1]) == word or plain(row[4]) == word then
			found[#found + 1] = { kind = "restriction", name = row[1], limitStatus1 = row[2], limitStatus2 = row[3],
				ja = row[4], en = row[5] }
		end
	end
	return found
end

local OWN <const> = { { "state", "states" }, { "column", "columns" }, { "exit_code", "exit_codes" } }

local function own_entries(word)
	local found <const> = {}
	for _, part in ipairs(OWN) do
		for _, row in ipairs(own_words[part[2]]) do
			if plain(row[1]) == word then
				found[#found + 1] = { kind = part[1], name = row[1], ja = row[2], en = row[3] }
			end
		end
	end
	return found
end

local function reading_entries(word)
	local found <const> = {}
	for _, reading in ipairs(readings) do
		for _, name in ipairs(reading.words) do
			if name == word then
				found[#found + 1] = { kind = "reading", name = name, ja = reading.ja, en = reading.en }
			end
		end
	end
	return found
end

-- Words that no table has, by their form: pattern, Japanese, English. The first that fits is taken.
local FORMS <const> = {
	{ "^t%d%d%d%d%d%d%d$",
		"料金コース・通信機器・オプションのコードは契約ごとのもので、仕様書の表にはありません。"
			.. "06.申込入力コード一覧（unom call list_products）で確認してください。",
		"codes of plans, devices and options are the contract's own and in no table of the specification: look with unom "
			.. "call list_products (06)" },
	{ "^ag%l%d+$",
		"入力元受付ID。先頭の3文字は受け付けたシステムを示すタグで、このAPIではAGUです。"
			.. "unom call get_order_status で状態を確認できます。",
		"an orderId: its first letters are the mark of the system that took it, AGU for this API. unom call "
			.. "get_order_status asks how it is" },
	{ "^n%d%d%d%d%d%d%d%d%d$", "契約番号（N番）", "a contractId: the number of a contract" },
	{ "^[we]%d%d%w*$",
		"メッセージＩＤと思われます。メッセージＩＤ（W...、E...）の表は仕様書にありません"
			.. "（参照先の「エラーコード一覧」に載っていません）。"
			.. "通信事業者にお問い合わせください。",
		"it looks like a message code of the carrier (messageId). No table of the specification has the codes W... and "
			.. "E...: ask the carrier, with the orderId" },
}

local function form_entries(word)
	for _, form in ipairs(FORMS) do
		if word:find(form[1]) then
			return { { kind = "form", name = word:upper(), ja = form[2], en = form[3] } }
		end
	end
	return {}
end

-- How the specification writes a value that is blank.
local BLANK <const> = { ["空値"] = true, ["空白"] = true, ["空値(空白)"] = true }

local FINDERS <const> = {
	codes, fields, operation_entries, error_entries, restriction_entries, own_entries, reading_entries,
}

--- Every meaning of a word.
-- @return an array, empty where it has none, of { kind =, name =, ja =, en =, ... }: of a "code" `fields` and
--   `operations`; of a "field" `uses` and `codes`; of an "operation" `number`, `method`, `path`; of an "error"
--   `number`, `printed`, `status`, `message`, `todo`; of a "restriction" `limitStatus1`, `limitStatus2`; no more of a
--   "state", a "column", an "exit_code", a "reading" (what the specification leaves open) and a "form" (known by that)
function lookup.find(word)
	local wanted, all <const> = plain(word), {}
	wanted = BLANK[wanted] and "" or wanted
	for _, finder in ipairs(FINDERS) do
		local found <const> = finder(wanted)
		table.move(found, 1, #found, #all + 1, all)
	end
	return #all > 0 and all or form_entries(wanted)
end

local LEAST <const> = 4 -- letters: a shorter code is near to too much

--- The known word nearest to one that has no meaning, or nil.
function lookup.nearest(word)
	local known <const> = {}
	local function add(name)
		known[#known + 1] = name and #name >= LEAST and name or nil
	end
	for _, name in ipairs(field_names) do
		add(name)
	end
	for _, operation in ipairs(operations) do
		add(operation.name)
		add(operation.label)
		for _, field in ipairs(operation.fields) do
			add(field.label)
		end
		for _, field in ipairs(operation.reply_fields) do
			add(field.label)
		end
	end
	for _, entry in ipairs(errors) do
		add(entry.name)
	end
	for _, part in ipairs(OWN) do
		for _, row in ipairs(own_words[part[2]]) do
			add(row[1])
		end
	end
	for _, entry in ipairs(meaning.all) do
		add(entry.code)
	end
	return nearest(word, known)
end

return lookup
