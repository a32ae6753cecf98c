/* text_binding.h: text for a terminal and for a spreadsheet: its width, normal form, CSV, encoding.
 *
 * Invariant: what a text says never raises; only what is no text does. */
#ifndef UNOM_TEXT_BINDING_H
#define UNOM_TEXT_BINDING_H

#include <lua.h>

/* Registers the metatable of an encoder. */
void unom_text_binding_register(lua_State *L);

/* text_width(text) -> how many columns it takes on a terminal | nil where it is not UTF-8 */
int unom_text_binding_width(lua_State *L);

/* normalize(text, "nfc" | "nfkc") -> text | nil where it is not UTF-8 */
int unom_text_binding_normalize(lua_State *L);

/* csv_line(cells [, ","|";"|"\t"]) -> one line of CSV, with CRLF at its end
 *   cells: an array of strings and numbers without a gap */
int unom_text_binding_csv_line(lua_State *L);

/* from_utf8(encoding, text) -> bytes, lost
 *   encoding: as reader:encoding() says it
 *   lost: how many characters the encoding lacks; each has become `〓` */
int unom_text_binding_from_utf8(lua_State *L);

#endif
