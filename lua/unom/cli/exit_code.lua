--- The command's exit codes.
--
-- 3 and 5 come from a bulk run's outcome: rows unknown, halted.

return {
	ok = 0,
	failed = 1,
	usage = 2,
	resumable = 4,
	unauthorised = 6,
	internal = 70, -- EX_SOFTWARE of sysexits.h: a defect in unom itself
	interrupted = 130, -- what a shell reports for SIGINT
}
