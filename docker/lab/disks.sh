# disks.sh: sourced by swarm-lab, whose functions and folders it uses. Disks of a node's own, to be filled and slowed
# without harm to the machine's.
# shellcheck shell=bash disable=SC2154

disk_at() { [[ ${2:-} =~ ^[a-z][a-z0-9]{0,9}$ ]] || die "'${2:-}' cannot be a disk's name: lower-case letters and digits, at most ten"; echo "$DIR/$1/disk-$2"; }
held_disk() { [[ -e $1.img ]] || die "no such disk: $1"; }

disk() { # a file that grows as it is written to, behind a loop device that goes when it is unmounted
  local at mib=${3:-}; at=$(disk_at "$1" "${2:-}")
  [[ $mib =~ ^[0-9]+$ ]] || die "disk NODE NAME MIB: a number of MiB, not '$mib'"
  [[ ! -e $at.img ]] || die "$1 already has a disk $2"
  need mkfs.ext4=e2fsprogs truncate=coreutils || exit 1
  truncate -s "${mib}M" "$at.img"
  mkfs.ext4 -q -m 0 "$at.img"
  mkdir -p "$at"
  inside "$1" mount -o loop "$at.img" "$at"
  echo "$at"
}

undisk() {
  local at; at=$(disk_at "$1" "${2:-}"); held_disk "$at"
  quick "$1" "$2"
  inside "$1" umount "$at"
  rm -r "$at" "$at.img"
}

slow() {
  local at iops=${3:-} device; at=$(disk_at "$1" "${2:-}"); held_disk "$at"
  [[ $iops =~ ^[1-9][0-9]*$ ]] || die "slow NODE NAME IOPS: a number of writes a second, not '$iops'"
  quick "$1" "$2"
  device=$(inside "$1" findmnt -n -o MAJ:MIN "$at" | tr -d ' ')
  setsid "$PYTHON" "$HERE/slow.py" "/sys/fs/cgroup/blkio/$PRE-$1" "$device" "$iops" "$at" >"$at.log" 2>&1 </dev/null &
  echo $! >"$at.pid"
  wait_for 30 grep -q ready "$at.log" || { kill "$(cat "$at.pid")" 2>/dev/null || true; rm "$at.pid"; die "not slow: $(tail -1 "$at.log")"; }
}

quick() {
  local at p; at=$(disk_at "$1" "${2:-}"); held_disk "$at"
  p=$(pid_of "$at.pid") && { kill "$p"; wait_for 5 sh -c "! kill -0 $p"; }
  rm -f "$at.pid" "$at.log"
}
