--- English: messages about taking a job back.

return {
	-- of the command
	cancel_summary = "Stop a job: drop what was not sent, take back what was.",
	cancel_epilog = [[
Without JOB: the newest that is open; with --state succeeded the newest. Shows
what will happen and asks for a yes. Rows that were not sent become cancelled;
orders under way that the carrier can take back are taken back and followed to
their own end, which alone decides. Rows that succeeded are taken back with
--state succeeded only, as long as the carrier lets them be: an order while
list_accepting_orders shows it below 60, a reservation of data share while
list_data_share_lines shows it. Rows that were to be sent again become unknown:
the first time may have been an order.

Exit codes: 0 every order that was to be taken back is cancelled; 1 some order
is not, or, with --state succeeded, a row is left that succeeded; 2 nothing was
done; 3 rows are unknown, or cancels; 4 interrupted or deadline, can be
resumed; 6 not authorised.

Examples:
  unom bulk cancel 7 --dry-run
  unom bulk cancel 7
  unom bulk cancel 7 --state succeeded
  unom bulk cancel 7 --yes --json]],
	option_cancel_dry_run = "Show what would be cancelled; do nothing.",
	option_cancel_state = "Take back the rows in this state: pending, tracking or succeeded; may be given more than "
		.. "once (default: pending and tracking).",
	cancel_pending = "{number} {number|row was not sent and becomes|rows were not sent and become} cancelled",
	cancel_may_have_acted = "{number} {number|row was to be sent again and becomes|rows were to be sent again and become} "
		.. "unknown: the carrier may have acted on the first time",
	cancel_taking_back = "{number} {number|order is|orders are} under way and to be taken back:",
	cancel_processed_too = "{number} {number|order is|orders are} processed and to be taken back, where the carrier still "
		.. "lets {number|it|them} be:",
	cancel_running_on = "{number} {number|order|orders} cannot be taken back and {number|runs to its|run to their} end:",
	cancel_staying = "{number} {number|row|rows} that succeeded cannot be taken back and {number|stays|stay} "
		.. "as {number|it is|they are}",
	cancel_tried = "{number} {number|order was|orders were} to be taken back before and {number|was|were} not: "
		.. "{status} says why; to try again: {retry}",
	cancel_in_doubt = "{number} {number|row is|rows are} unclear, the carrier may have acted: its lists are asked first",
	cancel_order_with_line = "  {id}, line {line_no}, {operation} (row {row})",
	cancel_order = "  {id}, {operation} (row {row})",
	cancel_no_id = "no id yet",
	cancel_title = "to cancel job {job}:",
	cancel_also = "not asked for, and may be taken back as well:",
	cancel_also_pending = "  {number} {number|row that was|rows that were} not sent: {command}",
	cancel_also_in_doubt = "  {number} {number|row that is|rows that are} unclear: {command}",
	cancel_also_tracking = "  {number} {number|order|orders} under way: {command}",
	cancel_also_succeeded = "  {number} {number|order that is|orders that are} processed, until {number|it takes|they "
		.. "take} effect: {command}",
	cancel_also_unknown = "  {number} {number|row of which it is|rows of which it is} unknown whether {number|it was|they "
		.. "were} ordered, once that is said: {command}",
	cancel_also_counted = "  {number} {number|row|rows} that {number|was|were} ordered, though nobody knows which order "
		.. "is whose (unom.error in the result file names them): a list of cancel_order takes such orders back: {command}",
	cancel_also_retry = "  {number} {number|row|rows} of job {job}, which tries rows of this one again: {command}",
	cancel_dry_run_end = "nothing was done",
	cancel_nothing = "nothing of job {job} is left to cancel",
	cancel_nothing_in = "job {job} has no rows to take back that are {states}",
	cancel_question = "cancel job {job}? (yes or no) ",
	cancel_declined = "not confirmed; nothing was done",
	cancel_needs_yes = "there is no terminal to ask on; give --yes to cancel job {job}; nothing was done",
	outcome_cancel_job = "the orders are taken back as job {job}",
	outcome_cancel_left = "{number} {number|row that succeeded|rows that succeeded} can no longer be taken back: the "
		.. "carrier does not show {number|its order|their orders} below 60, or as a reservation",

	-- of the jobs
	not_taken_back = "{seen}: it was not taken back",
	cancel_in_vain = "it was not taken back (row {row} of job {job} is {state}): {error}",
	cancel_not_known = "it is not known whether it was taken back (row {row} of job {job} is {state}): {error}",
	cancel_no_reason = "no reason is known",
	cancel_processed = "the carrier has processed the cancel",
	cancel_of_cancel = "job {job} cancels job {parent}: give that one",
	cancel_moot = "not sent: the order has ended, or is no longer the row's",
	cancel_bad_state = "rows that are {state} cannot be taken back: only pending, tracking and succeeded ones",
	cancel_not_asked = "nothing was done: which orders can still be taken back could not be asked: {reason}",
	cancelled_unsent = "cancelled before it was sent",
	cancelled_marked = "cancelled before it was sent again, but it was sent before: the carrier may have acted",
	event_not_taken_back = "not taken back",
	event_not_taken_back_why = "not taken back: {reason}",
}
