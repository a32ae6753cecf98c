/* put_back.pml: an older copy of the ledger is put back once, between two runs.
 *
 * On the machine where the ledger was used, the lock file knows of a newer event, and nothing is sent. On another
 * one only the carrier's lists can tell: then no row of the copy may be submitting, no request may be under way when
 * it is put back, and an order must be listed at once (PROMPT).
 */

mtype:row old_state[3];
byte old_id[3], old_before[3], old_sent, old_ever;
bool old_mark[3], was_copied, is_older;

#ifdef WORLD_COPY_IN_DOUBT
#define may_be_copied true
#else
#define may_be_copied (!some(is_submitting))
#endif
#ifdef WORLD_COPY_IN_FLIGHT
#define may_be_put_back true
#else
#define may_be_put_back (late[0] == 0 && late[1] == 0 && late[2] == 0)
#endif

#if defined(HOLE_NO_MEMORY) || defined(WORLD_OTHER_MACHINE)
#define is_refused false
#else
#define is_refused is_older
#endif

inline copy(r) { old_state[r] = state[r]; old_id[r] = id[r]; old_mark[r] = mark[r]; old_before[r] = before[r] }
inline put_back(r) { state[r] = old_state[r]; id[r] = old_id[r]; mark[r] = old_mark[r]; before[r] = old_before[r] }

proctype Copier() {
end:	atomic { !up && !finished && may_be_copied ->
		copy(0); copy(1); copy(2); old_sent = sent; old_ever = ever; was_copied = true };
end_copied: atomic { !up && !finished && may_be_put_back ->
		put_back(0); put_back(1); put_back(2); sent = old_sent; ever = old_ever; is_older = true }
}
