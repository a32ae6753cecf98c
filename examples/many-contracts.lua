-- Counts the lines of several contracts, which are asked at the same time.
--
--     lua5.4 many-contracts.lua PROFILE...
--
-- Each profile has a contract and credentials of its own.

local unom <const> = require "unom"

local clients <const>, profiles <const> = {}, {}
for index, profile in ipairs(arg) do
	clients[index] = unom.client(assert(unom.settings { profile = profile }))
	profiles[clients[index]] = profile
	clients[index]:start("list_lines", {})
end

local left = #clients
while left > 0 do
	for _, done in ipairs(unom.wait(clients, 60)) do
		left = left - 1
		local lines <const> = done.reply
		print(profiles[done.client], lines and #lines.linesList .. (lines.truncated and " or more" or "") or done.err)
	end
end
