#!/usr/bin/env bash
# A real S3 server for tests on this machine only: Ceph RGW over one monitor and one object store daemon that keeps
# everything in memory. Starts in about two seconds; nothing outlives `stop`.
#
#   rgw.sh start         starts it and prints what to export, so: eval "$(test/integration/rgw.sh start)"
#   rgw.sh env           prints that again
#   rgw.sh bucket NAME   makes a bucket; needs curl 7.75 or newer
#   rgw.sh stop          ends it and removes its folder
#   rgw.sh check         says what is not installed, if anything, and exits 3 then
#
# Debian and Ubuntu: apt-get install -y --no-install-recommends radosgw ceph-mon ceph-osd   (about 70 MB)
# Fedora, CentOS Stream: dnf install -y ceph-radosgw ceph-mon ceph-osd
#
# RGW_DIR       its folder         (default: assay-rgw in the temporary folder); refused when it holds anything else
# RGW_PORT      S3's port          (default 7480)
# RGW_MON_PORT  the monitor's port (default 13300)
# RGW_MEMORY    what objects may take, in bytes (default 4 GiB)
# RGW_WITH      a process's number: when that ends, however it does, so does the server
set -euo pipefail

dir=${RGW_DIR:-${TMPDIR:-/tmp}/assay-rgw}
port=${RGW_PORT:-7480}
monitor="v2:127.0.0.1:${RGW_MON_PORT:-13300}"
access=assaytest
secret=assaytestsecret

usage() {
  sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "$0" >&2
  exit 2
}

need() {
  local tool missing=()
  for tool in ceph ceph-authtool ceph-mon ceph-osd monmaptool radosgw radosgw-admin; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  [ ${#missing[@]} -eq 0 ] && return
  echo "Ceph RGW is not installed (${missing[*]}): apt-get install -y --no-install-recommends radosgw ceph-mon ceph-osd" >&2
  exit 3
}

# One process of each kind: nothing is replicated. The gateway refuses to talk to daemons that need no key.
configure() {
  cat <<CONF
[global]
fsid = $1
mon host = [$monitor]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
keyring = $dir/keyring
auth allow insecure global id reclaim = false
run dir = $dir
crash dir = $dir
admin socket = $dir/\$name.asok
pid file = $dir/\$name.pid
log file = $dir/\$name.log
mon cluster log file = $dir/cluster.log
mon data = $dir/mon
mon allow pool size one = true
mon data avail crit = 1
paxos propose interval = 0.01
paxos min wait = 0.01
osd data = $dir/osd
osd objectstore = memstore
memstore device bytes = ${RGW_MEMORY:-4294967296}
osd crush chooseleaf type = 0
osd pool default size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
rgw frontends = beast endpoint=127.0.0.1:$port tcp_nodelay=1
rgw dns name = localhost
CONF
}

boot() {
  local cluster osd
  cluster=$(cat /proc/sys/kernel/random/uuid)
  osd=$(cat /proc/sys/kernel/random/uuid)
  configure "$cluster" >"$CEPH_CONF"
  ceph-authtool --create-keyring "$dir/keyring" --gen-key -n mon. --cap mon 'allow *'
  ceph-authtool "$dir/keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *'
  ceph-authtool "$dir/keyring" --gen-key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *'
  monmaptool --create --fsid "$cluster" --addv a "[$monitor]" "$dir/monmap"
  ceph-mon -i a --mkfs --monmap "$dir/monmap"
  ceph-mon -i a
  ceph osd new "$osd"
  ceph-osd -i 0 --mkfs --osd-uuid "$osd"
  ceph-osd -i 0
  radosgw-admin user create --uid=assay --display-name=assay --access-key=$access --secret-key=$secret
  timeout 30 radosgw -n client.admin
}

answers() {
  (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null
}

start() {
  need
  stop
  if answers; then
    echo "rgw.sh: something else answers on port $port; set RGW_PORT" >&2
    exit 1
  fi
  mkdir -p "$dir"/{mon,osd}
  : >"$dir/start.log"
  export CEPH_CONF=$dir/ceph.conf
  if ! boot >"$dir/start.log" 2>&1; then
    tail -n 20 "$dir/start.log" >&2
    stop
    exit 1
  fi
  for _ in {1..200}; do
    answers && return
    sleep 0.05
  done
  echo "rgw.sh: no answer on port $port after 10 s; see $dir/*.log" >&2
  exit 1
}

# A number in a file left by an earlier boot may be another program's by now.
stop() {
  local file pid
  [ -e "$dir" ] || return 0
  if [ ! -e "$dir/start.log" ]; then
    echo "rgw.sh: $dir was not made by this script; set RGW_DIR" >&2
    exit 1
  fi
  for file in "$dir"/*.pid; do
    [ -f "$file" ] || continue
    pid=$(cat "$file")
    case $(cat "/proc/$pid/comm" 2>/dev/null) in
      radosgw | ceph-mon | ceph-osd) kill -9 "$pid" ;;
    esac
  done
  rm -rf "$dir"
}

# Daemons outlive the terminal and the test that started them.
follow() {
  while kill -0 "$1" 2>/dev/null; do sleep 1; done
  stop
}

environment() {
  echo "export AWS_ENDPOINT_URL_S3=http://localhost:$port AWS_REGION=us-east-1" \
    "AWS_ACCESS_KEY_ID=$access AWS_SECRET_ACCESS_KEY=$secret"
}

bucket() {
  curl -fsS -X PUT --aws-sigv4 aws:amz:us-east-1:s3 --user "$access:$secret" \
    -H "x-amz-content-sha256: $(sha256sum </dev/null | cut -c1-64)" "http://localhost:$port/$1"
}

case ${1:-} in
  start)
    start
    if [ -n "${RGW_WITH:-}" ]; then setsid "$0" follow "$RGW_WITH" </dev/null >/dev/null 2>&1 & fi
    environment
    ;;
  env) environment ;;
  bucket) bucket "${2:?which name?}" ;;
  stop) stop ;;
  check) need ;;
  follow) follow "$2" ;;
  *) usage ;;
esac
