# The names of the files that no medium brought yet, as JSON writes them.
list_missing() {
    while IFS=' ' read -r number uuid files name; do
        part_state "$number" "$uuid"
        [ "$answer" = no ] || continue
        manifest="part-$(printf '%04d' "$number").manifest.jsonl.zst$ending"
        [ "$number" -ne "$part" ] || manifest=manifest.jsonl.zst$ending
        if [ "$number" -gt "$part" ]; then
            say "What is on medium $(printable "$name") (part $number) the media of later parts list."
            continue
        fi
        case $listed in *":$manifest "*) ;; *) die "$folder/$manifest is not listed in set.json" ;; esac
        if [ -h "$folder/$manifest" ] || [ ! -f "$folder/$manifest" ]; then die "$folder/$manifest is missing"; fi
        case $listed in *" $(sum_of "$folder/$manifest"):$manifest "*) ;; *) die "$folder/$manifest is damaged" ;; esac
        say "Missing, on medium $(printable "$name") (part $number):"
        names_of "$folder/$manifest"
    done <<EOF
${chain%"$newline"}
EOF
}

names_of() {
    kind=''
    [ "$wanted" = all ] || for type in $wanted; do kind="${kind:+$kind|}$type"; done
    opened "$1" | zstd -dcq | tr -cd '\n -~' | sed -nE "
        /,\"type\":\"folder\",/d
        /,\"data\":\"(${kind:-[a-z-]*})\",/!d
        s/^\\{\"path\":\"(([^\"\\\\]|\\\\.)*)\".*,\"slice\":\\{\"number\":([0-9]+),.*\$/  \\1 (slice \\3)/p
        t
        s/^\\{\"path\":\"(([^\"\\\\]|\\\\.)*)\".*\$/  \\1/p"
}
