--- A contract as the carrier shows it: its lines (operation 02), what can be ordered on it (06), the lines that share
-- their data (10) and its orders (07, 08).
--
-- Invariant: what a list does not show is absent only where the list is whole. A list that was not asked for, or whose
-- answer is none, shows nothing.

local acting <const> = require "unom.catalogue.acting"
local data_share <const> = require "unom.bulk.carrier.data_share"
local entries <const> = require "unom.bulk.carrier.entries"
local operations <const> = require "unom.operations"
local orders <const> = require "unom.bulk.carrier.orders"

local filled <const> = entries.filled

local contract_view <const> = {}

local methods <const> = {}
local metatable <const> = { __name = "unom.contract_view", __index = methods }

local LINES <const>, PRODUCTS <const>, ACCEPTING <const>, COMPLETED <const> = "list_lines", "list_products",
	orders.LISTS[1], orders.LISTS[2]

-- What may be asked of a contract, in the order in which it is asked.
local ASKED <const> = { LINES, PRODUCTS, data_share.OPERATION, ACCEPTING, COMPLETED }

-- What tells whether a need of acting.lua is met.
local TOLD_BY <const> = {
	line = { LINES }, com_radius = { LINES }, roaming = { LINES },
	plan = { PRODUCTS }, device = { PRODUCTS }, roaming_limit = { PRODUCTS }, access_of_device = { PRODUCTS },
	not_shared = { data_share.OPERATION }, shared = { data_share.OPERATION }, reservation = { data_share.OPERATION },
	order_under_way = { ACCEPTING, COMPLETED },
}

