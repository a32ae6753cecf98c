/* listed_within.pml: a person vouches for a bound: so long after its request ended, an order stands in the lists. */

byte not_listed[3]; /* in the ledger: how often the bound proved that the row was not ordered */

#define TIMES 3     /* so often, and the row is unknown */

/* Is it so, or is the person mistaken, or is the time taken from the wrong moment? */
#if defined(WORLD_FALSE_BOUND)
#define is_over(r) true
#elif defined(HOLE_BOUND_FROM_SEND) /* the request may still be under way */
#define is_over(r) ((unlisted & ids_of(r)) == 0)
#else
#define is_over(r) ((unlisted & ids_of(r)) == 0 && late[r] == 0)
#endif

/* Each start takes the time anew. */
inline await_bound(is_taken_up) {
	waiting = true;
#ifdef HOLE_BOUND_NOT_ANEW
	(is_taken_up || is_over(r));
#else
	(is_over(r));
#endif
	waiting = false
}

#ifdef HOLE_BOUND_ONE_LISTING
#define LOOKS 1
#else
#define LOOKS 2
#endif

/* Nothing is listed that is new since the row was first sent, whatever its date. */
#define is_proved_absent(r) ((once & ~before[r]) == 0 && is_whole)

/* The row was not ordered: that takes its mark away. The last time it is left to a person, and keeps nobody else up. */
inline be_not_listed() {
#ifndef HOLE_NO_LIMIT
	not_listed[r]++;
#endif
	state[r] = (not_listed[r] < TIMES -> pending : unknown);
	watched = watched & ~bit(r);
#if defined(HOLE_ABSENT_KEEPS_MARK)
	skip
#elif defined(HOLE_LAST_KEEPS_MARK)
	mark[r] = state[r] == unknown
#else
	mark[r] = false; resent[r] = false
#endif
}
