# A set on several media has a folder with another number at its end on each; the name without it does for all.
find_folder() {
    folder=$here/$set_name
    [ ! -f "$folder/set.json" ] || return 0
    for candidate in "$here/$set_name"-[0-9]*; do
        case ${candidate#"$here/$set_name-"} in *[!0-9-]*) continue ;; esac
        [ -f "$candidate/set.json" ] || continue
        [ "$folder" = "$here/$set_name" ] || die "there are several parts of $set_name on this medium; say which"
        folder=$candidate
    done
    set_name=${folder##*/}
}

# What is left to do after a part was restored; the exit status.
end_of_part() {
    mark_part
    remember_slices
    join_slices
    report
    if [ $missing -eq 0 ] && [ $slices_missing -gt 0 ]; then
        warn 'the files in slices above were never saved whole; what there is of them is left in slices'
    fi
    [ $((faults + with_faults)) -eq 0 ] || die 'restored what could be read, but not all is as it was saved; see above.'
    if [ $missing -eq 0 ]; then
        say "Done: all parts restored below $target"
        [ "$wanted" != all ] || close_state
        exit 0
    fi
    say 'Put in one of the media still to come, and give there the same command:'
    [ "$wanted" != all ] || wanted=''
    say "  sh restore.sh ${key:+-k $key }${set_name%%"-$part"*} $target${wanted:+ $wanted}"
    say 'To see which files they hold: sh restore.sh -m, with the same words behind it.'
    exit 3
}

case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
here=$(cd -- "$here" && pwd -P)
here=${here%/}
only_list=0 only_check=0 only_missing=0 force=0 faults=0 key=''
while getopts lnmfhk: option; do
    case $option in
    l) only_list=1 ;;
    n) only_check=1 ;;
    m) only_missing=1 ;;
    f) force=1 ;;
    k) key=$OPTARG ;;
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
find_folder
shift
if [ -h "$folder" ] || [ -h "$folder/set.json" ] || [ ! -f "$folder/set.json" ]; then
    die "there is no set $set_name on this medium; sh restore.sh -l lists them"
fi

read_list
find_types
read_part
read_encryption
if [ $only_check -eq 0 ]; then
    need tar zstd
    check_target "$1"
    shift
    check_wanted "$@"
    wanted=${*:-all}
fi
if [ $only_missing -eq 1 ]; then
    [ $several -eq 1 ] || die 'this set is on this medium alone'
    need sed tr
    check_key
    read_chain
    state=$target/.mmbackup-restore/$set_uuid
    choose_chain
    report
    list_missing
    [ $missing -eq 0 ] || exit 3
    [ $with_faults -eq 0 ] || exit 1
    exit 0
fi
[ $only_check -eq 1 ] || { choose_tar && check_key; }

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

cd -- "$folder"
if [ $several -eq 1 ]; then
    need chmod df mkdir mv rm rmdir sort touch wc
    read_chain
    open_state
    choose_chain
    case $newline$chain in
    *"$newline$part $medium "*) ;;
    *) say "Part $part was written anew on another medium later on; what is here is restored all the same." ;;
    esac
fi
# shellcheck disable=SC2086 # data types hold no blanks
[ $# -gt 0 ] || set -- $types
restore_types "$@"
if [ $several -eq 1 ]; then
    open_state # what came from the medium must not have changed it
    end_of_part
fi
[ $faults -eq 0 ] || die 'restored what could be read, but not all is as it was saved; see above.'
say "Done: $* restored below $target"
