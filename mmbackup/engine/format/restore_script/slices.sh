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
    case $next in *[!A-Za-z0-9._/\\-]*) bad_slice ;; esac
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
    case $listed in *":slices.txt$ending "*) ;; *) return 0 ;; esac
    case $listed in
    *" $(sum_of "slices.txt$ending"):slices.txt$ending "*) ;;
    *) warn 'slices.txt is damaged: files in slices stay as they are'; return 0 ;;
    esac
    rm -rf -- "$state/read"
    (set -C && opened "slices.txt$ending" >"$state/read") || die "cannot copy slices.txt into $state"
    [ "$(wc -c <"$state/read")" -le 16777216 ] || bad_slice
    found=''
    while IFS=' ' read -r number offset size total sum next more || [ -n "$number" ]; do
        check_slice
        slice_of "$plain" "$number"
        [ ! -f "$slice" ] || found="$found$number $offset $size $total $sum $next$newline"
    done <"$state/read"
    rm -f -- "$state/read"
    put "$part.$medium.slices" "$found"
}
