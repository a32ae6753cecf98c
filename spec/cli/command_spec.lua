local cjson = require "cjson"
local command = require "support.command"
local scratch = require "support.scratch"

describe("the command #unit", function()
	local home

	setup(function()
		home = scratch.directory()
	end)

	teardown(function()
		scratch.remove(home)
	end)

	--- Runs `unom`; whatever happens, nobody is shown a traceback.
	local function unom(arguments, options)
		options = options or {}
		options.home = home
		local result <const> = command.run(arguments, options)
		assert.not_matches("stack traceback", result.err, 1, true)
		assert.not_matches("lua:%d+:", result.err)
		return result
	end

	--- Asserts that `unom` refuses the arguments as wrong usage and says so; returns what it said.
	local function refused(arguments, options)
		local result <const> = unom(arguments, options)
		assert.equal(2, result.code, result.err)
		return result.err
	end

	describe("knows its way about", function()
		it("shows its version", function()
			local result <const> = unom { "--version" }
			assert.equal(0, result.code)
			assert.matches("^unom %S+\n$", result.out)
		end)

		it("has help for every command, with an example where there is more than one way", function()
			for _, words in ipairs {
				{}, { "operations" }, { "describe" }, { "template" }, { "call" }, { "simulate" }, { "bulk" }, { "bulk", "check" },
				{ "bulk", "run" }, { "bulk", "resume" }, { "bulk", "list" }, { "bulk", "status" }, { "bulk", "report" },
			} do
				words[#words + 1] = "--help"
				local result <const> = unom(words)
				assert.equal(0, result.code)
				assert.matches("^Usage: unom", result.out)
			end
		end)

		it("suggests the nearest command", function()
			assert.matches("unknown command 'blk'; did you mean 'bulk'?", refused { "blk" }, 1, true)
			assert.matches("unknown command 'satus'; did you mean 'status'?", refused { "bulk", "satus" }, 1, true)
			assert.matches("see unom bulk %-%-help", refused { "bulk", "satus" })
			assert.matches("a command is required", refused {})
		end)

		it("suggests the nearest option", function()
			assert.matches("did you mean '--agree'?", refused { "bulk", "run", "x.csv", "--agre" }, 1, true)
		end)

		it("takes no secret on the command line and does not repeat it", function()
			for _, flag in ipairs { "--client-secret", "--access-token", "--token", "--secret", "--client_secret=hush-hush" } do
				local said <const> = refused { "call", "list_lines", flag, "hush-hush" }
				assert.matches("UNOM_CLIENT_SECRET", said)
				assert.not_matches("hush", said)
			end
		end)

		it("works through a link", function()
			local tree <const> = require("lfs").currentdir()
			assert(require("lfs").link(tree .. "/bin/unom", home .. "/linked", true))
			local out <const> = io.popen(("env -u UNOM_BUILD %s/linked --version"):format(home))
			assert.matches("^unom ", out:read("a"))
			assert.truthy(out:close())
		end)

		it("says in one line what it lacks to run", function()
			local result <const> = unom({ "operations" }, { environment = { UNOM_BUILD = "/nonexistent", LUA_CPATH = "" } })
			assert.equal(70, result.code)
			assert.matches("^unom: the module [%w.]+ is missing[^\n]*\n$", result.err)
		end)
	end)

	describe("tells of the operations", function()
		it("all of them in a line each", function()
			local result <const> = unom { "operations" }
			assert.equal(0, result.code)
			assert.equal(30, select(2, result.out:gsub("\n", "")))
			assert.matches("15 +change_course +order +PUT +料金コース変更\n", result.out)
		end)

		it("all of them as JSON", function()
			local list <const> = cjson.decode(unom({ "operations", "--json" }).out)
			assert.equal(29, #list)
			assert.equal("get_contract", list[1].name)
			assert.equal(30, list[29].number)
		end)

		it("one of them with its fields", function()
			local result <const> = unom { "describe", "change_imei" }
			assert.equal(0, result.code)
			for _, words in ipairs {
				"IMEI変更", "PUT /v2/unom/contracts/{contractId}/lines/{lineNo}/imei", "通信機器製造番号（IMEI）",
				"tracked by: get_order_status", "line fields travel inside: lineInfo",
			} do
				assert.matches(words, result.out, 1, true)
			end
			assert.matches("imeiOption: 1 = [^\n]*; 2 = ", result.out)
		end)

		it("one of them as JSON", function()
			local operation <const> = cjson.decode(unom({ "describe", "add_line", "--json" }).out)
			assert.equal("linesList", operation.container)
			assert.equal("contractId", operation.fields[1].name)
			assert.is_true(operation.fields[15].secret)
		end)

		it("the nearest one, when there is none of the name", function()
			assert.matches("no operation is called 'change_corse'; did you mean 'change_course'?",
				refused { "describe", "change_corse" }, 1, true)
			assert.matches("did you mean", refused { "template", "chnge_imei" })
			assert.matches("did you mean", refused { "call", "list_line" })
		end)
	end)

	describe("begins a change list", function()
		it("that passes the check, for every operation that a list can hold", function()
			for _, operation in ipairs(cjson.decode(unom({ "operations", "--json" }).out)) do
				local result <const> = unom { "template", operation.name }
				if operation.changes then
					assert.equal(2, select(2, result.out:gsub("\n", "")))
					scratch.file(home .. "/list.csv", result.out)
					local checked <const> = unom { "bulk", "check", "list.csv" }
					assert.equal(0, checked.code, checked.err)
				else
					assert.equal(2, result.code)
					assert.equal("", result.out)
				end
			end
		end)
	end)

	describe("checks a change list", function()
		local GOOD <const> = "operation,contractId,lineNo,roamingCode,agreement\n"
			.. "set_roaming,N100000001,08010002000,T6000042,yes\n"
			.. "remove_roaming,N100000001,08010002001,,yes\n"
		local BAD <const> = "operation,contractId,lineNo,roamingCode,agreement\n"
			.. "set_roaming,N100000001,8010002000,T6000042,yes\n"
			.. "set_roming,N100000001,08010002001,,yes\n"

		before_each(function()
			scratch.file(home .. "/good.csv", GOOD)
			scratch.file(home .. "/bad.csv", BAD)
		end)

		it("and says that it is good", function()
			local result <const> = unom { "bulk", "check", "good.csv" }
			assert.equal(0, result.code)
			assert.equal("", result.out)
			assert.matches("good.csv: 2 rows, no problems (remove_roaming 1, set_roaming 1)", result.err, 1, true)
		end)

		it("and shows every problem at its place", function()
			local said <const> = refused { "bulk", "check", "bad.csv" }
			assert.matches("bad.csv:2: lineNo: the leading zero is lost", said, 1, true)
			assert.matches("bad.csv:3: operation: [^\n]*set_roaming", said)
			assert.matches("unom: bad.csv: 2 problems\n$", said)
		end)

		it("and tells a program", function()
			local good <const> = cjson.decode(unom({ "bulk", "check", "good.csv", "--json" }).out)
			assert.is_true(good.ok)
			assert.equal(2, good.rows)
			assert.same({ N100000001 = 2 }, good.contracts)
			local result <const> = unom { "bulk", "check", "bad.csv", "--json" }
			assert.equal(2, result.code)
			local bad <const> = cjson.decode(result.out)
			assert.is_false(bad.ok)
			assert.equal(2, #bad.problems)
			assert.same({ "bad.csv", 2, "lineNo", "lost_leading_zero" },
				{ bad.problems[1].file, bad.problems[1].line, bad.problems[1].column, bad.problems[1].code })
			assert.matches('"advice": []', result.out, 1, true)
		end)

		it("and takes the contract and the consent from wherever they are set", function()
			scratch.file(home .. "/bare.csv", "lineNo,roamingCode\n08010002000,T6000042\n")
			assert.matches("contract", refused { "bulk", "check", "bare.csv", "--operation", "set_roaming", "--agree" })
			assert.matches("consent", refused { "bulk", "check", "bare.csv", "--operation", "set_roaming",
				"--contract", "N100000001" })
			local result <const> = unom({ "bulk", "check", "bare.csv", "--operation", "set_roaming", "--agree" },
				{ environment = { UNOM_CONTRACT_ID = "N100000001" } })
			assert.equal(0, result.code, result.err)
		end)

		it("and shows what a run would send, without a credential, and sends nothing", function()
			local result <const> = unom { "bulk", "run", "good.csv", "--dry-run" }
			assert.equal(0, result.code, result.err)
			assert.matches("^1 set_roaming PUT /v2/unom/contracts/N100000001/lines/08010002000/roaming [^\n]*\n2 remove_",
				result.out)
			assert.matches("2 rows would be sent; nothing was sent", result.err)
			local planned <const> = cjson.decode(unom({ "bulk", "run", "good.csv", "--dry-run", "--json" }).out)
			assert.equal("DELETE", planned.rows[2].method)
			assert.is_false(cjson.decode(unom({ "bulk", "run", "bad.csv", "--dry-run", "--json" }).out).ok)
		end)

		it("and shows no secret of it", function()
			scratch.file(home .. "/secret.csv", unom({ "template", "change_radius_auth" }).out)
			local result <const> = unom { "bulk", "run", "secret.csv", "--dry-run" }
			assert.matches("authenticationPassword=***", result.out, 1, true)
			assert.not_matches("change-me", result.out, 1, true)
		end)
	end)

	describe("refuses to run", function()
		it("without a credential", function()
			scratch.file(home .. "/list.csv", unom({ "template", "set_roaming" }).out)
			assert.matches("UNOM_CLIENT_ID and UNOM_CLIENT_SECRET, or UNOM_ACCESS_TOKEN", refused { "bulk", "run", "list.csv" })
		end)

		it("with a brake that it cannot read", function()
			for flag, values in pairs {
				["--deadline"] = { "2", "h", "-1h", "1w" },
				["--rate"] = { "5", "0/s", "x/s" },
				["--canary"] = { "0", "1.5" },
				["--max-failures"] = { "0", "101%", "x%" },
				["--max-outstanding"] = { "0", "255" },
				["--until"] = { "never" },
				["--ledger"] = { "" },
			} do
				for _, value in ipairs(values) do
					assert.matches(flag, refused { "bulk", "run", "list.csv", flag .. "=" .. value }, 1, true)
				end
			end
		end)

		it("without a place for the ledger", function()
			assert.matches("no place for the ledger", refused({ "bulk", "list" }, { environment = { HOME = "" } }))
		end)

		it("with a configuration that others can read", function()
			os.execute(("mkdir -p %s/other/unom"):format(home))
			local path <const> = scratch.file(home .. "/other/unom/config.lua",
				[[return { default = { access_token = "hush" } }]])
			os.execute("chmod 644 " .. path)
			local said <const> = refused({ "bulk", "list" }, { environment = { XDG_CONFIG_HOME = home .. "/other" } })
			assert.matches("chmod 600", said)
			assert.not_matches("hush", said)
		end)
	end)

	describe("asks the ledger", function()
		it("for jobs, when there are none", function()
			local result <const> = unom { "bulk", "list", "--ledger", "empty.db" }
			assert.equal(0, result.code)
			assert.matches("no jobs in empty.db", result.err, 1, true)
			assert.equal("[]\n", unom({ "bulk", "list", "--ledger", "empty.db", "--json" }).out)
			assert.matches("empty.db", refused { "bulk", "status", "--ledger", "empty.db" }, 1, true)
			assert.matches("no job 7", refused { "bulk", "report", "7", "--ledger", "empty.db" })
			assert.matches("a job is a whole number", refused { "bulk", "status", "seven" })
		end)

		it("and says why it cannot be opened", function()
			local result <const> = unom { "bulk", "list", "--ledger", "/proc/none/ledger.db", "--json" }
			assert.equal(2, result.code)
			assert.equal("ledger", cjson.decode(result.out).kind)
		end)
	end)

	describe("calls an operation", function()
		it("only with arguments that pass, all problems at once", function()
			local said <const> = refused { "call", "change_course", "lineNo=8010002000", "planCod=T3000101",
				"contractId=N100000001" }
			assert.matches("change_course: lineNo: the leading zero is lost", said, 1, true)
			assert.matches("planCod: [^\n]*planCode", said)
			assert.matches("change_course: agreement: ", said, 1, true)
		end)

		it("only for a contract", function()
			assert.matches("no contract: set UNOM_CONTRACT_ID", refused { "call", "list_lines" })
		end)

		it("only with fields that are written as fields, once", function()
			assert.matches("argument 2 behind the operation is not FIELD=VALUE",
				refused { "call", "get_session", "lineNo=08010002000", "hush" })
			assert.matches("lineNo is given twice", refused { "call", "get_session", "lineNo=1", "lineNo=2" })
		end)

		it("with its secrets from standard input alone", function()
			local said = refused { "call", "change_radius_auth", "authenticationPassword=hush" }
			assert.matches("write authenticationPassword=-", said, 1, true)
			assert.not_matches("hush", said)
			said = refused({ "call", "change_radius_auth", "authenticationPassword=-" }, { input = "" })
			assert.matches("authenticationPassword is missing on standard input", said)
			said = refused({ "call", "change_radius_auth", "authenticationPassword=-" }, { input = "hush\n" })
			assert.not_matches("authenticationPassword", said)
		end)
	end)
end)
