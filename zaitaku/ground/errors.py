"""Every error a user can cause, with its exit code.

A message says what is wrong, where, what was expected and what to do, in Japanese.
Anything that is not a ``ZaitakuError`` is a bug and keeps its traceback.
"""


class ZaitakuError(Exception):
    """A condition the user can understand and mend; ``exit_code`` is the command's exit status."""

    exit_code = 1


class UsageError(ZaitakuError):
    """The command line is not what the command takes."""

    exit_code = 2


class SourceFileError(ZaitakuError):
    """A file cannot be read, or is none of the kinds we know."""

    exit_code = 10


class ValidationError(ZaitakuError):
    """A file was read, but what it says cannot be true."""

    exit_code = 11


class QueryError(ZaitakuError):
    """A question, a parameter or a header is wrong."""

    exit_code = 12


class NotInDataError(QueryError):
    """A right question was asked for a value (a year, an act) that the build does not have.

    ``param`` and ``table``: of which parameter, and in which table of the build it is not.
    """

    def __init__(self, message: str, param: str = "", table: str = "") -> None:
        super().__init__(message)
        self.param, self.table = param, table


class WarehouseError(ZaitakuError):
    """No build, a broken build, or a build that failed its checks."""

    exit_code = 13


class GeographyError(ZaitakuError):
    """Boundaries that cannot be used."""

    exit_code = 14


class SettingsError(ZaitakuError):
    """An environment variable or a setting has an unusable value."""

    exit_code = 15


class DisclosureError(ZaitakuError):
    """Something that must not be shown was asked for, or could not be protected."""

    exit_code = 16
