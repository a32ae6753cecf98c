local cjson <const> = require "cjson"
local csv <const> = require "support.csv"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"
local loopback <const> = require "support.loopback"
local moments <const> = require "unom.moments"
local scratch <const> = require "support.scratch"

describe("unom call #unit", function()
	local home <const> = homes.each_test()

	it("sends only arguments that pass, all problems at once", function()
		local said <const> = home:refused { "call", "change_course", "lineNo=8010002000", "planCod=T3000101",
			"contractId=N100000001" }
		assert.matches("change_course: lineNo: the leading zero is lost", said, 1, true)
		assert.matches("planCod: [^\n]*planCode", said)
		assert.matches("change_course: agreement: ", said, 1, true)
	end)

	it("sends only for a contract", function()
		assert.matches("no contract: set UNOM_CONTRACT_ID", home:refused { "call", "list_lines" })
	end)

	it("takes only fields that are written as fields, once", function()
		assert.matches("argument 2 behind the operation is not FIELD=VALUE",
			home:refused { "call", "get_session", "lineNo=08010002000", "hush" })
		assert.matches("lineNo is given twice", home:refused { "call", "get_session", "lineNo=1", "lineNo=2" })
	end)

	it("reads secrets from standard input alone", function()
		local said = home:refused { "call", "change_radius_auth", "authenticationPassword=hush" }
		assert.matches("write authenticationPassword=-", said, 1, true)
		assert.not_matches("hush", said)
		said = home:refused({ "call", "change_radius_auth", "authenticationPassword=-" }, { input = "" })
		assert.matches("authenticationPassword is missing on standard input", said)
		said = home:refused({ "call", "change_radius_auth", "authenticationPassword=-" }, { input = "hush\n" })
		assert.not_matches("authenticationPassword", said)
	end)
end)

