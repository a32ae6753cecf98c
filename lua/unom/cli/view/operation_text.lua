--- An operation for a person: its fields, their rules and codes in words, what it needs, what shows and undoes it.
--
-- Invariant: every rule, need and place of the catalogue has its words here.

local grid <const> = require "unom.cli.view.grid"
local messages <const> = require "unom.messages"
local text <const> = require "unom.cli.view.text"

local operation_text <const> = {}

local say <const> = messages.say

local FIELD_COLUMNS <const> = { "field", "required", "where", "rule", "limits", "label" }

local RULES <const> = {
	contract_id = "rule_contract_id", line_no = "rule_line_no", order_id = "rule_order_id", reserve_id = "rule_digits",
	date = "rule_date", datetime = "rule_datetime", yes_no = "rule_yes_no", product_code = "rule_product_code",
	roaming_code = "rule_roaming_code", postal_code = "rule_postal_code", full_width = "rule_full_width",
	half_width = "rule_half_width", mixed_width = "rule_mixed_width", phone = "rule_phone", email = "rule_email",
	ipv4 = "rule_ipv4", auth_id_short = "rule_auth_id", auth_password_short = "rule_auth_password",
	auth_search_key = "rule_auth_search_key", choice = "rule_choice", number = "rule_digits",
}

local NEEDS <const> = {
	line = "need_line", plan = "need_plan", device = "need_device", roaming_limit = "need_roaming_limit",
	access_of_device = "need_access_of_device", com_radius = "need_com_radius", roaming = "need_roaming",
	not_shared = "need_not_shared", shared = "need_shared", connected = "need_connected",
	order_under_way = "need_order_under_way", reservation = "need_reservation",
}

-- ---- the fields of the request ----

local function range(least, most)
	if least and most then
		return least == most and tostring(least) or ("%d-%d"):format(least, most)
	end
	return most and say("limit_most", { number = most }) or least and say("limit_least", { number = least }) or nil
end

