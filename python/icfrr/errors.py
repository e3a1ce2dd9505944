"""Exceptions and warnings of the package."""


class JavaNotFoundError(RuntimeError):
    """No usable Java, or no jars, were found. The message says what was found and what to do."""


class EngineError(RuntimeError):
    """A bug in the engine. The message holds the Java stack trace."""


class CopyWarning(UserWarning):
    """An array had to be copied, because its layout or type cannot be read in place."""


class FallbackWarning(UserWarning):
    """Every call runs in a process of its own, because JPype is not installed."""
