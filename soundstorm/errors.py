"""Errors that a user can cause: each message is one sentence that says what to do."""


class UserError(ValueError):
    """Base of everything the app and the command line show as a sentence instead of a traceback."""


class AudioError(UserError):
    """An audio file or recording that cannot be used."""


class TextError(UserError):
    """A transcript that cannot be spoken."""


class CheckpointError(UserError):
    """A checkpoint that is missing, incomplete or does not fit."""


class ManifestError(UserError):
    """A training manifest with a bad row."""


class TraceError(UserError):
    """A file that is not a readable decoding trace."""


class FileError(UserError):
    """A file that cannot be written."""
