--- What is shown on a terminal: nothing that it would obey, and nothing that reads as something else.

local errors <const> = require "unom.error"
local printable <const> = require "unom.printable"

describe("printable #unit", function()
	it("leaves text as it is", function()
		for _, text in ipairs { "", "plain text", "回線番号 ｶﾅ é", "\u{1F4F1}", "か\u{3099}", "\u{E000}備考" } do
			assert.equal(text, printable.line(text))
		end
		assert.equal("12", printable.line(12))
	end)

	it("has no control character, of ASCII or of C1, and no line end", function()
		assert.equal("a [31mb c d", printable.line "a\27[31mb\nc\0d")
		assert.equal("a b c d", printable.line "a\u{80}b\u{9b}c\u{9f}d")
		assert.equal("a b c d", printable.line "a\x7Fb\u{2028}c\u{2029}d")
		assert.equal("a\u{A0}b", printable.line "a\u{A0}b")
	end)

	it("has nothing that turns text round", function()
		for _, code in ipairs { 0x061C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068,
			0x2069 } do
			assert.equal("a?b", printable.line("a" .. utf8.char(code) .. "b"))
		end
		for _, code in ipairs { 0x061B, 0x061D, 0x200D, 0x2010, 0x2029 + 6, 0x2065, 0x206A } do
			assert.equal("a" .. utf8.char(code) .. "b", printable.line("a" .. utf8.char(code) .. "b"))
		end
	end)

	it("is UTF-8: only what is not is replaced", function()
		assert.equal("回?線", printable.line "回\x9B線")
		assert.equal("??31m", printable.line "\x9B\xC231m")
		assert.equal("???", printable.line "\xED\xA0\x80") -- half a surrogate pair
		assert.equal("a??", printable.line "a\xE5\x9B")
		assert.equal("?? 線", printable.line "\xE2\x80\u{9b}線")
	end)

	it("keeps the lines of a text", function()
		assert.equal("a b\n\nc?d\n", printable.lines "a\rb\n\nc\u{202E}d\n")
	end)
end)

describe("an error object #unit", function()
	local function network(message)
		return errors.new { kind = "network", operation = "list_lines", message = message, sent = "no" }
	end

	it("is one line that a terminal does not obey", function()
		assert.equal("list_lines: the network failed: a b?c d?e",
			tostring(network "a\u{9b}b\u{202E}c\nd\x9Be"))
	end)

	it("joins with text on either side, and with another", function()
		local err <const> = network "lost"
		assert.equal("no lines: list_lines: the network failed: lost", "no lines: " .. err)
		assert.equal("list_lines: the network failed: lost!", err .. "!")
		assert.equal(tostring(err):rep(2), err .. err)
		assert.equal(1 .. tostring(err), 1 .. err)
	end)

	it("names the option where nobody vouches for a certificate", function()
		for _, message in ipairs { "SSL certificate problem: self-signed certificate",
			"SSL certificate problem: self signed certificate in certificate chain",
			"SSL certificate problem: unable to get local issuer certificate",
			"SSL certificate OpenSSL verify result: self-signed certificate (18)" } do -- of libcurl 8.2x
			assert.is_true(errors.is_untrusted(network(message)))
			assert.equal("list_lines: the network failed: " .. message .. "; the option ca_file names the certificates to trust",
				tostring(network(message)))
		end
		for _, message in ipairs { "SSL certificate problem: certificate has expired", "Could not resolve host: x" } do
			assert.is_false(errors.is_untrusted(network(message)))
			assert.equal("list_lines: the network failed: " .. message, tostring(network(message)))
		end
	end)
end)
