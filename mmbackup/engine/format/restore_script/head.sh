#!/bin/sh
# Restores from this medium with sh, tar, zstd, sha256sum and cat alone; for a set on several media, or a target that
# holds files already, the small tools that every system has come on top. README.txt beside this file explains.
#
#   sh restore.sh -l                             list the backup sets on this medium
#   sh restore.sh -n SET                         check a set against its checksums; restore nothing
#   sh restore.sh SET TARGET [data-type...]      check it, then unpack it below the folder TARGET
#   sh restore.sh -m SET TARGET [data-type...]   say which files of a set on several media are not restored yet
#
#   -k   the file with the secret key of an encrypted set; for that, the program age is needed too
#   -f   go on although a file is damaged or tar is not up to it (the exit status still says so)
#
# A set on several media: the same command on each of them, in any order, with the same TARGET.
#
# Exit status: 0 all is restored as it was saved, 1 something is not, 2 wrong usage, 3 this medium is restored and
# others of its set are still to come.
set -eu

# Names are bytes to us: in any other locale tar might translate them.
LC_ALL=C
export LC_ALL

newline='
'
say() { printf '%s\n' "$*"; }
warn() { printf 'restore.sh: warning: %s\n' "$*" >&2; faults=1; }
die() { printf 'restore.sh: %s\n' "$*" >&2; exit 1; }
usage() {
    say 'usage: sh restore.sh -l'
    say '       sh restore.sh [-f] -n SET'
    say '       sh restore.sh [-f] [-k KEYFILE] SET TARGET [data-type...]'
    say '       sh restore.sh [-k KEYFILE] -m SET TARGET [data-type...]'
}
wrong_usage() { usage >&2; exit 2; }

# A medium made by an enemy shall not steer the terminal: neither ASCII's control characters nor Unicode's further ones.
lead=$(printf '\302') low=$(printf '\200') high=$(printf '\237')
printable() {
    case $1 in
    *[[:cntrl:]]* | *"$lead"["$low"-"$high"]*) printf '(not printable)' ;;
    *) printf '%s' "$1" ;;
    esac
}

# A whole number from 0 that the shell can reckon with.
is_number() {
    case $1 in '' | *[!0-9]* | 0?*) return 1 ;; esac
    [ ${#1} -le 18 ]
}

is_uuid() {
    case $1 in *[!0-9a-f-]*) return 1 ;; esac
    [ ${#1} -eq 36 ]
}

is_sum() {
    case $1 in *[!0-9a-f]*) return 1 ;; esac
    [ ${#1} -eq 64 ]
}
