#!/bin/sh
# Restores from this medium with sh, tar, zstd, sha256sum and cat alone; for a set on several media, or a target that
# holds files already, the small tools that every system has come on top. README.txt beside this file explains.
#
#   sh restore.sh -l                             list the backup sets on this medium
#   sh restore.sh -n SET                         check a set against its checksums; restore nothing
#   sh restore.sh SET TARGET [data-type...]      check it, then unpack it below the folder TARGET
#   sh restore.sh -m SET TARGET [data-type...]   say which files of a set on several media are not restored yet
#
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
    say '       sh restore.sh [-f] SET TARGET [data-type...]'
    say '       sh restore.sh -m SET TARGET [data-type...]'
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

# The value of a line such as   "errors": 0,   of a JSON file that mmbackup wrote: one field a line.
field() {
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
        "  \"$2\": "*)
            value=${line#"  \"$2\": "}
            value=${value%,}
            value=${value#\"}
            printable "${value%\"}"
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
        case $name in '' | [.-]* | *[!A-Za-z0-9._-]*) die "set.json names a file that cannot be ours: $name" ;; esac
        is_sum "$sum" || die "set.json holds a checksum that is none: $sum"
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
        read_part
        [ "$several" -eq 0 ] || say "      $(part_words)"
        say "      $verified"
    done
    [ $none -eq 0 ] || say '  none'
}

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

# Adds up what all media said of files in slices, and joins those that are complete.
join_slices() {
    slices_missing=0
    joined=$newline$([ -h "$state/joined" ] || cat "$state/joined" 2>/dev/null || :)$newline
    rm -rf -- "$state/sorted"
    all_slices | sort -k 6,6 -k 2,2n -u >"$state/sorted"
    path='' group=''
    while IFS=' ' read -r number offset size total sum next more; do
        check_slice
        if [ "$next" != "$path" ]; then
            join_file
            path=$next group='' end=0 here_size=0 largest=0 whole_size=$total
        fi
        [ "$offset" -eq "$end" ] && [ "$total" -eq "$whole_size" ] || end=-1
        [ "$end" -lt 0 ] || end=$((offset + size))
        [ "$size" -le "$largest" ] || largest=$size
        here_size=$((here_size + size))
        group="$group $number:$sum"
    done <"$state/sorted"
    join_file
    rm -f -- "$state/sorted"
}

# Of the media that the set is on, not of one whose part was written anew elsewhere.
all_slices() {
    while IFS=' ' read -r number uuid _; do
        slices_here="$state/$number.$uuid.slices"
        [ -h "$slices_here" ] || [ ! -f "$slices_here" ] || cat "$slices_here"
    done <<EOF
${chain%"$newline"}
EOF
}

# One line of slices.txt, in $number $offset $size $total $sum $next $more: nothing else is believed.
check_slice() {
    case $number in [0-9][0-9][0-9][0-9]) ;; *) bad_slice ;; esac
    is_number "$offset" && is_number "$size" && is_number "$total" && is_sum "$sum" || bad_slice
    [ "$size" -gt 0 ] && [ $((offset + size)) -le "$total" ] && [ -z "$more" ] || bad_slice
    case /$next/ in *[!A-Za-z0-9._/\\-]* | *//* | */./* | */../*) bad_slice ;; esac
    unescape "$next" && [ ${#plain} -le 4095 ] || bad_slice
    case /$plain/ in *//* | */./* | */../*) bad_slice ;; esac
}

bad_slice() { die 'the list of files in slices, slices.txt, is not one that mmbackup wrote'; }

# The bytes of a name in which those beyond letters, digits, dots, slashes, - and _ are \ and three octal digits.
unescape() {
    rest=$1 plain=''
    while :; do
        case $rest in
        *\\*)
            plain="$plain${rest%%\\*}\\0"
            rest=${rest#*\\}
            case $rest in 000*) return 1 ;; [0-3][0-7][0-7]*) ;; *) return 1 ;; esac
            ;;
        *) break ;;
        esac
    done
    plain=$(printf '%b.' "$plain$rest") # the dot keeps line feeds at the end
    plain=${plain%.}
}

