--- Where a job's result file goes, and who can read it.

local bulk <const> = require "unom.bulk"
local change_lists <const> = require "support.change_lists"
local core <const> = require "unom.core"
local csv <const> = require "support.csv"
local errors <const> = require "unom.error"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local ledgers <const> = require "unom.bulk.ledger"
local lfs <const> = require "lfs"
local scratch <const> = require "support.scratch"
local states <const> = require "unom.bulk.ledger.states"

local HEADER <const> = "operation,contractId,lineNo,planCode,requestDate\n"

describe("the result file #unit", function()
	local home <const> = homes.each_test()

	local carrier
	before_each(function() carrier = fake_carrier.new(fake_carrier.agreeable()) end)

	local lines = 0
	--- Writes a list of one order for a line that no other has.
	local function write_list(name)
		lines = lines + 1
		local line <const> = ("0900000%04d"):format(lines)
		return home:write(name, HEADER .. "change_course,N123456789," .. line .. ",T3001328,20991201\n"), line
	end

	local function run(path, more)
		local options <const> = home:options(carrier, more)
		options.path, options.agree = path, true
		return bulk.run(options)
	end

	--- Runs a list under that name and asserts where its result is.
	local function assert_result(expected, name)
		local path <const>, line <const> = write_list(name)
		local outcome <const> = assert(run(path))
		assert.equal(home:path(expected), outcome.result)
		return outcome.job, line
	end

	--- Is that line the only one of a result file?
	local function assert_line(name, line)
		local rows <const> = csv.parse(home:read(name))
		assert.equal(1, #rows)
		assert.equal(line, rows[1].lineNo)
	end

	local function assert_refused(words, outcome, err)
		assert.is_nil(outcome)
		assert.equal("result", err.kind)
		assert.matches(words, err.message, 1, true)
	end

	describe("goes to a name of its own", function()
		it("for each job of a list", function()
			local _, first <const> = assert_result("a.result.csv", "a.csv")
			local job <const>, second <const> = assert_result("a.job-2.result.csv", "a.csv")
			assert_line("a.result.csv", first)
			assert_line("a.job-2.result.csv", second)
			assert.equal(home:path "a.job-2.result.csv", assert(bulk.report { ledger = home.ledger, job = job }))
			assert.equal(home:path "a.result.csv", assert(bulk.report { ledger = home.ledger, job = 1 }))
			assert_result("b.result.csv", "b.csv")
		end)

		it("by whichever way the list is named", function()
			assert(lfs.link(home.directory, home:path "there", true))
			assert_result("a.result.csv", "a.csv")
			assert_result("a.job-2.result.csv", "there/../" .. home.directory:match "[^/]*$" .. "/./a.csv")
		end)

		it("where two lists would have the same", function()
			assert_result("a.result.csv", "a.csv")
			assert_result("a.job-2.result.csv", "a")
			assert_result("a.job-3.result.csv", "a.CSV")
			assert_result("a.job-5.result.csv", "a.job-5.csv")
			assert_result("a.job-5.job-5.result.csv", "a.csv")
		end)

		it("where a person gave that name to an earlier one", function()
			local path <const>, line <const> = write_list "b.csv"
			assert(run(path, { result = home:path "a.result.csv" }))
			assert_result("a.job-2.result.csv", "a.csv")
			assert_line("a.result.csv", line)
		end)

		it("for retries and cancels", function()
			local statuses <const> = { "04", "01" }
			carrier = fake_carrier.new(fake_carrier.agreeable(function() return statuses[1] end))
			assert_result("a.result.csv", "a.csv")
			table.remove(statuses, 1)
			local retried <const> = assert(bulk.retry(home:options(carrier, { job = 1, deadline = 5 })))
			assert.equal(home:path "a.job-2.result.csv", retried.result)
			statuses[1] = "11"
			local outcome <const> = assert(bulk.cancel(home:options(carrier, { job = 2 })))
			assert.equal(home:path "a.job-2.result.csv", outcome.result)
			assert.equal("cancel_order", csv.parse(home:read "a.job-3.result.csv")[1].operation)
			assert.equal("rejected", csv.parse(home:read "a.result.csv")[1]["unom.state"])
		end)

		it("with its number for every list from standard input, in the folder where it was run", function()
			local ledger <close> = assert(ledgers.open(home.ledger))
			ledger:transaction(function()
				for _ = 1, 2 do
					ledger:add_job { list = home:path "-", columns = {}, settings = { stdin = true }, purpose = "list" }
				end
				ledger:add_job { list = home:path "-", columns = {}, settings = {}, purpose = "list" } -- a file of that name
			end)
			for job, name in ipairs { "stdin.job-1.result.csv", "stdin.job-2.result.csv", "-.result.csv" } do
				assert.equal(home:path(name), assert(bulk.report { ledger = home.ledger, job = job }))
			end
			assert_result("stdin.job-1.job-4.result.csv", "stdin.job-1.csv")
		end)

		it("unless a person names it, as often as wanted", function()
			for _ = 1, 2 do
				local path <const>, line <const> = write_list "a.csv"
				assert.equal(home:path "r.csv", assert(run(path, { result = home:path "r.csv" })).result)
				assert_line("r.csv", line)
			end
		end)
	end)

	describe("is written", function()
		local MARK <const> = "\u{FEFF}"
		local IN_UTF_8 <const> = "operation,契約番号（N番）,対象回線番号,planCode,requestDate\n"

		--- Runs a list with that header, encoded so. Returns the outcome and the bytes of its result.
		local function run_encoded(encoding, prefix, more)
			local row <const> = ("change_course,N123456789,09000000001,T3001328,%s\n"):format(change_lists.NEXT_FIRST)
			local text <const> = core.from_utf8(encoding, IN_UTF_8 .. row)
			local outcome <const> = assert(run(home:write("a.csv", prefix .. text), more))
			return outcome, home:read "a.result.csv"
		end

		it("in the encoding of the list", function()
			local outcome <const>, bytes <const> = run_encoded("cp932", "")
			assert.equal((core.from_utf8("cp932", "operation,契約番号（N番）,対象回線番号,")), bytes:match "^.-planCode" :sub(1, -9))
			assert.is_nil(outcome.result_lost)
			local _, in_utf_8 <const> = run_encoded("utf-8", "", { again = true, result = home:path "a.result.csv" })
			assert.equal("operation,契約番号（N番）,対象回線番号,", in_utf_8:match "^.-planCode" :sub(1, -9))
		end)

		it("in CP932 without the characters that it lacks, which are counted", function()
			carrier = fake_carrier.new(fake_carrier.except(function(operation)
				if operation == "change_course" then
					return nil, errors.new { kind = "api", status = 400, code = "400", message = "é 🙂 です", sent = "yes" }
				end
			end, fake_carrier.agreeable()))
			local outcome <const>, bytes = run_encoded("cp932", "")
			assert.equal(2, outcome.result_lost)
			local lacking <const> = core.from_utf8("cp932", "〓 〓 です")
			assert.is_truthy(bytes:find(lacking, 1, true))
			local path <const>, found <const> = bulk.report { ledger = home.ledger, bom = true }
			assert.equal(home:path "a.result.csv", path)
			local counted <const> = states.counts()
			counted.rejected = 1
			assert.same({ job = 1, jobs = { 1 }, rows = 1, states = counted, encoding = "utf-8", lost = 0 }, found)
			bytes = home:read "a.result.csv"
			assert.equal(MARK .. "operation,契約番号", bytes:sub(1, #MARK + #"operation,契約番号"))
			assert.is_truthy(bytes:find("é 🙂 です", 1, true))
			local again <const> = select(2, bulk.report { ledger = home.ledger })
			assert.same({ "cp932", 2 }, { again.encoding, again.lost })
		end)

		it("with a mark where the list had one or one is asked for, also by the run of the job", function()
			local function begins(outcome, bytes)
				os.remove(outcome.result)
				return bytes:sub(1, #MARK) == MARK and "marked" or "plain"
			end
			assert.equal("marked", begins(run_encoded("utf-8", MARK)))
			assert.equal("plain", begins(run_encoded("utf-8", "", { again = true, result = home:path "a.result.csv" })))
			assert.equal("marked", begins(run_encoded("utf-8", "", { again = true, result = home:path "a.result.csv",
				bom = true })))
			local path <const> = assert(bulk.report { ledger = home.ledger, job = 3 })
			assert.equal(MARK, home:read "a.result.csv":sub(1, #MARK))
			assert(bulk.report { ledger = home.ledger, job = 3, bom = false })
			assert.equal("operation", home:read "a.result.csv":sub(1, 9))
			assert.equal(home:path "a.result.csv", path)
		end)

		it("in UTF-8 with a mark where the list was in UTF-16", function()
			for _, prefix in ipairs { "", MARK } do
				local _, bytes <const> = run_encoded("utf-16le", core.from_utf8("utf-16le", prefix), { again = true,
					result = home:path "a.result.csv" })
				assert.equal(MARK .. "operation,契約番号", bytes:sub(1, #MARK + #"operation,契約番号"))
			end
		end)

		it("for a spreadsheet only where that is asked for", function()
			local outcome <const>, bytes = run_encoded("utf-8", "")
			assert.is_truthy(bytes:find(",09000000001,T3001328,", 1, true))
			local ledger <close> = assert(ledgers.open(home.ledger))
			ledger:transaction(function()
				ledger.database:run([[UPDATE job SET columns = '[{"header":"=cmd"},{"header":"lineNo","field":"lineNo"}]']])
				ledger.database:run([[UPDATE list_row SET kept = '["=HYPERLINK(1)"]']])
			end)
			assert(bulk.report { ledger = home.ledger, ["for"] = "excel" })
			bytes = home:read "a.result.csv"
			assert.equal(MARK .. "'=cmd,lineNo,contractId,unom.row,", bytes:match "^.-unom%.row,")
			assert.is_truthy(bytes:find("\n" .. [['=HYPERLINK(1),"=""09000000001""",N123456789,1,succeeded,]], 1, true))
			assert(bulk.report { ledger = home.ledger, bom = false, ["for"] = "excel" })
			assert.equal("'=cmd", home:read "a.result.csv":sub(1, 5))
			assert(bulk.report { ledger = home.ledger })
			assert.is_truthy(home:read "a.result.csv":find("\n=HYPERLINK(1),09000000001,N123456789,", 1, true))
			assert.equal(1, outcome.job)
		end)

		it("for a spreadsheet by every run of a job that was told so", function()
			carrier = fake_carrier.new(fake_carrier.agreeable("01"))
			local _, bytes = run_encoded("utf-8", "", { ["for"] = "excel", deadline = 5 })
			assert.is_truthy(bytes:find('"=""09000000001"""', 1, true))
			assert(bulk.resume(home:options(carrier, { job = 1, deadline = 5 })))
			bytes = home:read "a.result.csv"
			assert.is_truthy(bytes:find('"=""09000000001"""', 1, true))
			assert.equal(MARK, bytes:sub(1, #MARK))
			assert(bulk.report { ledger = home.ledger, job = 1 })
			assert.equal("operation", home:read "a.result.csv":sub(1, 9))
		end)

		it("of retries and cancels as that of the list", function()
			carrier = fake_carrier.new(fake_carrier.agreeable "04")
			run_encoded("cp932", "")
			carrier = fake_carrier.new(fake_carrier.agreeable("01", 100))
			local retried <const> = assert(bulk.retry(home:options(carrier, { job = 1, deadline = 5 })))
			assert(bulk.cancel(home:options(carrier, { job = 2, deadline = 5 })))
			local ledger <close> = assert(ledgers.open(home.ledger))
			for job = 1, 3 do
				assert.equal("cp932", ledger:job(job).settings.encoding)
			end
			ledger:transaction(function() ledger.database:run([[UPDATE job SET settings = '{"marked":true,"stdin":true}']]) end)
			assert(bulk.retry(home:options(carrier, { job = 2, deadline = 5 })))
			assert.same({ marked = true, stdin = true }, ledger:job(4).settings)
			assert.equal(2, retried.job)
		end)
	end)

	it("of a job with retries has what became of each row in the end, and of whose job that is", function()
		local statuses <const> = { ["09000000002"] = "04" }
		carrier = fake_carrier.new(fake_carrier.agreeable(function(line) return statuses[line] end))
		local list <const> = { HEADER }
		for number = 1, 3 do
			list[number + 1] = ("change_course,N123456789,0900000000%d,T3001328,%s\n"):format(number, change_lists.NEXT_FIRST)
		end
		assert(run(home:write("a.csv", table.concat(list)), { max_failures = { percent = 100 } }))
		statuses["09000000002"] = nil
		local outcome <const> = assert(bulk.retry(home:options(carrier, { job = 1 })))
		assert.equal(1, outcome.root)
		local function told(name)
			local found <const> = {}
			for index, row in ipairs(csv.parse(home:read(name))) do
				found[index] = ("%s %s %s"):format(row["unom.row"], row["unom.state"], row["unom.job"])
			end
			return found
		end
		assert.same({ "1 succeeded 1", "2 rejected 1", "3 succeeded 1" }, told "a.result.csv")
		assert.same({ "1 succeeded 2" }, told "a.job-2.result.csv")
		local path <const>, details <const> = bulk.report { ledger = home.ledger, job = 1 }
		assert.equal(home:path "a.result.csv", path)
		assert.same({ 1, 2 }, details.jobs)
		assert.same({ "1 succeeded 1", "2 succeeded 2", "3 succeeded 1" }, told "a.result.csv")
		assert.same({ 2 }, select(2, bulk.report { ledger = home.ledger, job = 2 }).jobs)
		assert.same({ "1 succeeded 2" }, told "a.job-2.result.csv")
	end)

	it("has its times in Japan, as the list of jobs and a job's status have", function()
		assert(run(write_list "a.csv", { wall_clock = function() return 1924992000 end })) -- 2031-01-01T00:00:00Z
		local row <const> = csv.parse(home:read "a.result.csv")[1]
		local SHOWN <const> = "2031-01-01T09:00:00+09:00"
		assert.same({ SHOWN, SHOWN }, { row["unom.submittedAt"], row["unom.finishedAt"] })
		assert.equal(SHOWN, bulk.jobs({ ledger = home.ledger })[1].created)
		assert.equal(SHOWN, bulk.status({ ledger = home.ledger }).created)
	end)

	it("can be read by its owner alone, whatever the umask and whatever was there", function()
		assert_result("a.result.csv", "a.csv")
		local script <const> = scratch.file(home:path "script.lua",
			("package.path, package.cpath = %q, %q\n"):format(package.path, package.cpath)
			.. ("assert(require 'unom.bulk'.report { ledger = %q, job = 1 })\n"):format(home.ledger))
		for _, umask in ipairs { "022", "077", "000" } do
			assert(os.execute(("chmod 644 '%s'; umask %s; lua5.4 '%s'"):format(home:path "a.result.csv", umask, script)))
			assert.equal("rw-------", lfs.attributes(home:path "a.result.csv", "permissions"))
		end
		assert(os.execute(("rm '%s'; umask 022; lua5.4 '%s'"):format(home:path "a.result.csv", script)))
		assert.equal("rw-------", lfs.attributes(home:path "a.result.csv", "permissions"))
	end)

	it("is not written through what somebody left beside it", function()
		home:write("kept", "kept")
		assert(lfs.link(home:path "kept", home:path "a.result.csv.part", true))
		assert_result("a.result.csv", "a.csv")
		assert.equal("kept", home:read "kept")
		for name in lfs.dir(home.directory) do
			assert.is_true(name == "a.result.csv.part" or not name:find "part", name)
		end
	end)

	describe("is refused before anything is sent", function()
		--- What a run, a retry, a resume and a cancel say, told to write there; nothing may be sent meanwhile.
		local function assert_all_refuse(words, result)
			local statuses <const> = { "04" }
			carrier = fake_carrier.new(fake_carrier.agreeable(function() return statuses[1] end, 100 * lines))
			assert(run((write_list "x.csv")))
			statuses[1] = "01"
			assert(run(write_list "y.csv", { deadline = 5 }))
			local calls <const>, jobs <const> = #carrier.calls, #bulk.jobs { ledger = home.ledger }
			assert_refused(words, run((write_list "z.csv"), { result = result, deadline = 60 }))
			assert_refused(words, bulk.retry(home:options(carrier, { job = jobs - 1, result = result, deadline = 60 })))
			assert_refused(words, bulk.resume(home:options(carrier, { job = jobs, result = result, deadline = 60 })))
			assert_refused(words, bulk.cancel(home:options(carrier, { job = jobs, result = result, deadline = 60 })))
			assert.equal(calls, #carrier.calls)
			assert.equal(jobs, #bulk.jobs { ledger = home.ledger })
			assert_refused(words, bulk.report { ledger = home.ledger, job = 1, result = result })
		end

		it("where it is a link", function()
			home:write("kept", "kept")
			assert(lfs.link(home:path "kept", home:path "link.csv", true))
			assert_all_refuse("link.csv is a symbolic link", home:path "link.csv")
			assert(lfs.link("nowhere", home:path "dangling.csv", true))
			assert_all_refuse("dangling.csv is a symbolic link", home:path "dangling.csv")
			assert.equal("kept", home:read "kept")
			assert.is_nil(lfs.attributes(home:path "nowhere"))
		end)

		it("where it is a folder", function()
			assert(lfs.mkdir(home:path "folder"))
			assert_all_refuse("folder is no file but a directory", home:path "folder")
		end)

		it("where it cannot be made", function()
			assert_all_refuse("none/r.csv: No such file or directory; result = \"FILE\"", home:path "none/r.csv")
			home:write("file", "")
			assert_all_refuse("file/r.csv: Not a directory", home:path "file/r.csv")
		end)

		-- It was found out after the last order.
		it("where its name is too long", function()
			local name <const> = ("長"):rep(82) -- a list can have it
			assert_all_refuse("長.csv: File name too long; result = \"FILE\"", home:path(name .. "長長.csv"))
			local sent <const> = #carrier:submissions()
			assert_refused("長.result.csv: File name too long", run((write_list(name .. ".csv"))))
			assert.equal(sent, #carrier:submissions())
		end)

		it("where its own place is a link", function()
			assert(lfs.link("nowhere", home:path "a.result.csv", true))
			assert_refused("a.result.csv is a symbolic link", run((write_list "a.csv")))
			assert.equal(0, #carrier.calls)
			assert_result("b.result.csv", "b.csv")
			assert(lfs.link("nowhere", home:path "b.job-2.result.csv", true))
			assert_refused("b.job-2.result.csv is a symbolic link", run((write_list "b.csv")))
			assert.equal(1, #carrier:submissions())
		end)
	end)

	it("that cannot go to its own place keeps nobody from going on with the job", function()
		carrier = fake_carrier.new(fake_carrier.agreeable(function() return carrier.now < 1010 and "01" or "03" end))
		assert(run(write_list "a.csv", { deadline = 5 }))
		assert(os.remove(home:path "a.result.csv"))
		assert(lfs.mkdir(home:path "a.result.csv"))
		local outcome <const> = assert(bulk.resume(home:options(carrier, { job = 1 })))
		assert.equal(1, outcome.states.succeeded)
		assert.equal("result", outcome.result_error.kind)
	end)
end)
