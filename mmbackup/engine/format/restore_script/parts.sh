# Which part of its set lies here. A set on one medium is part 1 of 1; the last of several alone says how many.
read_part() {
    several=0
    part=$(field "$folder/set.json" part)
    parts=$(field "$folder/set.json" parts)
    [ "$part/$parts" != 1/1 ] || return 0
    is_number "$part" && is_number "$parts" && [ "$part" -ge 1 ] && [ "$part" -le 9999 ] ||
        die "$folder/set.json does not say which part it is; it is damaged"
    [ "$parts" -eq 0 ] || [ "$parts" -eq "$part" ] || die "$folder/set.json miscounts its parts; it is damaged"
    several=1
}

part_words() {
    if [ "$parts" -gt 0 ]; then say "part $part of $parts, the last"; else say "part $part of a set on several media"; fi
}

# All parts up to this one, each a line: its number, its medium's uuid, its number of files, its medium's name.
read_chain() {
    set_uuid=$(field "$folder/set.json" set)
    medium=$(field "$folder/set.json" medium_uuid)
    is_uuid "$set_uuid" && is_uuid "$medium" || die "$folder/set.json does not name its set and medium; it is damaged"
    chain=''
    reached=0
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
        '    {"part": '*', "medium_uuid": "'*'", "medium_name": "'*'", "files": '*', "manifest": "'*'"}'*) ;;
        *) continue ;;
        esac
        reached=$((reached + 1))
        number=${line#'    {"part": '}
        name=${line#*'"medium_name": "'}
        files=${line##*'"files": '}
        uuid=${line#*'"medium_uuid": "'}
        add_to_chain "${number%%,*}" "${uuid%%\"*}" "${files%%,*}" "${name%%\"*}"
    done <"$folder/set.json"
    reached=$((reached + 1))
    [ "$reached" -eq "$part" ] || die "$folder/set.json does not name the parts before this one; it is damaged"
    add_to_chain "$part" "$medium" 0 "$(field "$folder/set.json" medium_name)"
}

add_to_chain() {
    [ "$1" = "$reached" ] && is_uuid "$2" && is_number "$3" && [ ${#4} -le 200 ] ||
        die "$folder/set.json does not name the parts before this one; it is damaged"
    chain="$chain$1 $2 $3 $(printable "$4")$newline"
}
