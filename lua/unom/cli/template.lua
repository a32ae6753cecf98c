--- `unom template OP`: the beginning of a change list, a header and one example row.
--
-- Invariant: what it writes passes `unom bulk check` as it is.

local catalogue <const> = require "unom.cli.catalogue"
local exit_code <const> = require "unom.cli.exit_code"
local messages <const> = require "unom.messages"
local tables <const> = require "unom.cli.table"

local template <const> = { summary = messages.say("template_summary") }

local say <const> = messages.say

local JAPAN_OFFSET <const> = 9 * 3600
local DAY <const> = 24 * 3600

-- Example values: by field where a rule alone would not make a likely one, else by rule.
local BY_FIELD <const> = {
	deliveryPref = "東京都",
	deliveryCity = "千代田区大手町",
	deliveryAddress2 = "２丁目",
	deliveryAddress3 = "３番１号",
	deliveryBuildingName = "大手町プレイス",
	deliveryCompanyName = "株式会社見本",
	deliveryDeptName = "総務部",
	deliveryPersonName = "見本太郎",
	notificationPassword = "change-me",
	planCode = "T3001328",
	deviceCode = "T2000537",
	actIpAddress = "192.168.1.1",
	sbyIpAddress = "192.168.1.2",
	roamingIpAddress = "192.168.1.3",
	imei = "490154203237518",
}
local BY_RULE <const> = {
	contract_id = "N123456789",
	line_no = "09012345678",
	order_id = "AGU1234567890123",
	reserve_id = "201711300000181",
	yes_no = "yes",
	product_code = "T3001328",
	roaming_code = "T6000036",
	postal_code = "1000004",
	full_width = "見本",
	half_width = "example-1",
	mixed_width = "example-1",
	phone = "03-0000-0000",
	email = "user@example.com",
	ipv4 = "192.168.1.1",
	auth_id_short = "user1",
	auth_password_short = "change1",
	auth_search_key = "user1@example",
	number = "1",
}

--- A day that every window for requestDate holds: tomorrow in Japan.
local function tomorrow(now)
	return os.date("!%Y%m%d", now + JAPAN_OFFSET + DAY)
end

local function example(field, now)
	if field.rule == "choice" then
		return field.choices[#field.choices].value
	elseif field.rule == "date" then
		return tomorrow(now)
	elseif field.rule == "datetime" then
		return tomorrow(now) .. "000000"
	end
	return BY_FIELD[field.name] or field.when_none or BY_RULE[field.rule]
end

function template.add_to_parser(parser)
	local command <const> = parser:command("template", template.summary)
	command:epilog(say("template_epilog"))
	command:argument("operation", say("argument_operation")):argname("<OP>")
	return command
end

function template.command(arguments, environment)
	local operation <const>, code <const> = catalogue.find(arguments.operation, environment)
	if not operation then
		return code
	elseif not operation.changes then
		environment:say(say("template_of_a_read", { operation = operation.name }))
		return exit_code.usage
	end
	local columns <const>, row <const> = { "operation" }, { operation = operation.name }
	for _, field in ipairs(operation.fields) do
		if not field.automatic then
			columns[#columns + 1] = field.name
			row[field.name] = example(field, environment.time())
		end
	end
	environment.out:write(tables.csv({ row }, columns))
	return exit_code.ok
end

return template
