"""Whether browsers know passkeys at the address that is shown: at a name they do, at a bare address never."""

from ipaddress import ip_address


def is_fit_for_passkeys(host: str) -> bool:
    name = host.rpartition(":")[0] or host if not host.endswith("]") else host
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return True
    return False
