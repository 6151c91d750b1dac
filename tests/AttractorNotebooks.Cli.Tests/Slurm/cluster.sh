#!/usr/bin/env bash
# A Slurm cluster of one controller and two node daemons on this machine, for tests; needs root and Debian's slurm-wlm.
#
#   cluster.sh start FOLDER     starts it; everything it needs and says lies in FOLDER, which must have a short path
#   cluster.sh kill FOLDER N    ends the daemon of node N and all its jobs, as if the machine had lost its power
#   cluster.sh stop FOLDER      ends all that is left of it
#
# Commands that talk to it need SLURM_CONF=FOLDER/slurm.conf.
set -euo pipefail
command="$1" folder="$2"

free_ports() {
  python3 - "$1" <<'PYTHON'
import socket, sys
sockets = [socket.socket() for _ in range(int(sys.argv[1]))]
for s in sockets: s.bind(("127.0.0.1", 0))
print(*[s.getsockname()[1] for s in sockets])
PYTHON
}

configure() {
  read -r controller first second < <(free_ports 3)
  cat >"$folder/slurm.conf" <<CONF
ClusterName=attractor
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=$controller
# Its own key and socket: a cluster that the machine may belong to is left alone.
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
# No cgroups: in a container they may be read-only.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SwitchType=switch/none
ReturnToService=2
# A node that answers nothing for so long is down, and its jobs begin anew.
SlurmdTimeout=10
InactiveLimit=0
KillWait=2
MinJobAge=600
# A job that lost its node may start again at once.
SchedulerParameters=batch_sched_delay=1,sched_interval=2
SchedulerType=sched/backfill
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool-%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd-%n.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd-%n.log
SlurmdParameters=config_overrides
NodeName=node1 NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=$first CPUs=1
NodeName=node2 NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 Port=$second CPUs=1
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
  echo "CgroupPlugin=cgroup/v1" >"$folder/cgroup.conf"
}

start() {
  mkdir -p "$folder/state" "$folder/spool-node1" "$folder/spool-node2"
  # munged refuses to use folders that others may write to.
  chmod 755 "$folder"
  configure
  dd if=/dev/urandom of="$folder/munge.key" bs=128 count=1 status=none
  chmod 400 "$folder/munge.key"
  munged --force --key-file="$folder/munge.key" --socket="$folder/munge.socket" --pid-file="$folder/munged.pid" \
    --log-file="$folder/munged.log" --seed-file="$folder/munged.seed"
  export SLURM_CONF="$folder/slurm.conf"
  slurmctld
  slurmd -N node1
  slurmd -N node2
  for _ in $(seq 100); do
    [ "$(sinfo -h -N -o %t 2>/dev/null | grep -c idle)" = 2 ] && return
    sleep 0.2
  done
  sinfo -N >&2 || true
  tail -n 20 "$folder"/*.log >&2
  return 1
}

# The processes below a process, itself included.
family() {
  echo "$1"
  for child in $(pgrep -P "$1"); do family "$child"; done
}

kill_node() {
  victims="$(cat "$folder/slurmd-node$1.pid" 2>/dev/null || true)"
  # Job steps are not children of their daemon; their own children know the node.
  for step in $(pgrep -x slurmstepd); do
    members="$(family "$step")"
    for member in $members; do
      if grep -qz "^SLURM_CONF=$folder/" "/proc/$member/environ" 2>/dev/null && grep -qz "^SLURMD_NODENAME=node$1\$" "/proc/$member/environ" 2>/dev/null; then
        victims+=" $members"
        break
      fi
    done
  done
  # shellcheck disable=SC2086
  kill -KILL $victims 2>/dev/null || true
}

stop() {
  kill_node 1
  kill_node 2
  for name in slurmctld munged; do
    # shellcheck disable=SC2046
    if [ -f "$folder/$name.pid" ]; then kill -KILL $(family "$(cat "$folder/$name.pid")") 2>/dev/null || true; fi
  done
}

case "$command" in
  start) start ;;
  kill) kill_node "$3" ;;
  stop) stop ;;
  *) echo "cluster.sh: $command is neither start nor kill nor stop" >&2; exit 2 ;;
esac