--- A field's lengths in words; a limit that is only advice is in brackets.
local function limits(field)
	local words <const> = {}
	local function positive(number)
		return number and number > 0 and number or nil
	end
	local hard <const> = range(positive(field.min), positive(field.max))
	local advised <const> = range(positive(field.advise_min), positive(field.advise_max))
	words[#words + 1] = hard
	words[#words + 1] = advised and say("limit_advised", { limit = advised }) or nil
	return table.concat(words, " ")
end

local function required(field)
	return say(field.automatic and "required_automatic" or field.required and "required_yes" or "required_no")
end

local function field_rows(operation)
	local rows <const> = {}
	for index, field in ipairs(operation.fields) do
		rows[index] = {
			field = field.name, required = required(field), where = field.place, rule = say(RULES[field.rule]),
			limits = limits(field), label = field.label,
		}
	end
	return rows
end

-- ---- notes on fields, of the request and of the reply ----

local MOST_CODES_ON_A_LINE <const> = 3

local function code_words(entry)
	return say("describe_code", { code = entry.code == "" and say("explain_no_code") or entry.code,
		meaning = entry.ja == entry.en and entry.ja or say("describe_both", entry) })
end

--- Adds a note: a name and words on its line, then the codes where they are many, then the remark in both languages.
local function add_note(notes, name, field, words)
	local codes <const> = field.codes or {}
	local few <const> = #codes <= MOST_CODES_ON_A_LINE
	for index, entry in ipairs(few and codes or {}) do
		table.insert(words, index, code_words(entry))
	end
	if #words == 0 and #codes == 0 and not field.remark then
		return
	end
	notes[#notes + 1] = #words > 0 and ("  %s: %s"):format(name, table.concat(words, "; ")) or ("  %s:"):format(name)
	for _, entry in ipairs(few and {} or codes) do
		notes[#notes + 1] = "    " .. code_words(entry)
	end
	if field.remark then
		notes[#notes + 1] = "    " .. field.remark.ja
		notes[#notes + 1] = "    " .. field.remark.en
	end
end

--- What there is to say of a field in a word or two. A field of a reply has none of this.
local function words_of(field)
	local words <const> = {}
	words[#words + 1] = field.when_none and say("describe_when_none", { value = field.when_none })
	words[#words + 1] = field.secret and say("describe_secret") or nil
	words[#words + 1] = field.also and #field.also > 0
		and say("describe_also", { labels = table.concat(field.also, ", ") }) or nil
	return words
end

--- Notes on fields. Those beside one another with the same remark and nothing else have one.
local function field_notes(fields)
	local notes <const> = {}
	local index = 1
	while fields[index] do
		local field <const>, words <const> = fields[index], words_of(fields[index])
		local last = field
		while field.remark and not field.codes and #words == 0 and fields[index + 1] and not fields[index + 1].codes
			and #words_of(fields[index + 1]) == 0 and tostring(fields[index + 1].remark) == tostring(field.remark) do
			index = index + 1
			last = fields[index]
		end
		add_note(notes, field == last and field.name or say("describe_several", { first = field.name, last = last.name }),
			field, words)
		index = index + 1
	end
	return notes
end

-- ---- the operation ----

local function names(list)
	return list and #list > 0 and table.concat(list, ", ") or nil
end

local function needs(operation)
	local words <const> = {}
	for index, need in ipairs(operation.needs or {}) do
		words[index] = say(NEEDS[need])
	end
	return #words > 0 and table.concat(words, "; ") or nil
end

--- When an earlier order counts as the same, in words; nil where none does.
local function same_order(operation)
	local before <const> = operation.ordered_before
	if not before or before.within_hours == 0 then
		return nil
	end
	local fields <const> = { before.target }
	table.move(before.compared, 1, #before.compared, #fields + 1, fields)
	return say("describe_same_order_words", { fields = names(fields) or say("describe_all_fields"),
		days = before.within_hours // 24 })
end

--- Adds what shows, takes back and undoes what was ordered.
local function add_effects(notes, operation)
	local shows <const> = names(operation.shows)
	if operation.shown_by then
		notes[#notes + 1] = shows and say("describe_shown_in", { operation = operation.shown_by, fields = shows })
			or say("describe_shown_by", { operation = operation.shown_by })
	else
		notes[#notes + 1] = say("describe_shown_as_complete")
	end
	if operation.hides then
		notes[#notes + 1] = say("describe_hides", { fields = names(operation.hides) })
	end
	notes[#notes + 1] = operation.cancelled_by and say("describe_cancelled_by", { value = operation.cancelled_by })
		or say("describe_not_cancelled")
	local inverse <const> = operation.inverse
	notes[#notes + 1] = inverse and say("describe_inverse", { operation = inverse.otherwise
		and say("describe_inverse_or", inverse) or inverse.operation }) or say("describe_no_inverse")
end

local function operation_notes(operation)
	local notes <const> = {}
	local function note(code, value)
		notes[#notes + 1] = value and say(code, { value = value }) or nil
	end
	if operation.container_is == "array" and operation.lines_max > 1 then
		notes[1] = say("describe_lines", { value = operation.container, most = operation.lines_max })
	else
		note(operation.container_is == "array" and "describe_lines_one" or "describe_line", operation.container)
	end
	note("describe_at_least_one", names(operation.at_least_one))
	note("describe_at_most_one", names(operation.at_most_one))
	note("describe_date_window", operation.date_window)
	note("describe_needs", needs(operation))
	note("describe_tracked_by", operation.tracked_by)
	if operation.changes then
		add_effects(notes, operation)
	end
	note("describe_same_order", same_order(operation))
	note("describe_list_limit", operation.list_limit)
	note("describe_availability", operation.availability)
	return notes
end

--- What the specification leaves open about the operation.
local function reading_notes(operation)
	local notes <const> = {}
	for _, reading in ipairs(require "unom.catalogue.readings") do
		if reading.about and operation[reading.about] and (operation.changes or reading.about == "list_limit") then
			notes[#notes + 1] = say("describe_reading", { words = reading.en })
		end
	end
	return notes
end

-- ---- its reply ----

--- The fields of the reply: their labels, then notes.
local function reply_notes(operation)
	local rows <const> = {}
	for index, field in ipairs(operation.reply_fields) do
		rows[index] = { reply = "  " .. field.name, label = field.label }
	end
	local lines <const> = { say("describe_reply", { value = table.concat(operation.reply, ", ") }) }
	lines[2] = grid.aligned(rows, { "reply", "label" }):gsub("^[^\n]*\n", ""):gsub("\n$", "")
	local notes <const> = field_notes(operation.reply_fields)
	lines[3] = #notes > 0 and "" or nil
	return table.move(notes, 1, #notes, #lines + 1, lines)
end

--- All of an operation as text.
function operation_text.all(operation)
	local lines <const> = {
		("%s  %s  (%02d)"):format(operation.name, operation.label, operation.number),
		("%s %s"):format(operation.method, operation.path),
		say(operation.changes and "describe_changes" or "describe_reads", { kind = operation.kind }),
		"",
		(grid.aligned(field_rows(operation), FIELD_COLUMNS):gsub("\n$", "")),
	}
	for _, notes in ipairs {
		field_notes(operation.fields), operation_notes(operation), reading_notes(operation), reply_notes(operation),
	} do
		if #notes > 0 then
			lines[#lines + 1] = ""
			table.move(notes, 1, #notes, #lines + 1, lines)
		end
	end
	for index, line in ipairs(lines) do
		lines[index] = line:gsub("[^\n]+", text.plain)
	end
	return table.concat(lines, "\n") .. "\n"
end

return operation_text
