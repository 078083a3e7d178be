# What is known of a restore from several media lies in a folder of the target; it is believed as little as a medium.
open_state() {
    state=$target/.mmbackup-restore
    make_folder "$state"
    state=$state/$set_uuid
    make_folder "$state"
}

make_folder() {
    [ ! -h "$1" ] || die "$1 is a link; remove it"
    [ -d "$1" ] || mkdir -- "$1" || die "cannot make the folder $1"
}

# Writes one file of that folder, never through a link.
put() {
    rm -rf -- "$state/$1"
    (set -C && printf '%s' "$2" >"$state/$1") || die "cannot write into $state; is the disk full?"
}

close_state() {
    rm -rf -- "$state"
    rmdir -- "$target/.mmbackup-restore" 2>/dev/null || :
}

# Two media may claim the same part, when the first one failed its read back and the part was written anew. The
# latest part that was seen says which media the set is on, one that was verified before one that was not.
choose_chain() {
    rank=$((part * 2))
    [ ! -f "$folder/verified.json" ] || rank=$((rank + 1))
    if recall_chain && [ "$chain_rank" -gt "$rank" ]; then
        chain=$recalled
    else
        chain_parts=$parts
        [ "$only_missing" -eq 1 ] || put chain "$rank $parts$newline$chain"
    fi
}

# Into $chain_rank, $chain_parts and $recalled; false if there is nothing, or nothing that we wrote.
recall_chain() {
    [ ! -h "$state/chain" ] && [ -f "$state/chain" ] || return 1
    reached=0 recalled=''
    {
        IFS=' ' read -r chain_rank chain_parts || return 1
        is_number "$chain_rank" && is_number "$chain_parts" || return 1
        while IFS=' ' read -r number uuid files name; do
            reached=$((reached + 1))
            [ "$number" = "$reached" ] && is_uuid "$uuid" && is_number "$files" || return 1
            recalled="$recalled$number $uuid $files $(printable "$name")$newline"
        done
    } <"$state/chain"
    [ $((chain_rank / 2)) -eq "$reached" ] && [ "$reached" -gt 0 ] || return 1
    [ "$chain_parts" -eq 0 ] || [ "$chain_parts" -eq "$reached" ]
}

# Whether all that is wanted of part $1 on the medium $2 was restored: whole, faults or no.
part_state() {
    answer=whole
    for type in $wanted; do
        mark="$state/$1.$2.all"
        [ -f "$mark" ] || mark="$state/$1.$2.$type"
        if [ -h "$mark" ] || [ ! -f "$mark" ]; then
            answer=no
            return
        fi
        [ "$(cat "$mark")" = whole ] || answer=faults
    done
}

mark_part() {
    outcome=whole
    [ "$faults" -eq 0 ] || outcome=faults
    if [ "$wanted" = all ]; then for type in $types; do put "$part.$medium.$type" $outcome; done; fi
    for type in $wanted; do put "$part.$medium.$type" $outcome; done
    [ "$wanted" != all ] || return 0
    outcome=whole
    rm -rf -- "$state/$part.$medium.all"
    for type in $types; do
        mark="$state/$part.$medium.$type"
        [ -f "$mark" ] || return 0
        [ "$(cat "$mark")" = whole ] || outcome=faults
    done
    put "$part.$medium.all" $outcome
}

# Says which parts are restored; $missing counts those to come, $with_faults those that are not as they were saved.
report() {
    missing=0 with_faults=0
    say "The parts of this set, below $target:"
    while IFS=' ' read -r number uuid files name; do
        part_state "$number" "$uuid"
        case $answer in
        whole) say "  part $number   medium $(printable "$name")   restored" ;;
        faults)
            with_faults=$((with_faults + 1))
            say "  part $number   medium $(printable "$name")   restored, but NOT all as it was saved"
            ;;
        *)
            missing=$((missing + 1))
            words=''
            [ "$files" -eq 0 ] || words=", $files files"
            say "  part $number   medium $(printable "$name")   STILL TO COME$words"
            ;;
        esac
    done <<EOF
${chain%"$newline"}
EOF
    [ "$chain_parts" -eq 0 ] || return 0
    missing=$((missing + 1))
    say '  The last part was not put in yet; it names the media of the whole set. If there is no medium that is'
    say '  labelled with a later part, the backup was never finished.'
}
