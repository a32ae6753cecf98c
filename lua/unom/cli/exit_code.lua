--- The command's exit codes, but 3 (rows unknown) and 5 (halted): those come from the outcome of a bulk run.

return {
	ok = 0,
	failed = 1,
	usage = 2,
	resumable = 4,
	unauthorised = 6,
	internal = 70, -- EX_SOFTWARE of sysexits.h: a defect in unom itself
	interrupted = 130, -- what a shell reports for SIGINT
}
