/* encoding_scan.c: which encoding a file is in. See encoding_scan.h. */
#define _GNU_SOURCE
#include "csv/encoding_scan.h"

#include <string.h>

#include "base/ascii.h"
#include "base/utf8.h"

enum {
  LATIN_LEAD_LAST = 0xC5, /* U+017F is the last letter of Latin Extended-A */
  KANA_LEADS_LEAST = 2,   /* so many other first bytes are no single sign of a unit or of Greek */
  REPLACED_LEAST = 2,
  ZEROS_LEAST = 4,
  ASCII_SHARE = 16, /* of so many characters of a list one is a separator, a digit or a line end */
  OTHER_SHARE = 3   /* for one such as U+3000 or U+4E00, whose zero is on the other side, so many */
};

void unom_encoding_scan_start(struct unom_encoding_scan *scan) {
  *scan = (struct unom_encoding_scan){
      .utf_8_error = -1, .cp932_error = -1, .either = -1, .first_long = -1, .first_pair = -1};
}

/* ---- UTF-8 ---- */

static void end_run(struct unom_encoding_scan *scan, unsigned char next) {
  if (!scan->in_run)
    return;
  scan->in_run = false;
  if (scan->beside_letter || unom_ascii_is_letter((char)next))
    scan->words++;
  else
    scan->others++;
}

static void count_pair(struct unom_encoding_scan *scan, unsigned char lead, off_t offset) {
  if (!scan->in_run)
    scan->beside_letter = unom_ascii_is_letter((char)scan->before);
  if (scan->first_pair < 0)
    scan->first_pair = offset;
  scan->in_run = true;
  if (lead > LATIN_LEAD_LAST)
    scan->leads |= UINT32_C(1) << (lead & 0x1F);
}

/* Reads the character at bytes[0..length), of which more may follow unless `last`. Returns its
 * bytes, or those of a part of one; 0 when more of them are needed. */
static size_t read_character(struct unom_encoding_scan *scan, const char *bytes, size_t length,
                             off_t offset, bool last) {
  unsigned code = 0;
  unsigned char lead = (unsigned char)bytes[0];
  size_t size = unom_utf8_decode(bytes, length, &code);
  if (size == 0 && !last && unom_utf8_is_cut(bytes, length))
    return 0;
  if (size != 2)
    end_run(scan, lead);
  if (size > 0) {
    scan->good += size > 2 && code != 0xFFFD;
    scan->replaced += code == 0xFFFD;
    if (size == 2)
      count_pair(scan, lead, offset);
    else if (size > 2 && scan->first_long < 0)
      scan->first_long = offset;
    scan->before = (unsigned char)bytes[size - 1];
    return size;
  }
  size = unom_utf8_part(bytes, length);
  scan->bad++;
  if (scan->utf_8_error < 0)
    scan->utf_8_error = offset;
  scan->before = (unsigned char)bytes[size - 1];
  return size;
}

/* Reads the character that the piece before has cut. Returns how many bytes of this piece it took.
 * */
static size_t read_held(struct unom_encoding_scan *scan, const char *bytes, size_t length) {
  char whole[sizeof scan->held];
  size_t held = scan->held_length, added = sizeof whole - held;
  if (held == 0)
    return 0;
  added = added < length ? added : length;
  memcpy(whole, scan->held, held);
  memcpy(whole + held, bytes, added);
  size_t size = read_character(scan, whole, held + added, scan->offset - (off_t)held, false);
  if (size == 0) {
    memcpy(scan->held, whole, held + added);
    scan->held_length = held + added;
    return added;
  }
  scan->held_length = 0;
  return size - held;
}

static void scan_utf_8(struct unom_encoding_scan *scan, const char *bytes, size_t length) {
  size_t at = read_held(scan, bytes, length);
  while (at < length) {
    while (!scan->in_run && at + 8 <= length && unom_utf8_eight_are_ascii(bytes + at)) {
      at += 8;
      scan->before = (unsigned char)bytes[at - 1];
    }
    if (at == length)
      return;
    size_t size = read_character(scan, bytes + at, length - at, scan->offset + (off_t)at, false);
    if (size == 0) {
      scan->held_length = length - at;
      memcpy(scan->held, bytes + at, scan->held_length);
      return;
    }
    at += size;
  }
}

/* ---- CP932 ---- */

