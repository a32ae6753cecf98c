--- English: what the helpers of a client say.

return {
	await_timeout = "no end within {seconds} s; {seen}",
	await_unknown = "nothing shows what became of it: {seen}",
	await_unaskable = "nobody can ask about it: {why}",
	await_nothing_seen = "the carrier has not said how it is",
	await_question_failed = "{seen}; the last question: {error}",
	await_status = "its status was {status}",
}