# Remembers which slices this medium brought.
remember_slices() {
    case $listed in *':slices.txt '*) ;; *) return 0 ;; esac
    case $listed in
    *" $(sum_of slices.txt):slices.txt "*) ;;
    *) warn 'slices.txt is damaged: files in slices stay as they are'; return 0 ;;
    esac
    [ "$(wc -c <slices.txt)" -le 16777216 ] || bad_slice
    found=''
    while IFS=' ' read -r number offset size total sum next more || [ -n "$number" ]; do
        check_slice
        slice_of "$plain" "$number"
        [ ! -f "$slice" ] || found="$found$number $offset $size $total $sum $next$newline"
    done <slices.txt
    put "$part.$medium.slices" "$found"
}

# One file whose slices are in $group. Each is checked anew, since it may lie here since the week before.
join_file() {
    [ -n "$path" ] || return 0
    unescape "$path"
    if through_link "$plain"; then
        warn "$path lies below a link and is left in slices"
        return 0
    fi
    case $joined in
    *"$newline$path$newline"*)
        for entry in $group; do
            slice_of "$plain" "${entry%%:*}"
            rm -f -- "$slice"
        done
        return 0
        ;;
    esac
    if [ "$end" -ne "$whole_size" ]; then
        slices_missing=$((slices_missing + 1))
        say "  $path is on several media: $here_size of its $whole_size bytes are here, in slices"
        return 0
    fi
    slices_good || return 0
    say "Joining the slices of $path ..."
    put_together
}

# Whether a folder on the way to $1 below the target is a link, or it is a folder itself.
through_link() {
    walked=$target rest=$1
    while :; do
        case $rest in
        */*)
            walked=$walked/${rest%%/*}
            rest=${rest#*/}
            [ ! -h "$walked" ] || return 0
            ;;
        *) break ;;
        esac
    done
    [ -d "$target/$1" ] && [ ! -h "$target/$1" ]
}

slices_good() {
    for entry in $group; do
        slice_of "$plain" "${entry%%:*}"
        if [ -h "$slice" ] || [ ! -f "$slice" ]; then
            warn "slice ${entry%%:*} of $path is gone; restore the media of this file once more"
            return 1
        fi
        if [ "$(sum_of "$slice")" != "${entry#*:}" ]; then
            warn "slice ${entry%%:*} of $path is not as it was saved; restore its medium once more"
            return 1
        fi
    done
    free=$(df -Pk -- "$target" 2>/dev/null | { read -r _ && read -r _ _ _ free _ && say "$free"; }) || free=''
    if is_number "$free" && [ $((free * 1024)) -lt "$largest" ]; then
        warn "there is no room to join $path: $largest bytes must be free; make room and start again"
        return 1
    fi
}

