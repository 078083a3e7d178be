# Adds the pieces of the data type $1 to $pieces: those that set.json lists.
find_pieces() {
    before=$pieces
    if [ "$encrypted" -eq 1 ]; then find_encrypted_pieces "$1"; else find_plain_pieces "$1"; fi
    [ "$pieces" = "$before" ] || return 0
    [ "$force" -eq 1 ] || die "no piece of $1 is left on this medium"
    warn "no piece of $1 is left on this medium"
}

find_plain_pieces() {
    for piece in "./$1".[0-9]*.tar.zst*; do
        case $piece in
        *[!A-Za-z0-9./_-]*) listed_too=0 ;;
        *) case $listed in *":${piece#./} "*) listed_too=1 ;; *) listed_too=0 ;; esac ;;
        esac
        if [ $listed_too -eq 1 ]; then
            pieces="$pieces $piece"
        else
            say "  $(printable "${piece#./}") is not a file of this set and is left alone"
        fi
    done
}

# There may be thousands of them. set.json names them in the order of their unpacking.
find_encrypted_pieces() {
    for entry in $listed; do
        piece=${entry#*:}
        case $piece in "$1".[0-9]*.tar.zst.age | "$1".[0-9]*.tar.zst.[0-9]*.age) ;; *) continue ;; esac
        if [ ! -h "$piece" ] && [ -f "$piece" ]; then pieces="$pieces ./$piece"; fi
    done
}

# One stream for all, as tar watches over its own links then. A damaged piece, though, shall cost no other one.
restore_types() {
    pieces='' what=''
    for type in "$@"; do
        case " $types " in
        *" $type "*) find_pieces "$type" && what="${what:+$what, }$type" ;;
        *) say "This part holds no $type." ;;
        esac
    done
    [ -n "$pieces" ] || return 0
    say "Restoring $what ..."
    # shellcheck disable=SC2086 # names of pieces hold no blanks
    if [ $bad -eq 0 ] && [ -n "$tar_options" ]; then unpack $pieces; else unpack_one_by_one $pieces; fi
}

# A piece may go on in further files, such as messages.0001.tar.zst.002.
unpack_one_by_one() {
    files='' base=''
    for piece in "$@"; do
        case ${piece%.age} in
        *.zst)
            # shellcheck disable=SC2086
            [ -z "$files" ] || unpack $files
            what=${piece#./} files=$piece base=${piece%.age}
            ;;
        "$base".*) files="$files $piece" ;;
        esac
    done
    # shellcheck disable=SC2086
    [ -z "$files" ] || unpack $files
}

check_target() {
    [ -d "$1" ] || die "the folder $1 does not exist; make it first: mkdir -p $1"
    target=$(cd -- "$1" && pwd -P)
    case $target/ in
    "$here"/*) die "$1 lies on this medium, which is never written to; choose a folder elsewhere" ;;
    esac
    [ "$(id -u 2>/dev/null || say 0)" = 0 ] ||
        say 'You are not root: files are restored as your own, not as their owners'\''.'
}

need() {
    for program in "$@"; do
        command -v "$program" >/dev/null 2>&1 || die "$program is needed and not installed"
    done
}
