# unom: build, test and install. `make help` lists the targets.

LUA       ?= lua5.4
BUILD     ?= build
CC        ?= gcc
CFLAGS    ?= -O2 -g
PREFIX    ?= /usr/local
LUA_DIR   ?= $(PREFIX)/share/lua/5.4
LUA_CDIR  ?= $(PREFIX)/lib/lua/5.4
BIN_DIR   ?= $(PREFIX)/bin

# What Debian 12 must have: to build and run, then to test and lint.
RUN_PACKAGES  = lua5.4 liblua5.4-dev libcurl4-openssl-dev libssl-dev lua-cjson libcsv-dev \
                libmicrohttpd-dev lua-dbi-sqlite3 lua-argparse lua-filesystem gcc make pkg-config
TEST_PACKAGES = lua-busted lua-check luarocks clang clang-format clang-tidy openssl git

WARNINGS  = -std=c11 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
INCLUDES := $(shell pkg-config --cflags lua5.4 libcurl libcrypto libmicrohttpd 2>/dev/null)
CORE_LIBS  = -lcurl -lcsv -lcrypto
HTTPD_LIBS = -lmicrohttpd

CORE_SOURCES = $(filter-out csrc/httpd.c,$(wildcard csrc/*.c))
CORE_OBJECTS = $(CORE_SOURCES:csrc/%.c=$(BUILD)/obj/%.o)
HEADERS      = $(wildcard csrc/*.h)

.PHONY: all
all: $(BUILD)/unom/core.so $(BUILD)/unom/httpd.so ## build the C modules into build/unom/

$(BUILD)/obj/%.o: csrc/%.c $(HEADERS) Makefile
	@mkdir -p $(@D)
	$(CC) $(WARNINGS) $(CFLAGS) $(INCLUDES) -fPIC -fvisibility=hidden -c -o $@ $<

$(BUILD)/unom/core.so: $(CORE_OBJECTS)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -shared -o $@ $^ $(CORE_LIBS)

$(BUILD)/unom/httpd.so: $(BUILD)/obj/httpd.o
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -shared -o $@ $^ $(HTTPD_LIBS)
