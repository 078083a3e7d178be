"""How many private keys a plan brings back: counted among System data, where hosts' own files are."""

from mmbackup.engine.catalogue import DataType
from mmbackup.engine.format.private_keys import ENDINGS, NAMES, PEM, PEM_BEGINS, PEM_FOLDER
from mmbackup.engine.index.schema import FOLDER


def _blob(name: bytes) -> str:
    return f"x'{name.hex()}'"


def _ends(ending: bytes) -> str:
    return f"substr(name, -{len(ending)}) = {_blob(ending)}"


_IS_PEM_KEY = f"""{_ends(PEM)} AND (substr(name, 1, {len(PEM_BEGINS)}) = {_blob(PEM_BEGINS)}
    OR folder IN (SELECT id FROM folder WHERE name = {_blob(PEM_FOLDER)}))"""
_IS_KEY = " OR ".join(
    (*map(_ends, ENDINGS), *(f"name = {_blob(name)}" for name in NAMES), f"({_IS_PEM_KEY})")
)
COUNT_OF_KEYS = f"""SELECT COUNT(*) FROM entry WHERE kind <> {FOLDER} AND slice <= 1
    AND origin IN (SELECT id FROM origin WHERE data_type = '{DataType.SYSTEM.slug}')
    AND ({_IS_KEY})"""
