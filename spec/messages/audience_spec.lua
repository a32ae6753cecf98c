--- What can be done, in flags to a person at the command and in options to a script's author; and that no library
-- message has a flag or a command for the latter.

local audience <const> = require "unom.messages.audience"
local en <const> = require "unom.messages.en"
local scratch <const> = require "support.scratch"
local shell <const> = require "support.shell"
local signatures <const> = require "unom.bulk.signatures"

-- Text with braces, the same for the command, for a script.
local CASES <const> = {
	{ "give {--again}", "give --again", "give again = true" },
	{ "give {--resend --force}", "give --resend --force", "give resend = true, force = true" },
	{ "give {--order ID} or {--abandon}", "give --order ID or --abandon", 'give order = "ID" or abandon = true' },
	{ "with {--events}", "with --events", "with 'events'" },
	{ "with {--contract}", "with --contract", "with 'contract_id'" },
	{ "{--map {h}={f}}: so", "--map {h}={f}: so", 'map = { ["{h}"] = "{f}" }: so' },
	{ "{--ignore {h}}", "--ignore {h}", 'ignore = { "{h}" }' },
	{ "{unom bulk resolve {job} {row} --order ID}", "unom bulk resolve {job} {row} --order ID",
		'bulk.resolve { job = {job}, row = {row}, order = "ID" }' },
	{ "{unom bulk resume {job}}", "unom bulk resume {job}", "bulk.resume { job = {job} }" },
	{ "as {unom bulk list} shows", "as unom bulk list shows", "as bulk.jobs shows" },
	{ "{unom call get_session}", "unom call get_session", "client:get_session" },
	{ "take a {--separator||separator} that", "take a --separator that", "take a separator that" },
	{ "none{: begin with `unom template`||}", "none: begin with `unom template`", "none" },
	{ "on: {{command}||bulk.resume { job = {job} }}", "on: {command}", "on: bulk.resume { job = {job} }" },
	{ "{job} of {n|row|rows} {}", "{job} of {n|row|rows} {}", "{job} of {n|row|rows} {}" },
}

--- All that the library's sources say, as one text.
local function library()
	local texts <const> = {}
	for _, path in ipairs(shell.lines(
		"find lua/unom -name '*.lua' ! -path '*/messages/*' ! -path '*/cli/*' ! -path '*/simulator/*'")) do
		texts[#texts + 1] = scratch.read(path)
	end
	return table.concat(texts)
end

local function assert_for_scripts(text, where)
	for _, form in ipairs { "%-%-%l", "unom bulk", "unom call", "unom describe", "unom template", "unom config",
		"{command}", "||" } do
		assert.is_nil(text:find(form, 1, not form:find "%%"), where .. ": " .. text)
	end
end

describe("words for their reader #unit", function()
	for _, case in ipairs(CASES) do
		it("have " .. case[1], function()
			assert.equal(case[2], audience.words(case[1], true))
			assert.equal(case[3], audience.words(case[1], false))
		end)
	end

	it("are a script's until the command says that it reads", function()
		assert.equal("give again = true", audience.words "give {--again}")
	end)

	it("name no flag and no command in any message of the library", function()
		local sources <const> = library()
		local seen = 0
		for code, message in pairs(en) do
			if sources:find('"' .. code .. '"', 1, true) then
				seen = seen + 1
				assert_for_scripts(audience.words(message, false), code)
			end
		end
		assert.is_true(seen > 200, seen)
	end)

	it("name options that there are", function()
		local seen = 0
		local function assert_option(name, code)
			local _, err <const> = pcall(signatures.check, "note_orders", { contract_id = "N", ids = { "1" }, [name] = {} })
			assert.not_matches("(unknown", tostring(err), 1, true, code)
			seen = seen + 1
		end
		for code, message in pairs(en) do
			for group in message:gmatch("%b{}") do
				local words <const> = group:find("^{%-%-%l") and audience.words(group, false) or ""
				for name in words:gmatch("([%l_]+) = ") do
					assert_option(name, code)
				end
				for name in words:gmatch("'([%l_]+)'") do
					assert_option(name, code)
				end
			end
		end
		assert.is_true(seen > 20, seen)
	end)

	it("are in braces in the core, too", function()
		for _, path in ipairs(shell.lines "ls csrc/*/*.c csrc/*/*/*.c") do
			for text in scratch.read(path):gsub("/%*.-%*/", ""):gmatch('"[^"\n]*"') do
				assert_for_scripts(audience.words(text, false), path)
			end
		end
	end)
end)
