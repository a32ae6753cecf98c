--- English: messages of the command: help, mistakes, summaries.

return {
	-- the whole command
	unom_description = "The carrier API \"Arcstar Universal One Mobile API\" from the command line.",
	unom_epilog = [[
Settings come from flags, then from UNOM_REGION UNOM_BASE_URL UNOM_CONTRACT_ID
UNOM_CLIENT_ID UNOM_CLIENT_SECRET UNOM_ACCESS_TOKEN UNOM_LEDGER, then from a
profile in ~/.config/unom/config.lua. A proxy and certificates may be in
HTTPS_PROXY NO_PROXY CURL_CA_BUNDLE SSL_CERT_FILE, as for curl. UNOM_DEBUG=1
shows where an internal error arose.

Exit codes:
  0    all well
  1    something ended otherwise
  2    wrong usage, a problem in the change list, or not confirmed: nothing was
       sent
  3    rows are unknown: a person must say what became of them
  4    interrupted, deadline or unreachable: what is open can be resumed
  5    halted by the failure limit, the canary or other people's orders
  6    not authorised
  70   an error in unom itself
  130  interrupted where there is no job

Examples:
  unom operations
  unom call list_lines --contract N123456789
  unom template change_course > plans.csv
  unom bulk check plans.csv
  unom bulk run plans.csv]],
	version_help = "Show the version and exit.",
	help_summary = "Show the help of a command.",
	argument_words = "The command, such as: bulk run.",
	suggestion = "; did you mean '{nearest}'?",
	unknown_command = "unknown command '{command}'{suggestion}",
	unknown_operation = "no operation is called '{operation}'{suggestion}",
	see_help = "see {command} --help",
	interrupted = "interrupted",
	module_missing = "the module {module} is missing; `make` builds unom's own, the Makefile names packages for others",
	internal_error = "internal error: {message} (please report this, with what UNOM_DEBUG=1 adds)",
	cannot_write = "the result could not be written: {reason}",

	-- arguments and options
	argument_operation = "The operation, as `unom operations` names it.",
	argument_fields = "The operation's fields, as `unom describe OP` names them.",
	argument_file = "The change list, a CSV file with a header.",
	argument_job = "The job's number, as `unom bulk list` shows it.",
	group_connection = "Carrier and credential",
	group_list = "Change list",
	group_run = "Run",
	option_profile = "Take settings from this profile (default: default).",
	option_region = "The carrier's host: jp (default), us or uk.",
	option_base_url = "The carrier's host as a URL, instead of a region.",
	option_ca_file = "Trust the certificates in this file (PEM) instead of the system's.",
	option_proxy = "Reach the carrier through this proxy (no password here).",
	option_contract = "The contract, where a row or a call names none.",
	option_ledger = "Keep jobs in this file.",
	option_operation = "The operation, where a row names none.",
	option_encoding = "The file's encoding (found out by default): utf-8 or cp932.",
	option_agree = "Consent to the carrier's terms for every row.",
	option_allow_duplicates = "Allow one operation on one line twice.",
	option_separator = "What stands between the cells: comma, semicolon or tab (default: detected).",
	option_columns = "The list has no header: these are its columns.",
	option_ignore = "Do not read the column with this heading; its cells go into the result file (repeatable).",
	option_map = "Read the column with this heading as this field (repeatable).",
	option_again = "Order rows again that an earlier row ordered alike, also of a file that was run before.",
	option_skip_ordered = "Leave out rows that an earlier row ordered alike; run the others.",
	option_look_in_ledger = "Look in this ledger as well (no file: that of the settings) for rows ordered before.",
	group_ordered = "Rows that were ordered before, at most one of",
	option_allow_others = "Orders at the carrier that no row here has are other people's: note them, and go on.",
	option_shared_contract = "Other people order on the contract all the time: ask nothing about their orders, and "
		.. "take none of them for a row's.",
	option_listed_within = "I vouch that the carrier lists every order so long after its request at most: send again what "
		.. "is not listed then.",
	group_others = "Other people's orders",
	others_title = "{number} {number|order|orders} at the carrier that no row of this ledger has:",
	others_order = "  {contract}: {id}, applied for on {day}",
	others_no_day = "an unknown day",
	others_could_be = "    it may be row {row} of job {job}",
	others_could_be_alone = "    it may be row {row} of job {job}: {command} --order {id}",
	others_evidence = "to see what speaks for which row of job {job}, and to answer: {command}",
	others_question = "are these other people's, and shall the job go on? (yes or no) ",
	others_how = "if they are other people's: --allow-others (for these), or --shared-contract (people order here all the "
		.. "time). If they may be yours, this ledger is a copy or a second one, and its rows would be ordered twice: cancel "
		.. "its open jobs",
	others_owned_how = "say what became of these rows, then give the same command again; if the orders are other people's "
		.. "all the same: --allow-others",
	option_dry_run = "Show what would be sent; send nothing.",
	option_until = "final: until the carrier has processed each order (default); complete: until each is complete.",
	option_deadline = "End the run after this time (90s, 30m, 2h, 1d); what is open can be resumed.",
	option_rate = "Send no more than N rows a second.",
	option_canary = "Send N rows of each operation and contract first, and the others only if all of these succeed.",
	option_max_failures = "Halt at N rows, or P% of those accepted or ended, that did not succeed (default: 5%, from 5).",
	option_max_outstanding = "At most N orders being processed by the carrier (default and most: 254).",
	option_result = "Write the result file here.",
	option_bom = "Write the result file in UTF-8 with its byte order mark.",
	option_for = "Write the result file so that a double click in a spreadsheet (excel) spoils and runs nothing.",
	option_events = "Append what happens to this file, one JSON object a line.",
	option_json = "Write JSON to standard output.",
	option_format = "json, csv or table (default: table on a terminal, else json).",
	bad_option = "{flag} takes {form}, not '{value}'",
	bad_job = "a job is a whole number, not '{value}'",
	form_text = "a value that is not empty",
	form_duration = "a time such as 90s, 30m, 2h or 1d",
	form_rate = "a number of rows a second, such as 5/s",
	form_separator = "comma, semicolon or tab",
	form_words = "a text in UTF-8",
	form_names = "names of fields with commas between them, such as lineNo,imei",
	form_mapping = "a heading and a field, such as 電話番号=lineNo",
	form_assignment = "FIELD=VALUE",
	form_count = "a whole number from 1 up",
	form_failures = "a number of rows from 1 up, or a percentage such as 5%",
	form_outstanding = "a whole number from 1 to 254",

	-- operations, template
	operations_summary = "List the operations of the API.",
	operations_epilog = "Example:\n  unom operations --json",
	template_summary = "Print a change list's header with one example row.",
	template_epilog = "Example:\n  unom template change_course > plans.csv",
	template_of_a_read = "{operation} cannot stand in a change list; call it with {`unom call "
		.. "{operation}`||client:{operation}}",

	-- call
	call_summary = "Send one operation and show its reply.",
	call_epilog = [[
A secret field is written FIELD=- and read from standard input, each ended with
Enter.
An operation that acts on a line needs agreement=yes, the consent to the
carrier's terms.

Exit codes: 0 done; 1 it failed; 2 wrong usage, nothing was sent; 6 not
authorised.

Examples:
  unom call list_lines --format csv
  unom call change_course lineNo=09012345678 planCode=T3001328 \
    requestDate=YYYYMMDD agreement=yes]],
	not_a_field = "argument {position} behind the operation is not FIELD=VALUE",
	field_twice = "{field} is given twice",
	secret_field = "{field} is a secret: write {field}=- and give it on standard input",
	secret_prompt = "{field}: ",
	secret_missing = "{field} is missing on standard input",
	problem_of_field = "{operation}: {field}: {message}",
	problem_of_call = "{operation}: {message}",
	advice_of_field = "advice: {field}: {message}",
	advice_of_call = "advice: {message}",
	no_contract = "{operation}: no contract: set UNOM_CONTRACT_ID, --contract, contract_id in the profile, or contractId=",
	list_not_whole = "{list} is not whole: {number} {number|entry|entries} of it could not be read"
		.. " and {number|is|are} left out",
	list_truncated = "{list} may be cut: it has {limit} entries, the most that the carrier lists, so there may be more",
	order_not_noted = "order {id} could not be noted in the ledger, so that the next bulk run on the contract will ask "
		.. "about it: {reason}",
	may_have_acted = "look for it with {`unom call list_accepting_orders`||client:list_accepting_orders} before you "
		.. "try again",

	-- bulk
	bulk_summary = "Check and run change lists, and follow their jobs.",
	bulk_epilog = "Example:\n  unom bulk check plans.csv && unom bulk run plans.csv",
	check_summary = "Check a change list; send nothing.",
	check_epilog = "Example:\n  unom bulk check plans.csv --operation change_course --agree",
	check_good = "{file}: {rows} {rows|row|rows}, no problems ({operations})",
	check_bad = "{file}: {number} {number|problem|problems}",
	advice_line = "advice: {advice}",
	advice_lines = "advice: {advice} (and {more} more {more|row|rows})",
	run_summary = "Run a change list and follow every row to its end.",
	run_epilog = [[
Examples:
  unom bulk run plans.csv --dry-run
  unom bulk run plans.csv --agree --canary 3 --rate 2/s
  unom bulk run plans.csv --until complete --deadline 2h]],
	resume_summary = "Go on with a job that was interrupted.",
	resume_epilog = [[
Without JOB: the newest that is open. With --until complete the orders of rows
that succeeded are followed on as well, also of a job that has ended.

Examples:
  unom bulk resume 7
  unom bulk resume 7 --until complete --deadline 2h]],
	resume_reopened = "{number} {number|order|orders} of job {job} that {number|is|are} processed {number|is|are} "
		.. "followed to completion as well",
	resume_reopened_ended = "job {job} had ended: its {number} {number|order that is|orders that are} processed "
		.. "{number|is|are} followed to completion",
	resume_nothing_to_follow = "job {job} has ended, and none of its orders is followed on: they are complete, or of "
		.. "a kind that ends once it is processed",
	log_summary = "Show what happened to a job, or to one of its rows.",
	log_epilog = "Every event, the oldest first; times in Japan.\n\nExamples:\n  unom bulk log 7\n  unom bulk log 7 3",
	log_line = "{time}  {words}",
	log_line_of_row = "{time}  row {row}: {words}",
	argument_row_or_all = "The row's number; without it the job and all its rows.",
	report_summary = "Write the result file of a job again.",
	report_epilog = "Without JOB: the newest.\n\nExample:\n  unom bulk report 7 --result plans.result.csv",
	dry_run_end = "{rows} {rows|row|rows} would be sent; nothing was sent",
	count_of_state = "{number} {state}",
	progress = "{done} of {total} {total|row|rows} ended",
	progress_reading = "reading the list: {rows} rows so far",
	progress_line = "{time}: {words}",
	progress_tracking = "{number} with the carrier",
	progress_submitting = "{number} being sent",
	progress_pending = "{number} not yet sent",
	progress_rate = "{rate} a minute",
	progress_contracts = "{number} contracts: {words}",
	progress_more_reasons = "and {number} more {number|reason|reasons} to wait: unom bulk status {job}",
	about_less_than_a_minute = "less than a minute left",
	about_minutes = "about {minutes} min left",
	about_hours = "about {hours} h {minutes} min left",
	about_days = "about {days} {days|day|days} left",
	begin_sending = "job {job}: {number} {number|row|rows} to send",
	begin_again = "job {job}: {number} {number|row|rows} to send again",
	begin_leaving_out = "job {job}: {number} {number|row|rows} to send; {left_out} {left_out|is|are} left out",
	begin_taking_back = "job {job}: {number} {number|order|orders} to take back",
	begin_found = "job {job}: {done} of {total} {total|row has|rows have} ended",
	found_submitting = "{number} {number|was|were} being sent when it stopped: the carrier's lists are asked whether "
		.. "{number|it was|they were} ordered",
	found_tracking = "{number} {number|is|are} with the carrier: followed to {number|its end|their ends}",
	found_pending = "{number} {number|was|were} not sent: sent now",
	found_kept = "{number} {number|was|were} not sent: not sent now either",
	found_unknown = "{number} {number|is|are} unknown: say what became of {number|it|them} (unom bulk status {job})",
	how_to_stop = "to stop: Ctrl-C, or kill {process}; nothing is lost by it, and this goes on: {command}",
	job_ended = "job {job}: {total} {total|row|rows}: {counts}",
	job_title = "job {job} of {created}: {list}, {total} {total|row|rows}: {counts}",
	job_retries = "retries {parent}",
	job_cancels = "cancels {parent}",
	no_jobs = "no jobs in {ledger}",
	no_rows = "no rows",
	outcome_unauthorised = "stopped: {reason}",
	outcome_unknown = "{number} {number|row is|rows are} unknown, the carrier may have acted: what speaks for which "
		.. "answer shows {command}",
	outcome_held = "{number} {number|row was|rows were} not sent: what became of an earlier row for the same line must be "
		.. "said first:",
	outcome_held_by = "  row {row} of job {job}: {command}",
	outcome_halted = "halted by the failure limit; {number} {number|row was|rows were} not sent",
	outcome_halted_others = "halted: the carrier lists orders that no row of this ledger has; {number} {number|row "
		.. "is|rows are} not sent:",
	notice_completed_not_whole = "contract {contract}: the list of completed orders does not show all there is: a row in "
		.. "doubt finds its order only while that is under way",
	notice_accepting_not_whole = "contract {contract}: the list of orders under way does not show all there is: rows in "
		.. "doubt end unknown, and orders are followed one by one",
	notice_proves_nothing = "contract {contract}: what is not in these lists is not proved not to be ordered, whatever "
		.. "was vouched for",
	notice_lists_full_from = "contract {contract} has {number} orders under way: from row {row} on their list may be at "
		.. "its limit of {limit}; then rows in doubt end unknown, and orders are followed one by one",
	notice_unseen = "contract {contract}: how its lines are could not be had before the first send: what this job changes "
		.. "is not compared with it later, and bulk inverse has no way back for lines",
	outcome_unchecked = "the carrier's lists of contract {contract} did not show all its orders: whether somebody else "
		.. "orders there, or this ledger is a copy, could not be told for certain",
	outcome_older_orders = "contract {contract} has {number} {number|order|orders} of earlier days that this ledger does "
		.. "not have: they are taken for other people's",
	outcome_log_kept = "another program reads the ledger: passwords that were wiped may stay in its log until that ends",
	outcome_why = "why {number} {number|row|rows} did not succeed, and what to do: {command}",
	outcome_halted_how = "see first why rows did not succeed: {command}; what was not sent goes on as below, what ended "
		.. "is tried again with {retry}",
	outcome_halted_canary = "halted by the canary; {number} {number|row was|rows were} not sent",
	outcome_interrupted = "interrupted; {number} {number|row is|rows are} open",
	outcome_permanent = "no waiting helps: {reason}; {number} {number|row is|rows are} open",
	outcome_deadline = "the deadline has passed; {number} {number|row is|rows are} open",
	outcome_waiting = "it was waiting: {reason}",
	outcome_result = "result: {path}",
	report_lost = "{number} {number|character|characters} in it {number|is|are} written as 〓, which the encoding of the "
		.. "list lacks; --bom writes UTF-8",
	outcome_result_lost = "{number} {number|character|characters} in it {number|is|are} written as 〓, which the encoding "
		.. "of the list lacks; in UTF-8: {command}",
	outcome_result_whole = "the whole list with what became of each row in the end: {command}",
	outcome_result_error = "the result file could not be written: {reason}",
	outcome_resume = "to go on: {command}",
	see_earlier_job = "see {command}",
}
