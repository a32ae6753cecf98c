--- English: every message by its code, collected from a table for each part of the program.
--
-- Invariant: each code is defined once.

local PARTS <const> = {
	"settings", "command", "people", "resolve", "change_list", "bulk", "log", "simulate", "status",
	"summary", "explain", "cancel", "verify", "plan", "client",
}

local english <const> = {}

for _, part in ipairs(PARTS) do
	for code, message in pairs(require("unom.messages.en." .. part)) do
		assert(not english[code], code)
		english[code] = message
	end
end

return english
