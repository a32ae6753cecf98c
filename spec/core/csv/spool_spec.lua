--- A list from standard input: copied once to a file without a name, and read from there.

local scratch <const> = require "support.scratch"
local shell <const> = require "support.shell"

-- Reads standard input twice, and tells which files without a name the process has.
local READ <const> = [[
	local core = require "unom.core"
	local reader, refused = core.csv_reader("-", nil, true)
	print(reader and reader:encoding(), refused and refused.message or reader:sha256():sub(1, 8))
	for _ = 1, reader and 2 or 0 do
		for cells in reader.read, reader do
			io.write(table.concat(cells, "|"), " ")
		end
		assert(reader:rewind())
	end
	local open = io.popen("ls -l /proc/" .. core.process_id() .. "/fd")
	for entry in open:lines() do
		if entry:find("(deleted)", 1, true) then
			io.write(entry:match("%-> (/.*)/"))
		end
	end]]

describe("spool #unit", function()
	local directory

	before_each(function()
		directory = scratch.directory()
	end)

	after_each(function()
		scratch.remove(directory)
	end)

	local function script_of(code)
		return scratch.file(directory .. "/read.lua",
			("package.path, package.cpath = %q, %q\n"):format(package.path, package.cpath) .. code)
	end

	--- What READ prints when it is given what `command` writes.
	local function read(command, environment)
		return table.concat(shell.lines("(%s) | TMPDIR=%s %s lua5.4 %s 2>&1", command, directory, environment or "",
			script_of(READ)), "\n")
	end

	it("is read to its end, and as often as asked", function()
		assert.equal("utf-8\t4c2a9f35\na|b c a|b c " .. directory, (read("printf 'a,b\\n'; printf 'c\\n'")
			:gsub("\t%x+", "\t4c2a9f35")))
	end)

	it("leaves nothing under a name", function()
		read("printf 'a\\n'")
		assert.same({ "read.lua" }, shell.lines("ls -A %s", directory))
	end)

	it("says why it cannot", function()
		assert.matches("^nil\tNo such file or directory", read("printf 'a\\n'", "TMPDIR=/nowhere"))
		assert.matches("^nil\tIs a directory", table.concat(shell.lines("lua5.4 %s </tmp 2>&1", script_of(READ)), "\n"))
	end)

	it("ends with Ctrl-C while nothing comes", function()
		local ready <const> = directory .. "/ready"
		local script <const> = script_of(("io.open(%q, 'w'):close()\n"):format(ready) .. READ)
		local said <const> = table.concat(shell.lines("mkfifo %s/pipe; exec 3<>%s/pipe; lua5.4 %s <&3 2>&1 & pid=$!; "
			.. "until case $(cut -d' ' -f3 /proc/$pid/stat) in S) [ -e %s ];; Z) true;; *) false;; esac; do :; done; "
			.. "kill -INT $pid; wait $pid", directory, directory, script, ready), "\n")
		assert.matches("interrupted!", said)
	end)
end)
