"""Made-up speech as real WAV audio: vowels sung by formants, consonants of noise, and the line's hiss.

8 kHz, 16 bits, mono, as voice mail has it. Syllables are made once and strung together; the hiss lies in the
low bits of every sample, so that the audio compresses as badly as recorded speech does.
"""

import array
import io
import math
import sys
import wave
from random import Random

RATE = 8000

_VOWELS = (
    (730, 1090),
    (530, 1840),
    (270, 2290),
    (570, 840),
    (300, 870),
    (490, 1350),
)  # first two formants, Hz
_PITCHES = (95, 110, 125, 140, 175, 190, 210, 230)  # Hz, one a voice
_LOUD = 9000
_FADE = 240  # samples a syllable takes to swell and to fade
_HISS = b"\x7f\x00"  # the bits of a sample, little-endian, that are noise


class Choir:
    """Eight voices with their syllables."""

    def __init__(self, random: Random) -> None:
        self._voices = [_syllables(pitch, random) for pitch in _PITCHES]

    def say(self, seconds: float, random: Random) -> bytes:
        """A WAV file of about that length; who speaks, and what, is random's choice."""
        syllables = random.choice(self._voices)
        length = int(seconds * RATE) * 2
        spoken = bytearray()
        while len(spoken) < length:
            spoken += random.choice(syllables)
            if random.random() < 0.2:
                spoken += bytes(2 * random.randrange(400, 2400))  # a breath between words
        return _wav(_hiss(bytes(spoken[:length]), random))


def _syllables(pitch: int, random: Random) -> list[bytes]:
    return [_consonant(random) + _vowel(pitch, vowel, random) for vowel in _VOWELS for _ in range(3)]


def _vowel(pitch: int, formants: tuple[int, int], random: Random) -> bytes:
    """One period of the voice, repeated, swelling and fading."""
    period = RATE // pitch
    wave_form = [_sample(2 * math.pi * step / period, pitch, formants) for step in range(period)]
    loudest = max(abs(sample) for sample in wave_form)
    length = random.randrange(900, 2000)
    samples = [
        int(_LOUD * wave_form[at % period] / loudest * min(1.0, at / _FADE, (length - at) / _FADE))
        for at in range(length)
    ]
    return _little_endian(samples)


def _sample(angle: float, pitch: int, formants: tuple[int, int]) -> float:
    """The harmonics below 3.4 kHz, each as loud as the formants near it let it be."""
    harmonics = range(1, 3400 // pitch)
    return sum(_loudness(number * pitch, formants) * math.sin(number * angle) for number in harmonics)


def _loudness(frequency: int, formants: tuple[int, int]) -> float:
    return sum(1 / (1 + ((frequency - formant) / 120) ** 2) for formant in formants)


def _consonant(random: Random) -> bytes:
    length = random.randrange(80, 500)
    return _little_endian([random.randrange(-1500, 1500) for _ in range(length)])


def _little_endian(samples: list[int]) -> bytes:
    made = array.array("h", samples)
    if sys.byteorder == "big":
        made.byteswap()
    return made.tobytes()


def _hiss(spoken: bytes, random: Random) -> bytes:
    """Each sample's low bits replaced by noise, by one sum over all of the recording at once."""
    mask = int.from_bytes(_HISS * (len(spoken) // 2), "little")
    noise = random.getrandbits(8 * len(spoken)) & mask if spoken else 0
    return (int.from_bytes(spoken, "little") ^ noise).to_bytes(len(spoken), "little")


def _wav(samples: bytes) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as recording:
        recording.setparams((1, 2, RATE, len(samples) // 2, "NONE", "not compressed"))
        recording.writeframes(samples)
    return file.getvalue()
