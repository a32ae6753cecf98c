--- Change lists. Those of `roaming` and `mixed` are for the lines that the simulated carrier has.

local operations <const> = require "unom.operations"

local change_lists <const> = {
	-- The first of next month: the one requestDate that the carrier takes for every change of course.
	NEXT_FIRST = operations.example("change_course").requestDate,
	-- Two rows without a problem, and two with a problem each; both for the contract N100000001.
	GOOD = "operation,contractId,lineNo,roamingCode,agreement\n"
		.. "set_roaming,N100000001,08010002000,T6000042,yes\n"
		.. "remove_roaming,N100000001,08010002001,,yes\n",
	BAD = "operation,contractId,lineNo,roamingCode,agreement\n"
		.. "set_roaming,N100000001,8010002000,T6000042,yes\n"
		.. "set_roming,N100000001,08010002001,,yes\n",
}

local function line_no(number)
	return ("0901%07d"):format(number)
end

--- A list of `count` rows that change roaming.
function change_lists.roaming(count)
	local lines <const> = { "operation,lineNo,roamingCode" }
	for number = 1, count do
		lines[number + 1] = ("set_roaming,%s,T6000037"):format(line_no(number))
	end
	return table.concat(lines, "\n") .. "\n"
end

--- A list of `count` rows: changes of course, which can be cancelled, and every third one of roaming, which cannot.
function change_lists.mixed(count)
	local lines <const> = { "operation,lineNo,planCode,requestDate,roamingCode" }
	for number = 1, count do
		lines[number + 1] = number % 3 == 0 and ("set_roaming,%s,,,T6000037"):format(line_no(number))
			or ("change_course,%s,T3001328,%s,"):format(line_no(number), change_lists.NEXT_FIRST)
	end
	return table.concat(lines, "\n") .. "\n"
end

return change_lists
