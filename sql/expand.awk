# Expands a module of SQL for each record of a table, and what that gives for each record of the next table:
#   awk -f sql/expand.awk RS= TABLE... RS='\n' MODULE
#
# A record is a paragraph of lines, each the name of a placeholder, blanks, and the value to put in its place. A paragraph
# that begins with # is a comment.

BEGIN { FS = "\n" }

RS == "" && FNR == 1 { tables++ }
RS == "" && /^#/ { next }
RS == "" { record[tables, ++records[tables]] = $0; next }
{ module = module $0 "\n" }

# Not gsub(), to which an & in the value means something.
function replaced(text, name, value,    before, at) {
    while (at = index(text, name)) {
        before = before substr(text, 1, at - 1) value
        text = substr(text, at + length(name))
    }
    return before text
}

function filled_in(text, record,    lines, line, l) {
    lines = split(record, line, "\n")
    for (l = 1; l <= lines; l++) {
        # Some leave the end of the file in its last record.
        if (line[l] == "")
            continue
        if (!match(line[l], / +/)) {
            print "no value: " line[l] > "/dev/stderr"
            exit 1
        }
        text = replaced(text, substr(line[l], 1, RSTART - 1), substr(line[l], RSTART + RLENGTH))
    }
    return text
}

END {
    for (t = 1; t <= tables; t++) {
        expanded = ""
        for (r = 1; r <= records[t]; r++)
            expanded = expanded filled_in(module, record[t, r])
        module = expanded
    }
    printf "%s", module
}
