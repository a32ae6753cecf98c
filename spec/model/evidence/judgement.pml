/* judgement.pml: what a listing proves, in the transaction that writes it down. */

/* ---- whose an order can be ---- */

#ifdef HOLE_FIRST_LISTED
#define could_own(r) fits(r)
#else
#define could_own(r) (~before[r] & fits(r))
#endif
#if defined(HOLE_IN_DOUBT_ONLY)
#define is_rival(r) is_submitting(r)
#elif defined(HOLE_OWN_JOB_ONLY)
#define is_rival(r) (may_have_acted(r) && job_of(r) == job)
#else
#define is_rival(r) may_have_acted(r)
#endif
#define claim(r) (is_rival(r) -> could_own(r) : 0)
#define claim_unless(o, r) ((o) != (r) -> claim(o) : 0)
#define claims_but(r) (claim_unless(0, r) | claim_unless(1, r) | claim_unless(2, r))

/* ---- adoption, and what is watched afterwards ---- */

#define own_now(r) (news & serves_now(r) & could_own(r))
#define own_once(r) (once & served_once(r) & could_own(r))
#if defined(HOLE_ONE_LISTING)
#define is_seen_twice(r) has(serves, r)
#elif defined(HOLE_BEGAN_BEFORE)
#define is_seen_twice(r) (own_now(r) == own_once(r))
#else
#define is_seen_twice(r) (has(serves, r) && has(served, r) && own_now(r) == own_once(r))
#endif
#ifdef HOLE_NOT_ALONE
#define is_alone(r) (own_now(r) != 0)
#else
#define is_alone(r) is_one(own_now(r))
#endif
#define is_watched(r) (has(watched, r) && (state[r] == submitting || state[r] == unknown))

inline adopt(r) {
	if
	:: is_watched(r) && is_alone(r) && is_seen_twice(r) && (own_now(r) & claims_but(r)) == 0 ->
#ifdef REACH_ADOPTED_LATER
		property(9, state[r] != unknown);
#endif
		id[r] = only(own_now(r));
#ifndef WITHOUT_3
		property(3, id_bit(r) & ids_of(r)); /* what a row adopts is its own */
#endif
		state[r] = tracking; adopted[r] = true; unmark(r);
		news = unexplained(news)
	:: else
	fi
}

/* A row that adopted an id, or was sent again, and alone could own another one: one of the two is somebody else's, or
 * it was ordered twice. */
#define may_have_second(r) (adopted[r] || mark[r] && id[r] != NONE && state[r] != unknown)
#if defined(HOLE_UNWATCHED)
#define has_second(r) false
#elif defined(HOLE_SECOND_OF_ANY)
#define has_second(r) (may_have_second(r) && own_now(r) != 0)
#else
#define has_second(r) (may_have_second(r) && (own_now(r) & ~claims_but(r)) != 0)
#endif

inline doubt_again(r) {
	if
	:: has_second(r) ->
		state[r] = unknown; mark[r] = true; adopted[r] = false; not_calm();
#ifndef HOLE_ADOPTS_AGAIN
		watched = watched & ~bit(r)
#endif
	:: else
	fi
}

inline not_calm() {
#ifdef CALM
	property(4, false) /* nothing without need */
#else
	skip
#endif
}

/* ---- orders that are nobody's ---- */

#ifdef OLD_ORDER
#define of_now (news & ~bit(FOREIGN_ID))
#else
#define of_now news
#endif
#if defined(HOLE_HALTS_AT_ANY)
#define too_many (of_now != 0)
#elif defined(HOLE_HALTS_BY_NUMBER)
#define too_many (size(of_now) > number(may_have_acted))
#else
#define too_many (size(of_now) > number(may_have_acted) || (of_now & ~all_of(claim)) != 0)
#endif
#if defined(HOLE_NO_START_CHECK)
#define asks false
#elif defined(HOLE_START_COUNTS)
#define asks too_many
#else
#define asks (of_now != 0)
#endif
#ifdef HOLE_ALLOWS_ALL
#define allowed of_now
#else
#define allowed (of_now & ~all_of(claim))
#endif

inline check_others() {
	if
	:: starting && counts && asks -> halted = true
#ifdef ALLOW
	:: starting && counts && asks -> others = others | allowed; news = unexplained(news)
#endif
	:: !starting && !halted && too_many -> not_calm();
#ifndef HOLE_NO_HALT
		halted = true
#endif
	:: else
	fi;
	if :: counts -> starting = false :: else fi
}

/* ---- all of it ---- */

/* What two listings in a row show, where they serve, is not passed over. A row's own order is that row's by now, or
 * could be that of another row in doubt, or its row is shown to a person; one that no row could own halts the lane. */
#define is_shown(r) (state[r] != ended && state[r] != tracking)
#define shown_twice(r) (news & serves_now(r) & once & served_once(r) & ids_of(r))
#define is_passed_over(r) ((shown_twice(r) & ~claims_but(r)) != 0 && !is_shown(r))
#define is_foreign_passed_over ((of_now & once & bit(FOREIGN_ID) & ~all_of(claim)) != 0)
#define pass_over_none() property(2, !some(is_passed_over) && (halted || !is_foreign_passed_over))

/* Every attempt that may have been acted on was, when there are as many ids as attempts. */
#ifdef COUNTED
byte attempts[3];
#define count_attempt(r) attempts[r]++
#ifdef HOLE_COUNTS_ROWS
#define unanswered(r) may_have_acted(r)
#else
#define unanswered(r) (may_have_acted(r) -> attempts[r] - (id[r] != NONE) : 0)
#endif
#define was_acted_on(r) (!may_have_acted(r) || placed & ids_of(r))
#define all_were_acted_on (was_acted_on(0) && was_acted_on(1) && was_acted_on(2))
#define are_as_many (number(unanswered) > 0 && size(news) == number(unanswered))
#define count_ids() property(5, !are_as_many || all_were_acted_on)
#else
#define count_attempt(r) skip
#define count_ids() skip
#endif

inline judge() {
	ever = ever | shown;
#ifdef HOLE_JUDGED_WHEN_READ
	news = shown;
#else
	news = unexplained(shown);
#endif
	count_ids();
	doubt_again(0); doubt_again(1); doubt_again(2);
	adopt(0); adopt(1); adopt(2);
	check_others();
	pass_over_none();
	once = unexplained(news); served = serves;
	keep_listing()
}
