/* spool.h: a stream copied to a file of its own, so that it can be read twice. Knows no Lua.
 *
 * Invariant: the file has no name and no rights for others from the moment it exists, and is gone
 * when it is closed. */
#ifndef UNOM_SPOOL_H
#define UNOM_SPOOL_H

enum { UNOM_SPOOL_CAP = 1024 * 1024 * 1024 }; /* bytes of a stream */

/* Copies what comes from `stream`, to its end, to a file in $TMPDIR or /tmp. Returns the file, at
 * its start; -1, with errno, when it cannot be made or read, when the stream is longer than
 * UNOM_SPOOL_CAP (EFBIG), or when a signal came while there was nothing to read (EINTR). */
int unom_spool(int stream);

#endif
