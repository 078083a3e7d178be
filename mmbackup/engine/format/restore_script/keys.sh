# An encrypted set: each of its files is an age file of its own, but for set.json and verified.json.
read_encryption() {
    encrypted=0 ending=''
    [ -n "$(field "$folder/set.json" recipients)" ] || return 0
    encrypted=1 ending=.age
}

# Before anything is written: a key that is missing or wrong shall be known now.
check_key() {
    [ "$encrypted" -eq 1 ] || return 0
    [ -n "$key" ] || die "$set_name is encrypted: say -k KEYFILE, a file with one of its secret keys" \
        '(AGE-SECRET-KEY-1...), typed from the paper key. Without one nobody can open it.'
    case $key in /*) ;; *) key=$PWD/$key ;; esac
    [ -f "$key" ] && [ -r "$key" ] || die "the key file $key does not exist, or cannot be read"
    case $key in "$here"/*) warn 'the key lies on the medium itself: whoever finds the medium can open it' ;; esac
    command -v age >/dev/null 2>&1 ||
        die 'age is needed to open an encrypted set and not installed (Debian, Ubuntu: apt install age)'
    try_key
}

# With the log, or, when that is damaged, with the manifest.
try_key() {
    for name in LOG.txt.age manifest.jsonl.zst.age; do
        if [ -h "$folder/$name" ] || [ ! -f "$folder/$name" ]; then continue; fi
        if opened "$folder/$name" >/dev/null; then return 0; fi
    done
    [ "$force" -eq 1 ] || die "the key in $key does not open $set_name; see what age says above"
    warn "the key in $key opens neither the log nor the manifest of $set_name"
}

# The content of a file of the set, which age gives out only as far as it is as it was written.
opened() {
    if [ "$encrypted" -eq 1 ]; then age -d -i "$key" <"$1"; else cat -- "$1"; fi
}

# One behind the other; a damaged one does not keep the next from coming.
opened_pieces() {
    [ "$encrypted" -eq 1 ] || { cat "$@"; return; }
    all_opened=0
    for file in "$@"; do opened "$file" || all_opened=1; done
    return $all_opened
}
