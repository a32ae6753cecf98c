--- Runs the collector in its most eager mode: a whole cycle at nearly every allocation, so that a value which C
-- holds without an anchor is gone by the time it is used.
if os.getenv("UNOM_EAGER_COLLECTOR") then
	collectgarbage("incremental", 1, 1000, 1)
end
