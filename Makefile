# unom: build, test and install. `make help` lists the targets.

LUA       ?= lua5.4
BUILD     ?= build
ifeq ($(origin CC),default)
CC         = gcc
endif
CFLAGS    ?= -O2 -g
PREFIX    ?= /usr/local
# A relative PREFIX is below this directory; an empty one is the root.
ROOT      := $(if $(filter-out /%,$(firstword $(PREFIX))),$(CURDIR)/)$(PREFIX)
LUA_DIR   ?= $(ROOT)/share/lua/5.4
LUA_CDIR  ?= $(ROOT)/lib/lua/5.4
BIN_DIR   ?= $(ROOT)/bin

# What Debian 12 must have: to build and run, then to test and lint.
RUN_PACKAGES  = lua5.4 liblua5.4-dev libcurl4-openssl-dev libssl-dev lua-cjson libcsv-dev \
                libutf8proc-dev libmicrohttpd-dev lua-dbi-sqlite3 lua-argparse lua-filesystem gcc make pkg-config
TEST_PACKAGES = lua-busted lua-check luarocks clang libclang-rt-dev clang-format clang-tidy openssl git curl \
                tinyproxy-bin nginx libfaketime lua-luv lua-cqueues

# A warning of a newer compiler must not keep anyone from building: only `make lint` sets WERROR.
WARNINGS  = -std=c11 -Wall -Wextra -Wpedantic -Wconversion -Wshadow $(WERROR)
INCLUDES := -Icsrc $(shell pkg-config --cflags libcurl libcrypto libmicrohttpd libutf8proc 2>/dev/null)
LUA_INCLUDES := $(shell pkg-config --cflags lua5.4 2>/dev/null)
CORE_LIBS  = -lcurl -lcsv -lcrypto -lutf8proc
HTTPD_LIBS = -lmicrohttpd

