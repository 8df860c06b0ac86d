#!/usr/bin/env bash
# as-container.sh ROOT APP VOLUME ro|rw COMMAND…: runs a command as a cluster runs an image of ours. It sees ROOT and APP (at /app), both
# read-only, VOLUME at /bundles, an empty /tmp in memory, and is user 10001 without capabilities. Needs root here. Nothing
# but mounts is isolated, and those end with the process, which keeps this script's process id.
set -euo pipefail
export ROOT=$1 APP=$2 VOLUME=$3 MODE=$4
shift 4
exec unshare --mount --propagation private bash -euc '
  bound() { mount --bind "$1" "$2"; [ "$3" = rw ] || mount -o remount,bind,ro "$2"; }
  mount --bind "$ROOT" "$ROOT"
  bound "$APP" "$ROOT/app" ro
  bound "$VOLUME" "$ROOT/bundles" "$MODE"
  mount -t tmpfs -o mode=1777 tmpfs "$ROOT/tmp"
  mount --bind /proc "$ROOT/proc"
  mount --bind /sys "$ROOT/sys"
  mount --bind /dev/null "$ROOT/dev/null"
  mount --bind /dev/urandom "$ROOT/dev/urandom"
  mount -o remount,bind,ro "$ROOT"
  root=$ROOT
  unset ROOT APP VOLUME MODE
  exec setpriv --no-new-privs chroot --userspec=10001:10001 --groups=10001 "$root" "$@"' as-container "$@"
