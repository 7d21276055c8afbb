# Build and install need PGXS alone:  make && sudo make install
# On a fresh Debian machine:          make demo, make test

EXTENSION = customer_metrics
EXTVERSION = $(shell sed -n "s/^default_version = '\(.*\)'/\1/p" $(here)$(EXTENSION).control)

# The build may be elsewhere:  make -f SOURCES/Makefile VPATH=SOURCES
here := $(dir $(lastword $(MAKEFILE_LIST)))
files = $(sort $(patsubst $(here)%,%,$(wildcard $(addprefix $(here),$(1)))))

MODULE_big = $(EXTENSION)
OBJS = $(patsubst %.c,%.o,$(call files,$(addprefix src/,mathematics/*.c sentiment/*.c types/*.c functions/*.c live_rollup/*.c)))
BITCODE = $(OBJS:.o=.bc)
INCLUDES = $(call files,src/*.h src/*/*.h)
PG_CPPFLAGS = -I$(srcdir)/src
# Fused multiply-add would make results depend on the processor.  Vectors: merging is a loop of additions.  The caller's
# own flags come before these.
override PG_CFLAGS += $(CFLAGS_VECTORIZE) -ffp-contract=off
# Not among OBJS: the JIT has no use for megabytes of data.
LEXICON = build/builtin_lexicon.o
SHLIB_LINK = $(LEXICON) $(filter -lm, $(LIBS))

EXTENSION_SCRIPT = sql/$(EXTENSION)--$(EXTVERSION).sql
DATA = $(call files,sql/upgrade/*.sql)
DATA_built = $(EXTENSION_SCRIPT)

REGRESS = $(patsubst test/sql/%.sql,%,$(call files,test/sql/*.sql))
REGRESS_OPTS = --inputdir=build/regress --outputdir=build
REGRESS_PREP = build/regress
EXTRA_CLEAN = build $(EXTENSION_SCRIPT)

# Make would take what was built beside the sources for what it builds elsewhere.
ifneq ($(abspath $(here)),$(CURDIR))
ifneq ($(wildcard $(addprefix $(here),build $(OBJS))),)
$(error There is a build in $(here): make -C $(here) clean)
endif
endif

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs 2>/dev/null)
include $(PGXS)

# PGXS's own rule compiles bitcode without PG_CFLAGS; the JIT must give the same numbers.
override BITCODE_CFLAGS += -ffp-contract=off

$(OBJS) $(BITCODE): $(INCLUDES)
$(OBJS) $(BITCODE) $(LEXICON) $(EXTENSION_SCRIPT): | folders
$(shlib): $(LEXICON)

.PHONY: folders
folders:
	@mkdir -p build sql $(sort $(dir $(OBJS)))

# The built-in lexicon is a readable table; a small program makes it an array in C. That program is
# made of the very code that reads lexicons, and runs on the machine that compiles.
LEXICON_COMPILER = src/sentiment/host/compile_lexicon.c \
	$(addprefix src/sentiment/,character.c emoticon.c spelling.c word.c mark.c web.c tokeniser.c \
		lexicon.c lexicon_build.c lexicon_text.c)

build/compile_lexicon: $(LEXICON_COMPILER) $(INCLUDES) | folders
	$(CC) $(CPPFLAGS) $(CFLAGS) -o $@ $(filter %.c,$^)

build/builtin_lexicon.c: src/sentiment/lexicon.tsv build/compile_lexicon
	build/compile_lexicon < $< > $@.new && mv $@.new $@

# One topic a file, in the order of their numbers. A module NAME.each_KIND.sql is written once, and expanded for each
# record of sql/install/KIND.records; NAME.each_KIND.each_OTHER.sql for each of both.
$(EXTENSION_SCRIPT): $(call files,sql/install/*) sql/expand.awk Makefile
	@set -e; for module in $(filter %.sql,$^); do \
		tables=$$(echo "$${module##*/}" | tr . '\n' | sed -n "s,^each_\(.*\),$${module%/*}/\1.records,p"); \
		awk -f $(filter %.awk,$^) RS= $$tables RS='\n' $$module; \
	done > $@.new; \
	mv $@.new $@

build/regress:
	mkdir -p $@ && ln -sfn $(abspath $(srcdir))/test/sql $@/sql && ln -sfn $(abspath $(srcdir))/expected $@/expected

# The archive for PGXN, of the last commit.
.PHONY: dist
dist:
	@mkdir -p build
	git -C $(here) archive --format=zip --prefix=$(EXTENSION)-$(EXTVERSION)/ HEAD > build/$(EXTENSION)-$(EXTVERSION).zip

# ---- Set-up, demo, tests and benchmarks: these install what is missing (on Debian) and bring their own server --------

.PHONY: demo test test-versions test-package test-clients test-pictures dashboards test-dashboards test-cassert test-sanitizers test-valgrind bench fuzz sqlsmith load check-format doc-update screenshots

demo:
	@demo/run

test:
	@test/run

test-versions:
	@test/versions/versions $(if $(FROM),--from '$(FROM)') $(VERSIONS)

test-package:
	@test/run test/package/debian

test-clients:
	@test/clients/clients

# The report in a real browser.
test-pictures:
	@test/report/pictures

# The site of dashboards/evidence, from the sample.
dashboards:
	@dashboards/build

# The site in a real browser, the model of Cube and the types of Grafana.
test-dashboards:
	@test/dashboards/dashboards

# The pictures of README.md and doc/, anew.
screenshots:
	@scripts/screenshots

test-cassert:
	@test/sanitizers/sanitizers assertions

test-sanitizers:
	@test/sanitizers/sanitizers address

test-valgrind:
	@test/sanitizers/sanitizers valgrind

bench:
	@bench/run

# make fuzz SECONDS=900 TARGETS='text binary'
fuzz:
	@test/fuzz/fuzz $(or $(SECONDS),60) $(TARGETS)

# make sqlsmith MINUTES=30: queries without sense over all our objects, for so long
sqlsmith:
	@test/sqlsmith/sqlsmith $(MINUTES)

# make load MINUTES=10: many clients at once, for so long
load:
	@LOAD_SECONDS=$$((60 * $(or $(MINUTES),10))) test/run test/load/load.t

check-format:
	@scripts/check-format

# Puts what the server really answers into the documentation, for review with git diff.
doc-update:
	@test/run --update-documentation

# Where PostgreSQL's makefiles are missing, the targets above can still fetch them.
ifeq ($(wildcard $(PGXS)),)
.DEFAULT_GOAL = all
.PHONY: all install installcheck
all install installcheck:
	@echo "PostgreSQL's makefiles are missing: apt install postgresql-server-dev-all, or set PG_CONFIG." >&2; exit 1
$(PGXS): ;
endif