# The rooms of csrc/. Those without Lua are compiled without its include path, so that none of them can use it.
NO_LUA_SOURCES = $(wildcard csrc/base/*.c csrc/api/*.c csrc/http/*.c csrc/csv/*.c)
LUA_SOURCES    = $(wildcard csrc/lua/*.c csrc/lua/*/*.c csrc/core.c)
HTTPD_SOURCES  = $(wildcard csrc/httpd/*.c)
SOURCES        = $(NO_LUA_SOURCES) $(LUA_SOURCES) $(HTTPD_SOURCES)
NO_LUA_HEADERS = $(wildcard csrc/base/*.h csrc/api/*.h csrc/http/*.h csrc/csv/*.h)
HEADERS        = $(wildcard csrc/*/*.h csrc/lua/*/*.h)
CORE_OBJECTS   = $(patsubst csrc/%.c,$(BUILD)/obj/%.o,$(NO_LUA_SOURCES) $(LUA_SOURCES))
HTTPD_OBJECTS  = $(patsubst csrc/%.c,$(BUILD)/obj/%.o,$(HTTPD_SOURCES)) $(BUILD)/obj/base/buffer.o

.PHONY: all
all: $(BUILD)/unom/core.so $(BUILD)/unom/httpd.so ## build the C modules into build/unom/

$(LUA_SOURCES:csrc/%.c=$(BUILD)/obj/%.o) $(HTTPD_SOURCES:csrc/%.c=$(BUILD)/obj/%.o): INCLUDES += $(LUA_INCLUDES)

# The compiler writes which headers an object was made with; one that is gone makes it be made again.
$(BUILD)/obj/%.o: csrc/%.c Makefile
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(WARNINGS) $(CFLAGS) $(INCLUDES) -fPIC -fvisibility=hidden -MMD -MP -c -o $@ $<

-include $(patsubst %.o,%.d,$(CORE_OBJECTS) $(HTTPD_OBJECTS))

# Written anew when a source comes or goes, so that a module is never linked from the objects of another tree.
$(BUILD)/objects: FORCE
	@mkdir -p $(@D)
	@echo $(CORE_OBJECTS) $(HTTPD_OBJECTS) | cmp -s - $@ || echo $(CORE_OBJECTS) $(HTTPD_OBJECTS) >$@

.PHONY: FORCE
FORCE:

$(BUILD)/unom/core.so: $(CORE_OBJECTS) $(BUILD)/objects
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) $(CFLAGS) -shared -o $@ $(CORE_OBJECTS) $(CORE_LIBS)

$(BUILD)/unom/httpd.so: $(HTTPD_OBJECTS) $(BUILD)/objects
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) $(CFLAGS) -shared -o $@ $(HTTPD_OBJECTS) $(HTTPD_LIBS)

# What the specs start besides: programs of their own.
$(BUILD)/spec/%: spec/support/servers/%.c Makefile
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(WARNINGS) $(CFLAGS) -o $@ $< -lssl -lcrypto -pthread

.PHONY: spec-servers
spec-servers: $(BUILD)/spec/scripted $(BUILD)/spec/tls_proxy ## build the servers that the specs start

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' Makefile

# Asked by every package that would start a service of its own while it is installed.
POLICY_RC_D ?= /usr/sbin/policy-rc.d

# Installs what is missing, and asks for root's rights only then. No package starts its service: the specs run such
# programs as processes of their own.
define install_missing
	@missing=; for package in $(1); do \
	  dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  echo "installing:$$missing"; \
	  root=; [ "$$(id -u)" = 0 ] || root=sudo; \
	  if [ ! -e $(POLICY_RC_D) ]; then \
	    trap '$$root rm -f $(POLICY_RC_D)' EXIT; trap 'exit 130' INT HUP TERM; \
	    printf '#!/bin/sh\nexit 101\n' | $$root tee $(POLICY_RC_D) >/dev/null && $$root chmod 755 $(POLICY_RC_D) || exit 1; \
	  fi; \
	  $$root apt-get update -qq && \
	  $$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi
endef

.PHONY: deps-run
deps-run:
	$(call install_missing,$(RUN_PACKAGES))

.PHONY: deps
deps: ## install the Debian packages that build, test and lint need
	$(call install_missing,$(RUN_PACKAGES) $(TEST_PACKAGES))

# The packages bring the headers that the build asks pkg-config for, so the build is a make of its own.
.PHONY: demo
demo: deps-run ## build, carry an example change list through a simulated carrier, and lines there and back
	@$(MAKE) --no-print-directory all
	@./examples/demo.sh

.PHONY: test
test: deps ## build and run every test
	@$(MAKE) --no-print-directory check

.PHONY: check
check: all spec-servers ## the same, and nothing is installed: for `luarocks test`
	@command -v busted >/dev/null || { echo "busted is not there; on Debian, make deps installs what the tests need"; exit 1; }
	@spec/support/run_parts.sh

# Days ahead, and the specs that are run then. The clock that only grows stays as it is, and so do the times of files.
LATER_DAYS  ?= 1 40 400
LATER_SPECS ?= spec
FAKETIME_SO  = $(shell dpkg -L libfaketime 2>/dev/null | grep '/libfaketime\.so\.1$$')
.PHONY: test-later
test-later: deps ## run LATER_SPECS as on other days, LATER_DAYS ahead: nothing in them may age
	@$(MAKE) --no-print-directory all spec-servers
	@[ -n "$(FAKETIME_SO)" ] || { echo "libfaketime is not there"; exit 1; }
	@for days in $(LATER_DAYS); do \
	  echo "in $$days days"; \
	  FAKETIME=+$${days}d FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1 FOREIGN_PRELOAD=$(FAKETIME_SO) \
	  LD_PRELOAD=$(FAKETIME_SO) SPECS="$(LATER_SPECS)" spec/support/run_parts.sh || exit 1; \
	done

# Programs in C that only the specs and the benchmarks run.
PROGRAMS = $(wildcard bench/*.c fuzz/*.c spec/support/*.c spec/support/*/*.c)
LUA_FILES = $(shell git ls-files '*.lua' .busted .luacheckrc bin/unom 'rockspec/*')

