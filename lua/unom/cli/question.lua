--- A question to the person at the terminal that is answered with yes or no.
--
-- Invariant: whatever is no yes is a no: another answer, and the end of input.

local question <const> = {}

--- Is there somebody to ask? Both streams are needed: the question is read on one, and answered on the other.
function question.can_ask(environment)
	return environment.is_terminal("input") and environment.is_terminal("err")
end

--- Asks, and waits for the answer. Returns true for a yes.
-- @param words the question, with the answers that it takes
function question.is_yes(words, environment)
	environment.err:write("unom: ", words)
	environment.err:flush()
	local line <const> = environment.input:read("l")
	if not line then
		environment.err:write("\n")
	end
	local answer <const> = line and line:match("^%s*(.-)%s*$")
	return answer == "yes" or answer == "y"
end

return question
