"""Why a host may have nothing of a data item, where no program found there says it better."""

_WHY = {
    "alarm-management": "nothing was found here that watches over this host",
    "voiced-names": "no program found here keeps names that subscribers have spoken",
    "greetings": "no program found here keeps greetings of subscribers",
    "subscribers": "no directory, database or file of subscribers was found",
    "messages": "no folder of messages was found",
    "message-queue": "no program was found here that has messages wait for delivery",
    "caller-applications": "no program found here has applications for callers",
    "prompts-file": "no prompts or texts of your own were found",
}


def gap(item: str) -> str:
    return _WHY.get(item, "nothing of it was found")
