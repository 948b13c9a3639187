# Reads CSV files (RFC 4180: quotes, doubled quotes, commas and newlines inside) by column name.
#
#   while (csv_next(file)) print csv["table"]
#
# csv[NAME] holds the fields of the record just read, named as in the file's first line.
# A file that is not there has no records.

function csv_next(file,    names, i, n)
{
    if (!(file in csv_header)) {
        if (!csv_record(file))
            return 0
        names = csv_field[1]
        for (i = 2; i <= csv_fields; i++)
            names = names "\n" csv_field[i]
        csv_header[file] = names
    }
    if (!csv_record(file))
        return 0
    n = split(csv_header[file], csv_name, "\n")
    if (n != csv_fields) {
        printf "%s: a record has %d fields, not %d\n", file, csv_fields, n > "/dev/stderr"
        exit 1
    }
    for (i = 1; i <= n; i++)
        csv[csv_name[i]] = csv_field[i]
    return 1
}

# One record into csv_field[1 ... csv_fields].
function csv_record(file,    line, at)
{
    if ((getline line < file) <= 0)
        return 0
    csv_fields = 0
    for (;;) {
        csv_fields++
        csv_field[csv_fields] = ""
        if (substr(line, 1, 1) == "\"") {
            line = substr(line, 2)
            while ((at = index(line, "\"")) == 0 || substr(line, at, 2) == "\"\"") {
                if (at == 0) {
                    csv_field[csv_fields] = csv_field[csv_fields] line "\n"
                    if ((getline line < file) <= 0)
                        return 0
                } else {
                    csv_field[csv_fields] = csv_field[csv_fields] substr(line, 1, at)
                    line = substr(line, at + 2)
                }
            }
            csv_field[csv_fields] = csv_field[csv_fields] substr(line, 1, at - 1)
            line = substr(line, at + 1)
            if (line == "")
                return 1
            line = substr(line, 2)
        } else if ((at = index(line, ",")) == 0) {
            csv_field[csv_fields] = line
            return 1
        } else {
            csv_field[csv_fields] = substr(line, 1, at - 1)
            line = substr(line, at + 1)
        }
    }
}
