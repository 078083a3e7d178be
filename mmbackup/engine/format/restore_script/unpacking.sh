# The data types of the set, in the order they were saved in.
find_types() {
    types=''
    for entry in $listed; do
        case $entry in *.tar.zst | *.tar.zst.[0-9]* | *.tar.zst.age) ;; *) continue ;; esac
        type=${entry#*:}
        type=${type%%.*}
        case " $types " in *" $type "*) ;; *) types="${types:+$types }$type" ;; esac
    done
}

# One part of several need not hold what another one holds.
check_wanted() {
    known=" $types "
    [ "$several" -eq 0 ] || known=" $types system-data names-and-greetings messages "
    for type in "$@"; do
        case $type in *[!a-z-]*) type='(not printable)' ;; esac
        case $known in
        *" $type "*) ;;
        *) die "this set has no data type $type; it has: $types" ;;
        esac
    done
}

choose_tar() {
    guard=0
    tar_locale=C
    case $(tar --version 2>/dev/null </dev/null || :) in
    *'GNU tar'*)
        guard=1
        # it restores names in any character set, and needs no word of which one it was (hdrcharset)
        set_tar --ignore-zeros --numeric-owner --xattrs '--xattrs-include=*' --delay-directory-restore \
            --warning=no-unknown-keyword --anchored --exclude=.mmbackup-restore
        ;;
    *bsdtar*)
        tar_locale=C.UTF-8 # in any other it complains about names that it restores well
        set_tar --options read_concatenated_archives --numeric-owner --exclude '^.mmbackup-restore'
        ;;
    *)
        [ "$force" -eq 1 ] || die 'this tar is neither GNU tar nor bsdtar: it may cut long names and lose' \
            'extended attributes. Install GNU tar, or say -f to go on.'
        warn 'with this tar long names may be cut, extended attributes and sparse files lost, and a medium made by' \
            'an enemy may write outside the target'
        set_tar
        ;;
    esac
}

# Remembers tar's options; none of them holds a blank.
set_tar() { tar_options=$*; }

# Unpacks the archives named, as one stream. Each program's own exit status counts, not only the last one's.
# shellcheck disable=SC2086 # tar's options are split on purpose
unpack() {
    folders='' opener=cat
    [ "$encrypted" -eq 0 ] || opener=age
    refuse_ways_out "$@"
    set -f # tar's options hold a star
    forbid_devices "$@"
    failed=$(
        {
            {
                folders_there
                { opened_pieces "$@" || printf '%s ' "$opener" >&3; } | { zstd -dcq || printf 'zstd ' >&3; }
            } | { LC_ALL=$tar_locale $run_tar -x -p -f - $tar_options -C "$target" >&2 || printf 'tar ' >&3; }
        } 3>&1
    )
    set +f
    if [ -n "$folders" ]; then
        rm -f -- "$folders"
        rmdir -- "$target/.mmbackup-restore" 2>/dev/null || :
    fi
    [ -n "$failed" ] || return 0
    [ "$force" -eq 1 ] || die "restoring $what failed in: $failed- see the messages above"
    warn "restoring $what failed in: $failed- see the messages above"
}
