"""What icfrr needs to know about versions of JPype."""

import re
import sys
from typing import Any, Dict, List, Optional, Sequence, Tuple


def _version(jpype: Any) -> Tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", jpype.__version__)[:3])


def fault(python: Sequence[int] = sys.version_info) -> Optional[str]:
    """Returns why JPype cannot be used; None if it can."""
    try:
        import jpype
    except ImportError:
        return "JPype is not installed"
    if tuple(python[:2]) >= (3, 13) and _version(jpype) < (1, 5, 1) and not _needs_layout(jpype, python):
        return f"JPype {jpype.__version__} does not run on Python {python[0]}.{python[1]}"
    return None


def _needs_layout(jpype: Any, python: Sequence[int]) -> bool:
    return tuple(python[:2]) == (3, 13) and _version(jpype) == (1, 5, 0)


def prepare(jpype: Any) -> None:
    """
    Makes JPype 1.5.0 of Debian 13 run on Python 3.13. Does nothing for other versions.

    Python 3.13 keeps the attributes of an object inside of it if its type has no fields of its own. JPype 1.5.0 puts the
    Java reference at that place and allocates by a copy of the type that lacks the number of attributes: startJVM ends
    with a MemoryError. A type with one slot is laid out as in Python 3.12. JPype 1.5.1 does the same by a flag.
    """
    if not _needs_layout(jpype, sys.version_info) or jpype.isJVMStarted():
        return
    import _jpype

    name_class = _jpype._jclassPre
    plain = object.__basicsize__

    def with_slot(name: str, bases: List[Any], members: Dict[str, Any]) -> Any:
        name, named, members = name_class(name, bases, members)
        # Interfaces have no instances. Boxed numbers and exceptions have another layout, which does not mix with slots.
        is_object = any(ancestor.__name__ == "java.lang.Object" for base in named for ancestor in base.__mro__)
        if is_object and name != "java.lang.Number" and all(base.__basicsize__ == plain for base in named):
            members["__slots__"] = ("_layout",)
        return name, named, members

    _jpype._jclassPre = with_slot
