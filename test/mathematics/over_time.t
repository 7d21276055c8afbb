#!/bin/sh
exec "$(dirname "$0")/run_program" over_time --test
