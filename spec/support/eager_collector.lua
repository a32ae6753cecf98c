--- Runs the collector in its most eager mode that lets the suite end: a new cycle begins as soon as one has ended, and
-- a step of it is made for every kilobyte, so that a value which C holds without an anchor is soon gone.
if os.getenv("UNOM_EAGER_COLLECTOR") then
	collectgarbage("incremental", 1, 400, 10)
end
