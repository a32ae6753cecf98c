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

--- Starts Lua code in a process of its own, with this process's paths. Returns what it writes, as a file.
local function start_lua(code)
	local script <const> = os.tmpname()
	file(script, ("package.path, package.cpath = %q, %q\n"):format(package.path, package.cpath) .. code)
	return assert(io.popen(("lua5.4 %s 2>&1; rm %s"):format(script, script)))
end

--- Runs Lua code in a process of its own, with this process's paths, and returns what it wrote.
local function lua(code)
	local process <const> = start_lua(code)
	local told <const> = process:read("a")
	process:close()
	return told
end

return { directory = directory, remove = remove, file = file, read = read, lua = lua, start_lua = start_lua }
