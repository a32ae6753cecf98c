--- English: messages about unknown rows, what speaks for an answer to them, and the answers.

return {
	-- the command
	resolve_summary = "Say what became of unknown rows.",
	resolve_epilog = [[
With a job alone: reads the carrier's lists again, and shows for each unknown
row what could be its order, the orders beside it, and what that speaks for: a
proof, or a likelihood. On a terminal one row after the other is asked about.
Nothing is sent.

With a row and no answer: shows what happened to it, without asking the
carrier. An answer is held against what the lists show before it is taken.

Exit codes: 0 no row is unknown any more, or the answer was taken; 2 refused;
3 rows are unknown; 4 the carrier could not be asked; 6 not authorised.

Examples:
  unom bulk resolve 7
  unom bulk resolve 7 --accept
  unom bulk resolve 7 --resend-unlisted
  unom bulk resolve 7 3 --order AGU0000000123
  unom bulk resolve 7 3 --resend
  unom bulk resolve 7 3 --abandon]],
	group_answer_all = "Answer for all unknown rows",
	option_accept = "Take what is proved, and nothing else.",
	option_resend_unlisted = "Send those again of which whole lists show nothing, 10 minutes after their request ended.",
	resolve_needs_row = "--order, --resend, --abandon and --force are about one row: name it",
	resolve_not_of_one = "{--accept} and {--resend-unlisted} are about all unknown rows of a job: name no row, and give "
		.. "no answer for one",
	resolve_question = "row {row}: order ID, resend or abandon? (anything else leaves it) ",
	resolve_question_proposed = "row {row}: {answer}? yes; or order ID, resend, abandon (anything else leaves it) ",
	resolve_question_proofs = "take {number} {number|answer|answers} that {number|is|are} proved? (yes or no) ",
	resolved_one = "row {row} of job {job}: {answer}",
	resolved_refused = "row {row} of job {job} is not sent again: {reason}",
	resolved_left = "{number} {number|row is|rows are} unknown: {command}",
	resolved_none_left = "no row of job {job} is unknown",
	evidence_no_rows = "no row of job {job} is unknown",
	evidence_counts = "{number} {number|row|rows} of job {job} {number|is|are} unknown: what became of {proof} is proved, "
		.. "of {likelihood} likely, of {none} open",
	evidence_accept = "to take what is proved: {command}",
	evidence_resend_unlisted = "to send {number} {number|row|rows} again of which nothing is listed: {command}",
	evidence_one = "for one row: {command} --order ID | --resend | --abandon",
	evidence_times = "  sent {sent}, its request ended {ended}",
	evidence_order = "  could be {id}, status {status}, applied for on {day}, for {date}, listed first {time}{others}",
	evidence_order_gone = "  could be {id}, listed first {time}, and listed no longer{others}",
	evidence_others = "; so could {rows}",
	evidence_row_of_job = "row {row} of job {job}",
	evidence_more_rows = "{number} more",
	evidence_line = "  {field} is {now}; ordered: {ordered}",
	evidence_line_was = "  {field} is {now}; ordered: {ordered}; before the job: {before}",
	evidence_beside = "  the orders beside it: before it {before}, after it {after}",
	evidence_neighbour = "{id} (row {row} of job {job})",
	evidence_no_neighbour = "none",
	evidence_proof = "  proved: {answer}: {why}",
	evidence_likelihood = "  likely: {answer}: {why}",
	evidence_none = "  open: {why}",
	evidence_is_order = "order {id}",
	evidence_is_counted = "ordered, and {state}",
	evidence_is_ended = "{state}",
	evidence_is_abandon = "let it go",
	evidence_is_resend = "not ordered, send it again",
	option_force = "Take the answer although the carrier's lists speak against it.",
	argument_row = "The row's number, as `unom bulk status` shows it.",
	bad_row = "a row is a whole number, not '{value}'",
	group_answer = "Answer, one of",
	option_order = "The row is this order or reservation; it will be followed.",
	option_resend = "The carrier never had the row; it will be sent again.",
	option_abandon = "The row is not to be sent again; it ends cancelled.",
	resolve_row = "row {row} of job {job}, {operation} of {target}: {error}",
	resolve_nothing_to_say = "row {row} of job {job} is not unknown: there is nothing to answer. One that was let go "
		.. "takes {--order} with its order's id, or {--resend --force}",
	resolved_could_be = "{order} could be {rows} as well; if it is, give this answer again with the right "
		.. "id or {--resend}, before it has ended",
	resolved_order = "row {row} of job {job} is order {order}; it will be followed when the job is resumed",
	resolved_resend = "row {row} of job {job} is {state} again; it will be sent when the job is resumed",
	resolved_abandon = "row {row} of job {job} is {state}",
	resolve_answers = "  {command} --order ID | --resend | --abandon",

	-- what speaks for an answer
	proved_alone = "{id} is nobody's, could be this row's, and no other row can have made it",
	proved_by_counting = "in every way of giving the orders that are nobody's to the rows that can have made them, {id} "
		.. "is this row's",
	proved_counted = "{number} orders are nobody's ({ids}), and as many rows can have made them: all these rows were "
		.. "ordered, though which order is whose nobody knows; all came to the same end",
	proved_ended = "{seen}",
	proved_line = "{seen}, and it was not before the row was sent",
	likely_settling = "{id} is the only order that it can be, but was listed first just now: look again in some seconds",
	likely_between = "{id} is between the orders of the rows that were sent right before and after it, and no other row "
		.. "that was sent between them can have made it",
	likely_by_line = "by how the lines stand now, {id} is the only one of {number} that is left to it",
	likely_alone = "{id} is the only order that could be its own",
	likely_by_date = "{id} is the only one of {number} that is left to it where each order has the date of its row",
	likely_in_sequence = "{orders} orders are nobody's, and as many rows can have made them: in the order in which these "
		.. "were sent, {id} is its own",
	likely_unlisted = "nothing is listed that could be its order, {minutes} minutes after its request ended, and the "
		.. "lists show all there is",
	several_orders = "{orders} {orders|order|orders} that {orders|is|are} nobody's could be of {rows} {rows|row|rows}",
	strangers_order = "somebody else orders on the contract, so that {number} {number|order|orders} that could be its own "
		.. "may be theirs",
	listed_late = "the lists showed all there is after its order must have been applied for, and an order that could be "
		.. "its own only later: it may be somebody else's",
	likely_line_changed = "nothing is listed that could be its order, and the line has become as ordered since",
	likely_line_so = "nothing is listed that could be its order, and the line is as ordered: it needs none",
	unlisted_not_whole = "nothing is listed that could be its order, but the lists do not show all there is",
	unlisted_too_early = "nothing is listed that could be its order, {minutes} minutes after its request ended: from "
		.. "{after} minutes on it may be sent again",
	line_without_baseline = "the line is as ordered, but nobody knows how it was before the row was sent",
	evidence_not_read = "the carrier could not be asked: {reason}",

	-- answers that are refused
	no_such_row = "job {job} has no row {row}",
	resolve_one_answer = "give one answer: {--order ID}, {--resend} or {--abandon}",
	resolve_not_unknown = "row {row} is {state}: only a row that is unknown, or follows an order that a person named, "
		.. "can be resolved",
	resolve_ended_marked = "row {row} is {state}, and the carrier may have acted on it: give {--order} with its order's "
		.. "id, or {--resend --force} to send it all the same",
	resolve_no_order = "{operation} has no order to follow: give {--resend} or {--abandon}",
	resolve_bad_id = "{name}: {words}",
	resolve_older_id = "{id} was listed before row {row} was sent: it cannot be its order",
	resolve_others_id = "{id} is known as somebody else's order",
	resolve_other_reservation = "the row takes back reservation {wanted}, not {id}",
	resolve_other_system = "{id} is no order of this system: those begin with AGU",
	resolve_no_such_order = "the carrier does not know {id} ({reason}); nothing was changed",
	resolve_no_such_reservation = "the carrier lists no reservation {id} for line {line_no}; nothing was changed",
	resolve_not_one_entry = "{id} is an order of {number} lines, and a row's is of one; nothing was changed",
	resolve_other_date = "{id} is for {date}, and row {row} asked for {wanted}; give {--force} if it is its order"
		.. " all the same",
	resolve_other_day = "{id} was applied for on {day}, when row {row} was not being sent; give {--force} if it is its "
		.. "order all the same",
	resolve_not_asked = "the carrier could not be asked, and nothing was changed: {reason}",
	resolve_may_be_ordered = "the carrier lists {ids}, which may be the order of row {row}: give {--order} with that "
		.. "id, or {--force} if it is somebody else's",
	resolve_not_whole = "the carrier's lists do not show all there is, so that the order of row {row} may be among the "
		.. "rest; give {--force} to send it all the same",
	named_no_order = "a person named {id}, and the carrier knows no such order: {error}",
	resolve_taken_id = "{id} is the order of row {row} of job {job}",
	resolve_secrets_gone = "the passwords of row {row} are no longer kept, so it cannot be sent again: give {--order} or "
		.. "{--abandon}",
	abandoned = "abandoned: whether the carrier acted was never found out",
}
