# GNU tar does not follow the links that it makes itself, but it follows those that it finds. What an earlier archive
# put there as a link to a folder, the next one shall not be led out of the target by.
refuse_ways_out() {
    [ "$guard" -eq 1 ] && holds_files || return 0
    if [ "$force" -eq 1 ] && ! command -v find >/dev/null 2>&1; then
        warn 'find is not installed: links in the target are not looked at before something is written through them'
        return 0
    fi
    need find test sort comm mkdir rm rmdir
    make_folder "$target/.mmbackup-restore"
    links=$target/.mmbackup-restore/links
    folders=$target/.mmbackup-restore/folders
    rm -rf -- "$links" "$links.sorted" "$folders"
    # tar names a folder without the "./" that find would put before it if it were asked for the whole target
    (find_below -type l -exec test -d '{}' ';' -print0) >"$links" || die "cannot look for links in $target"
    (find_below -type d -print0) >"$folders" || die "cannot look for folders in $target"
    ways=''
    [ ! -s "$links" ] || ways=$(ways_through "$@")
    rm -f -- "$links" "$links.sorted"
    [ -z "$ways" ] || die "$ways would be written through a link that lies in $target, maybe out of it; nothing of" \
        "$what is restored. Take an empty folder, or remove the link if you trust the medium."
}

holds_files() {
    for entry in "$target"/* "$target"/.[!.]* "$target"/..?*; do
        case ${entry##*/} in .mmbackup-restore | '*' | '.[!.]*' | '..?*') ;; *) return 0 ;; esac
    done
    return 1
}

find_below() {
    cd -- "$target" || return 1
    found_by=$*
    set --
    for entry in * .[!.]* ..?*; do
        case $entry in
        .mmbackup-restore) ;;
        [-!\(\),]*) die "$target holds a name that find cannot take; choose an empty folder" ;;
        *) if [ -e "$entry" ] || [ -h "$entry" ]; then set -- "$@" "$entry"; fi ;;
        esac
    done
    # shellcheck disable=SC2086 # words of find, none of which holds a blank
    find "$@" $found_by
}

# An archive of the folders that the target has already: told of them first, GNU tar sets their times last, even
# where it puts a link into one at the very end.
folders_there() {
    [ -z "$folders" ] || tar -c -f - --format=posix -C "$target" --no-recursion --numeric-owner --null -T "$folders"
}

# The first member of the archives that lies below one of the links.
ways_through() {
    quoting='--quoting-style=escape --null -T'
    # shellcheck disable=SC2086 # options are split on purpose
    (cd -- "$target" && tar -c -v -f /dev/null --no-recursion $quoting "$links") | sort >"$links.sorted"
    # shellcheck disable=SC2086
    opened_pieces "$@" | zstd -dcq 2>/dev/null | tar -t -i -f - $quoting "$links" 2>/dev/null | sort |
        comm -13 "$links.sorted" - | { read -r first && printf '%s' "$first" && cat >/dev/null; } || :
}
