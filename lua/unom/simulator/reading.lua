--- Reads a request to one operation: its path, query and body against api.lua.
--
-- Invariant: what it returns holds every required field, each a text that its rule accepts, and no
-- field that the operation does not have.
local errors <const> = require "unom.simulator.errors"
local fields <const> = require "unom.simulator.fields"
local json <const> = require "unom.simulator.json"
local routes <const> = require "unom.simulator.routes"

local reading = {}

-- The fields of a path, and the error of each when its form is wrong.
local PLACES <const> = {
	{ name = "contractId", rule = fields.contract_id, wrong = errors.contract_id_invalid },
	{ name = "lineNo", rule = fields.line_no, wrong = errors.line_no_invalid },
	{ name = "orderId", rule = fields.order_id, wrong = errors.order_id_invalid },
	{ name = "reserveId", rule = fields.reserve_id, wrong = errors.reserve_id_invalid },
}

-- The fields elsewhere whose wrong form has an error of its own; every other one is a bad request.
local WRONG <const> = {
	requestDate = errors.request_date_invalid,
	lineNo = errors.line_no_invalid,
	lineNoSearchKey = errors.line_no_invalid,
}

--- Takes the announced name of a field for the present one.
local function renamed(given)
	if given.accessType ~= nil and given.accessCode == nil then
		given.accessCode, given.accessType = given.accessType, nil
	end
end

--- Copies `given` into `into`. An error function when a field is missing, unknown or wrong.
local function take(known, given, into, container)
	for name, value in pairs(given) do
		local field <const> = known[name]
		if not field then
			if name ~= container then
				return errors.bad_request
			end
		elseif type(value) ~= "string" or not field.rule(value) then
			return WRONG[name] or errors.bad_request
		else
			into[name] = value
		end
	end
	for name, field in pairs(known) do
		if not field.optional and given[name] == nil then
			return WRONG[name] or errors.bad_request
		end
	end
end

local function lacks_all(names, line)
	for _, name in ipairs(names or {}) do
		if line[name] then
			return false
		end
	end
	return names ~= nil
end

local function take_line(operation, given, into)
	if not json.is_object(given) then
		return errors.bad_request
	end
	renamed(given)
	local wrong <const> = take(operation.line, given, into)
	if not wrong and lacks_all(operation.at_least_one, into) then
		return errors.bad_request
	end
	return wrong
end

local function take_lines(operation, given, arguments)
	if not json.is_filled_array(given) then
		return errors.bad_request
	elseif #given > operation.most then
		return operation.most == 1 and errors.bad_request or errors.too_many_orders
	end
	local lines <const> = {}
	for i, each in ipairs(given) do
		lines[i] = {}
		local wrong <const> = take_line(operation, each, lines[i])
		if wrong or (lines[i].number and tonumber(lines[i].number) ~= i) then
			return wrong or errors.bad_request
		end
	end
	arguments.linesList = lines
end

local function take_body(operation, request, arguments)
	local kind <const> = request.headers["content-type"] or ""
	local body <const> = kind:find("^application/json") and json.decode(request.body)
	if not json.is_object(body) then
		return errors.bad_request
	end
	local wrong <const> = take(operation.body, body, arguments, operation.container)
	if wrong or not operation.container then
		return wrong
	end
	local given <const> = body[operation.container]
	if operation.container == "lineInfo" then
		return take_line(operation, given, arguments)
	end
	return take_lines(operation, given, arguments)
end

--- Which of the operations of a path is meant: the `status` of the query tells.
local function choose(operations, query)
	for _, operation in ipairs(operations) do
		if operation.fixed == query.status then
			query.status = nil
			return operation
		end
	end
end

--- The operation and its arguments: flat, with `linesList` for an array of lines. Otherwise nil and
-- an error function of errors.lua.
function reading.read(operations, values, request)
	for _, place in ipairs(PLACES) do
		local value <const> = values[place.name]
		if value and not place.rule(value) then
			return nil, place.wrong
		end
	end
	local query <const> = routes.parse_query(request.query)
	local operation <const> = query and choose(operations, query)
	if not operation then
		return nil, errors.bad_request
	end
	local arguments <const> = values
	local wrong = take(operation.query or {}, query, arguments)
	if not wrong then
		if operation.body then
			wrong = take_body(operation, request, arguments)
		elseif request.body ~= "" then
			wrong = errors.bad_request
		end
	end
	if wrong then
		return nil, wrong
	end
	return operation, arguments
end

return reading
