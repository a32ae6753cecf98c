--- What documents show of a console, of a shell and of files is what happens. What is Lua is in blocks_spec.lua.
--
-- Invariant: every block of every document is run, here or in a spec that is named here.

local bulk <const> = require "unom.bulk"
local change_lists <const> = require "support.change_lists"
local documents <const> = require "support.documents"
local homes <const> = require "support.homes"
local lfs <const> = require "lfs"
local printed <const> = require "support.printed"
local proxied <const> = require "support.proxied"
local scratch <const> = require "support.scratch"
local self_signed <const> = require "support.servers.self_signed"
local shell <const> = require "support.shell"
local shown <const> = require "support.shown"

-- Documents whose blocks another spec takes.
local ELSEWHERE <const> = {
	["docs/bulk-jobs.md"] = "spec/tree/jobs_shown_spec.lua",
	["docs/watching.md"] = "spec/tree/jobs_shown_spec.lua",
	["docs/there-and-back.md"] = "spec/tree/there_and_back_spec.lua",
}

-- What cannot be run as it is: what is run instead, and why. `%1` is the rest of the command up to a comment.
local REHEARSED <const> = {
	{ "make (.+)", "make -n %1", "it installs packages, runs this very suite, or takes minutes; CI runs what it names" },
	{ "sudo make (.+)", "make -n %1", "it changes the machine; install_spec.lua installs below a directory" },
	{ "make", "make -n", "the suite has built it" },
	{ "busted (spec.+)", "busted --list %1", "this very suite runs them" },
	{ "busted (--tags=.+)", "busted --list %1 spec/tree/days_spec.lua", "the same; that spec has the tag" },
	{ "lua5%.4 (.+)", "luac5.4 -p %1", "it takes an hour" },
	{ "luarocks .*(rockspec/.+)", "luarocks lint %1", "rockspec_spec.lua makes it, without a registry" },
	{ "%.ci/run", "bash -n .ci/run", "it runs this very suite" },
}

