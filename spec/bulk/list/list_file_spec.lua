--- The file of a change list: what may not be one, and that the list is read from the one file that was opened.

local change_list <const> = require "unom.bulk.list.change_list"
local ledgers <const> = require "unom.bulk.ledger"
local lfs <const> = require "lfs"
local lists <const> = require "support.lists"
local load <const> = require "unom.bulk.jobs.load"
local scratch <const> = require "support.scratch"

local AGREED <const> = lists.AGREED
local read <const>, with_list <const> = lists.read, lists.with_file

local COURSE <const> = "operation,lineNo,planCode,requestDate\n"
local FIRST <const> = COURSE .. "change_course,09012345678,T3001328,20991201\n"
local SECOND <const> = COURSE .. "change_course,09012345679,T3001328,20991201\n"
local MANY <const> = COURSE .. ("add_data_volume,%s,,\n"):rep(9000):gsub("%%s", (function()
	local number = 0
	return function()
		number = number + 1
		return ("090%08d"):format(number)
	end
end)())

describe("the file of a change_list #unit", function()
	for name, case in pairs {
		["missing"] = { nil, "-: -: unreadable" },
		["empty"] = { "", "-: -: no_header" },
		["without rows"] = { COURSE, "-: -: empty_list" },
		["blank below the header"] = { COURSE .. "\n,,,\n\n", "-: -: empty_list" },
		["a workbook"] = { "PK\x03\x04", "-: -: workbook" },
		["neither UTF-8 nor CP932"] = { COURSE .. "caf\xe9,\n", "2: -: unknown_encoding" },
		["wrong in the header's quotes"] = { 'operation,"lineNo\n', "1: cell 2: unclosed_quote" },
	} do
		it("may not be " .. name, function()
			if case[1] then
				local _, codes <const> = read(case[1], AGREED)
				assert.same({ case[2] }, codes)
			else
				local list <const>, problems <const> = change_list.open("/proc/self/fd/none/x.csv", AGREED)
				assert.is_nil(list)
				assert.equal("/proc/self/fd/none/x.csv: No such file or directory", tostring(problems[1]))
			end
		end)
	end

	it("may be in CP932, with CRLF and labels", function()
		local rows <const>, codes <const>, _, list <const> = read(
			-- 操作,回線番号,利用限度額
			"\x91\x80\x8d\xec,\x89\xf1\x90\xfc\x94\xd4\x8d\x86,\x97\x98\x97\x70\x8c\xc0\x93\x78\x8a\x7a\r\n"
			.. "set_roaming,09012345678,T6000036\r\n", AGREED)
		assert.same({}, codes)
		assert.equal("cp932", list.encoding)
		assert.same({ header = "利用限度額", field = "roamingCode" }, list.columns[3])
		assert.equal("T6000036", rows[1].arguments.roamingCode)
	end)

	-- Numbers and the Finder write a voiced kana as two characters.
	it("may have labels as a Mac takes them apart", function()
		local rows <const>, codes <const> = read("lineNo,国内ACT用IPア\u{30C8}\u{3099}レス\n09012345678,192.0.2.1\n",
			{ operation = "change_ip_addresses", contract_id = "N123456789", agree = true })
		assert.same({}, codes)
		assert.equal("192.0.2.1", rows[1].arguments.actIpAddress)
	end)

	it("are told of when they changed after they were opened", function()
		with_list(COURSE .. "change_course,09012345678,T3001328,20991201\n", function(path)
			local list <close> = assert(change_list.open(path, AGREED))
			local file <const> = assert(io.open(path, "wb"))
			file:write("operation,lineNo\nterminate_line,09012345678\n")
			file:close()
			local codes <const> = {}
			for row, problems in list:rows() do
				assert.is_false(row)
				codes[#codes + 1] = problems[1].code
			end
			assert.same({ "changed" }, codes)
			os.remove(path)
			for row, problems in list:rows() do
				assert.is_false(row)
				codes[#codes + 1] = problems[1].code
			end
			assert.same({ "changed", "changed" }, codes) -- the open file is still the one that was rewritten
		end)
	end)

	-- What may happen to the file. Each returns true when the bytes of the open file are others afterwards.
	local EVENTS <const> = {
		["replaced by rename"] = function(path)
			scratch.file(path .. ".new", SECOND)
			assert(os.rename(path .. ".new", path))
		end,
		["removed"] = function(path)
			assert(os.remove(path))
		end,
		["touched"] = function(path)
			assert(lfs.touch(path, 1000, 1000))
		end,
		["rewritten in place with the same size and time"] = function(path)
			scratch.file(path, SECOND)
			assert(lfs.touch(path, 2000, 2000))
			return true
		end,
		["appended to"] = function(path)
			local file <close> = assert(io.open(path, "ab"))
			assert(file:write("change_course,09012345670,T3001328,20991201\n"))
			return true
		end,
		["cut short"] = function(path)
			scratch.file(path, COURSE)
			return true
		end,
		["emptied"] = function(path)
			scratch.file(path, "")
			return true
		end,
		["rewritten in CP932"] = function(path)
			scratch.file(path, "\x91\x80\x8d\xec,\x89\xf1\x90\xfc\x94\xd4\x8d\x86\nadd_data_volume,09012345678\n")
			return true
		end,
	}

	local directory, path

	before_each(function()
		directory = scratch.directory()
		path = scratch.file(directory .. "/list.csv", FIRST)
		assert(lfs.touch(path, 2000, 2000))
	end)

	after_each(function()
		scratch.remove(directory)
	end)

	--- The lines of the good rows and the codes of the problems of a pass; `meanwhile` is called after its first row.
	local function pass(list, meanwhile)
		local lines <const>, codes <const> = {}, {}
		for row, problems in list:rows() do
			lines[#lines + 1] = row and row.arguments.lineNo or nil
			for _, problem in ipairs(problems or {}) do
				codes[#codes + 1] = problem.code
			end
			if meanwhile then
				meanwhile()
				meanwhile = nil
			end
		end
		return lines, codes
	end

	for name, happen in pairs(EVENTS) do
		it(name .. " after it was opened is the file that was opened, or refused", function()
			local list <close> = assert(change_list.open(path, AGREED))
			local digest <const> = list.sha256
			local changed <const> = happen(path)
			local lines <const>, codes <const> = pass(list)
			if changed then
				assert.equal("changed", codes[#codes])
			else
				assert.same({ "09012345678" }, lines)
				assert.same({}, codes)
			end
			assert.equal(digest, list.sha256)
		end)

		it(name .. " between two passes is the file that was opened, or refused", function()
			local list <close> = assert(change_list.open(path, AGREED))
			assert.same({ { "09012345678" }, {} }, { pass(list) })
			local changed <const> = happen(path)
			local lines <const>, codes <const> = pass(list)
			assert.equal(changed and "changed" or nil, codes[#codes])
			assert.same(changed and lines or { "09012345678" }, lines)
		end)

		it(name .. " while it is loaded leaves the file that was opened in the ledger, or nothing", function()
			local ledger <const> = assert(ledgers.open(directory .. "/ledger.db"))
			local job_of_file <const> = ledger.job_of_file
			local changed, digest
			function ledger.job_of_file(self, sha256)
				changed, digest = happen(path), sha256
				return job_of_file(self, sha256)
			end
			local reading <const> = { path = path, agree = true, contract_id = "N123456789" }
			local list <close> = assert(load.open(reading))
			local job <const>, held <const> = load.load(ledger, list, reading)
			if changed then
				assert.is_nil(job)
				assert.equal("change_list", held.kind)
				assert.equal("changed", held.problems[#held.problems].code)
				assert.same({}, ledger:jobs())
			else
				local _ <close> = held
				assert.equal("09012345678", ledger:rows_after(job, 0, 10)[1].arguments.lineNo)
				assert.equal(job, job_of_file(ledger, digest))
			end
			ledger:close()
		end)
	end

	it("appended to during its reading is refused after the last row", function()
		for _, bytes in ipairs { FIRST, MANY } do
			scratch.file(path, bytes)
			local list <close> = assert(change_list.open(path, AGREED))
			local lines <const>, codes <const> = pass(list, function() EVENTS["appended to"](path) end)
			assert.equal("09012345670", lines[#lines])
			assert.same({ "changed" }, codes)
		end
	end)

	it("is told apart by its bytes, and known by them under another name", function()
		local first <close> = assert(change_list.open(path, AGREED))
		local second <close> = assert(change_list.open(scratch.file(directory .. "/2.csv", SECOND), AGREED))
		local again <close> = assert(change_list.open(scratch.file(directory .. "/3.csv", FIRST), AGREED))
		assert.not_equal(first.sha256, second.sha256)
		assert.equal(first.sha256, again.sha256)
	end)

	it("is read one pass after the other", function()
		scratch.file(path, MANY)
		local list <close> = assert(change_list.open(path, AGREED))
		local old <const> = list:rows()
		assert.equal(2, old().line)
		local new <const> = list:rows()
		assert.equal(2, new().line)
		assert.error_matches(old, "one pass after the other")
		assert.equal(3, new().line)
	end)

	it("is closed once and for all", function()
		local list <const> = assert(change_list.open(path, AGREED))
		list:close()
		list:close()
		assert.error_matches(function() list:rows() end, "the reader is closed")
	end)

	it("leaves no open file behind, whatever the list is", function()
		local function open_files()
			local count = 0
			for _ in lfs.dir("/proc/self/fd") do
				count = count + 1
			end
			return count
		end
		collectgarbage("stop")
		local before <const> = open_files()
		for _, bytes in ipairs { FIRST, "", "operation,memo\n", COURSE, "lineNo\n09012345678\n", "PK\x03\x04" } do
			scratch.file(path, bytes)
			change_list.check(path, AGREED)
			local list <close> = change_list.open(path, AGREED)
			assert(not list or pass(list))
		end
		collectgarbage("restart")
		assert.equal(before, open_files())
	end)
end)
