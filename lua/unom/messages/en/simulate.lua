--- English: messages of `unom simulate`.

return {
	simulate_summary = "Be the carrier, for trying things out.",
	simulate_epilog = [[
The simulator speaks the whole API, checks what it gets as the carrier does,
and keeps three contracts: N123456789, N987654321 and N111222333, whose lines
are 09010000001, 09020000001, 09030000001 and on. Any client id and secret
will do. GET /_simulator/orders tells every order that it accepted,
GET /_simulator/requests every request, GET /_simulator/lines every line as
it is now; PUT /_simulator/today moves its day on. It ends at Ctrl-C.

Faults of requests: lost-reply lost-request http-500 http-503 http-429
expired-token slow garbage truncated gateway-503 no-list. Faults of orders:
stuck ng system-error.]],
	option_port = "Listen on this port (default 8080); 0 takes a free one.",
	option_address = "Listen on this address (default 127.0.0.1).",
	option_lines = "Give each contract this many lines (default 200).",
	option_latency = "Answer each request after this many seconds (default 0.02).",
	option_processing = "Process an order in this many seconds (default 1).",
	option_fault = "Let this go wrong at this rate, from 0 to 1; can be given several times.",
	option_seed = "Reproduce what chance decided with this seed (default 1).",
	option_today = "Begin on this day in Japan, YYYYMMDD (default: the machine's).",
	option_dated = "Let each order take effect on its requestDate, as the simulator's day reaches it.",
	option_opens_late = "Let orders take effect this many days after their requestDate (default 0).",
	option_opening_day = "Tell when an order takes effect by its id, in the lists too, or never (default id).",
	option_by_id = "Let get_order_status go on from 02 to this status, and from there with the order (default 03).",
	option_option_codes = "Let optionCodeList be an array, an object, objects or a string (default array).",
	option_times = "Show when a line's limits began, in the old or the new form (default none).",
	option_session_stays = "Accept the request to cut a session, and leave it connected.",
	option_session_returns = "Connect a line again this many seconds after its session was cut.",
	option_listed_after = "List an order only this many seconds after its acceptance, or FROM-TO (default 0).",
	option_foreign = "Let somebody else order this often on each contract.",
	option_without = "Refuse this operation as one that is not offered; can be given several times.",
	option_idle_close = "Close a connection on which nothing came for this many seconds.",
	simulate_number = "option '{flag}' takes {least} to {most}, not \"{value}\"",
	simulate_span = "option '--listed-after' takes seconds up to {most}, or FROM-TO, not \"{value}\"",
	simulate_foreign = "option '--foreign' takes N/min with N up to {most}, not \"{value}\"",
	simulate_day = "option '--today' takes a day, YYYYMMDD, not \"{value}\"",
	simulate_fault_form = "a fault is KIND=RATE, not \"{value}\"",
	simulate_fault_unknown = "no fault is called \"{kind}\"; there are {kinds}",
	simulate_fault_rate = "the rate of {kind} is a number from 0 to 1, not \"{value}\"",
	simulate_fault_sum = "the rates of these add up to more than 1: {kinds}",
	simulator_no_interpreter = "no Lua 5.4 was found to run the simulator with (looked for {names}): {reason}",
	simulator_not_started = "the simulator did not start: {reason}",
	simulator_ended_early = "{interpreter} ended before it listened; is that Lua 5.4?",
	simulator_ended = "the simulator at {url} has ended by itself, or was killed",
	simulate_listening = "listening on {url}",
	simulate_exports = [[
the carrier is simulated. For a shell that is to talk to it:
  export UNOM_BASE_URL={url} UNOM_CONTRACT_ID=N123456789
  export UNOM_CLIENT_ID=any UNOM_CLIENT_SECRET=any]],
	simulate_open = "warning: {address} can be reached from other machines, and nobody is asked for a password",
}
