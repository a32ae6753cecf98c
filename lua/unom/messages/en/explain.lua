--- English: messages of `unom explain`.

return {
	explain_summary = "Say what a code, a field, an error or another word means.",
	explain_epilog = [[
A code (03, T6000042), a field (planCode, 料金コース), an operation (its English
or Japanese name), an error (its name, number, status or text), a state of a
row, a column of a result file (unom.takesEffect), an exit code. Every meaning
is shown, in Japanese and English.

Examples:
  unom explain 03
  unom explain limitStatus1
  unom explain The requested lineNo is not found]],
	argument_word = "What to explain.",
	explain_unknown = "nothing is known of '{word}'{suggestion}",

	explain_code = "{fields}: {name}",
	explain_code_blank = "{fields}: blank",
	explain_field = "field {name}",
	explain_operation = "operation {operation}",
	explain_error = "error {printed}: {status} {message} ({name})",
	explain_restriction = "limitStatus1 {first}, limitStatus2 {second} ({name})",
	explain_any = "any",
	explain_state = "state of a row: {name}",
	explain_column = "column of a result file: {name}",
	explain_exit_code = "exit code {name}",
	explain_reading = "{name}",
	explain_form = "{name}",
	explain_in = "  in {operations}",
	explain_given = "  given to {operations}: {label}",
	explain_told = "  told by {operations}: {label}",
	explain_codes = "  its codes:",
	explain_code_line = "    {code}  {ja}  {en}",
	explain_code_line_of = "    {code}  {ja}  {en}  (in {operations})",
	explain_no_code = "(blank)",
	explain_wire = "  {method} {path}",
	explain_describe = "  its fields: unom describe {name}",
	explain_todo = "  what to do: {todo}",
}
