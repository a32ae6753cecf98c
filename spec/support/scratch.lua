--- Directories for a test's files, and short Lua programs run as processes of their own.

local lfs <const> = require "lfs"

--- Makes an empty directory and returns its path.
local function directory()
	local path <const> = os.tmpname()
	os.remove(path)
	assert(lfs.mkdir(path))
	return path
end

--- Removes a directory made here, with all that is in it.
local function remove(path)
	assert(path:find("^/tmp/"))
	os.execute(("rm -rf '%s'"):format(path))
end

--- Writes a file and returns its path.
local function file(path, text)
	local handle <const> = assert(io.open(path, "wb"))
	assert(handle:write(text))
	assert(handle:close())
	return path
end

local function read(path)
	local handle <close> = assert(io.open(path, "rb"))
	return handle:read("a")
end

--- Runs Lua code in a process of its own, with this process's paths, and returns what it wrote.
local function lua(code)
	local script <const> = os.tmpname()
	file(script, ("package.path, package.cpath = %q, %q\n"):format(package.path, package.cpath) .. code)
	local process <const> = assert(io.popen(("lua5.4 %s 2>&1"):format(script)))
	local told <const> = process:read("a")
	process:close()
	os.remove(script)
	return told
end

return { directory = directory, remove = remove, file = file, read = read, lua = lua }
