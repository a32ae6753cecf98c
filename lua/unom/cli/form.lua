--- The forms of an option's value. A function takes the text that was typed and returns what it means, or nil if it is
-- not of the form.
--
-- Invariant: nil is returned for every text that is not of the form, and for no other.

local limits <const> = require "unom.bulk.engine.limits"

local form <const> = {}

local SECONDS <const> = { s = 1, m = 60, h = 3600, d = 86400 }

local function integer(value, least, most)
	local number <const> = value:match("^%d+$") and math.tointeger(tonumber(value))
	return number and number >= least and number <= most and number or nil
end

local function decimal(value)
	return value:match("^%d+%.?%d*$") and tonumber(value) or nil
end

--- Any text but the empty one.
function form.text(value)
	return value ~= "" and value or nil
end

--- Words in UTF-8, as those of a list become.
function form.words(value)
	return value ~= "" and utf8.len(value) and value or nil
end

--- "2h", "90m" -> seconds.
function form.duration(value)
	local number <const>, unit <const> = value:match("^(.+)([smhd])$")
	local amount <const> = number and decimal(number)
	return amount and amount > 0 and amount * SECONDS[unit] or nil
end

--- "5/s" -> 5.
function form.rate(value)
	local amount <const> = decimal(value:match("^(.+)/s$") or "")
	return amount and amount > 0 and amount or nil
end

local SEPARATORS <const> = {
	comma = ",", semicolon = ";", tab = "\t", [","] = ",", [";"] = ";", ["\t"] = "\t", ["\\t"] = "\t",
}

--- "semicolon" or ";" -> ";".
function form.separator(value)
	return SEPARATORS[value]
end

--- "lineNo,imei" -> { "lineNo", "imei" }.
function form.names(value)
	if not utf8.len(value) then
		return nil
	end
	local names <const> = {}
	for name in (value .. ","):gmatch("([^,]*),") do
		names[#names + 1] = name:match("^%s*(.-)%s*$")
		if names[#names] == "" then
			return nil
		end
	end
	return names
end

--- "電話番号=lineNo" -> { "電話番号", "lineNo" }.
function form.mapping(value)
	local heading <const>, field <const> = value:match("^(.+)=([^=]+)$")
	return heading and utf8.len(value) and { heading, field } or nil
end

--- "planCode=T3001328" -> { "planCode", "T3001328" }.
function form.assignment(value)
	local field <const>, text <const> = value:match("^([^=]+)=(.*)$")
	return field and utf8.len(value) and { field, text } or nil
end

--- "10" -> {rows = 10}; "5%" -> {percent = 5}.
function form.failures(value)
	local percent <const> = decimal(value:match("^(.+)%%$") or "")
	if percent then
		return percent > 0 and percent <= 100 and { percent = percent } or nil
	end
	local rows <const> = integer(value, 1, math.maxinteger)
	return rows and { rows = rows } or nil
end

--- A whole number from 1 up.
function form.count(value)
	return integer(value, 1, math.maxinteger)
end

--- A number of orders between acceptance and the end of processing, as many as the carrier accepts at most.
function form.outstanding(value)
	return integer(value, 1, limits.MOST_OUTSTANDING)
end

return form
