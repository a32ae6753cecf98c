--- What the benchmarks share: other processes, medians, memory, and how a figure is printed.

local measure <const> = {}

local process_mt <const> = { __name = "measure.process" }

--- Ends the process and waits for it.
function process_mt:__close()
	os.execute(("kill %s"):format(self.pid))
	self.pipe:close()
end

--- Starts a process, closable, and waits for the first line that it prints: `line`.
function measure.process(command)
	local pipe <const> = assert(io.popen("echo $$; exec " .. command))
	local self <const> = setmetatable({ pipe = pipe, pid = pipe:read("l") }, process_mt)
	self.line = assert(pipe:read("l"), command)
	return self
end

--- The numbers that a command prints.
function measure.number(command)
	local pipe <const> = assert(io.popen(command))
	local text <const> = pipe:read("a")
	assert(pipe:close(), command)
	local numbers <const> = {}
	for number in text:gmatch("%S+") do
		numbers[#numbers + 1] = assert(tonumber(number), command)
	end
	return table.unpack(numbers)
end

function measure.median(numbers)
	local sorted <const> = table.move(numbers, 1, #numbers, 1, {})
	table.sort(sorted)
	return sorted[(#sorted + 1) // 2]
end

--- The most memory that this process has held, in MiB.
function measure.peak_memory()
	local file <close> = assert(io.open("/proc/self/status"))
	return tonumber(file:read("a"):match("VmHWM:%s+(%d+) kB")) / 1024
end

--- Prints a line of a table.
function measure.show(name, format, ...)
	print(("  %-30s %s"):format(name, format:format(...)))
end

return measure