--- Runs what stands in for each command of a block, in the tree.
local function rehearse(block)
	local met = 0
	for line in (block.text:gsub("&&", "\n") .. "\n"):gmatch "%s*([^\n]-)%s*\n" do
		local typed <const> = line:gsub("%s+#.*", "")
		for _, each in ipairs(REHEARSED) do
			local instead <const>, count <const> = typed:gsub("^" .. each[1] .. "$", each[2])
			if count > 0 then
				local is_ours <const> = instead:find "^busted" -- it loads the module, which a sanitizer may be in
				local said <const>, code <const> = shell.lines("env -u MAKEFLAGS -u MAKELEVEL "
					.. (is_ours and "" or "LD_PRELOAD=$FOREIGN_PRELOAD ") .. instead .. " 2>&1")
				local told <const> = typed .. ": " .. table.concat(said, "\n")
				assert.equal(0, code, told)
				assert.is_true(#said > 0 or not instead:find "list", told)
				met = met + 1
				goto continue
			end
		end
		error("nothing stands in for: " .. typed)
		::continue::
	end
	return met
end

describe("what the documents show #wire", function()
	local home <const> = homes.each_test(homes.CREDENTIALS)
	local pages <const> = {}

	local function page(document)
		pages[document] = shown.page(document)
		return pages[document]
	end

	--- A list of two rows for lines that are there.
	local function write_list(name)
		home:write(name, ("operation,lineNo,planCode,requestDate\nchange_course,09010000001,T3001330,%s\n"
			.. "change_course,09010000002,T3001330,%s\n"):format(change_lists.NEXT_FIRST, change_lists.NEXT_FIRST))
	end

	describe("in the README", function()
		local readme <const> = page "README.md"
		local list <const>, dates <const> = readme:take "operation,lineNo,planCode", readme:take "first="
		local check <const>, run <const> = readme:take "$ unom bulk check", readme:take "$ unom bulk run"

		it("is a list, what is wrong with it, and how it ends", function()
			home:simulate { processing = 0.3 }
			local path <const> = home:write("changes.csv", list.text .. "\n")
			shown.runs(home, dates)
			assert.is_truthy(scratch.read(path):find(change_lists.NEXT_FIRST, 1, true))
			shown.happens(home, check)
			home:write("changes.csv", (scratch.read(path):gsub(",9010000001", ",09010000001")
				:gsub("8%.63401E%+14", "863401013000019")))
			shown.happens(home, run, { speed = 1 }) -- so that no order is seen late
		end)

		local lines <const> = readme:take "unom bulk draft change_course"
		it("is a list of the lines as they are", function()
			home:simulate { lines = 6, processing = 0.1, dated = true }
			shown.runs(home, lines, { codes = { ["unom bulk verify"] = 4 } })
		end)

		local settings <const> = readme:take "export UNOM_REGION"
		it("is how it is set", function()
			home:simulate { lines = 3 }
			assert.matches("09010000003", shown.runs(home, settings))
		end)

		local simulators <const> = readme:take "unom simulate"
		it("is how a simulator is started", function()
			shown.runs(home, simulators)
		end)

		local demo <const>, install <const>, rock <const> = readme:take "make demo", readme:take "make deps",
			readme:take "luarocks"
		it("is how it is tried and installed", function()
			assert.equal(6, rehearse(demo) + rehearse(install) + rehearse(rock))
		end)
	end)

	describe("in CONTRIBUTING", function()
		local targets <const> = page("CONTRIBUTING.md"):take "make  "
		it("is what make and busted do", function()
			assert.is_true(rehearse(targets) >= 14)
		end)
	end)

	describe("of the tree", function()
		local map <const> = page("docs/architecture.md"):take "   "
		it("is what there is", function()
			local count = 0
			for path in map.text:gmatch "%l+/%l+" do
				local found
				for _, place in ipairs { "lua/unom/%s", "lua/unom/bulk/%s.lua", "lua/unom/bulk/jobs/%s.lua", "%s" } do
					found = found or lfs.attributes(place:format(path))
				end
				assert.is_truthy(found, path)
				count = count + 1
			end
			assert.is_true(count >= 6, count)
		end)
	end)

	describe("of change lists", function()
		local lists <const> = page "docs/change-lists.md"
		local template <const>, steps <const> = lists:take "unom template", lists:take "unom bulk check"
		it("is how one is begun", function()
			home:simulate { processing = 0.1 }
			shown.runs(home, template)
			shown.runs(home, steps)
			assert.equal(1, #home.simulator:orders())
		end)

		local mixed <const>, small <const>, run <const> = lists:take "operation,contractId", lists:take "回線番号",
			lists:take "unom bulk run lines.csv"
		it("are lists without a problem, the small one run", function()
			home:simulate { processing = 0.1 }
			assert.is_truthy(bulk.check(home:write("mixed.csv", mixed.text .. "\n"), { agree = true }))
			home:write("lines.csv", small.text .. "\n")
			shown.runs(home, run)
			assert.equal(2, #home.simulator:orders())
		end)

		local summary <const> = lists:take "$ unom bulk check plans.csv --operation"
		it("is the summary of a list", function()
			home:write("plans.csv", "lineNo,planCode,requestDate\n09010000001,T3001328,20990101\n"
				.. "09010000002,T3001328,20990101\n")
			shown.happens(home, summary)
		end)

		local again <const> = lists:take "$ unom bulk run changes.csv"
		it("is what is said to a list that was run before", function()
			home:simulate { processing = 0.1 }
			write_list "changes.csv"
			shown.type(home, "unom bulk run changes.csv --agree"):finish()
			shown.happens(home, again)
		end)
	end)

	describe("of the lines as they are", function()
		local lines <const> = page "docs/lines.md"
		local there_and_back <const>, draft <const> = lines:take "unom bulk draft change_course --where",
			lines:take "unom bulk draft change_course > "
		it("is the way there and back, and how a list is drafted", function()
			home:simulate { lines = 6, processing = 0.1, dated = true }
			shown.runs(home, there_and_back, { codes = { ["unom bulk verify"] = 4 } })
			shown.runs(home, draft)
		end)

		local plan <const> = lines:take "unom bulk plan"
		it("is what a list would change", function()
			home:simulate { processing = 0.1 }
			write_list "plans.csv"
			home:write("plans.csv", (home:read("plans.csv"):gsub("requestDate\n", "requestDate,agreement\n")
				:gsub("(%d)\n", "%1,yes\n")))
			shown.runs(home, plan)
		end)

		local verify <const>, inverse <const> = lines:take "unom bulk verify 7", lines:take "unom bulk inverse 7"
		it("is whether a job is in effect, and what undoes it", function()
			home:simulate { processing = 0.1, dated = true }
			shown.begin_at(home, 7)
			write_list "plans.csv"
			shown.type(home, "unom bulk run plans.csv --agree"):finish()
			shown.runs(home, verify, { codes = { ["unom bulk verify 7"] = 4, ["unom bulk verify 7 --json"] = 4 } })
			shown.runs(home, inverse)
		end)
	end)

	describe("of scripts", function()
		local scripts <const> = page "docs/lua.md"
		local start <const>, variables <const> = scripts:take "make deps", scripts:take "export LUA_PATH"
		it("is how the simulator is started in the tree, and the module found", function()
			local build <const>, simulate <const> = start.text:match "^(.-)\nbin/(unom.*)$"
			assert.equal(2, rehearse { text = build })
			shown.runs(home, { language = "sh", text = simulate })
			local set <const> = variables.text:gsub("%$PWD/build", os.getenv("UNOM_BUILD") or "%0")
			local found <const>, code <const> = shell.lines("export LD_PRELOAD=$FOREIGN_PRELOAD\nset -e\n" .. set .. [[

				lua5.4 -e 'for name, path in pairs { unom = package.path, ["unom.core"] = package.cpath } do
					assert(package.searchpath(name, path)) end print(os.getenv "UNOM_LEDGER")']])
			assert.same({ 0, lfs.currentdir() .. "/trial.db" }, { code, found[1] })
		end)
	end)

	describe("of a client", function()
		local mistakes <const> = page("docs/lua-client.md"):take "bad argument 'requestDate'"
		it("is what is said to a mistake", function()
			home:simulate { lines = 3 }
			local client <close> = home:client()
			local said <const> = {}
			for number, wrong in ipairs { { requestDate = "20991301" }, { requestdate = "20991201" },
				{ lineNo = 9010000001 } } do
				local arguments <const> = { contractId = "N123456789", lineNo = "09010000001", planCode = "T3001330",
					requestDate = change_lists.NEXT_FIRST, agreement = "yes" }
				for name, value in pairs(wrong) do
					arguments[name] = value
				end
				local _, err <const> = pcall(client.change_course, client, arguments)
				said[number] = err.message
			end
			assert.same(mistakes.text, table.concat(said, "\n"))
		end)
	end)

	describe("of meanings", function()
		local word <const> = page("docs/meanings.md"):take "$ unom explain"
		it("is what a word means", function()
			shown.happens(home, word)
		end)
	end)

	describe("of the network", function()
		local network <const> = page "docs/network.md"
		local proxy <const>, trusted <const>, refused <const> = network:take "export HTTPS_PROXY",
			network:take "cat /etc/ssl", network:take "unom: list_lines"
		it("is how a proxy is named, which a loopback host is not behind", function()
			home:simulate { lines = 3 }
			shown.runs(home, proxy)
		end)

		it("is how a company's issuer is trusted, and what is said before", function()
			local issuer <const>, issuer_key <const> = self_signed(home.directory, "DNS:issuer")
			local pem <const>, key <const> = self_signed(home.directory, "IP:" .. proxied.HOST, issuer, issuer_key)
			local host <close> = proxied.host(home.directory, { pem = pem, key = key, scripted = true })
			local options <const> = { environment = { UNOM_BASE_URL = host.base_url, UNOM_ACCESS_TOKEN = "hush-token",
				UNOM_CLIENT_ID = false, UNOM_CLIENT_SECRET = false } }
			printed.are(printed.lines(refused.text),
				printed.lines(shown.type(home, "unom call list_lines", options):finish().out))
			home:write("company.pem", scratch.read(issuer))
			local process <const> = shown.type(home, trusted.text, options)
			homes.wait_until(function() return host:received():find("GET /", 1, true) end)
			host:reply '{"contractId":"N123456789","linesList":[]}'
			local result <const> = process:finish()
			assert.equal(0, result.code, result.out)
		end)
	end)

	describe("of settings", function()
		local settings <const> = page "docs/settings.md"
		local profile <const>, secret <const> = settings:take "$ unom call list_lines --profile", settings:take "unom call"
		it("is what is said to a profile that is not there", function()
			local folder <const> = home:path ".config/unom"
			assert(os.execute(("mkdir -p '%s'"):format(folder)))
			for _, block in ipairs(documents.blocks(scratch.read "docs/settings.md")) do
				if block.language == "lua" then
					home:write(".config/unom/config.lua", block.text)
				end
			end
			assert(os.execute(("chmod 600 '%s/config.lua'"):format(folder)))
			shown.happens(home, profile)
		end)

		it("is how a secret is typed", function()
			home:simulate { lines = 3 }
			shown.runs(home, secret, { input = "hush2345\n" })
			assert.equal("change_radius_auth", home.simulator:orders()[1].operation)
		end)
	end)

	describe("of the simulator", function()
		local simulator <const> = page "docs/simulator.md"
		local start <const>, day <const>, faults <const>, orders <const> = simulator:take "$ unom simulate",
			simulator:take "$ curl -X PUT", simulator:take "unom simulate", simulator:take "$ curl http"
		it("is how it starts", function()
			shown.happens(home, start)
			shown.runs(home, faults)
		end)

		it("is how its day is moved on, and what it saw", function()
			home:simulate { processing = 0.1 }
			write_list "changes.csv"
			shown.type(home, "unom bulk run changes.csv --agree"):finish()
			shown.happens(home, orders)
			shown.happens(home, day)
		end)
	end)

	it("is all run", function()
		for _, document in ipairs(documents.names()) do
			local elsewhere <const> = ELSEWHERE[document]
			if elsewhere then
				assert.is_truthy(scratch.read(elsewhere):find(document, 1, true), document)
			else
				(pages[document] or shown.page(document)):finish()
			end
		end
		for _, block in ipairs(shown.blocks "docs/there-and-back.md") do
			assert.equal("console", block.language, block.text)
		end
	end)

	it("is in blocks that are found", function()
		for _, document in ipairs(documents.names()) do
			local text <const> = scratch.read(document)
			local fences = 0
			for line in text:gmatch "[^\n]+" do
				fences = fences + (line:find "^%s*```" and 1 or line:find "^%s*~~~" and 1 or 0)
			end
			assert.equal(2 * #documents.blocks(text), fences, document)
		end
	end)
end)
