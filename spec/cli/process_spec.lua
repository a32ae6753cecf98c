--- What a command writes, to a terminal and elsewhere.

local process <const> = require "unom.cli.process"

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
