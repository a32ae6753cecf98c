--- The command's exit codes, but 5 (halted), which comes from the outcome of a bulk run.

return {
	ok = 0,
	failed = 1,
	usage = 2,
	unknown = 3, -- a person must say what became of rows
	resumable = 4,
	unauthorised = 6,
	internal = 70, -- EX_SOFTWARE of sysexits.h: a defect in unom itself
	interrupted = 130, -- what a shell reports for SIGINT
}
