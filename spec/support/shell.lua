--- Runs commands in a shell and reads what they write.

local shell <const> = {}

--- A word that the shell takes as it is.
function shell.quoted(text)
	return "'" .. tostring(text):gsub("'", "'\\''") .. "'"
end

--- Runs a command, a format with its values. -> its lines of standard output, its exit code
function shell.lines(command, ...)
	local process <const> = assert(io.popen(select("#", ...) > 0 and command:format(...) or command))
	local lines <const> = {}
	for line in process:lines() do
		lines[#lines + 1] = line
	end
	local ok <const>, _, code = process:close()
	return lines, ok and 0 or code
end

return shell
