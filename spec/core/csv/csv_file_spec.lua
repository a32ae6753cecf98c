--- The one open file of the CSV reader: passes over it, its digest, and changes to it while it is read.

local core <const> = require "unom.core"
local lfs <const> = require "lfs"
local scratch <const> = require "support.scratch"

local CHUNK <const> = 64 * 1024

describe("csv_file #unit", function()
	local directory, path

	before_each(function()
		directory = scratch.directory()
		path = directory .. "/list.csv"
	end)

	after_each(function()
		scratch.remove(directory)
	end)

	--- The rows of a pass as one text, and the code of the problem that ended it.
	local function pass(reader)
		local rows <const> = {}
		while true do
			local cells <const>, found <const> = reader:read()
			if not cells then
				return table.concat(rows, " "), found and found.code
			end
			rows[#rows + 1] = table.concat(cells, "|")
		end
	end

	local function digest_of(bytes)
		local reader <close> = assert(core.csv_reader(scratch.file(path, bytes), nil, true))
		return reader:sha256()
	end

	local function add(bytes)
		local file <close> = assert(io.open(path, "ab"))
		assert(file:write(bytes))
	end

	describe("sha256", function()
		it("digests a file", function()
			for bytes, digest in pairs {
				[""] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
				["abc"] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
				[("a"):rep(1000000)] = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
			} do
				assert.equal(digest, digest_of(bytes))
			end
		end)

		it("says why it cannot", function()
			local function refused(name)
				local reader <const>, problem <const> = core.csv_reader(name, nil, true)
				return table.pack(reader, problem.message)
			end
			assert.same({ nil, "No such file or directory", n = 2 }, refused("/proc/self/fd/none"))
			assert.same({ nil, "Is a directory", n = 2 }, refused("/tmp"))
		end)

		-- What came after the NUL was passed over: another file was read than the one that was named.
		it("is of no path that goes on after a NUL", function()
			assert.error_matches(function() core.csv_reader("/dev/null\0.csv") end, "bad argument #1 .*NUL")
		end)

		it("is of every byte: the mark, line breaks and cells that are no text alike", function()
			local digests <const> = {}
			for _, bytes in ipairs { "a\n", "\u{FEFF}a\n", "a\r\n", "a", "a \n", '"a"\n', "a\n\xe3\x81\n", "a\n\0" } do
				local digest <const> = digest_of(bytes)
				assert.is_nil(digests[digest])
				digests[digest] = true
			end
		end)

		it("is taken only where it is asked for, with and without an encoding", function()
			scratch.file(path, "a\n")
			for _, encoding in ipairs { false, "utf-8", "cp932" } do
				local reader <close> = core.csv_reader(path, encoding or nil)
				assert.is_nil(reader:sha256())
				local digesting <close> = core.csv_reader(path, encoding or nil, true)
				assert.equal(digest_of("a\n"), digesting:sha256())
				assert.same({ "a", nil }, { pass(digesting) })
			end
		end)
	end)

	describe("rewind", function()
		for name, case in pairs {
			["a plain file"] = { "a,b\nc,d\n", "a|b c|d" },
			["a byte order mark"] = { "\u{FEFF}a\nb", "a b" },
			["CP932"] = { "\x89\xf1\x90\xfc\n\x94\xd4", "回線 番" },
			["an empty file"] = { "", "" },
			["more than a chunk"] = { ("x"):rep(CHUNK - 1) .. "\r\n" .. ("y"):rep(CHUNK), ("x"):rep(CHUNK - 1) .. " "
				.. ("y"):rep(CHUNK) },
		} do
			it("gives the same rows of " .. name, function()
				scratch.file(path, case[1])
				for _, digest in ipairs { false, true } do
					local reader <close> = core.csv_reader(path, nil, digest)
					for _ = 1, 3 do
						assert.same({ case[2], nil }, { pass(reader) })
						assert.is_true(reader:rewind())
					end
					reader:read()
					assert.is_true(reader:rewind())
					assert.same({ case[2], nil }, { pass(reader) })
				end
			end)
		end

		it("forgets where the pass before was cut", function()
			for _, bytes in ipairs { 'a\nb"c\nd', 'a\n"b\nc', "a\nb\0", "a\n" .. ("b"):rep(CHUNK + 1) .. "\nc" } do
				local reader <close> = core.csv_reader(scratch.file(path, bytes))
				local expected <const> = { pass(reader) }
				assert.is_string(expected[2])
				for _ = 1, 2 do
					assert.is_true(reader:rewind())
					assert.same(expected, { pass(reader) })
				end
			end
		end)

		it("counts lines from the first again", function()
			local reader <close> = core.csv_reader(scratch.file(path, "\na\nb\n"))
			pass(reader)
			reader:rewind()
			assert.same({ { "a" }, 2 }, { reader:read() })
		end)

		it("refuses what is no CSV any more", function()
			local reader <close> = core.csv_reader(scratch.file(path, "a\n"))
			scratch.file(path, "PK\x03\x04")
			local rewound <const>, problem <const> = reader:rewind()
			assert.is_nil(rewound)
			assert.equal("workbook", problem.code)
			assert.is_nil((reader:read()))
		end)

		it("raises for a closed reader", function()
			local reader <const> = core.csv_reader(scratch.file(path, "a\n"), nil, true)
			reader:close()
			assert.error_matches(function() reader:rewind() end, "the reader is closed")
			assert.error_matches(function() reader:sha256() end, "the reader is closed")
		end)
	end)

	describe("a file that changes", function()
		it("tells when the file changed meanwhile", function()
			for _, digest in ipairs { false, true } do
				scratch.file(path, "a\nb\n")
				local reader <close> = core.csv_reader(path, nil, digest)
				assert.same({ "a" }, (reader:read()))
				add("c\n")
				assert.same({ "b" }, (reader:read()))
				local cells, problem = reader:read()
				while cells do
					cells, problem = reader:read()
				end
				assert.equal("changed", problem.code)
				assert.is_nil(problem.line)
				assert.is_nil((reader:read()))
			end
		end)

		it("is known by its bytes, when size and time are the same", function()
			scratch.file(path, "a\nb\n")
			assert(lfs.touch(path, 1000, 1000))
			local reader <close> = core.csv_reader(path, nil, true)
			scratch.file(path, "a\nc\n")
			assert(lfs.touch(path, 1000, 1000))
			reader:rewind()
			assert.same({ "a c", "changed" }, { pass(reader) })
			scratch.file(path, "a\nb\n")
			reader:rewind()
			assert.same({ "a b", nil }, { pass(reader) })
		end)

		it("is the same when only its time is another", function()
			local reader <close> = core.csv_reader(scratch.file(path, "a\n"), nil, true)
			assert(lfs.touch(path, 1000, 1000))
			assert.same({ "a", nil }, { pass(reader) })
		end)

		it("is told of when it was cut short", function()
			for _, rest in ipairs { "", "a\n", "a\nb" } do
				local reader <close> = core.csv_reader(scratch.file(path, "a\nb\n"), nil, true)
				scratch.file(path, rest)
				reader:rewind()
				local _ <const>, code <const> = pass(reader)
				assert.equal("changed", code)
			end
		end)

		it("does not matter once it was read to its end", function()
			local reader <close> = core.csv_reader(scratch.file(path, "a\n"), nil, true)
			assert.same({ "a", nil }, { pass(reader) })
			add("b\n")
			assert.same({ n = 1 }, table.pack(reader:read()))
		end)

		it("is another file under its name: the open one is read", function()
			local reader <close> = core.csv_reader(scratch.file(path, "a\nb\n"), nil, true)
			scratch.file(path .. ".new", "c\nd\n")
			assert(os.rename(path .. ".new", path))
			assert.same({ "a b", nil }, { pass(reader) })
			reader:rewind()
			assert(os.remove(path))
			assert.same({ "a b", nil }, { pass(reader) })
		end)
	end)

	it("has the digest that the same bytes have by themselves", function()
		local reader <close> = core.csv_reader(scratch.file(path, "abc"), nil, true)
		assert.equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", core.sha256("abc"))
		assert.equal(core.sha256("abc"), reader:sha256())
		assert.equal(64, #core.sha256(""))
	end)
end)
