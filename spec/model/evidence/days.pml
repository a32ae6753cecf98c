/* days.pml: an order says on which day it was applied for, by the carrier's clock; so a row could own those of the days
 * from 5 minutes before its first send to 15 minutes after its request ended. */

byte moment;            /* 0: a day; 1: its last 15 minutes; 2: the first 5 of the next day; 3: later */
byte of_next_day;       /* the ids of orders that were applied for on that next day */
bool ended_late[3];     /* in the ledger: the row's request ended after moment 0 */
bool sent_late[3];      /* the row was first sent in moment 3 */
bool left_late[3];      /* its request ended, or its process died, after moment 0 */

proctype Midnight() { end: do :: atomic { (waiting || !up) && moment < 3 -> moment++ } od }

/* In moment 2 the carrier's clock may show the day before. */
inline date(i) {
	if :: moment >= 2 -> of_next_day = of_next_day | bit(i) :: moment <= 2 fi
}

#define date_leave(r) left_late[r] = left_late[r] || moment > 0
#define date_send(r) sent_late[r] = moment == 3
#define date_end(r) ended_late[r] = ended_late[r] || moment > 0
#ifdef HOLE_DAY_OF_SEND
#define may_be_late(r) sent_late[r]
#else
#define may_be_late(r) (ended_late[r] || is_submitting(r) && moment > 0)
#endif
#define days_of_send(r) (sent_late[r] -> 0 : ~of_next_day)
#define days_of_end(r) (may_be_late(r) -> of_next_day : 0)
#define fits(r) (days_of_send(r) | days_of_end(r))

/* A request arrives at the latest 15 minutes after it ended. */
#ifdef WORLD_ARRIVES_LATER
#define arrives(r) true
#else
#define arrives(r) (left_late[r] || moment <= 1)
#endif
