# Ends the sessions of an agent that has died: nobody holds their other end any more.
#
# $1 is how the mark of each of their processes begins. Standard input says which processes lead a session, "+ PID", and
# which do no more, "- PID"; it ends when the agent does. Whoever carries the mark, is in one of the sessions, or
# comes of one that is, is killed, over and over until nobody is found.

sessions=" "
while read -r sign pid; do
    case $sign in
        +) sessions="$sessions$pid " ;;
        -) case $sessions in *" $pid "*) sessions="${sessions%%" $pid "*} ${sessions#*" $pid "}" ;; esac ;;
    esac
done

# Adds to $victims who is in one of the sessions or comes of a victim; $more says whether anybody was.
look() {
    more=
    for stat in /proc/[0-9]*/stat; do
        read -r line 2>/dev/null <"$stat" || continue
        pid=${line%% *}
        # behind the name, which is in brackets: state, parent, group, session
        set -- ${line##*) }
        case $1 in Z) continue ;; esac
        case $victims in *" $pid "*) continue ;; esac
        case "$sessions" in *" $4 "*) victims="$victims$pid " more=1 ;; esac
        case $victims in *" $2 "*) victims="$victims$pid " more=1 ;; esac
    done
}

round=0
victims=1
while [ -n "${victims# }" ] && [ $round -lt 100 ]; do
    victims=" "
    for environment in $(grep -lz "^$1" /proc/[0-9]*/environ 2>/dev/null); do
        pid=${environment%/environ}
        victims="$victims${pid#/proc/} "
    done
    look
    while [ -n "$more" ]; do look; done
    for pid in $victims; do kill -KILL "$pid" 2>/dev/null; done
    round=$((round + 1))
    [ -z "${victims# }" ] || sleep 0.1
done
