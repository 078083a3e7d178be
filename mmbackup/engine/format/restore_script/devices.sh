# mmbackup saves files, folders and links alone. A device in an archive was put there by an enemy: one that everybody
# may write to would open the machine's disks to all. Only root can make one. Where setpriv is installed, tar is
# started without the right to; elsewhere the archives are looked through before, which takes a reading more.
forbid_devices() {
    run_tar=tar
    [ "$(id -u 2>/dev/null || say 0)" = 0 ] || return 0
    if setpriv --bounding-set=-mknod tar --version >/dev/null 2>&1; then
        run_tar='setpriv --bounding-set=-mknod tar'
        return 0
    fi
    # shellcheck disable=SC2086 # tar's options are split on purpose
    device=$(opened_pieces "$@" 2>/dev/null | zstd -dcq 2>/dev/null |
        LC_ALL=$tar_locale tar -t -v -f - $tar_options 2>/dev/null | first_device) || :
    [ -z "$device" ] ||
        die "$what holds a device, which mmbackup never saves: the medium was made by somebody else. Nothing of it is" \
            "restored: $(printable "$device")"
}

# A shell may claim to have a sed and have none: it is tried.
first_device() {
    if [ "$(printf 'b\n' | sed -n '/^[bc]/{p;q;}' 2>/dev/null)" = b ]; then
        sed -n '/^[bc]/{p;q;}'
        return
    fi
    while IFS= read -r line; do
        case $line in [bc]*) printf '%s' "$line"; return ;; esac
    done
}
