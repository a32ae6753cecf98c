--- unom.httpd.start_process: a process that is spoken to in lines, and ends with this one.

local httpd <const> = require "unom.httpd"
local scratch <const> = require "support.scratch"

describe("a child #wire", function()
	local function start(program)
		return assert(httpd.start_process { "sh", "-c", program })
	end

	it("answers line by line", function()
		local child <close> = start "while read -r line; do echo \"<$line>\"; done"
		for _, line in ipairs { "one", "", ("x"):rep(300000), "あ" } do
			assert.is_true(child:send(line))
			assert.equal("<" .. line .. ">", child:receive())
		end
		assert.error_matches(function() child:send("two\nlines") end, "one line")
		assert.is_true(child:pid() > 1)
	end)

	it("has the words as they are given", function()
		local child <close> = assert(httpd.start_process { "printf", "%s|%s\n", "a b", "$HOME" })
		assert.equal("a b|$HOME", child:receive())
	end)

	it("is told of by words when it does not start, or has ended", function()
		assert.same({ nil, "No such file or directory" }, { httpd.start_process { "/nowhere/program" } })
		local child <close> = start "echo half; exit 3"
		assert.equal("half", child:receive())
		assert.same({ nil, "the process has ended" }, { child:receive() })
		while child:send(("x"):rep(100000)) do end -- raises no SIGPIPE
		local whole <const>, told <const> = child:send("more")
		assert.is_nil(whole)
		assert.equal("Broken pipe", told)
	end)

	it("is closed once it has read its end of file, and can be closed twice", function()
		local path <const> = os.tmpname()
		local child <const> = start(("echo begun; read -r line; echo \"end ${line:-of file}\" >%s"):format(path))
		assert.equal("begun", child:receive())
		child:close()
		assert.equal("end of file\n", scratch.read(path))
		child:close()
		assert.error_matches(function() child:receive() end, "the child is closed")
		os.remove(path)
	end)

	it("refuses words that are none", function()
		for _, words in ipairs { {}, { 1 }, { "sh", false }, table.pack(("x "):rep(17):byte(1, -1)) } do
			assert.error_matches(function() httpd.start_process(words) end, "bad argument #1 to 'start_process'")
		end
		assert.error_matches(function() httpd.start_process("sh") end, "table expected")
	end)

	it("ends a server's wait when there is something to read", function()
		local program <const> = ("package.cpath = %q"):format(package.cpath) .. [[
			local server = require("unom.httpd").listen { control = 0 }
			print(#server:wait(0), select(2, server:wait(0)))
			io.flush()
			local requests, is_told = server:wait(600)
			print(#requests, is_told, io.read())
			io.flush()
			print(select(2, server:wait(600)))]]
		local child <close> = assert(httpd.start_process { "lua5.4", "-e", program })
		assert.equal("0\tfalse", child:receive())
		child:send("told")
		assert.equal("0\ttrue\ttold", child:receive())
		child:close() -- would wait for the other 600 seconds, if an end of file were nothing to read
		assert.error_matches(function() httpd.listen { control = "stdin" } end, "bad option 'control' to 'listen'")
	end)
end)
