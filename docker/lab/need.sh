# need.sh: sourced by the scripts beside it. `need COMMAND=PACKAGE ...` sees to it that the commands
# exist: on Debian and Ubuntu, as root, the missing packages are installed; anywhere else the answer
# is one line that says what to install.
# shellcheck shell=bash

# again TIMES CMD ...: a download may fail once, a mirror change under it; a real failure does so every time
again() {
  local most=$1 i; shift
  for ((i = 1; i < most; i++)); do "$@" && return; echo "once more in $((i * 10)) s: $*" >&2; sleep $((i * 10)); done
  "$@"
}

# a program that only root has on its path still counts
PATH=$PATH:/usr/sbin:/sbin

_need_install() (
  export DEBIAN_FRONTEND=noninteractive
  # one of our scripts at a time: the policy below is there for all of them, or for none
  if command -v flock >/dev/null; then exec 8<"${BASH_SOURCE[0]}" && flock 8; fi
  # A package that comes with a service must not start it: the lab runs these programs itself.
  policy=/usr/sbin/policy-rc.d
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy"
    trap 'rm -f "$policy"' EXIT
  fi
  # ... nor make a database cluster nobody asked for
  if [[ ! -e /etc/postgresql-common/createcluster.conf ]]; then
    mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
  fi
  local log; log=$(mktemp)
  # apt waits for another apt instead of failing, and never asks; a mirror that changes under it is asked again
  local apt=(apt-get -y -q -o DPkg::Lock::Timeout=120 -o Acquire::Retries=3 -o Dpkg::Options::=--force-confold)
  _update_and_install() { "${apt[@]}" update && "${apt[@]}" install --no-install-recommends "$@"; }
  { "${apt[@]}" install --no-install-recommends "$@" || again 5 _update_and_install "$@"; } \
    >"$log" 2>&1 </dev/null 8>&- || { tail -20 "$log" >&2; rm -f "$log"; return 1; }
  rm -f "$log"
)

need() {
  local pair missing=() packages=()
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null 2>&1 && continue
    [[ ${pair%%=*} == */* && -e ${pair%%=*} ]] && continue
    missing+=("${pair%%=*}"); packages+=("${pair#*=}")
  done
  ((${#missing[@]})) || return 0
  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    echo "installing ${packages[*]}" >&2
    _need_install "${packages[@]}" && return 0
    echo "${0##*/}: apt-get could not install ${packages[*]}" >&2
  else
    echo "${0##*/}: missing: ${missing[*]}. On Debian or Ubuntu, as root: apt-get install ${packages[*]}" >&2
  fi
  return 1
}

# the lab's own needs, the same list for every script that starts one
need_lab() {
  [[ $(uname -s) == Linux ]] || { echo "${0##*/}: the lab needs Linux (network and mount namespaces)" >&2; return 1; }
  [[ $(id -u) == 0 ]] || { echo "${0##*/}: the lab needs root (network and mount namespaces): sudo $0" >&2; return 1; }
  need dockerd=docker.io docker=docker.io docker-registry=docker-registry ip=iproute2 iptables=iptables \
    nsenter=util-linux python3=python3-minimal openssl=openssl
}

# Maven, and a JDK 25: from the distribution where it has one, otherwise mvnw says where to get it
need_java() {
  need mvn=maven || return 1
  "$1/mvnw" --version >/dev/null 2>&1 && return 0
  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    apt-cache show openjdk-25-jdk-headless >/dev/null 2>&1 || apt-get -q update >/dev/null 2>&1 || true
    if apt-cache show openjdk-25-jdk-headless >/dev/null 2>&1; then
      echo "installing openjdk-25-jdk-headless" >&2
      _need_install openjdk-25-jdk-headless || true
    fi
  fi
  "$1/mvnw" --version >/dev/null
}