--- What to ask the carrier about a contract.
-- @param names the acting operations that are to be ordered on it
-- @return {operation=, arguments=}..., each operation once
function contract_view.questions(contract, names)
	local wanted <const> = {}
	for _, name in ipairs(names) do
		local of <const> = acting[name]
		wanted[of.shown_by or false] = true
		for _, need in ipairs(of.needs) do
			for _, operation in ipairs(TOLD_BY[need] or {}) do
				wanted[operation] = true
			end
		end
	end
	local questions <const> = {}
	for _, operation in ipairs(ASKED) do
		questions[#questions + 1] = wanted[operation] and { operation = operation, arguments = { contractId = contract } }
			or nil
	end
	return questions
end

-- ---- reading the answers ----

-- By these names the carrier refuses the contract or the moment, and not the operation.
local ANOTHER_MATTER <const> = { contract_not_found = true, contract_id_invalid = true, field_format = true,
	too_many_orders = true }

local NOT_OFFERED <const> = { [400] = true, [403] = true, [404] = true }

--- Does the carrier say by this error of a read that it does not offer the operation?
function contract_view.is_not_offered(err)
	return err ~= nil and err.kind == "api" and err.sent == "yes" and NOT_OFFERED[err.status] == true
		and not ANOTHER_MATTER[err.name]
end

--- How much a list shows.
local function extent(list, err)
	if list then
		return list.whole and "whole" or "cut"
	end
	return contract_view.is_not_offered(err) and "not_offered" or nil
end

-- The limits of international roaming, T6000036 to T6000047, and the option of one data volume that was added.
local FIRST_LIMIT <const>, LAST_LIMIT <const>, DATA_VOLUME <const> = "T6000036", "T6000047", "T6000084"

local function is_limit(code)
	return #code == #FIRST_LIMIT and code >= FIRST_LIMIT and code <= LAST_LIMIT
end

--- What a line's options say: the limit of international roaming ("" without one, several with a space between), and
-- how many data volumes were added.
local function read_options(codes)
	local limits <const>, volumes = {}, 0
	for _, code in ipairs(type(codes) == "table" and codes or {}) do
		if type(code) == "string" and is_limit(code) then
			limits[#limits + 1] = code
		end
		volumes = volumes + (code == DATA_VOLUME and 1 or 0)
	end
	return table.concat(limits, " "), volumes
end

--- A line as operation 02 has it, and `listed`, `roamingCode` and `dataVolumes` beside (see acting.lua).
local function read_line(entry)
	local line <const> = {}
	for key, value in pairs(entry) do
		line[key] = value
	end
	line.listed = entry.lineNo
	local roaming_code <const>, volumes <const> = read_options(entry.optionCodeList)
	line.roamingCode, line.dataVolumes = roaming_code, tostring(volumes)
	return line
end

local function read_lines(view, answer)
	local found <const>, total <const> = entries.of(answer.reply, "linesList", view.contract, "lineNo")
	if not found then
		view.lines = extent(nil, answer.err)
		return
	end
	view.lines = extent { whole = #found == total and total < (operations[LINES].list_limit or math.huge) }
	for _, entry in ipairs(found) do
		if not view.by_line[entry.lineNo] then
			local line <const> = read_line(entry)
			view.by_line[entry.lineNo] = line
			view.line_list[#view.line_list + 1] = line
		end
	end
end

--- Takes the entries of a product's list by their codes. Returns false where the product tells no such list.
local function take_codes(by_code, list, key)
	if type(list) ~= "table" then
		return false
	end
	for _, entry in ipairs(list) do
		local code <const> = type(entry) == "table" and filled(entry[key])
		if code then
			by_code[code] = by_code[code] or entry
		end
	end
	return true
end

local function read_products(view, answer)
	local found <const>, total <const> = entries.of(answer.reply, "productInfoList", view.contract, "productCode")
	view.products = extent(found and { whole = #found == total }, answer.err)
	view.devices, view.options = view.products, view.products
	for _, product in ipairs(found or {}) do
		view.by_product[product.productCode] = view.by_product[product.productCode] or product
		if not take_codes(view.by_device, product.deviceInfoList, "deviceCode") then
			view.devices = "cut"
		end
		if not take_codes(view.by_option, product.optionInfoList, "optionCode") then
			view.options = "cut"
		end
	end
end

local function read_shares(view, answer)
	local list <const> = data_share.list(answer.reply, answer.err, view.contract)
	view.shares = extent(list, answer.err)
	view.share_list = list
end

local function read_orders(operation, field)
	return function(view, answer)
		local list <const> = orders.list(operation, answer.reply, view.contract)
		view[field] = extent(list, answer.err)
		for id, entry in pairs(list and list.by_id or {}) do
			view.by_order[id] = view.by_order[id] or entry
		end
	end
end

-- The accepting list is read last: what it says of an order that is in both is looked past.
local READERS <const> = {
	{ COMPLETED, "completed", read_orders(COMPLETED, "completed") },
	{ ACCEPTING, "accepting", read_orders(ACCEPTING, "accepting") },
	{ LINES, "lines", read_lines },
	{ PRODUCTS, "products", read_products },
	{ data_share.OPERATION, "shares", read_shares },
}

--- Reads the answers to `questions`.
-- @param answers {operation={reply=} or {err=}}; what was not asked is not there
-- @return the view: `lines`, `products`, `shares`, `accepting` and `completed` (the two lists of orders) are "whole",
--   "cut" (at the carrier's limit, or not all of it could be read), "not_offered" (the carrier refuses to tell) or nil;
--   `devices` and `options`, which the products list, are so too, "cut" where a product is without its list;
--   `line_list`, the lines in the carrier's order; `failure`, the error of a question that got no answer, or nil
function contract_view.read(contract, answers)
	local view <const> = setmetatable({ contract = contract, by_line = {}, line_list = {}, by_product = {},
		by_device = {}, by_option = {}, by_order = {}, by_session = {}, missing = {} }, metatable)
	for _, reader in ipairs(READERS) do
		local operation <const>, extent_field <const>, read <const> = table.unpack(reader)
		local answer <const> = answers[operation]
		if answer then
			read(view, answer)
			if not view[extent_field] then
				view.failure = view.failure or answer.err or { kind = "protocol", operation = operation }
			end
		end
	end
	return view
end

-- ---- what the view shows ----

--- The line, with the fields of operation 02 and `listed`, `roamingCode` and `dataVolumes`; nil: it is not shown.
function methods:line(line_no)
	return self.by_line[line_no]
end

--- The product (productInfoList of operation 06) of that code, or nil.
function methods:product(code)
	return self.by_product[code]
end

--- The device of that code, or nil.
function methods:device(code)
	return self.by_device[code]
end

--- The option of that code, such as a limit of international roaming, or nil.
function methods:option(code)
	return self.by_option[code]
end

local function read_share(entry)
	return entry and { lineNo = entry.lineNo, status = filled(entry.status), reserveId = filled(entry.reserveId) }
end

--- How the line is listed among those that share their data: {lineNo=, status=, reserveId=}, or nil.
function methods:share(line_no)
	return read_share(self.share_list and data_share.find(self.share_list, "lineNo", line_no))
end

--- The line with that reservation, as `share` has it, or nil.
function methods:reservation(reserve_id)
	return read_share(self.share_list and data_share.find(self.share_list, "reserveId", reserve_id))
end

--- The order of that id, as the lists of orders show it, or nil.
function methods:order(order_id)
	return self.by_order[order_id]
end

--- Takes what operation 26 said of a line's session: "0" not connected, "1" connected, nil: nothing.
function methods:set_session(line_no, session_status)
	self.by_session[line_no] = session_status
end

function methods:session(line_no)
	return self.by_session[line_no]
end

--- Takes that the carrier said of a line by itself that the contract does not have it.
function methods:set_missing(line_no)
	self.missing[line_no] = true
end

function methods:is_missing(line_no)
	return self.missing[line_no] == true
end

return contract_view
