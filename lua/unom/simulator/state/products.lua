--- What the carrier sells: courses, the devices that go with each, roaming options.
--
-- Invariant: every code that a line of contracts.lua starts with is here.
local json <const> = require "unom.simulator.json"

local products = {}

local function device(code, name, kind, sim, short, access)
	local sims <const> = { ["1"] = "標準SIM", ["2"] = "microSIM", ["3"] = "nanoSIM" }
	return {
		deviceCode = code, deviceName = name, deviceType = kind, simTypeCode = sim,
		simTypeName = sims[sim], deviceShortName = short, accessType = access,
	}
end

local LTE_DEVICES <const> = {
	device("T2000537", "UNO SIM LTE SIM", "1", "1", "LTE SIM", "2"),
	device("T2000538", "UNO SIM LTE microSIM", "1", "2", "LTE microSIM", "2"),
	device("T2000539", "UNO SIM LTE SIM(SMS対応)", "1", "3", "LTE SIM(SMS)", "2"),
}
local SPARE_DEVICES <const> = {
	device("T2000554", "MF112A (UNO)", "2", "1", "MF112A", "1"),
	device("T2000556", "UX302NC (UNO)", "2", "1", "UX302NC", "2"),
	device("T2000560", "IW50 (UNO)", "2", "2", "IW50", "2"),
}

-- In the order of list_products.
local COURSES <const> = {
	{ "T3001323", "UniversalOneモバイル 通信端末購入", "99", SPARE_DEVICES },
	{ "T3001326", "UniversalOneモバイル LTE ゼロコース", "01", LTE_DEVICES },
	{ "T3001328", "UniversalOneモバイル LTE 基本コース", "02", LTE_DEVICES },
	{ "T3001330", "UniversalOneモバイル LTE 通信ありコース", "03", LTE_DEVICES },
	{ "T3001332", "UniversalOneモバイル LTE 個別料金コース", "04", LTE_DEVICES },
}

local LIMITS <const> = {
	{ "T6000036", "100万円" }, { "T6000037", "10万円" }, { "T6000038", "20万円" },
	{ "T6000039", "30万円" }, { "T6000040", "40万円" }, { "T6000041", "50万円" },
	{ "T6000042", "5万円" }, { "T6000043", "60万円" }, { "T6000044", "70万円" },
	{ "T6000045", "80万円" }, { "T6000046", "90万円" }, { "T6000047", "制限なし" },
}

local roaming <const> = {}
local options <const> = {}
for i, limit in ipairs(LIMITS) do
	roaming[limit[1]] = true
	options[i] = {
		optionCode = limit[1], optionName = "[docomo] 国際ローミング[" .. limit[2] .. "]", accessType = "2",
	}
end

local courses <const> = {}
for _, course in ipairs(COURSES) do
	local devices <const> = {}
	for _, each in ipairs(course[4]) do
		devices[each.deviceCode] = each.accessType
	end
	courses[course[1]] = { type = course[3], devices = devices }
end

-- The option of one data volume added to a line.
products.DATA_VOLUME = "T6000084"

-- The courses that lines start with, in turn.
products.LINE_COURSES = { "T3001326", "T3001328", "T3001330" }

function products.is_roaming(code)
	return roaming[code] == true
end

--- Does this course cost nothing while it is not used? Its change may come at any day of its window.
function products.is_zero_course(code)
	return courses[code] ~= nil and courses[code].type == "01"
end

--- A course that a line can have: not the one for spare devices.
function products.is_line_course(code)
	return courses[code] ~= nil and courses[code].type ~= "99"
end

--- Does a device go with a course and an access, for a new line? The specification refers to a table of these that it
-- does not have; here it is the one of list_products.
function products.goes_with(course, code, access)
	return products.is_line_course(course) and courses[course].devices[code] == access
end

function products.is_spare_device(code)
	return courses.T3001323.devices[code] ~= nil
end

--- productInfoList of list_products.
function products.list()
	local list <const> = {}
	for i, course in ipairs(COURSES) do
		list[i] = {
			productCode = course[1], productName = course[2], courseType = course[3],
			deviceInfoList = course[4],
			optionInfoList = json.list(course[3] == "99" and {} or options),
		}
	end
	return list
end

return products
