# litellm-dba.  `make help` lists the targets.

VERSION  := 0.1.0
PREFIX   ?= /usr/local
MODE     := $(if $(SANITIZE),sanitized,$(if $(DEBUG),debug,release))
BUILD    := build/$(MODE)
PROGRAM  := $(BUILD)/litellm-dba

SOURCES  := $(wildcard src/*.c src/*/*.c)
SQL      := $(sort $(shell find sql -name '*.sql'))
SCHEMAS  := $(sort $(wildcard tests/schema/*/columns.csv tests/schema/*/tables.csv))
GENERATED := build/sql.h build/sql.c build/known_schemas.c
OBJECTS  := $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/build/sql.o $(BUILD)/build/known_schemas.o
LIBRARY  := $(filter-out $(BUILD)/src/main.o,$(OBJECTS))
UNIT     := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/*/*_test.c))
PROGRAMS := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/sql/*.c))
SHIMS    := $(patsubst tests/%.c,$(BUILD)/tests/%.so,$(wildcard tests/faults/*.c))
C_FILES  := $(shell find src tests -name '*.[ch]')
TIDIED   := $(SOURCES:%=build/tidy/%)

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
            -Wmissing-prototypes -Wwrite-strings -Wcast-qual -Wvla -Wundef -Wformat=2 \
            -Wno-missing-field-initializers -Werror
CPPFLAGS += -I. -Isrc -I/usr/include/postgresql -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE \
            -DVERSION='"$(VERSION)"'
CFLAGS   += -std=c11 -g $(WARNINGS) -fstack-protector-strong
LDFLAGS  += -Wl,-z,relro,-z,now
LDLIBS   += -lpq -lsqlite3 -lcsv -lcrypto -ljansson -lzstd -lpthread
ifdef SANITIZE
CFLAGS   += -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LDFLAGS  += -fsanitize=address,undefined
else
CFLAGS   += $(if $(DEBUG),-Og,-O2 -D_FORTIFY_SOURCE=2)
endif

all: $(PROGRAM) build/litellm-dba ## build the program (SANITIZE=1: under ASan and UBSan)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

# What people call: a link to what was built last.
build/litellm-dba: $(PROGRAM)
	@ln -sfn $(MODE)/litellm-dba $@

$(PROGRAM): $(OBJECTS)
	@mkdir -p $(@D)
	@echo "link $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -o $@

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(LIBRARY)
	@echo "link $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -lcmocka -o $@

$(BUILD)/tests/sql/%: $(BUILD)/tests/sql/%.o $(LIBRARY)
	@echo "link $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -o $@

$(BUILD)/tests/faults/%.so: tests/faults/%.c
	@mkdir -p $(@D)
	@echo "link $@"
	@$(CC) $(CPPFLAGS) -D_GNU_SOURCE -std=c11 -O1 -g $(WARNINGS) -fPIC -shared $< -ldl -o $@

$(BUILD)/%.o: %.c | $(GENERATED)
	@mkdir -p $(@D)
	@echo "compile $<"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@

# A statement is longer than what C11 promises to take, and every compiler takes it.
$(BUILD)/build/%.o: CFLAGS += -Wno-overlength-strings

# The list itself is an input: a removed file must be noticed too.
build/sql.list: force
	@mkdir -p build
	@printf '%s\n' $(SQL) | cmp -s - $@ || printf '%s\n' $(SQL) > $@

build/sql.c build/sql.h: build/sql.%: $(SQL) build/sql.list scripts/embed-sql
	@scripts/embed-sql $* $(SQL) > $@.new && mv $@.new $@

build/known_schemas.c: $(SCHEMAS) tests/schema/versions.csv tests/harness/csv.awk scripts/embed-schemas
	@mkdir -p build
	@scripts/embed-schemas > $@.new && mv $@.new $@

demo: ## a private PostgreSQL, a LiteLLM world, and the main job before your eyes
	@scripts/demo

test: ## install what is missing, build, run every test
	@scripts/test

unit: $(UNIT) ## only the unit tests
	@scripts/run-unit-tests $(UNIT)

test-programs: all $(UNIT) $(PROGRAMS) $(SHIMS)

check: ## everything a change must pass: layers, format, tidy, compilers, sanitizers, valgrind, tests
	@scripts/check

matrix: ## the SQL and command tests on PostgreSQL 13 to 18
	@scripts/matrix

layers: ## do the includes follow the architecture?
	@scripts/check-layers

format: ## apply .clang-format
	@clang-format -i $(C_FILES)

bench-users: all ## measure deleting a large user beside clients at work (see scripts/bench)
	@scripts/bench/users

bench-logs: all ## measure retention against LiteLLM's job and bare statements (see scripts/bench)
	@scripts/bench/logs

bench-backup: all ## measure backups and restores beside psql and pg_dump (see scripts/bench)
	@scripts/bench/backup

check-format:
	@clang-format --dry-run -Werror $(C_FILES)

tidy: $(TIDIED)

# On stderr it counts what it left out in the headers of libraries.
build/tidy/%: % $(filter %.h,$(C_FILES)) .clang-tidy | $(GENERATED)
	@mkdir -p $(@D)
	@echo "tidy $<"
	@clang-tidy --quiet $< -- -std=c11 $(CPPFLAGS) 2>$@.said || { cat $@.said >&2; exit 1; }
	@touch $@

install: all ## binary, nightly job, man page, completions (PREFIX, DESTDIR)
	install -D -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/litellm-dba
	install -D -m 755 scripts/nightly $(DESTDIR)$(PREFIX)/lib/litellm-dba/nightly
	install -d $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
	    $(DESTDIR)$(PREFIX)/share/zsh/site-functions $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	$(PROGRAM) man > $(DESTDIR)$(PREFIX)/share/man/man1/litellm-dba.1
	$(PROGRAM) completion bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/litellm-dba
	$(PROGRAM) completion zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_litellm-dba
	$(PROGRAM) completion fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/litellm-dba.fish

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/litellm-dba $(DESTDIR)$(PREFIX)/lib/litellm-dba/nightly \
	    $(DESTDIR)$(PREFIX)/share/man/man1/litellm-dba.1 \
	    $(DESTDIR)$(PREFIX)/share/bash-completion/completions/litellm-dba \
	    $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_litellm-dba \
	    $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/litellm-dba.fish

clean: ## remove what was built
	rm -rf build

force:
.PHONY: all help demo test unit test-programs check matrix layers format bench-users bench-logs bench-backup \
        check-format tidy install uninstall clean force
.DELETE_ON_ERROR:
.SECONDARY:
-include $(OBJECTS:.o=.d) $(UNIT:=.d) $(PROGRAMS:=.d)
