--- Questions to the person at the terminal.
--
-- Invariant: whatever is not the answer that is asked for is a no: another answer, and the end of input.

local question <const> = {}

--- Is there somebody to ask? Both streams are needed: the question is read on one, and answered on the other.
function question.can_ask(environment)
	return environment.is_terminal("input") and environment.is_terminal("err")
end

--- Asks, and waits for the answer. Returns it without the white space around it, or nil at the end of input.
function question.answer(words, environment)
	environment.err:write("unom: ", words)
	environment.err:flush()
	local line <const> = environment.input:read("l")
	if not line then
		environment.err:write("\n")
	end
	return line and line:match("^%s*(.-)%s*$")
end

--- Returns true for a yes.
-- @param words the question, with the answers that it takes
function question.is_yes(words, environment)
	local answer <const> = question.answer(words, environment)
	return answer == "yes" or answer == "y"
end

--- Returns true where the number is typed.
-- @param words as for `is_yes`
function question.is_number(number, words, environment)
	return question.answer(words, environment) == tostring(number)
end

return question