# Where slice $2 of the file $1 lies: a name holds 255 bytes at most.
slice_of() {
    slice=$target/$1
    base=${slice##*/}
    if [ ${#base} -gt 235 ]; then
        base=$(printf '%.235s.' "$base") # the dot keeps line feeds at the end
        base=${base%.}
    fi
    slice=${slice%/*}/$base.mmbackup-slice-$2
}

# A slice goes as soon as it is joined, so that no more than one of them lies here twice.
put_together() {
    parent=$target/$plain
    parent=${parent%/*}
    rm -rf -- "$state/copy" "$state/time" "$state/folder-time"
    touch -r "$parent" -- "$state/folder-time"
    file=''
    for entry in $group; do
        slice_of "$plain" "${entry%%:*}"
        if [ -z "$file" ]; then
            touch -r "$slice" -- "$state/time"
            copy_whole "$slice"
            # the file's own rights may say that nobody writes to it
            writable=1
            [ -w "$file" ] || { writable=0 && chmod u+w -- "$file"; }
        else
            cat -- "$slice" >>"$file" || die "cannot write into $state; is the disk full?"
        fi
        rm -f -- "$slice"
    done
    [ "$writable" -eq 1 ] || chmod u-w -- "$file"
    [ "$(wc -c <"$file")" -eq "$whole_size" ] || die "$path is not as long as it was; restore its media once more"
    touch -r "$state/time" -- "$file"
    mv -f -- "$file" "$target/$plain"
    touch -r "$state/folder-time" -- "$parent"
    joined=$joined$path$newline
    put joined "$joined"
}

# Into $file, by tar, which unlike cp keeps owner, rights and extended attributes everywhere.
copy_whole() {
    mkdir -- "$state/copy"
    file=$state/copy/${1##*/}
    keep=''
    [ "$guard" -eq 0 ] || keep='--xattrs --numeric-owner'
    set -f
    # shellcheck disable=SC2086 # options are split on purpose
    LC_ALL=$tar_locale tar -c -f - $keep -C "${1%/*}" "./${1##*/}" | LC_ALL=$tar_locale tar -x -p -f - $tar_options -C "$state/copy"
    set +f
    [ -f "$file" ] || die "cannot write into $state; is the disk full?"
}

# The names of the files that no medium brought yet, as JSON writes them.
list_missing() {
    while IFS=' ' read -r number uuid files name; do
        part_state "$number" "$uuid"
        [ "$answer" = no ] || continue
        manifest="part-$(printf '%04d' "$number").manifest.jsonl.zst"
        [ "$number" -ne "$part" ] || manifest=manifest.jsonl.zst
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
    zstd -dcq <"$1" | tr -cd '\n -~' | sed -nE "
        /,\"type\":\"folder\",/d
        /,\"data\":\"(${kind:-[a-z-]*})\",/!d
        s/^\\{\"path\":\"(([^\"\\\\]|\\\\.)*)\".*,\"slice\":\\{\"number\":([0-9]+),.*\$/  \\1 (slice \\3)/p
        t
        s/^\\{\"path\":\"(([^\"\\\\]|\\\\.)*)\".*\$/  \\1/p"
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
    folders=''
    refuse_ways_out "$@"
    set -f # tar's options hold a star
    failed=$(
        {
            {
                folders_there
                { cat "$@" || printf 'cat ' >&3; } | { zstd -dcq || printf 'zstd ' >&3; }
            } | { LC_ALL=$tar_locale tar -x -p -f - $tar_options -C "$target" >&2 || printf 'tar ' >&3; }
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
    cat "$@" | zstd -dcq 2>/dev/null | tar -t -i -f - $quoting "$links" 2>/dev/null | sort |
        comm -13 "$links.sorted" - | { read -r first && printf '%s' "$first" && cat >/dev/null; } || :
}

# Adds the pieces of the data type $1 to $pieces: those that set.json lists.
find_pieces() {
    before=$pieces
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
    [ "$pieces" = "$before" ] || return 0
    [ "$force" -eq 1 ] || die "no piece of $1 is left on this medium"
    warn "no piece of $1 is left on this medium"
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
    for piece in "$@"; do
        case $piece in *.zst) ;; *) continue ;; esac
        what=${piece#./}
        files=''
        for file in "$@"; do case $file in "$piece" | "$piece".*) files="$files $file" ;; esac; done
        # shellcheck disable=SC2086
        unpack $files
    done
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
    say "  sh restore.sh ${set_name%%"-$part"*} $target${wanted:+ $wanted}"
    say 'To see which files they hold: sh restore.sh -m, with the same words behind it.'
    exit 3
}

case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
here=$(cd -- "$here" && pwd -P)
here=${here%/}
only_list=0 only_check=0 only_missing=0 force=0 faults=0
while getopts lnmfh option; do
    case $option in
    l) only_list=1 ;;
    n) only_check=1 ;;
    m) only_missing=1 ;;
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
find_folder
shift
if [ -h "$folder" ] || [ -h "$folder/set.json" ] || [ ! -f "$folder/set.json" ]; then
    die "there is no set $set_name on this medium; sh restore.sh -l lists them"
fi

read_list
find_types
read_part
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
    read_chain
    state=$target/.mmbackup-restore/$set_uuid
    choose_chain
    report
    list_missing
    [ $missing -eq 0 ] || exit 3
    [ $with_faults -eq 0 ] || exit 1
    exit 0
fi
[ $only_check -eq 1 ] || choose_tar

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
