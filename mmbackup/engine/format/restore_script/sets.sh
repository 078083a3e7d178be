# The value of a line such as   "errors": 0,   of a JSON file that mmbackup wrote: one field a line.
field() {
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
        "  \"$2\": "*)
            value=${line#"  \"$2\": "}
            value=${value%,}
            value=${value#\"}
            printable "${value%\"}"
            return
            ;;
        esac
    done <"$1"
}

# Reads the list of files out of set.json into $listed, as " sum:name sum:name ... ".
read_list() {
    listed=' '
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
        '    {"name": "'*', "sha256": "'*'"}' | '    {"name": "'*', "sha256": "'*'"},') ;;
        *) continue ;;
        esac
        name=${line#'    {"name": "'}
        name=${name%%\"*}
        sum=${line##*'"sha256": "'}
        sum=${sum%%\"*}
        case $name in '' | [.-]* | *[!A-Za-z0-9._-]*)
            die "set.json names a file that cannot be ours: $(printable "$name")" ;;
        esac
        is_sum "$sum" || die "set.json holds a checksum that is none: $(printable "$sum")"
        listed="$listed$sum:$name "
    done <"$folder/set.json"
    [ "$listed" != ' ' ] || die "$folder/set.json lists no files; it is damaged"
}

# Nothing on the medium is read through a link, nor waited for.
is_file() { [ ! -h "$1" ] && [ -f "$1" ]; }

sum_of() {
    sum_and_more=$(sha256sum <"$1") || return 1
    printf '%s' "${sum_and_more%% *}"
}

# Checks every file of the set; counts the bad ones in $bad.
check_files() {
    bad=0
    for entry in $listed; do
        name=${entry#*:}
        if ! is_file "$folder/$name"; then
            say "  missing   $name"
            bad=$((bad + 1))
        elif found=$(sum_of "$folder/$name") && [ "$found" = "${entry%%:*}" ]; then
            say "  good      $name"
        else
            say "  DAMAGED   $name"
            bad=$((bad + 1))
        fi
    done
}

check_verified() {
    if ! is_file "$folder/verified.json"; then
        say 'This set was written but never verified by mmbackup.'
    elif [ "$(field "$folder/verified.json" set_sha256)" = "$(sum_of "$folder/set.json")" ]; then
        say "Verified $(field "$folder/verified.json" verified_at)."
    else
        bad=$((bad + 1))
        say '  DAMAGED   set.json (it is not the one that was verified)'
    fi
}

list_sets() {
    say "Backup sets on this medium ($here):"
    none=1
    for folder in "$here"/[0-9]*Z-*; do
        if [ -h "$folder" ] || ! is_file "$folder/set.json"; then continue; fi
        none=0
        verified='written, NOT verified'
        ! is_file "$folder/verified.json" || verified=$(field "$folder/verified.json" verdict)
        say "  $(printable "${folder##*/}")"
        say "      site $(field "$folder/set.json" site), written $(field "$folder/set.json" written_at)"
        read_part
        [ "$several" -eq 0 ] || say "      $(part_words)"
        say "      $verified"
        [ -z "$(field "$folder/set.json" recipients)" ] || say '      encrypted: to restore it, say -k KEYFILE'
    done
    [ $none -eq 0 ] || say '  none'
}
