#!/bin/sh
exec "$(dirname "$0")/run_program" level
