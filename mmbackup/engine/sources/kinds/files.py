"""The kind "files": folders and files. roots (absolute paths), include and exclude (patterns).

subscribers (patterns): which folder or file is whose, such as {domain}/{user} for voice mail's context/box.
"""

from mmbackup.engine.sources.port import Settings, Walk
from mmbackup.engine.sources.settings_faults import faults_of_paths, faults_of_text_list, texts, unknown_keys
from mmbackup.engine.sources.subscribers_setting import KEY, faults_of_subscribers, patterns_of


class Files:
    def faults(self, settings: Settings) -> list[str]:
        found = faults_of_paths(settings, "roots", needed=True)
        found += faults_of_text_list(settings, "include") + faults_of_text_list(settings, "exclude")
        found += faults_of_subscribers(settings)
        return found + unknown_keys(settings, ("roots", "include", "exclude", KEY))

    def walk(self, settings: Settings) -> Walk:
        return Walk(
            tuple(texts(settings, "roots")),
            tuple(texts(settings, "include")),
            tuple(texts(settings, "exclude")),
        )

    def subscribers(self, settings: Settings) -> tuple[str, ...]:
        return patterns_of(settings)
