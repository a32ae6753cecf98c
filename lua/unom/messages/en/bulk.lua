--- English: messages of the bulk library about jobs and rows.

return {
	already_run_open = "{file} was run before, as job {job}, which has open rows; to go on: {{command}||bulk.resume { "
		.. "job = {job} }}",
	result_is_list = "{path} is the list itself: the result goes to another file",
	result_is_link = "{path} is a symbolic link, which is not followed: name a file for the result",
	result_not_written = "{path}: {words}; {--result FILE} names another place for the result",
	result_is_other = "{path} is no file but a {kind}: name a file for the result",
	already_run = "{file} was run before, as job {job}; {--skip-ordered} leaves out what it ordered, {--again} "
		.. "orders it a second time",
	already_open = "row {row} of job {job} is for the same and has not ended: resume or cancel that job first",
	may_be_ordered = "row {row} of job {job} may have ordered the same: say first what became of it ({unom bulk "
		.. "resolve {job} {row}})",
	already_ordered = "row {row} of job {job} ordered the same; give {--again} if it is to be ordered a second time, or "
		.. "{--skip-ordered} to leave it out",
	already_ordered_secret = "row {row} of job {job} ordered the same less than a day ago, with a password, which cannot "
		.. "be compared; give {--again} if it is to be ordered",
	order_not_in_effect = "row {row} of job {job} ordered something else, which is not yet in effect",
	skipped = "row {row} of job {job} is the same order",
	job_abandoned = "it was closed before it ended",
	result_taken = "another wait on the client took its result",
	no_such_job = "there is no job {job} in {ledger}",
	no_job = "there is no job in {ledger}",
	no_open_job = "no job is open in {ledger}: name one that has ended by its number, as {unom bulk list} shows it",
	locked = "somebody else is working on contract {contract}",
	locked_by = "process {process} is working on contract {contract} since {since} (job {job})",
	in_doubt_elsewhere = "job {job} has a row on contract {contract} whose fate is unclear; first: "
		.. "{{command}||bulk.resume { job = {job} }}",
	denied = "for 10 minutes the carrier has refused to say how it goes, while it answered other requests: {error}",
	undecided = "{error}; {seen}",
	resend_refused = "sent again, it was refused, perhaps because the carrier has the order of an earlier time: {error}",
	resent_doubted = "it has {id}, and {ids} could be its order as well, of an earlier time that it was sent",
	not_listed_too_often = "it was not ordered, however often it was sent; the last time: {error}",
	adopted_doubted = "it was taken for {id} by the carrier's lists, where {ids} could be its order as well",
	seen_shared = "{seen}; other people order here",
	order_ended_with = "the order ended with status {status}: {message}",
	no_list = "there is no list of the contract in it",
	order_ended = "the order ended with status {status}",
	cut_off = "the run was cut off while this row was being sent: the carrier may have acted",
	raised = "{words}",
	words = "{words}",
	id_of_another = "the carrier answered with order {id}, which is that of row {row} of job {job}",
	resend_seen = "not sent again: the lists show {ids}, which may be its order",
	resend_not_whole = "not sent again: the carrier's lists do not show all there is",

	events_elsewhere = "{path} is no file of events but holds or is to hold something else; nothing was sent: "
		.. "name another file with {--events}",
	events_trouble = "the file of events cannot be written, and the run goes on without it: {reason}",

	-- what a contract waits for
	waiting_contract = "contract {contract}: {words}",
	waiting_turned_away = "{host} has turned requests away since {since} ({reason}); nothing is sent; next try at "
		.. "{time}",
	waiting_away = "the carrier cannot be reached since {since} ({host}: {reason}); nothing is sent; next try at {time}",
	the_carrier = "the carrier",
	waiting_reads = "questions about this contract fail since {since} ({reason}); next try at {time}",
	waiting_again = "the carrier did not take the order of row {row} ({reason}); it is sent again at {time}",
	waiting_full = "the carrier takes no more orders until some are processed ({reason}); next try at {time} at the "
		.. "latest",
	waiting_doubt = "the answer to row {row} of job {job} was lost: the carrier's lists are asked whether it was ordered, "
		.. "and nothing else is sent; decided at about {time}",
	waiting_lists = "asking the carrier for its lists of orders, before the first order is sent",
	waiting_others = "waiting for the lists of orders of the other contracts, before the first order is sent",
	waiting_look = "asking the carrier for its lists of orders, before a row is sent again",
	waiting_sending = "sending orders, one after the other",
	waiting_answer = "stopping: nothing more is sent; waiting for the answer to the order that was sent last (a second "
		.. "Ctrl-C does not wait for it)",
	waiting_rate = "waiting until the rate lets the next order pass, at {time}",
	waiting_canary = "waiting for the first rows to succeed ({--canary}), before the others are sent",
	waiting_room = "waiting for the carrier to process orders: {number} are under way, and no more may be",
	waiting_lines = "waiting for the carrier to process {orders}: the next rows are for the same SIM lines",
	waiting_orders = "all is sent; waiting for the carrier to process {orders}",
	waiting_halted = "nothing more is sent; waiting for the carrier to process {orders}",
	orders_of_number = "{number} orders",
	orders_of_rows = "the {number|order|orders} of {rows}",
	order_of_row = "row {row}",
	order_of_other_job = "row {row} of job {job}",
	waiting_failing = "the carrier does not say what became of {orders} ({reason}): it is asked again; a row of which "
		.. "it refuses to speak for 10 minutes ends unknown",
	waiting_complete = "waiting until {number} {number|order is|orders are} complete at the carrier, which can take until "
		.. "the day that was asked for",
	waiting_last_look = "reading the carrier's lists a last time, for rows that are unknown",

	not_confirmed = "not confirmed; nothing was sent",
	changed_since_shown = "what is to be sent has changed since it was shown; nothing was sent",

	-- the ledger
	ledger_newer = "{ledger}: it was written by a newer unom (version {version} of its tables; this unom knows {known}): "
		.. "update unom",
	ledger_older = "{ledger}: it is an older copy of the ledger that was here: orders made since then are not in it. Put "
		.. "the newer one back. If that is lost, rows that it calls pending may have been ordered: cancel its open jobs; to "
		.. "run others on it, remove {lock}",
	ledger_copy_moved = "{ledger}: it was written to while it was being read; try again",
	ledger_moved = "{ledger}: the ledger was moved or removed while the job ran; nothing more was sent",
	locked_for_migration = "{ledger}: an earlier unom runs a job on it, and it must be brought to this one's form: wait "
		.. "until that job has ended",
	row_moved = "row {row} of job {job} was changed by another process; this one stopped",
	displaced = "another process has taken job {job} over; this one stopped, and sent nothing more",

	-- other people's orders
	others_ordered = "contract {contract} has {number} {number|order|orders} that no row of this ledger has, such as "
		.. "{id}: somebody else orders here, or this ledger is an older copy or a second one; nothing was sent"
		.. "{||; give allow_others = true if they are other people's; bulk.note_orders notes those of a script of yours}",
	others_or_own = "rows of this ledger are not answered for, and the carrier lists {number} {number|order|orders} of "
		.. "contract {contract} that {number|is|are} no row's yet, such as {id}: most likely {number|it is|they are} theirs; "
		.. "nothing was sent",

	-- what the carrier's lists showed of a row in doubt
	seen_orders = "{number} listed, unexplained: {ids}",
	seen_no_orders = "{number} listed, unexplained: none",
	seen_with_another = "{seen}; another row's order may be among them",
	seen_not_whole = "{seen}; the lists do not show all there is",
	seen_order = "order {id} has status {status}",
	seen_order_missing = "order {id} has status unknown",
	seen_line = "line {line_no} has status {status}",
	seen_line_missing = "line {line_no} is not listed",
	seen_line_reservation = "line {line_no} has status {status}, by reservation {id}",
	seen_reservation = "reservation {id} has status {status}",
	seen_reservation_missing = "reservation {id} is not listed",
	seen_session = "sessionStatus {status}",
	seen_session_missing = "sessionStatus unknown",
	seen_session_ended = "the log of connections shows that a session of the line ended at {time}",
	seen_without_baseline = "what was there before is not known",

	-- how a row ended that was followed
	share_not_whole = "the list of lines that share their data has entries that cannot be read",
	not_shown = "the list of lines that share their data does not show what became of it: {seen}",
	still_connected = "still connected",
	session_not_told = "the carrier does not say whether the line is connected",

	-- retry
	retry_bad_state = "rows that are {state} cannot be tried again: only rejected, failed and cancelled ones",
	retry_nothing = "job {job} has no rows that are {states}",
	retry_left_out = "the carrier may have acted on {number} {number|row|rows} of job {job}, and there is no other to try "
		.. "again; a retry never takes such a row. Where it was ordered: {unom bulk resolve {job} {row} --order ID}; to send "
		.. "it all the same: {unom bulk resolve {job} {row} --resend --force}, then {unom bulk resume {job}}",
	retry_secrets_gone = "the passwords of {number} {number|row|rows} are no longer kept: give the list again with "
		.. "{--list||'path' or 'rows'}",
	retry_other_list = "{file} is not the list that job {job} ran, byte for byte",
	retry_taken = "the rows of job {job} that could be tried again were, as job {by}; retry that one: "
		.. "{unom bulk retry {by}}",
}
