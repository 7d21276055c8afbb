# Expands a module of SQL for each record of a table: awk -f sql/expand.awk RS= TABLE RS='\n' MODULE
#
# A record is a paragraph of lines, each the name of a placeholder, blanks, and the value to put in its place. A paragraph
# that begins with # is a comment.

BEGIN { FS = "\n" }

RS == "" && /^#/ { next }
RS == "" { record[++records] = $0; next }
{ module = module $0 "\n" }

# Not gsub(), to which an & in the value means something.
function replaced(text, name, value,    before, at) {
    while (at = index(text, name)) {
        before = before substr(text, 1, at - 1) value
        text = substr(text, at + length(name))
    }
    return before text
}

END {
    for (r = 1; r <= records; r++) {
        text = module
        lines = split(record[r], line, "\n")
        for (l = 1; l <= lines; l++) {
            if (!match(line[l], / +/)) {
                print "no value: " line[l] > "/dev/stderr"
                exit 1
            }
            text = replaced(text, substr(line[l], 1, RSTART - 1), substr(line[l], RSTART + RLENGTH))
        }
        printf "%s", text
    }
}
