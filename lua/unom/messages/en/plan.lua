--- English: a change list beside the contracts as they are.

return {
	plan_summary = "Compare a change list with the contracts as they are.",
	plan_epilog = "Says for every row what it would change at the carrier, and sends nothing. "
		.. "Exit code 1 when a row cannot be carried out.",

	plan_no_such_line = "the contract has no line {value}",
	plan_no_such_code = "the carrier has no {value} for this contract (list_products)",
	plan_other_access = "the device's access type is {value}",
	plan_other_radius = "the line is authenticated by {value}; the carrier takes this for NTTコム alone",
	plan_share = "how the line shares its data now does not allow it: status {value}",
	plan_none = "none",
	plan_order_ended = "the order cannot be taken back any more: status {value}",
	plan_no_order = "the contract's lists of orders do not have it",
	plan_no_reservation = "the carrier does not list the reservation",
	plan_other_day = "for course type {course_type} the carrier takes {day} alone",
	plan_not_told = "contract {contract}: {reason}",
	plan_not_offered = "the carrier does not offer {operation} for contract {contract}, so nothing can be compared",
	plan_cannot = "{number} {number|row|rows} cannot be carried out as the {number|contract is|contracts are}; "
		.. "nothing was sent",

	plan_word_cannot = "cannot be carried out: {rows}",
	plan_word_change = "change: {rows}",
	plan_word_already_so = "already so (sent all the same, since an order under way may be about to change it): {rows}",
	plan_word_not_shown = "not shown by the carrier: {rows}",
	plan_word_not_comparable = "nothing to compare with: {rows}",
	plan_row = "{place}: {operation} {target}{what}",
	plan_change = "{field} {from} -> {to}",
	plan_nothing = "(none)",
	plan_more = "... and {number} more {number|row|rows}",

	plan_end = "{file}: {rows} {rows|row|rows}: {counts}; nothing was sent",
	plan_left_out = "{rows} {rows|row is|rows are} left out, because {rows|it was|they were} ordered before",
	plan_none_left = "{file}: no row is left to send",
	plan_lines_cut = "contract {contract}: the carrier lists 1000 lines at most, or not all could be read; "
		.. "a line that is not in its list was asked for by itself",
	plan_products_not_offered = "contract {contract}: the carrier does not tell its codes, so no code was compared",
	plan_shares_not_offered = "contract {contract}: the carrier does not tell which lines share their data",
	plan_next = "to send it: {command}",
	plan_next_check = "put {file} right, then: {command}",

	option_plan = "Compare with the contracts first; refuse the list where a row cannot be carried out.",
	confirm_plan = "beside the contracts as they are: {counts}",
}
