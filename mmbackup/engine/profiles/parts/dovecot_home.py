"""Where Dovecot's users are at home, as far as its configuration says it for all of them alike."""

from typing import NamedTuple

from mmbackup.engine.profiles.facts import Instance
from mmbackup.engine.profiles.sections import Setting
from mmbackup.engine.profiles.templates import fixed_part

_OF_IT = ("~/", "%h/", "%{home}/")
_OF_SYSTEM = {"passwd", "nss"}


class Home(NamedTuple):
    """template may hold variables; is_of_system: an account of the host has its own."""

    template: str
    is_of_system: bool
    driver: str

    def at(self, path: str) -> str:
        """The folder below which a path of all users lies; empty when it is not known."""
        return fixed_part(self.whole(path))

    def whole(self, path: str) -> str:
        """With the home's own path before what lies in it; empty when that is not known."""
        inside = self.below_it(path)
        if not inside:
            return path
        return f"{self.template}/{inside}" if self.template else ""

    def below_it(self, path: str) -> str:
        """What of the path lies in the home; empty when it does not."""
        return next((path[len(start) :].strip("/") for start in _OF_IT if path.startswith(start)), "")

    @property
    def why_unknown(self) -> str:
        if self.driver and not self.template:
            return (
                f"Dovecot takes each mailbox's place from its user database ({self.driver}): name the folder "
                "in which they lie as a source"
            )
        return "Dovecot does not say where its mail lies: name the folder as a source"


def home_of(instance: Instance, settings: list[Setting]) -> Home:
    told = [each for each in settings if each.section[:1] == ("userdb",)]
    driver = next((each.value for each in told if each.key == "driver"), "")
    words = [word for each in told for word in each.value.split()]
    named = [word.partition("=")[2] for word in words if word.startswith("home=")]
    fields = [each.value for each in told if each.key == "home"]  # as 2.4 writes it
    template = next((each for each in (instance.values.get("mail_home", ""), *named, *fields) if each), "")
    return Home(template.rstrip("/"), driver in _OF_SYSTEM and not template, driver)
