--- English: what the bulk library says of jobs and rows.

return {
	already_run = "{file} was run before, as job {job}; give --again if it is to be ordered a second time",
	no_such_job = "there is no job {job} in {ledger}",
	no_job = "there is no such job in {ledger}",
	locked = "somebody else is working on contract {contract}",
	locked_by = "process {process} is working on contract {contract} since {since} (job {job})",
	unsettled = "job {job} has a row on contract {contract} whose fate is unclear; first: {command}",
	waiting = "contract {contract} waits {seconds} s: {reason}",
	order_ended = "the order ended with status {status}",
	cut_off = "the run was cut off while this row was being sent: the carrier may have acted",
}
