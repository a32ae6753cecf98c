--- English: messages about taking a job back.

return {
	-- of the command
	cancel_summary = "Stop a job: drop what was not sent, take back what was.",
	cancel_epilog = [[
Without JOB: the newest that is open. Shows what will happen and asks for a
yes. Rows that were not sent become cancelled; orders that the carrier can
take back are taken back and followed to their own end, which alone decides.
Rows that were to be sent again become unknown: the first time may have been
an order.

Exit codes: 0 every order that was to be taken back is cancelled; 1 some order
is not; 2 nothing was done; 3 rows are unknown, or cancels; 4 interrupted or
deadline, can be resumed; 6 not authorised.

Examples:
  unom bulk cancel 7 --dry-run
  unom bulk cancel 7
  unom bulk cancel 7 --yes --json]],
	option_cancel_dry_run = "Show what would be cancelled; do nothing.",
	cancel_pending = "{number} {number|row was not sent and becomes|rows were not sent and become} cancelled",
	cancel_may_have_acted = "{number} {number|row was to be sent again and becomes|rows were to be sent again and become} "
		.. "unknown: the carrier may have acted on the first time",
	cancel_taking_back = "{number} {number|order is|orders are} under way and to be taken back:",
	cancel_running_on = "{number} {number|order|orders} cannot be taken back and {number|runs to its|run to their} end:",
	cancel_in_doubt = "{number} {number|row is|rows are} unclear, the carrier may have acted: its lists are asked first",
	cancel_order_with_line = "  {id}, line {line_no}, {operation} (row {row})",
	cancel_order = "  {id}, {operation} (row {row})",
	cancel_no_id = "no id yet",
	cancel_title = "to cancel job {job}:",
	cancel_dry_run_end = "nothing was done",
	cancel_nothing = "nothing of job {job} is left to cancel",
	cancel_question = "cancel job {job}? (yes or no) ",
	cancel_declined = "not confirmed; nothing was done",
	cancel_needs_yes = "there is no terminal to ask on; give --yes to cancel job {job}; nothing was done",
	outcome_cancel_job = "the orders are taken back as job {job}",

	-- of the jobs
	not_taken_back = "{seen}: it was not taken back",
	cancel_processed = "the carrier has processed the cancel",
	cancel_of_cancel = "job {job} cancels job {parent}: give that one",
	cancel_moot = "not sent: the order has ended, or is no longer the row's",
	cancelled_unsent = "cancelled before it was sent",
	cancelled_marked = "cancelled before it was sent again, but it was sent before: the carrier may have acted",
}
