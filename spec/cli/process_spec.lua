--- What a command writes, to a terminal and elsewhere.

local process <const> = require "unom.cli.process"
local scratch <const> = require "support.scratch"

describe("a command's process #unit", function()
	--- What is written of a result.
	local function written(result, to_terminal)
		local words <const> = {}
		local environment <const> = process.environment()
		environment.out = { write = function(_, ...)
			for _, word in ipairs { ... } do
				words[#words + 1] = word
			end
		end }
		environment.is_terminal = function(stream) return to_terminal and stream == "out" end
		environment:write(result)
		return table.concat(words)
	end

	local HOSTILE <const> = "a\u{9b}31mb\u{202E}c\x9Bd\re\27f"

	it("obeys nothing on a terminal", function()
		assert.equal("a 31mb?c?d e f\nx\n", written(HOSTILE .. "\nx\n", true))
		assert.equal('{\n  "note": "a 31mb?c?d\\re\\u001bf"\n}\n', written({ note = HOSTILE }, true))
	end)

	it("is given the bytes as they are elsewhere", function()
		assert.equal(HOSTILE .. "\nx\n", written(HOSTILE .. "\nx\n", false))
		assert.equal('{\n  "note": "a\u{9b}31mb\u{202E}c\x9Bd\\re\\u001bf"\n}\n', written({ note = HOSTILE }, false))
	end)
end)

describe("a command's terminal #wire", function()
	--- What is printed of the three streams in a shell on a terminal, with `redirection`.
	local function told(redirection)
		local directory <const> = scratch.directory()
		local script <const> = scratch.file(directory .. "/script.lua", ("package.path, package.cpath = %q, %q\n"
			.. "local is <const> = require('unom.cli.process').environment().is_terminal\n"
			.. "assert(io.open(%q, 'w')):write(('%%s %%s %%s'):format(is 'input', is 'out', is 'err')):close()\n")
			:format(package.path, package.cpath, directory .. "/told"))
		assert(os.execute(("script -qec \"trap '' CHLD; exec lua5.4 '%s' %s\" /dev/null </dev/null >/dev/null")
			:format(script, redirection)))
		local found <close> = assert(io.open(directory .. "/told"))
		local words <const> = found:read "a"
		scratch.remove(directory)
		return words
	end

	it("is there also where whoever started it does not want to hear of processes that end", function()
		assert.equal("true true true", told "")
		assert.equal("false true false", told "</dev/null 2>/dev/null")
	end)
end)
