# Chooses a locale for Java. Sourced by every script that starts Java; call use_utf8_names.
# shellcheck shell=bash

# Java decodes file names and arguments in the encoding of the locale, and replaces what that encoding lacks. Without a
# locale (containers, cron, systemd) that is ASCII. Python switches to C.UTF-8 in this case, and so do we. Another
# encoding that the user has chosen stays.
use_utf8_names() {
  local charmap candidate
  if command -v locale >/dev/null; then
    charmap=$(locale charmap 2>/dev/null || true)
    case "$charmap" in
      "" | ANSI_X3.4-1968 | US-ASCII | ASCII | 646) ;;
      *) return 0 ;;
    esac
    for candidate in C.UTF-8 C.utf8 en_US.UTF-8 UTF-8; do
      if [[ $(LC_ALL=$candidate locale charmap 2>/dev/null || true) == UTF-8 ]]; then
        set_locale "$candidate"
        return 0
      fi
    done
  else
    case "${LC_ALL:-${LC_CTYPE:-${LANG:-C}}}" in
      C | POSIX) set_locale C.UTF-8 ;;
    esac
  fi
}

set_locale() {
  if [[ -n "${LC_ALL:-}" ]]; then
    export LC_ALL=$1
  else
    export LC_CTYPE=$1
  fi
}
