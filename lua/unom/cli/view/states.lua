--- The states of a row that the command shows and asks about.

return {
	-- Every state, in the order in which people are shown them: how a row ended, then what is open.
	all = { "succeeded", "rejected", "failed", "cancelled", "unknown", "tracking", "submitting", "pending" },
	open = { "tracking", "submitting", "pending" },
	-- The row has ended and the carrier does not do what it asks.
	retryable = { "rejected", "failed", "cancelled" },
}
