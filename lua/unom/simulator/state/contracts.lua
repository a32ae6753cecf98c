--- The contracts and their lines.
--
-- A contract with N lines has the numbers 090P0000001 to 090P000000N, P its own digit. A line's last
-- digits tell what it is like, so that a test can pick one: of every 50 lines, the 50th is
-- authenticated by the customer's RADIUS and the 49th by the MCOP option, the 48th is in the
-- data-share group, the 47th has counters as long as they get, the session of the 46th and the 45th
-- cannot be had every other second; every 4th has roaming, every 3rd is not connected.
--
-- Invariant: `lines` (by number) and `order` (in order of creation) hold the same lines.
local products <const> = require "unom.simulator.state.products"

local contracts = {}

local CONTRACTS <const> = {
	{ id = "N123456789", digit = 1, domain = "ntt-com" },
	{ id = "N987654321", digit = 2, domain = "example-two" },
	{ id = "N111222333", digit = 3, domain = "example-three" },
}

local function is_every(number, remainder)
	return number % 50 == remainder % 50
end

local function authentication_type(number)
	if is_every(number, 50) then
		return "お客様Radius"
	elseif is_every(number, 49) then
		return "MCOPオプション"
	end
	return "NTTコム"
end

local contract_meth = {}
local contract_mt <const> = { __name = "simulator.contract", __index = contract_meth }

--- Adds a line with the next number. `given` holds what differs from a plain line.
function contract_meth:add_line(given)
	local number <const> = self.last_number + 1
	self.last_number = number
	local line <const> = {
		lineNo = ("090%d%07d"):format(self.digit, number),
		number = number,
		startDate = "20170101",
		planCode = products.LINE_COURSES[(number - 1) % #products.LINE_COURSES + 1],
		accessCode = "2",
		volumes = 0,
		simType = "標準SIM",
		simNumber = ("SIM%d%011d"):format(self.digit, number),
		deviceName = "UNO SIM LTE SIM ",
		imei = ("86340101%07d"):format(number),
		imeiOption = "1",
		authenticationType = "NTTコム",
		actIpAddress = ("10.%d.%d.%d"):format(self.digit, number // 250 % 250, number % 250 + 1),
		sbyIpAddress = "",
		roamingIpAddress = "",
		authenticationId = ("user%05d"):format(number),
		note = "",
		connected = number % 3 ~= 0,
	}
	for name, value in pairs(given) do
		line[name] = value
	end
	self.lines[line.lineNo] = line
	self.order[#self.order + 1] = line
	return line
end

--- The first lines of a contract show what lines can be like.
local function add_first_lines(contract, count)
	for number = 1, count do
		contract:add_line {
			authenticationType = authentication_type(number),
			roamingCode = number % 4 == 0 and "T6000036" or nil,
			huge = is_every(number, 47),
			session_result = is_every(number, 46) and 1 or is_every(number, 45) and 2 or nil,
		}
	end
end

--- The lines that share their data volume before anyone asks for it.
function contract_meth:first_shared_lines()
	local shared <const> = {}
	for _, line in ipairs(self.order) do
		if is_every(line.number, 48) then
			shared[#shared + 1] = line
		end
	end
	return shared
end

function contract_meth:remove_line(line)
	self.lines[line.lineNo] = nil
	for i, each in ipairs(self.order) do
		if each == line then
			table.remove(self.order, i)
			return
		end
	end
end

--- The contracts by id, with `lines` lines in each.
function contracts.new(lines)
	local result <const> = {}
	for _, each in ipairs(CONTRACTS) do
		local contract <const> = setmetatable({
			id = each.id, digit = each.digit, domain = each.domain,
			lines = {}, order = {}, last_number = 0,
		}, contract_mt)
		add_first_lines(contract, lines)
		result[each.id] = contract
	end
	return result
end

return contracts
