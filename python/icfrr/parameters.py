"""Checks of parameters."""

import math
import operator
from typing import Any, Dict, Optional, Union

AutoInt = Union[int, str]


def number(value: Optional[AutoInt], name: str) -> Optional[int]:
    """Returns a number, or None for 'auto'."""
    if value is None or value == "auto":
        return None
    if isinstance(value, (bool, str)) or int(value) != value:
        raise ValueError(f"{name} must be a whole number or 'auto', not {value!r}.")
    if value < 1:
        raise ValueError(f"{name} must be at least 1 or 'auto', not {value}.")
    return int(value)


def whole(value: Any, name: str, least: int) -> int:
    """Returns a whole number that is not smaller than another."""
    try:
        found = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be a whole number, not {value!r}.") from None
    if found < least:
        raise ValueError(f"{name} must be at least {least}, not {value}.")
    return found


def finite(value: Any, name: str) -> float:
    """Returns a number that is neither NaN nor infinite."""
    if isinstance(value, (str, bytes)) or not hasattr(value, "__float__"):
        raise TypeError(f"{name} must be a number, not {value!r}.")
    if not math.isfinite(value):
        raise ValueError(f"{name} must be finite, not {value}.")
    return float(value)


def votes(
    vote: str, KG: Optional[AutoInt], KQ: Optional[AutoInt], k: Optional[AutoInt]
) -> Dict[str, Any]:
    """Returns the parameters of a vote as a request names them."""
    if vote not in ("flat", "multiscale"):
        raise ValueError(f"vote must be 'flat' or 'multiscale', not {vote!r}.")
    if vote == "multiscale":
        if KG is not None or KQ is not None:
            raise ValueError("KG and KQ belong to vote='flat'. Use k for the largest scale of vote='multiscale'.")
        return {"vote": vote, "k": number(k, "k")}
    if k is not None:
        raise ValueError("k belongs to vote='multiscale'. Use KG and KQ with vote='flat'.")
    return {
        "vote": vote,
        "KG": number(256 if KG is None else KG, "KG"),
        "KQ": number(250 if KQ is None else KQ, "KQ"),
    }