# Compiles every header by itself: it includes all that it needs. $(1): more flags, $(2): headers.
define compile_headers
	@for compiler in gcc clang; do for header in $(2); do \
	  printf '#include "%s"\nextern int unom_unused;\n' $${header#csrc/} | \
	    $$compiler $(WARNINGS) -Werror -D_GNU_SOURCE $(INCLUDES) $(1) -fsyntax-only -x c - || \
	    { echo "$$header does not compile by itself with $$compiler"; exit 1; }; \
	done; done
endef

.PHONY: lint
lint: deps ## check format and style, and that all builds with each compiler without a warning
	clang-format --dry-run --Werror $(SOURCES) $(HEADERS) $(PROGRAMS) fuzz/*.h
	@echo luacheck; luacheck -q $(LUA_FILES)
	@echo clang-tidy
	@printf '%s\n' $(SOURCES) $(PROGRAMS) | xargs -P 2 -I FILE sh -c \
	  'log=$$(clang-tidy --quiet FILE -- -std=c11 $(INCLUDES) $(LUA_INCLUDES) 2>&1) || { printf "%s\n" "$$log"; exit 1; }'
	@for compiler in gcc clang; do \
	  $(MAKE) --no-print-directory CC=$$compiler BUILD=build-$$compiler WERROR=-Werror all bench-peers spec-servers || exit 1; \
	  $$compiler $(WARNINGS) -Werror $(INCLUDES) $(LUA_INCLUDES) -fsyntax-only fuzz/*.c || exit 1; \
	done
	@echo headers
	$(call compile_headers,,$(NO_LUA_HEADERS))
	$(call compile_headers,$(LUA_INCLUDES),$(filter-out $(NO_LUA_HEADERS),$(HEADERS)))

# The sanitizers' run-time must be in the process before Lua is. The modules stay loaded until the process ends: the leak
# checker, which comes last, crashed on what was unloaded, and could not name the code of a leak there.
ASAN_CFLAGS = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all -Wl,-z,nodelete
.PHONY: asan
asan: deps ## run every test under ASan and UBSan, with an eager garbage collector
	@$(MAKE) --no-print-directory CC=gcc CFLAGS="$(ASAN_CFLAGS)" BUILD=build-asan all spec-servers
	@UNOM_BUILD=build-asan UNOM_EAGER_COLLECTOR=1 JOBS=$$(nproc) \
	BUSTED="env LD_PRELOAD=$$(gcc -print-file-name=libasan.so):$$(gcc -print-file-name=libubsan.so) busted" \
	ASAN_OPTIONS=detect_leaks=1:abort_on_error=1 UBSAN_OPTIONS=print_stacktrace=1 \
	LSAN_OPTIONS=suppressions=$(CURDIR)/spec/support/asan/leaks.supp:print_suppressions=0 \
	spec/support/run_parts.sh --helper=spec/support/asan/eager_collector.lua

# clang's libFuzzer under ASan and UBSan. The core is a part of each fuzzer; only the fuzzer's own file is main.
FUZZ_CFLAGS   = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all
FUZZ_SECONDS ?= 4
FUZZ_NAMES    = $(basename $(notdir $(wildcard fuzz/*.c)))
FUZZERS       = $(FUZZ_NAMES:%=$(BUILD)/fuzz/%)

$(BUILD)/fuzz/csv: FUZZ_LINK = -Wl,--wrap=read # it reads in pieces of any size
$(BUILD)/fuzz/%: fuzz/%.c $(wildcard fuzz/*.h) $(CORE_OBJECTS) $(BUILD)/objects
	@mkdir -p $(@D)
	@echo "  LD $@"
	@$(CC) $(WARNINGS) $(CFLAGS) -fsanitize=fuzzer $(INCLUDES) $(LUA_INCLUDES) $(FUZZ_LINK) -o $@ $< $(CORE_OBJECTS) \
	  $(CORE_LIBS) $(shell pkg-config --libs lua5.4)

.PHONY: fuzzers
fuzzers: $(FUZZERS)

.PHONY: fuzz
fuzz: deps ## feed made-up inputs to what reads from outside, FUZZ_SECONDS for each of fuzz/*.c
	@$(MAKE) --no-print-directory -j$$(nproc) CC=clang CFLAGS="$(FUZZ_CFLAGS)" BUILD=build-fuzz fuzzers
	@fuzz/run.sh build-fuzz/fuzz $(FUZZ_SECONDS) $(FUZZ_NAMES)

.PHONY: chaos
chaos: deps ## the long proof: kill the engine hundreds of times under every fault, and audit
	@$(MAKE) --no-print-directory all
	$(LUA) spec/chaos/run.lua --seeds 60 --kills 600
	$(LUA) spec/chaos/run.lua --group world --seeds 48
	$(LUA) spec/chaos/run.lua --group many --seeds 10

.PHONY: gateway
gateway: deps ## the long proof on the wire: 200 orders through a TLS gateway that closes idle connections
	@$(MAKE) --no-print-directory all
	$(LUA) spec/chaos/gateway.lua --rows 200 --rate 2 --keepalive 1
	$(LUA) spec/chaos/gateway.lua --rows 200 --rate 2 --keepalive 0.4

# All on one CPU: else the figures tell mostly which CPU the scheduler woke the other process on.
BENCH_PEERS = $(BUILD)/bench/bare_curl $(BUILD)/bench/bare_csv
BENCH_PACKAGES = nginx openssl curl python3-requests jq lua-luv
BENCH      ?= call check_list load_ledger large_ledger lanes calls_an_order maintenance in_flight wake_ups against_scripts
BENCH_PIN  ?= taskset -c 0

$(BUILD)/bench/%: bench/%.c Makefile
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(WARNINGS) $(CFLAGS) $(INCLUDES) -o $@ $< -Wl,--as-needed -lcurl -lcsv

.PHONY: bench-peers
bench-peers: $(BENCH_PEERS)

.PHONY: bench
bench: ## measure what calls, lists and runs cost, each beside a peer; BENCH="lanes ..." for some of it
	$(call install_missing,$(RUN_PACKAGES) $(BENCH_PACKAGES))
	@$(MAKE) --no-print-directory all bench-peers
	@for script in $(BENCH); do \
	  LUA_PATH='lua/?.lua;lua/?/init.lua;bench/?.lua;spec/?.lua;;' LUA_CPATH='$(BUILD)/?.so;;' \
	  $(BENCH_PIN) $(LUA) bench/$$script.lua $(BUILD)/bench || exit 1; \
	done

.PHONY: model
model: ## check the models of the protocol, and miss each rule left out, with spin
	$(call install_missing,spin gcc)
	spec/model/check.sh

.PHONY: install
install: all ## install the module and the command under PREFIX
	install -d "$(DESTDIR)$(LUA_CDIR)/unom" "$(DESTDIR)$(BIN_DIR)"
	install -m 755 $(BUILD)/unom/core.so $(BUILD)/unom/httpd.so "$(DESTDIR)$(LUA_CDIR)/unom/"
	find lua -name '*.lua' -printf '%P\n' | xargs -I {} install -D -m 644 lua/{} "$(DESTDIR)$(LUA_DIR)/{}"
	install -m 755 bin/unom "$(DESTDIR)$(BIN_DIR)/unom"

.PHONY: clean
clean: ## remove what was built
	rm -rf build build-* unom
	find csrc -name '*.o' -delete # where luarocks compiles
