/* full.pml: the list of completed orders at its limit shows some of them, and nobody knows which; later it may be
 * whole, and show what it hid. That of accepting orders shows all, and an order that left it never comes back. */

bool at_limit, changed;
bool shown_whole, once_whole;          /* both lists were, of the listing under way and of the one before */
byte shown_accepting, once_accepting;
bool whole_before[3];                  /* in the ledger: both lists were, before the row was first sent */

inline change_limit() { atomic { waiting && !changed -> changed = true; at_limit = !at_limit } }

inline read_lists() {
	shown_accepting = accepting; shown_whole = !at_limit;
	if :: shown = accepting | completed :: at_limit -> shown = accepting fi
}

inline keep_listing() {
	once_whole = shown_whole; once_accepting = shown_accepting; shown_whole = false; shown_accepting = 0
}

#define keep_whole(r) whole_before[r] = once_whole

/* What serves for adoption: an order in the list of completed orders is new where that list was whole before, whatever
 * it hides now, and nowhere else. */
#if defined(HOLE_FULL_ADOPTS)
#define serve_of(r, whole, accepting) 127
#elif defined(HOLE_HIDDEN_BEFORE)
#define serve_of(r, whole, accepting) (whole -> 127 : accepting)
#else
#define serve_of(r, whole, accepting) (whole_before[r] -> 127 : accepting)
#endif
#define serves_now(r) serve_of(r, shown_whole, shown_accepting)
#define served_once(r) serve_of(r, once_whole, once_accepting)

#ifdef HOLE_FULL_ABSENCE
#define is_whole true
#else
#define is_whole once_whole
#endif
