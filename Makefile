# Build and install need PGXS alone:  make && sudo make install
# On a fresh Debian machine:          make demo, make test

EXTENSION = customer_metrics
EXTVERSION = $(shell sed -n "s/^default_version = '\(.*\)'/\1/p" $(EXTENSION).control)

MODULE_big = $(EXTENSION)
SOURCES = $(wildcard src/mathematics/*.c src/sentiment/*.c src/types/*.c src/functions/*.c src/live_rollup/*.c)
INCLUDES_OF_SOURCES = $(wildcard src/*.h src/*/*.h)
OBJS = $(SOURCES:.c=.o) build/builtin_lexicon.o
PG_CPPFLAGS = -I$(srcdir)/src
# Fused multiply-add would make results depend on the processor.  Vectors: merging is a loop of additions.
PG_CFLAGS = -ffp-contract=off $(CFLAGS_VECTORIZE)
SHLIB_LINK = $(filter -lm, $(LIBS))

EXTENSION_SCRIPT = sql/$(EXTENSION)--$(EXTVERSION).sql
DATA = $(wildcard sql/upgrade/*.sql)
DATA_built = $(EXTENSION_SCRIPT)

REGRESS = $(patsubst test/sql/%.sql,%,$(sort $(wildcard test/sql/*.sql)))
REGRESS_OPTS = --inputdir=build/regress --outputdir=build
REGRESS_PREP = build/regress
EXTRA_CLEAN = build $(EXTENSION_SCRIPT)

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs 2>/dev/null)
include $(PGXS)

$(OBJS) $(OBJS:.o=.bc): $(INCLUDES_OF_SOURCES)

# PGXS's own rule compiles bitcode without PG_CFLAGS; the JIT must give the same numbers.
BITCODE_CFLAGS += -ffp-contract=off

# The built-in lexicon is a readable table; a small program makes it an array in C. That program is
# made of the very code that reads lexicons, and runs on the machine that compiles.
LEXICON_COMPILER = src/sentiment/host/compile_lexicon.c \
	$(addprefix src/sentiment/,character.c emoticon.c spelling.c word.c mark.c web.c tokeniser.c \
		lexicon.c lexicon_build.c lexicon_text.c)

build/compile_lexicon: $(LEXICON_COMPILER) $(INCLUDES_OF_SOURCES)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -o $@ $(LEXICON_COMPILER)

build/builtin_lexicon.c: src/sentiment/lexicon.tsv build/compile_lexicon
	build/compile_lexicon < $< > $@.new && mv $@.new $@

# One topic a file, in the order of their numbers. A module NAME.each_KIND.sql is written once, and expanded for each
# record of sql/install/KIND.records.
$(EXTENSION_SCRIPT): $(sort $(wildcard sql/install/*)) sql/expand.awk Makefile
	@set -e; for module in $(sort $(wildcard sql/install/*.sql)); do \
		kind=$${module%.sql}; kind=$${kind##*.each_}; \
		case $$module in \
		*.each_*) awk -f sql/expand.awk RS= sql/install/$$kind.records RS='\n' $$module ;; \
		*) cat $$module ;; \
		esac; \
	done > $@.new && mv $@.new $@

build/regress:
	mkdir -p $@ && ln -sfn ../../test/sql $@/sql && ln -sfn ../../expected $@/expected

# ---- Set-up, demo, tests and benchmarks: these install what is missing (on Debian) and bring their own server --------

.PHONY: demo test test-versions test-cassert test-sanitizers test-valgrind bench fuzz sqlsmith load check-format doc-update

demo:
	@demo/run

test:
	@test/run

test-versions:
	@test/versions/versions $(if $(FROM),--from '$(FROM)') $(VERSIONS)

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
