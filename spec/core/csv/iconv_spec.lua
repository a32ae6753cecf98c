--- A system whose iconv has no CP932, as musl's: what is refused there, and what works.

local scratch <const> = require "support.scratch"

local WITHOUT_CP932 <const> = [[
	#define _GNU_SOURCE
	#include <dlfcn.h>
	#include <errno.h>
	#include <iconv.h>
	#include <string.h>
	iconv_t iconv_open(const char *to, const char *from) {
		iconv_t (*next)(const char *, const char *) = 0;
		void *found = dlsym(RTLD_NEXT, "iconv_open");
		memcpy(&next, &found, sizeof next);
		if (strcmp(to, "CP932") != 0 && strcmp(from, "CP932") != 0)
			return next(to, from);
		errno = EINVAL;
		return (iconv_t)-1;
	}]]

describe("an iconv without CP932 #unit", function()
	local directory
	before_each(function() directory = scratch.directory() end)
	after_each(function() scratch.remove(directory) end)

	it("refuses what is in CP932 in words, and reads UTF-8 and UTF-16", function()
		local told <const> = scratch.lua_with(directory, scratch.preloaded(directory, WITHOUT_CP932), ([[
			local core = require "unom.core"
			local function read(bytes)
				local path = %q
				local file <close> = io.open(path, "wb")
				file:write(bytes)
				file:close()
				local reader, problem = core.csv_reader(path)
				if reader then
					reader:read()
				end
				print(problem and problem.code, problem and problem.message or reader:read()[1])
			end
			read "a,b\n\x82\xa0,1\n"
			read "a,b\nあ,1\n"
			read "\xff\xfea\0,\0b\0\n\0B0,\0001\0\n\0"
			print(select(2, pcall(core.from_utf8, "cp932", "あ")))]]):format(directory .. "/list.csv"))
		assert.equal("unknown_encoding\tthis system's iconv does not know CP932\nnil\tあ\nnil\tあ\n"
			.. "this system's iconv cannot write cp932: Invalid argument\n", told)
	end)
end)
