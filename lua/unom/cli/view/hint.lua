--- What a person can do about a failure of the network that waiting does not mend: which setting to look at.
--
-- Invariant: a hint names settings and never shows a value.

local messages <const> = require "unom.messages"

local hint <const> = {}

-- Each: the code of the message, and the test of an error of kind "network".
local HINTS <const> = {
	-- The error is of the C core, which help must not need.
	{ "hint_ca_file", function(err) return require("unom.error").is_untrusted(err) end },
	{ "hint_proxy", function(err) return err.message:find("[Pp]roxy") end },
}

--- Says the hint for the error, where there is one.
function hint.tell(err, environment)
	for _, entry in ipairs(err.kind == "network" and HINTS or {}) do
		if entry[2](err) then
			environment:say(messages.say(entry[1]))
			return
		end
	end
end

return hint
