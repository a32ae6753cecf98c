--- English: every message by its code, gathered from one table for each part that speaks.
--
-- Invariant: a code stands once.

local PARTS <const> = {
	require "unom.messages.en.settings",
	require "unom.messages.en.command",
	require "unom.messages.en.change_list",
	require "unom.messages.en.bulk",
}

local english <const> = {}

for _, part in ipairs(PARTS) do
	for code, message in pairs(part) do
		assert(not english[code], code)
		english[code] = message
	end
end

return english
