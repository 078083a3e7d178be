#!/bin/sh
# Restores from this medium with sh, tar, zstd, sha256sum and cat alone. README.txt beside this file explains.
#
#   sh restore.sh -l                          list the backup sets on this medium
#   sh restore.sh -n SET                      check a set against its checksums; restore nothing
#   sh restore.sh SET TARGET [data-type...]   check it, then unpack it below the folder TARGET
#
#   -f   go on although a file is damaged or tar is not up to it (the exit status still says so)
#
# Exit status: 0 all is restored as it was saved, 1 something is not, 2 wrong usage.
set -eu

# Names are bytes to us: in any other locale tar might translate them.
LC_ALL=C
export LC_ALL

say() { printf '%s\n' "$*"; }
warn() { printf 'restore.sh: warning: %s\n' "$*" >&2; faults=1; }
die() { printf 'restore.sh: %s\n' "$*" >&2; exit 1; }
usage() {
    say 'usage: sh restore.sh -l'
    say '       sh restore.sh [-f] -n SET'
    say '       sh restore.sh [-f] SET TARGET [data-type...]'
}
wrong_usage() { usage >&2; exit 2; }

# The value of a line such as   "errors": 0,   of a JSON file that mmbackup wrote: one field a line.
field() {
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
        "  \"$2\": "*)
            value=${line#"  \"$2\": "}
            value=${value%,}
            value=${value#\"}
            value=${value%\"}
            # a medium made by an enemy shall not steer the terminal
            case $value in *[[:cntrl:]]*) value='(not printable)' ;; esac
            printf '%s' "$value"
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
        case $name in '' | .* | *[!A-Za-z0-9._-]*) die "set.json names a file that cannot be ours: $name" ;; esac
        case $sum in *[!0-9a-f]*) die "set.json holds a checksum that is none: $sum" ;; esac
        [ ${#sum} -eq 64 ] || die "set.json holds a checksum that is none: $sum"
        listed="$listed$sum:$name "
    done <"$folder/set.json"
    [ "$listed" != ' ' ] || die "$folder/set.json lists no files; it is damaged"
}

sum_of() {
    sum_and_more=$(sha256sum <"$1") || return 1
    printf '%s' "${sum_and_more%% *}"
}

# Checks every file of the set; counts the bad ones in $bad.
check_files() {
    bad=0
    for entry in $listed; do
        name=${entry#*:}
        if [ -h "$folder/$name" ] || [ ! -f "$folder/$name" ]; then
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
    if [ ! -f "$folder/verified.json" ]; then
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
        [ -f "$folder/set.json" ] || continue
        none=0
        verified='written, NOT verified'
        [ ! -f "$folder/verified.json" ] || verified=$(field "$folder/verified.json" verdict)
        say "  ${folder##*/}"
        say "      site $(field "$folder/set.json" site), written $(field "$folder/set.json" written_at)"
        say "      $verified"
    done
    [ $none -eq 0 ] || say '  none'
}

# The data types of the set, in the order they were saved in.
find_types() {
    types=''
    for entry in $listed; do
        case $entry in *.tar.zst | *.tar.zst.[0-9]*) ;; *) continue ;; esac
        type=${entry#*:}
        type=${type%%.*}
        case " $types " in *" $type "*) ;; *) types="${types:+$types }$type" ;; esac
    done
}

check_wanted() {
    for type in "$@"; do
        case " $types " in
        *" $type "*) ;;
        *) die "this set has no data type $type; it has: $types" ;;
        esac
    done
}

choose_tar() {
    case $(tar --version 2>/dev/null </dev/null || :) in
    *'GNU tar'*)
        # it restores names in any character set, and needs no word of which one it was (hdrcharset)
        set_tar --ignore-zeros --numeric-owner --xattrs '--xattrs-include=*' --delay-directory-restore \
            --warning=no-unknown-keyword
        ;;
    *bsdtar*) set_tar --options read_concatenated_archives --numeric-owner ;;
    *)
        [ "$force" -eq 1 ] || die 'this tar is neither GNU tar nor bsdtar: it may cut long names and lose' \
            'extended attributes. Install GNU tar, or say -f to go on.'
        warn 'with this tar long names may be cut, extended attributes and sparse files lost'
        set_tar
        ;;
    esac
}

# Remembers tar's options; none of them holds a blank.
set_tar() { tar_options=$*; }

# Unpacks the archives named, as one stream. Each program's own exit status counts, not only the last one's.
unpack() {
    set -f # tar's options hold a star
    failed=$(
        {
            { cat "$@" || printf 'cat ' >&3; } |
                { zstd -dcq || printf 'zstd ' >&3; } |
                # shellcheck disable=SC2086 # options are split on purpose
                { tar -x -p -f - $tar_options -C "$target" >&2 || printf 'tar ' >&3; }
        } 3>&1
    )
    set +f
    [ -n "$failed" ] || return 0
    [ "$force" -eq 1 ] || die "restoring $type failed in: $failed- see the messages above"
    warn "restoring $type failed in: $failed- see the messages above"
}

restore_type() {
    type=$1
    say "Restoring $type ..."
    set --
    for piece in "$folder/$type".[0-9]*.tar.zst*; do
        case $listed in
        *":${piece##*/} "*) set -- "$@" "$piece" ;;
        *) say "  ${piece##*/} is not a file of this set and is left alone" ;;
        esac
    done
    [ $# -gt 0 ] || die "no piece of $type is left on this medium"
    case $tar_options in
    '') for piece in "$@"; do case $piece in *.zst) unpack "$piece"* ;; esac; done ;;
    *) unpack "$@" ;;
    esac
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

case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
here=$(cd -- "$here" && pwd -P)
here=${here%/}
only_list=0 only_check=0 force=0 faults=0
while getopts lnfh option; do
    case $option in
    l) only_list=1 ;;
    n) only_check=1 ;;
    f) force=1 ;;
    h) usage; exit 0 ;;
    *) wrong_usage ;;
    esac
done
shift $((OPTIND - 1))

if [ $only_list -eq 1 ]; then
    [ $# -eq 0 ] || wrong_usage
    list_sets
    exit 0
fi
[ $# -ge 2 ] || { [ $only_check -eq 1 ] && [ $# -eq 1 ]; } || wrong_usage

need cat sha256sum
set_name=${1%/}
case $set_name in '' | .* | */*) die "give a set's name, as sh restore.sh -l lists them" ;; esac
folder=$here/$set_name
shift
if [ -h "$folder" ] || [ -h "$folder/set.json" ] || [ ! -f "$folder/set.json" ]; then
    die "there is no set $set_name on this medium; sh restore.sh -l lists them"
fi

read_list
find_types
if [ $only_check -eq 0 ]; then
    need tar zstd
    check_target "$1"
    shift
    check_wanted "$@"
    choose_tar
fi

say "Checking $set_name against its checksums:"
check_files
check_verified
if [ $bad -gt 0 ]; then
    [ $force -eq 1 ] || [ $only_check -eq 1 ] ||
        die "$bad damaged or missing; nothing was restored. Say -f to restore what can be read."
    faults=1
fi
if [ $only_check -eq 1 ]; then
    [ $faults -eq 0 ] || die "$bad damaged or missing."
    say 'Every file is as it was written.'
    exit 0
fi

# shellcheck disable=SC2086 # data types hold no blanks
[ $# -gt 0 ] || set -- $types
for type in "$@"; do restore_type "$type"; done
[ $faults -eq 0 ] || die 'restored what could be read, but not all is as it was saved; see above.'
say "Done: $* restored below $target"
