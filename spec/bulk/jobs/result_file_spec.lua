--- Where a job's result file goes, and who can read it.

local bulk <const> = require "unom.bulk"
local csv <const> = require "support.csv"
local fake_carrier <const> = require "support.fake_carrier"
local homes <const> = require "support.homes"
local lfs <const> = require "lfs"
local scratch <const> = require "support.scratch"

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
		return home:write(name, HEADER .. "change_course,N123456789," .. line .. ",T3001328,20261201\n"), line
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

		it("unless a person names it, as often as wanted", function()
			for _ = 1, 2 do
				local path <const>, line <const> = write_list "a.csv"
				assert.equal(home:path "r.csv", assert(run(path, { result = home:path "r.csv" })).result)
				assert_line("r.csv", line)
			end
		end)
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
			assert_all_refuse("none/r.csv: No such file", home:path "none/r.csv")
			home:write("file", "")
			assert_all_refuse("file/r.csv: Not a directory", home:path "file/r.csv")
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
