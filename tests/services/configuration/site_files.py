"""Configuration files to try: a whole one, and it with one of its lines changed."""

WHOLE = """\
[site]
name = "North office"
time_zone = "Europe/Berlin"

[schedule]
at = "03:05"
enabled = true
catch_up_hours = 6
drive = "Disk 1"

[[drives]]
name = "Disk 1"
kind = "directory"
pool = "nightly"
label_blank = true
path = "/media/backup"
must_be_mount = true

[[servers]]
name = "MSS1"
kind = "MSS"

[[servers.sources]]
item = "greetings"
name = "recordings"
kind = "files"
roots = ["/srv/greetings", "/srv/more"]
exclude = ["*.tmp"]

[[servers.sources]]
item = "installed-software"
name = "packages"
kind = "command"
argv = ["dpkg", "-l"]
output = "packages.txt"
time_limit = 60

[[servers]]
name = "MAS1"
kind = "MAS"

[[servers.sources]]
item = "hosts-file"
name = "hosts"
kind = "files"
roots = ["/etc/hosts"]
"""


POOLS = """
[[pools]]
name = "monthly"
rotation = "alternate"
retention_nights = 300
label_blank = false
night = "Saturday"
replace_after_months = 60

[[pools]]
name = "nightly"
rotation = "by weekday"
retention_nights = 3
label_blank = true
night = "Sunday"
replace_after_months = 12

[[places]]
name = "Bank vault"
kind = "in vault"

[[places]]
name = "Office cupboard"
kind = "on shelf"
"""


PUBLIC = "age1ra2myn0phmkl428t3k9zvc97j5vcnvp23x542jyr8xgltzha8spsyt0zhf"
KEYS = f"""
[[keys]]
name = "vault"
public = "{PUBLIC}"
"""
DRILLS = 'drill_enabled = false\ndrill_weekday = "Monday"\ndrill_at = "11:30"\nverify_after_days = 14\n'
COMMANDS = 'stop = ["systemctl", "stop", "mas"]\nstart = ["systemctl", "start", "mas"]\ncommand_wait = 90\n'


def with_every_key(text: str) -> str:
    """As it comes out of an export, but for the order of its lines."""
    more = 'look_ahead_at = "14:30"\nmake_up_by_itself = true\nattended_wait_hours = 8\n' + DRILLS
    text = text.replace('kind = "MAS"\n', 'kind = "MAS"\n' + COMMANDS)
    text = text.replace("catch_up_hours = 6\n", f"catch_up_hours = 6\n{more}")
    text = text.replace("label_blank = true\n", 'monthly_pool = "monthly"\n')
    pools = POOLS.replace("months = 60\n", "months = 60\nkeys = []\n")
    return text + pools.replace("months = 12\n", 'months = 12\nkeys = ["vault"]\n') + KEYS


def with_line(line: int, text: str) -> str:
    """The whole one with a line, counted from 1, replaced by another or by several."""
    lines = WHOLE.splitlines()
    lines[line - 1] = text
    return "\n".join(lines) + "\n"


def with_shelf(path: str, media: str) -> str:
    """The whole one with an emulated drive in the place of the directory."""
    drive = f'kind = "emulated"\npool = "nightly"\nlabel_blank = true\npath = "{path}"\nmedia = [{media}]\n'
    start, end = WHOLE.index('kind = "directory"'), WHOLE.index("\n[[servers]]")
    return WHOLE[:start] + drive + WHOLE[end:]
