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

--- Compiles C into a shared object to be preloaded, and returns its path.
local function preloaded(directory_path, code)
	local source <const>, object <const> = directory_path .. "/preloaded.c", directory_path .. "/preloaded.so"
	file(source, code)
	assert(os.execute(("env -u LD_PRELOAD gcc -shared -fPIC -o %s %s -ldl"):format(object, source)))
	return object
end

--- Runs Lua code in a process of its own, with `object` preloaded (before a sanitizer's run-time, should there be one).
-- -> what it wrote, whether it ended well
local function lua_with(directory_path, object, code)
	local script <const> = file(directory_path .. "/script.lua",
		("package.path, package.cpath = %q, %q\n"):format(package.path, package.cpath) .. code)
	local process <const> = assert(io.popen(([[export LD_PRELOAD="%s:$LD_PRELOAD"
		ASAN_OPTIONS="$ASAN_OPTIONS:verify_asan_link_order=0" exec lua5.4 %s 2>&1]]):format(object, script)))
	local output <const> = process:read("a")
	return output, process:close() == true
end

return {
	directory = directory, remove = remove, file = file, read = read, lua = lua, start_lua = start_lua,
	preloaded = preloaded, lua_with = lua_with,
}
