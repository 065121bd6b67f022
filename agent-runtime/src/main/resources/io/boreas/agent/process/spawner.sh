# Starts processes for an agent, and stays beside each until it ends. Run in the folder of the agent's tasks.
#
# Each line of standard input names a run: the path RUN of its files, without their ending.
#   RUN.launch  what to run: shell text, sourced, that ends in exec
#   RUN.pid     "PID START BOOT .": written before the command runs. Who creates this file decides: if it is there
#               already, the run was started before or was called off, and nothing happens.
#   RUN.exit    "CODE .", after a line of text if a signal ended it
# A line without its dot is not written to its end. Each change is hinted at in ../events; the files are the truth.
#
# It is plain POSIX sh, and nothing but what is run is executed: starting is the agent's hot path.
# Standard input ends when the agent does. Then this ends too, and what stays beside the processes lives on.

umask 022
exec 3>&2 2>/dev/null
read -r boot </proc/sys/kernel/random/boot_id

# Stays beside one process. The process that forked this one is ended first: so nobody waits for this one, and it was
# not started by "&", which would leave SIGINT and SIGQUIT ignored in all that is run.
shim() {
    kill -KILL "$starter"
    set -C
    exec 4>"$run.pid" || exit
    set +C
    exec 2>>"$run.exit"
    (
        exec 2>&3 3>&-
        read -r stat </proc/self/stat
        # the second field, the name, is in brackets and may hold anything; the start time is field 22
        set -- ${stat%% *} ${stat##*) }
        echo "$1 ${21} $boot ." >&4 || exit
        exec 4>&-
        # the agent may have given this run up when nothing was heard of it for long
        read -r over <"$run.exit" && exit
        echo "$run s" 1<>../events
        . "./$run.launch"
    )
    echo "$? ." >&2
    echo "$run x" 1<>../events
}

while IFS= read -r run; do
    (
        read -r starter rest </proc/self/stat
        (shim </dev/null)
        :
    )
done
