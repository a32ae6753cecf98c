--- unom.operations: the catalogue, with what help, templates and docs need beside it.
--
-- An array of the operations in the order of their numbers; each also under its name (`operations.change_course`).
-- Invariant: facts about the API are in the C catalogue and in unom.catalogue alone, which are put together here; here
-- are only examples, and every example passes.

local acting <const> = require "unom.catalogue.acting"
local core <const> = require "unom.core"
local meaning <const> = require "unom.catalogue.meaning"
local moments <const> = require "unom.moments"
local remarks <const> = require "unom.catalogue.remarks"
local reply_fields <const> = require "unom.catalogue.reply_fields"

local operations <const> = core.operations

local DAY <const> = 24 * 3600 -- seconds
local MIDNIGHT <const> = "%Y%m%d000000"

-- One value for a field in every operation that has it, so the value must pass all the rules of that name. The
-- contract, the line and the codes are of those that `unom simulate` has.
local EXAMPLES <const> = {
	contractId = "N123456789",
	lineNo = "09010000004",
	lineNoSearchKey = "09010000004",
	orderId = "AGU2601010000001",
	reserveId = "202601010000001",
	agreement = "yes",
	planCode = "T3001328",
	deviceCode = "T2000537",
	roamingCode = "T6000042",
	accessCode = "2",
	imei = "490154203237518",
	imeiOption = "2",
	actIpAddress = "10.20.30.1",
	sbyIpAddress = "10.20.30.2",
	roamingIpAddress = "10.20.30.3",
	authenticationId = "sensor-0001",
	authenticationPassword = "change-me-1",
	deliveryPostalCode = "1000001",
	deliveryPref = "東京都",
	deliveryCity = "千代田区",
	deliveryAddress1 = "千代田",
	deliveryAddress2 = "１丁目",
	deliveryAddress3 = "２番３号",
	deliveryBuildingName = "見本ビル４階",
	deliveryCompanyName = "見本商会",
	deliveryDeptName = "業務部",
	deliveryPersonName = "見本花子",
	deliveryPhoneNumber = "03-0000-0000",
	notificationMailAddress = "orders@example.com",
	notificationPassword = "change-me-2",
}

-- What differs for one operation: a device is bought without a line, and only a line of the group leaves it.
local EXAMPLES_OF <const> = {
	purchase_device = { deviceCode = "T2000556" },
	remove_data_share_line = { lineNo = "09010000048" },
	get_data_share_traffic = { lineNo = "09010000048" },
}

-- Examples that depend on the present day.
local DATED <const> = {
	requestDate = moments.first_of_next_month, -- which is in every window for it
	startTime = function(now) return moments.japan(MIDNIGHT, now - DAY) end,
	endTime = function(now) return moments.japan(MIDNIGHT, now) end,
}

-- ---- what the tables of unom.catalogue say of an operation and its fields ----

local function codes_of(field, operation)
	local found <const> = {}
	for index, entry in ipairs(meaning.codes(field, operation)) do
		found[index] = { code = entry.code, ja = entry.meaning.ja, en = entry.meaning.en }
	end
	return #found > 0 and found or nil
end

local function remark_of(common, own, operation, field)
	local found <const> = own[operation] and own[operation][field] or common[field]
	return found and meaning.new(found[1], found[2])
end

--- The fields of a reply in their order, each once, also under its name.
local function reply_fields_of(operation)
	local fields <const>, by_name <const> = {}, {}
	for name in table.concat(operation.reply, ","):gmatch("%w+") do
		if not by_name[name] then
			local own <const> = reply_fields.of[operation.name] or {}
			by_name[name] = {
				name = name, label = own[name] or reply_fields.common[name], codes = codes_of(name, operation.name),
				remark = remark_of(remarks.reply, remarks.reply_of, operation.name, name),
			}
			fields[#fields + 1] = by_name[name]
		end
	end
	return setmetatable(fields, { __index = by_name })
end

-- What is taken from unom.catalogue.acting, which says what each is.
local ACTING <const> = { "needs", "shown_by", "shows", "hides", "inverse" }

for _, operation in ipairs(operations) do
	operation.reply_fields = reply_fields_of(operation)
	for _, key in ipairs(operation.changes and ACTING or {}) do
		operation[key] = acting[operation.name][key]
	end
	for _, field in ipairs(operation.fields) do
		field.codes = codes_of(field.name, operation.name)
		field.remark = remark_of(remarks.request, remarks.request_of, operation.name, field.name)
	end
end

-- ---- what help, templates and docs need beside it ----

local helpers <const> = {}

--- The names of all operations, in order.
function helpers.names()
	local names <const> = {}
	for index, operation in ipairs(operations) do
		names[index] = operation.name
	end
	return names
end

--- The operation of that name; or nil and the name that was probably meant, or nil.
function helpers.find(name)
	for _, operation in ipairs(operations) do
		if operation.name == name then
			return operation
		end
	end
	return nil, core.nearest(name, helpers.names())
end

--- The columns of a change list for all fields of the operation, `operation` first.
function helpers.columns(name)
	local columns <const> = { "operation" }
	for _, field in ipairs(assert(helpers.find(name)).fields) do
		if not field.automatic then
			columns[#columns + 1] = field.name
		end
	end
	return columns
end

--- Arguments that pass the operation's checks without advice on any value: all fields, but only one search key.
-- @param now seconds since 1970, the time that dates are counted from; by default the present time
function helpers.example(name, now)
	local arguments <const> = {}
	for _, field in ipairs(assert(helpers.find(name)).fields) do
		local dated <const> = DATED[field.name]
		local own <const> = EXAMPLES_OF[name] and EXAMPLES_OF[name][field.name]
		arguments[field.name] = dated and dated(now or os.time()) or own or EXAMPLES[field.name]
	end
	return arguments
end

-- The helpers are found like the operations' names, which pairs and ipairs do not see.
local by_name <const> = getmetatable(operations).__index
for name, helper in pairs(helpers) do
	by_name[name] = helper
end

return operations
