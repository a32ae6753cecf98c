/* evidence.pml: how one contract's lane learns from the carrier's lists what became of a row (Promela, for spin).
 *
 * Rows go out one at a time; an answer may be lost, or the request; the lists are read beside the lane, and what they
 * show is judged in the transaction that writes it down. README.md says what is proved and what is assumed; how a row
 * is sent, and how two lists become one listing, is in lane.pml.
 *
 * Invariant: the ledger's variables are on the disk. An atomic block that writes them is one transaction, a crash
 * falls between two of them, and whatever else a process knows dies with it.
 *
 * Without switches these are the rules as they should be, in a world that keeps every assumption. -DHOLE_... leaves a
 * rule out, -DWORLD_... drops an assumption: check.sh wants to see what each of them breaks, and says what it is.
 *
 * The world:  FOREIGN        somebody else orders while no row is in doubt or marked, and it is listed at once
 *             OLD_ORDER      an order of before the job is listed, of which the start tells and does not ask
 *             ACTS           every request is acted on, and listed by the second listing after its end
 *             FULL           the list of completed orders is at its limit, or was, or will be; else both are whole
 *             ACCEPTING_FULL the list of accepting orders may be at its limit, from one listing to the next
 *             PUT_BACK       an older copy of the ledger is put back once, between two runs
 *             PROMPT         the carrier lists an order at once
 *             DAYS           midnight passes
 * The run:    LISTED_WITHIN  a person vouches for a bound
 *             ALLOW          a person who is asked about foreign orders may allow them
 *             BESIDE         the lists are read at any time, not only when the lane waits for them
 *             TWO_JOBS       row 0 is another job's
 * Asked for:  WITHOUT_3      property 3 is not
 *             COUNTED        as many ids as attempts in doubt prove that all of them were acted on
 *             CALM           nothing is unknown, taken back or halted without need, where people answer rightly
 *             REACH_...      an error, to show that there is a way to it
 * ROWS, CRASHES and DECISIONS bound the rows (at most 3), the power cuts and a person's answers.
 */
#ifndef ROWS
#define ROWS 2
#endif
#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef DECISIONS
#define DECISIONS 0
#endif
#define FOREIGN_ID 6 /* the id of somebody else's order; row r's orders are r and, on a person's word, 3 + r */
#define NONE 7
#define bit(i) (1 << (i))
#define ids_of(r) (bit(r) | bit(3 + (r))) /* which the lane cannot see */
#define has(set, i) (((set) >> (i)) & 1)
#define is_one(set) ((set) != 0 && ((set) & ((set) - 1)) == 0)
#define above(set, i) ((set) > bit(i))
#define only(set) /* its one member */ \
	(above(set, 0) + above(set, 1) + above(set, 2) + above(set, 3) + above(set, 4) + above(set, 5))
#define size(set) (has(set, 0) + has(set, 1) + has(set, 2) + has(set, 3) + has(set, 4) + has(set, 5) + has(set, 6))
#define property(n, holds) assert((n) == 0 || (holds))
#define some(p) (p(0) || p(1) || p(2))
#define first(p) (p(0) -> 0 : (p(1) -> 1 : 2))
#define number(p) (p(0) + p(1) + p(2))
#define all_of(p) (p(0) | p(1) | p(2))
#ifdef TWO_JOBS
#define job_of(r) (r > 0)
#else
#define job_of(r) 0
#endif

mtype:row = { pending, submitting, tracking, ended, unknown, abandoned };
mtype:answer = { silence, accepted, refused, in_doubt };

/* the ledger */
mtype:row state[3] = ended;
byte id[3] = NONE;
bool mark[3];        /* the carrier may have acted on an attempt of it, and nothing has said whether */
bool adopted[3];     /* its id was found in the lists */
byte before[3];      /* the ids that were listed before the row was first sent */
byte sent;           /* a set of rows: those that were ever sent */
byte ever;           /* the ids that were ever listed */
byte others;         /* the ids that are known as other people's */

/* the carrier, and the wire: sets of ids, and requests */
byte placed, unlisted, accepting, completed;
byte awaiting = NONE;   /* the row whose answer somebody waits for */
bool in_flight;         /* its request is under way */
byte late[3];           /* requests under way for which nobody waits any more */
mtype:answer answer = silence;
byte answer_id = NONE, new_id = NONE;

/* The world moves where a process can see it: while it waits or is down. Its other steps cannot tell. */
bool up, waiting = true, crash, finished, starting, halted;
bit job;
byte watched;        /* a set of rows: those in doubt, and those that this run gave up */
byte looks;          /* listings that the lane still waits for */

/* The listing under way: does it count for the lane, whose requests had ended before it began, what did it show, and
 * what of that does nothing explain? And the listing before it. */
bool listing, counts, was_read;
byte serves, shown, news;
byte served, once;

/* what people said */
bool resent[3];      /* in the ledger: the row was to be sent again while it bore the mark */
bool excused[3];
byte crashes = CRASHES, decisions = DECISIONS;

#define is_open(r) (state[r] == pending || state[r] == submitting || state[r] == tracking)
#define is_submitting(r) (state[r] == submitting)
#define may_have_acted(r) (mark[r] || is_submitting(r))
#define id_bit(r) bit(id[r])
/* An id explains one attempt. A row that was sent again on a person's word leaves another one, and keeps the mark. */
#ifdef HOLE_MARK_PER_ROW
#define unmark(r) mark[r] = false
#else
#define unmark(r) mark[r] = resent[r]
#endif
#define unexplained(set) ((set) & ~(all_of(id_bit) | others) & 127)

#ifdef FULL
#include "evidence/full.pml"
#elif defined(ACCEPTING_FULL)
#include "evidence/accepting_full.pml"
#else
#define read_lists() shown = accepting | completed
#define keep_listing() skip
#define keep_whole(r) skip
#define is_whole true
#define serves_now(r) 127
#define served_once(r) 127
#endif
#ifdef DAYS
#include "evidence/days.pml"
#else
#define fits(r) 127
#define arrives(r) true
#define date(i) skip
#define date_send(r) skip
#define date_leave(r) skip
#define date_end(r) skip
#endif
#ifdef LISTED_WITHIN
#include "evidence/listed_within.pml"
#endif
#ifdef PUT_BACK
#include "evidence/put_back.pml"
#else
#define is_refused false
#endif
#include "evidence/world.pml"
#include "evidence/judgement.pml"
#include "evidence/run.pml"

init {
	atomic {
		state[0] = pending;
		if :: ROWS > 1 -> state[1] = pending :: else fi;
		if :: ROWS > 2 -> state[2] = pending :: else fi;
#if defined(OLD_ORDER)
		accepting = bit(FOREIGN_ID);
#elif defined(FULL)
		completed = bit(FOREIGN_ID); /* somebody's, of before all this */
		if :: at_limit = true :: at_limit = false fi;
#endif
		run Carrier(); run Foreigner(); run Person(); run Power(); run Lister();
#ifdef PUT_BACK
		run Copier();
#endif
#ifdef DAYS
		run Midnight();
#endif
		run Lane()
	}
}