static void scan_cp932_byte(struct unom_encoding_scan *scan, unsigned char byte, off_t offset) {
  bool fine;
  if (scan->cp932_lead) {
    fine = byte >= 0x40 && byte <= 0xFC && byte != 0x7F;
    scan->cp932_lead = false;
  } else {
    scan->cp932_lead = (byte >= 0x81 && byte <= 0x9F) || (byte >= 0xE0 && byte <= 0xFC);
    fine = byte < 0x80 || scan->cp932_lead || (byte >= 0xA1 && byte <= 0xDF);
  }
  if (!fine && scan->cp932_error < 0)
    scan->cp932_error = offset;
}

static void scan_cp932(struct unom_encoding_scan *scan, const char *bytes, size_t length) {
  for (size_t at = 0; at < length; at++) {
    while (!scan->cp932_lead && at + 8 <= length && unom_utf8_eight_are_ascii(bytes + at))
      at += 8;
    if (at == length)
      return;
    scan_cp932_byte(scan, (unsigned char)bytes[at], scan->offset + (off_t)at);
  }
}

/* ---- the whole ---- */

static void count_zeros(struct unom_encoding_scan *scan, const char *bytes, size_t length) {
  const char *zero = memchr(bytes, '\0', length);
  for (; zero; zero = memchr(zero + 1, '\0', length - (size_t)(zero + 1 - bytes)))
    scan->zeros[(scan->offset + (zero - bytes)) % 2]++;
}

void unom_encoding_scan_add(struct unom_encoding_scan *scan, const char *bytes, size_t length) {
  if (scan->offset == 0)
    memcpy(scan->first, bytes, length < sizeof scan->first ? length : sizeof scan->first);
  count_zeros(scan, bytes, length);
  scan_utf_8(scan, bytes, length);
  scan_cp932(scan, bytes, length);
  scan->offset += (off_t)length;
}

static bool begins_with(const struct unom_encoding_scan *scan, const char *mark, size_t length) {
  return memcmp(scan->first, mark, length) == 0;
}

static enum unom_encoding utf_16(const struct unom_encoding_scan *scan) {
  if (begins_with(scan, "\xFF\xFE", 2))
    return UNOM_ENCODING_UTF_16LE;
  if (begins_with(scan, "\xFE\xFF", 2))
    return UNOM_ENCODING_UTF_16BE;
  size_t even = scan->zeros[0], odd = scan->zeros[1], characters = (size_t)scan->offset / 2;
  size_t most = even > odd ? even : odd, least = even + odd - most;
  if (most < ZEROS_LEAST || most * ASCII_SHARE < characters || least * OTHER_SHARE > most)
    return UNOM_ENCODING_UNKNOWN;
  return odd > even ? UNOM_ENCODING_UTF_16LE : UNOM_ENCODING_UTF_16BE;
}

/* The whole file is UTF-8 and CP932 alike: which is it? Without a character of two bytes, as in
 * nearly every list, it does not matter, and Japanese in UTF-8 has three. */
static enum unom_encoding weigh_pairs(struct unom_encoding_scan *scan) {
  bool has_kana = __builtin_popcount(scan->leads) >= KANA_LEADS_LEAST;
  if (scan->good > 0 || scan->others == 0 || (scan->words > 0 && !has_kana))
    return UNOM_ENCODING_UTF_8;
  if (scan->words == 0 && has_kana)
    return UNOM_ENCODING_CP932;
  scan->either = scan->first_pair;
  return UNOM_ENCODING_UNKNOWN;
}

enum unom_encoding unom_encoding_scan_end(struct unom_encoding_scan *scan) {
  if (scan->held_length > 0) /* the file ends within a character */
    read_character(scan, scan->held, scan->held_length, scan->offset - (off_t)scan->held_length,
                   true);
  end_run(scan, '\0');
  if (scan->cp932_lead && scan->cp932_error < 0)
    scan->cp932_error = scan->offset;
  enum unom_encoding encoding = utf_16(scan);
  if (encoding != UNOM_ENCODING_UNKNOWN)
    return encoding;
  bool marked = unom_utf8_is_marked(scan->first, sizeof scan->first);
  if (scan->utf_8_error < 0 && scan->cp932_error < 0 && !marked)
    return weigh_pairs(scan);
  if (scan->utf_8_error < 0 || marked || scan->good > scan->bad)
    return UNOM_ENCODING_UTF_8;
  return scan->cp932_error < 0 ? UNOM_ENCODING_CP932 : UNOM_ENCODING_UNKNOWN;
}

bool unom_encoding_scan_has_lost_text(const struct unom_encoding_scan *scan) {
  return scan->replaced >= REPLACED_LEAST && scan->replaced > scan->good;
}
