--- Makes the garbage collector as eager as the suite can bear: a new cycle begins as soon as one has ended, with a step
-- for every kilobyte. A value that C uses without keeping it reachable is then collected early, and the error is seen.
if os.getenv("UNOM_EAGER_COLLECTOR") then
	collectgarbage("incremental", 1, 400, 10)
end
