--- English: messages of the command by which a person tries rows again.

return {
	and_more = "  ... and {number} more",

	-- retry
	retry_summary = "Run the rows that did not succeed again, as a new job.",
	retry_epilog = [[
Without JOB: the newest. Takes the rows that ended rejected, failed or
cancelled, or in the states named. Rows whose secrets are gone from the ledger
need the list again.

Examples:
  unom bulk retry 7
  unom bulk retry 7 --state rejected --state failed --canary 1
  unom bulk retry 7 --list plans.csv]],
	option_state = "Only the rows in this state: rejected, failed or cancelled; may be given more than once.",
	option_list = "The change list of the job, for the secrets of its rows.",
	outcome_parent = "job {job} retries rows of job {parent}",
	outcome_left_out = "{number} {number|row is|rows are} left out, since the carrier may have acted: {rows}. A retry "
		.. "never takes such a row: where it was ordered, unom bulk resolve {job} {row} --order ID; to send it all the same, "
		.. "unom bulk resolve {job} {row} --resend --force, then unom bulk resume {job}",
}
