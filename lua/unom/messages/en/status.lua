--- English: messages about how a job stands: status and list.

return {
	list_summary = "List the jobs of the ledger and which of them run.",
	list_epilog = "Example:\n  unom bulk list --json",
	list_rows_of_all = "{own}; all together: {all}",
	status_summary = "Show how a job stands: does it run, what went wrong.",
	status_epilog = [[
Without JOB: the newest. The job of a list is shown with its retries and
cancels as one. Times are Japan's.

Exit codes: 0; with --follow that of the run once every row has ended, or 4
when rows are open and no process works on them.

Examples:
  unom bulk status 7
  unom bulk status 7 --follow
  unom bulk status 7 --state rejected --state failed]],
	option_state_shown = "Show the rows in this state, one by one; may be given more than once.",
	option_follow = "Tell what changes until every row has ended, or no process works on the job.",
	no_such_state = "no state is called '{state}'; there are {states}",
	status_listing_time = "the carrier listed {orders} {orders|order|orders} of it, {longest} s after acceptance at "
		.. "most, as far as the lists were read",

	-- does it run?
	status_running = "running: process {process} on {host} since {since}",
	status_stopped = "stopped: process {process} on {host}, which began at {since}, no longer works on it",
	status_stopped_bare = "stopped: no process works on it",
	status_not_known = "it was begun by process {process} on {host} at {since}: whether that still works can be told "
		.. "there alone",
	status_ended = "ended",
	status_this_host = "this machine",
	status_step = "last step at {time}: {words}",
	status_step_of_row = "last step at {time}: row {row}: {words}",
	status_step_of_other_job = "last step at {time}: row {row} of job {job}: {words}",
	status_resume = "to go on: {command}",
	status_resume_there = "to go on there, where it is stopped: {command}",
	status_in_doubt = "{number} in doubt",
	status_takes_effect = "{shown} {rows|takes|take} effect on {day}, in {days} {days|day|days}",
	state_running = "running",
	state_stopped = "stopped",
	state_not_known = "not known",
	state_ended = "ended",

	-- what it waits for
	status_waits = "what it waits for:",
	status_waited = "what it waited for:",
	status_waiting = "  {contracts}: {words} (since {since})",
	status_contracts_more = "{contracts} and {number} more",

	-- rows that did not succeed
	status_people = "{number} {number|row needs|rows need} a person: {number|it|each} may have been ordered. Look at the "
		.. "carrier, then say what became of {number|it|them}:",
	status_evidence = "to see what speaks for which answer: {command}",
	status_failures = "{number} {number|row|rows} ended otherwise:",
	status_group = "  {number} {state}: {what}",
	status_what = "{operation}: {error}",
	status_no_error = "no reason is known",
	status_taken_back = "its order was taken back",
	status_group_code = "    the carrier's code: {code} (its specification has no table of these: ask the carrier)",
	status_advice = "    what to do: {advice}",
	status_row = "    row {row} ({place}){target}",
	status_row_of_job = "    row {row} of job {job} ({place}){target}",
	status_row_resolve = "{row}: {command} --order ID | --resend | --abandon",
	status_more = "    ... and {number} more: {command}",
	status_retry = "to try them again as they are: {command}",

	-- the family
	status_family = "job {job} and what followed from it:",
	status_family_result = "the whole list with what became of each row: {command} (writes {path})",
	status_of_family = "{purpose}; all together: {counts} ({command})",
	status_result = "result: {path}",

	-- following
	follow_row = "{number} {number|row is|rows are} {state}: {what}",

	-- what to do
	remedy_value = "the carrier takes no such value: correct it, and run the corrected rows as a new list",
	remedy_request_date = "the carrier does not take this requestDate: correct it ({unom describe||unom.operations} "
		.. "shows which days the operation takes), and run the corrected rows as a new list",
	remedy_contract = "the carrier knows no such contract: check contractId, and that this credential is for it; run "
		.. "the corrected rows as a new list",
	remedy_line = "the carrier knows no such SIM line of this contract: compare lineNo with {unom call list_lines}; run "
		.. "the corrected rows as a new list",
	remedy_not_shared = "these lines share no data: compare them with {unom call list_data_share_lines}; there is nothing "
		.. "to take back",
	remedy_other_radius = "the lines of this contract are not authenticated by the carrier (RADIUS, MCOP): this cannot "
		.. "be ordered for them",
	remedy_no_such_order = "the carrier knows no such order: check orderId, which begins with AGU; one that has ended "
		.. "cannot be taken back",
	remedy_no_roaming = "no roaming is set for these lines: there is nothing to remove",
	remedy_no_such_url = "the carrier does not know the address that was asked: check region and base_url; then these "
		.. "rows can be tried again",
	remedy_token = "the carrier does not take the access token: check client_id and client_secret, or get a new token; "
		.. "nothing was done",
	remedy_too_many_orders = "too many orders are under way: wait until some of them have been processed; nothing was "
		.. "done",
	remedy_maintenance = "the carrier's system is under maintenance: wait; nothing was done",
	remedy_internal_error = "the carrier may have acted all the same: look for the order with {unom call "
		.. "list_accepting_orders} before it is ordered again; where it comes back, ask the carrier",
	remedy_still_connected = "the line is still connected: try it again, or look with {unom call get_session}",
	remedy_not_taken_back = "the order was not taken back and goes on: order the opposite once it has ended",
	remedy_rejected = "the carrier refused: what it says tells what to correct; run the corrected rows as a new list. "
		.. "Rows that are right as they are can be tried again",
	remedy_failed = "an error at the carrier: these rows can be tried again as they are; where it comes back, ask the "
		.. "carrier, with an orderId",
	remedy_cancelled = "the order was taken back, here or by somebody else: where it is still wanted, it can be tried "
		.. "again",
	remedy_unknown = "look for the order at the carrier: it is named by {--order}; {--resend} sends the row again, "
		.. "{--abandon} lets it go",
}
