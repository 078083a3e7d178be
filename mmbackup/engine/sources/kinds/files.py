"""The kind "files": folders and files. roots (absolute paths), include and exclude (patterns)."""

from mmbackup.engine.sources.port import Settings, Walk
from mmbackup.engine.sources.settings_faults import faults_of_paths, faults_of_text_list, texts, unknown_keys


class Files:
    def faults(self, settings: Settings) -> list[str]:
        found = faults_of_paths(settings, "roots", needed=True)
        found += faults_of_text_list(settings, "include") + faults_of_text_list(settings, "exclude")
        return found + unknown_keys(settings, ("roots", "include", "exclude"))

    def walk(self, settings: Settings) -> Walk:
        return Walk(
            tuple(texts(settings, "roots")),
            tuple(texts(settings, "include")),
            tuple(texts(settings, "exclude")),
        )
