/* mojibake.c: UTF-8 that was taken for CP932 and saved. See mojibake.h.
 *
 * Of the three bytes of a kana or kanji in UTF-8 such a reading makes one and a half of the rare
 * kanji from E040 on and half-width kana: `髮ｻ隧ｱ` for `電話`. */
#define _GNU_SOURCE
#include "csv/mojibake.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

enum {
  RUN_BYTES = 512, /* of text beyond ASCII that is looked at together */
  GOOD_LEAST = 2   /* kana and kanji that must come out */
};

struct count {
  size_t good, bad; /* kana and kanji in UTF-8; bytes that are none */
};

static bool is_japanese(unsigned code) {
  return (code >= 0x3000 && code <= 0x30FF) || (code >= 0x4E00 && code <= 0x9FFF) ||
         (code >= 0xFF01 && code <= 0xFF9F);
}

static void count_utf_8(struct count *count, const char *bytes, size_t length) {
  for (size_t at = 0, size; at < length; at += size) {
    unsigned code = 0;
    size = unom_utf8_decode(bytes + at, length - at, &code);
    if (size == 0) {
      size = 1;
      count->bad += (unsigned char)bytes[at] >= 0x80;
    } else {
      count->good += is_japanese(code);
      count->bad += code >= 0x80 && !is_japanese(code);
    }
  }
}

/* Counts what the run is in CP932; a character that CP932 lacks speaks against it. */
static void count_run(struct count *count, iconv_t converter, const char *run, size_t length) {
  char in_cp932[RUN_BYTES];
  char *in = (char *)(uintptr_t)run, *out = in_cp932;
  size_t room = sizeof in_cp932;
  iconv(converter, NULL, NULL, NULL, NULL);
  if (iconv(converter, &in, &length, &out, &room) == (size_t)-1)
    count->bad++;
  count_utf_8(count, in_cp932, sizeof in_cp932 - room);
  explicit_bzero(in_cp932, sizeof in_cp932);
}

/* How many bytes from the start are characters beyond ASCII, at most RUN_BYTES. */
static size_t run_length(const char *bytes, size_t length) {
  size_t at = 0;
  while (at < length && (unsigned char)bytes[at] >= 0x80) {
    unsigned code = 0;
    size_t size = unom_utf8_decode(bytes + at, length - at, &code);
    if (size == 0 || at + size > RUN_BYTES)
      break;
    at += size;
  }
  return at;
}

bool unom_mojibake_look(const char *bytes, size_t length, bool *found) {
  struct count count = {0};
  *found = false;
  if (unom_utf8_is_ascii(bytes, length))
    return true;
  iconv_t converter = iconv_open("CP932", "UTF-8");
  if (converter == (iconv_t)-1)
    return errno != ENOMEM;
  for (size_t at = 0; at < length;) {
    size_t run = run_length(bytes + at, length - at);
    if (run > 0)
      count_run(&count, converter, bytes + at, run);
    at += run > 0 ? run : 1;
  }
  iconv_close(converter);
  *found = count.good >= GOOD_LEAST && count.good > count.bad;
  return true;
}