describe("unom call #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)

	it("shows the reply as JSON, CSV or a table", function()
		home:simulate { lines = 3 }
		local result <const> = home:unom { "call", "list_lines" }
		assert.equal(0, result.code, result.err)
		assert.equal(3, #cjson.decode(result.out).linesList)
		assert.matches('^{\n  "contractId": "N123456789",\n  "linesList": %[\n    {\n      "lineNo": "09010000001"',
			result.out)
		local rows <const> = csv.parse(home:unom({ "call", "list_lines", "--format", "csv" }).out)
		assert.equal("09010000003", rows[3].lineNo)
		local table_text <const> = home:unom({ "call", "list_lines", "--format", "table" }).out
		assert.matches("contractId  N123456789\n\nlineNo ", table_text, 1, true)
		assert.matches("\n09010000002 ", table_text, 1, true)
	end)

	it("orders once, with consent", function()
		home:simulate { lines = 3 }
		local result <const> = home:unom { "call", "set_roaming", "lineNo=09010000001", "roamingCode=T6000037",
			"agreement=yes" }
		assert.equal(0, result.code, result.err)
		assert.equal("0001", cjson.decode(result.out).resultCode)
		assert.equal(1, #home.simulator:orders())
	end)

	-- Else the next bulk run would stop at the order and ask whose it is.
	it("notes the order that it made in the ledger, and only then opens one", function()
		home:simulate { lines = 3 }
		local default <const> = home:path(".local/state/unom/ledger.db")
		assert.equal(0, home:unom({ "call", "list_lines" }).code)
		local refused <const> = home:unom { "call", "set_roaming", "lineNo=09019999999", "roamingCode=T6000037",
			"agreement=yes" }
		assert.equal(1, refused.code)
		assert.is_nil(io.open(default))
		local set <const> = { "call", "set_roaming", "lineNo=09010000001", "roamingCode=T6000037", "agreement=yes" }
		local result = home:unom(set)
		assert.same({ 0, "" }, { result.code, result.err })
		local share <const> = home:unom { "call", "add_data_share_lines", "lineNo=09010000002", "agreement=yes" }
		assert.same({ 0, "" }, { share.code, share.err })
		local ledger <close> = assert(ledgers.open(default))
		local ids <const> = { cjson.decode(result.out).orderId, cjson.decode(share.out).reserveId }
		assert.equal(2, #ids)
		assert.same({}, ledger:unexplained("N123456789", ids))
		assert.same({ "AGU1" }, ledger:unexplained("N123456789", { "AGU1" }))

		-- An order that could not be noted is one all the same.
		for _, place in ipairs { { UNOM_LEDGER = "/proc/none/ledger.db" }, { HOME = "" } } do
			result = home:unom(set, { environment = place })
			assert.equal(0, result.code, result.err)
			local id <const> = cjson.decode(result.out).orderId
			assert.matches("^unom: order " .. id .. " could not be noted in the ledger, [^\n]* will ask about it: [^\n]+\n$",
				result.err)
		end
	end)

	it("tells a refusal, a missing authorisation and a lost reply apart", function()
		home:simulate { lines = 3 }
		local result = home:unom { "call", "get_session", "lineNo=09019999999" }
		assert.equal(1, result.code)
		assert.matches("^unom: [^\n]+\n$", result.err)
		assert.matches("lineNo", result.err)
		result = home:unom({ "call", "list_lines" }, { environment = homes.STALE_TOKEN })
		assert.equal(6, result.code)
		home:simulate { lines = 3, faults = { ["lost-reply"] = 1 } }
		result = home:unom { "call", "add_data_volume", "lineNo=09010000001", "agreement=yes" }
		assert.equal(1, result.code)
		assert.matches("the carrier may have acted", result.err)
		assert.equal(1, #home.simulator:orders())
	end)

	it("asks for a period of a log only where there is one: in the last 30 days, its end after its start", function()
		local function at(days)
			return moments.japan("%Y%m%d%H%M%S", os.time() + days * 24 * 3600)
		end
		home:simulate { lines = 3 }
		for _, name in ipairs { "list_sessions", "list_authentications" } do
			local said = home:refused { "call", name, "startTime=" .. at(-1), "endTime=" .. at(-2) }
			assert.matches(name .. ": endTime: before startTime, which is " .. at(-1):sub(1, 8), said, 1, true)
			said = home:refused { "call", name, "startTime=" .. at(-32), "endTime=" .. at(2) }
			assert.matches(name .. ": startTime: outside the last 30 days", said, 1, true)
			assert.matches(name .. ": endTime: outside the last 30 days", said, 1, true)
			local found <const> = home:unom { "call", name, "startTime=" .. at(-29), "endTime=" .. at(0) }
			assert.same({ 0, "" }, { found.code, found.err })
		end
	end)

	--- What `unom call list_lines` does with a list of these entries, JSON; the other words are the command's.
	local function call_list_lines(entries, ...)
		local server <close> = loopback.serve(function(request)
			request:reply(200, { ["content-type"] = "application/json" },
				'{"contractId":"N123456789","linesList":[' .. entries .. "]}")
		end)
		local process <const> = home:start({ "call", "list_lines", ... }, { environment = {
			UNOM_BASE_URL = server.base_url, UNOM_ACCESS_TOKEN = "t", UNOM_CLIENT_ID = false, UNOM_CLIENT_SECRET = false,
		} })
		homes.wait_until(function()
			server:step(0.05)
			return #server.requests > 0
		end)
		server:step(0)
		return process:finish()
	end

	it("says in every format where a list is as long as the carrier lets one be", function()
		local entries <const> = {}
		for index = 1, 1000 do
			entries[index] = ('{"lineNo":"090%08d"}'):format(index)
		end
		for _, format in ipairs { "json", "csv", "table" } do
			local result <const> = call_list_lines(table.concat(entries, ","), "--format", format)
			assert.same({ 0, "unom: linesList may be cut: it has 1000 entries, the most that the carrier lists, so there may be "
				.. "more\n" }, { result.code, result.err })
			assert.matches("09000001000", result.out)
		end
		assert.equal("", call_list_lines(table.concat(entries, ",", 1, 999)).err)
	end)

	it("says where entries of a list could not be read, on standard error", function()
		local result = call_list_lines '{"lineNo":"09010000001"},{"note":"whose?"},null'
		assert.same({ 0, "unom: linesList is not whole: 2 entries of it could not be read and are left out\n" },
			{ result.code, result.err })
		local shown <const> = cjson.decode(result.out)
		assert.same({ { { lineNo = "09010000001" } }, 2 }, { shown.linesList, shown.incomplete_entries })
		result = call_list_lines '{"lineNo":"09010000001"}'
		assert.same({ 0, "" }, { result.code, result.err })
	end)

	it("stops at Ctrl-C", function()
		local server <close> = loopback.serve(function() end) -- takes requests and responds to none
		local process <const> = home:start({ "call", "get_contract" }, { environment = {
			UNOM_BASE_URL = server.base_url, UNOM_ACCESS_TOKEN = "t", UNOM_CLIENT_ID = false, UNOM_CLIENT_SECRET = false,
		} })
		homes.wait_until(function()
			server:step(0.05)
			return #server.requests > 0
		end)
		process:signal("INT")
		local result <const> = process:finish()
		assert.equal(130, result.code, result.err)
		assert.matches("^unom: [^\n]*interrupted[^\n]*\n$", result.err)
	end)

	it("stops at Ctrl-C while it waits for a person, in one line", function()
		os.execute(("mkfifo %s/person"):format(home.directory))
		-- Keeps the other end open and writes nothing.
		local holder <const> = io.popen(("exec 3<>%s/person; cat >/dev/null"):format(home.directory), "w")
		local process <const> = home:start({ "call", "change_radius_auth", "authenticationPassword=-" },
			{ stdin = home.directory .. "/person" })
		homes.wait_until(function()
			return scratch.read(("/proc/%s/wchan"):format(process.pid)):find("pipe_read", 1, true)
		end)
		process:signal("INT")
		local result <const> = process:finish()
		holder:close()
		assert.equal("unom: interrupted\n", result.err)
		assert.equal(130, result.code)
	end)
end)
