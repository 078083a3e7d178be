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
