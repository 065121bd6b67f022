#!/bin/bash
# The peer of b4: Slurm at its lightest, one controller and one node on loopback, no accounting, no cgroups, no authentication.
# How long `srun true` takes on an idle cluster, and how many tasks of an array of `true` finish in a second.
#
#   slurm.sh FOLDER        RUNS (3) and TASKS (1000) are taken from the environment
#
# Needs slurmctld, slurmd and slurm-client, as Debian packages them, and root.
set -euo pipefail
folder=$(realpath -m "$1")
runs=${RUNS:-3}
tasks=${TASKS:-1000}
for program in slurmctld slurmd srun sbatch; do
  command -v "$program" >/dev/null || { echo "slurm: $program is not installed (apt-get install slurmctld slurmd slurm-client)" >&2; exit 4; }
done

rm -rf "$folder"
mkdir -p "$folder"/state "$folder"/spool "$folder"/log
export SLURM_CONF="$folder/slurm.conf"
cat >"$SLURM_CONF" <<CONF
ClusterName=peer
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=27817
SlurmdPort=27818
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser=root
SlurmdUser=root
AuthType=auth/none
CredType=cred/none
MailProg=/bin/true
MpiDefault=none
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
SchedulerParameters=default_queue_depth=10000,partition_job_depth=10000,sched_min_interval=10000,batch_sched_delay=0,sched_max_job_start=0
PriorityType=priority/basic
ReturnToService=2
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldLogFile=$folder/log/slurmctld.log
SlurmdLogFile=$folder/log/slurmd.log
SlurmctldDebug=error
SlurmdDebug=error
SlurmdParameters=config_overrides
MaxJobCount=200000
MaxArraySize=100001
MinJobAge=2
MessageTimeout=60
NodeName=n1 NodeHostname=localhost NodeAddr=127.0.0.1 Port=27911 CPUs=512 RealMemory=100000 State=UNKNOWN
PartitionName=p Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF

daemons=()
stop() {
  for pid in "${daemons[@]}"; do kill -9 "$pid" 2>/dev/null || true; done
}
trap stop EXIT
slurmctld -D >>"$folder/log/out" 2>&1 & daemons+=($!)
until scontrol ping 2>/dev/null | grep -q 'is UP'; do sleep 0.05; done
slurmd -D -N n1 >>"$folder/log/out" 2>&1 & daemons+=($!)
until sinfo -h -N -t idle -o %N | grep -q n1; do sleep 0.1; done

now() { date +%s.%N; }
echo "# Slurm $(slurmctld -V | cut -d' ' -f2); $(date -u +%FT%TZ); $(nproc) cpus; load average $(cut -d' ' -f1-3 /proc/loadavg)"
srun true
for run in $(seq "$runs"); do
  for _ in $(seq 20); do
    begin=$(now)
    srun true
    echo "$begin $(now)"
  done | awk '{print 1000 * ($2 - $1)}' | sort -g | awk -v run="$run" '{a[NR] = $1} END {printf "run %d: srun true: p50 ms %.1f, max ms %.1f\n", run, a[int((NR + 1) / 2)], a[NR]}'
  begin=$(now)
  sbatch -Q -o /dev/null --array="1-$tasks" --wrap=true
  until [ "$(squeue -h | wc -l)" = 0 ]; do sleep 0.05; done
  echo "$begin $(now)" | awk -v run="$run" -v tasks="$tasks" '{printf "run %d: array of %d x true: tasks finished/s %.1f\n", run, tasks, tasks / ($2 - $1)}'
done
