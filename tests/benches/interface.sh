# The goals for the interface, as rows of the table that whole.sh prints: it is sourced there.
#
# The keys are typed, and what comes of them is timed, by pty_time.py and append_time.py in the folder KIT; the benches do
# the rest.
KIT=${KIT:-../shared/tools/perf}
followed=$folder/followed/log.jsonl
mkdir -p "${followed%/*}"

# timed COMMAND...: what pty_time.py tells of a command, the first text of which is FIRST, once READY is there.
timed() { python3 "$KIT/pty_time.py" "$FIRST" "$READY" -- "$@"; }
# first_frame COMMAND...: milliseconds to the first frame.
first_frame() { KEYS=0 READY=$FIRST timed "$@" | sed 's/^first \([0-9.]*\) ms.*/\1/'; }
# whole_frame PERCENTILE < what pty_time.py tells: milliseconds from a key to the last byte of its frame.
whole_frame() { sed "s/.*last byte.* $1 \([0-9]*\).*(n=.*/\1/" | awk '{ printf "%.2f", $1 / 1000 }'; }
# appended LOG FIRST KEYS COMMAND...: what append_time.py tells of a copy of a log that FIRST stands for on the screen.
appended() {
    local log=$1 first=$2 keys=$3
    shift 3
    cp "$log" "$followed"
    python3 "$KIT/append_time.py" "$followed" "${APPENDED:-150}" 20 0 "$first" "$keys" -- "$@" "$followed"
}
# of WORD < what append_time.py tells: the number behind a word.
of() { sed "s/.* $1 \([0-9.]*\).*/\1/"; }
# most A...: the greatest.
most() { printf '%s\n' "$@" | sort -g | tail -n 1; }
# bench NAME GROUP UNIT: the median that a bench tells for a group, in ms or µs.
bench() {
    cargo bench --quiet --bench "$1" -- "$2" 2>/dev/null |
        awk -v to="$3" '/time:/ { split("ns µs ms s", u, " "); f["ns"] = 1e-3; f["µs"] = 1; f["ms"] = 1e3; f["s"] = 1e6
            printf "%.4g", $4 * f[$5] / f[to]; exit }'
}

if [ -f "$KIT/pty_time.py" ] && have python3; then
    export FIRST=Overview READY=following
    first_of_1m='' first_of_10k='' first_of_less=''
    for ((round = 0; round < ROUNDS; round++)); do
        first_of_1m+="$(first_frame "$dossier" "$plain") "
        first_of_10k+="$(first_frame "$dossier" "$folder/plain-10k.jsonl") "
        if have less; then first_of_less+="$(FIRST=aggregate_id first_frame less "$plain") "; fi
    done
    if have less; then
        row T1 'first frame / that of less' 2 "$(ratio_of "$first_of_1m" "$first_of_less")" '<='
    else
        skipped T1 'first frame / that of less' 'no less'
    fi
    row T1 'first frame, all events / 10,000' 1.15 "$(ratio_of "$first_of_1m" "$first_of_10k")" '<='
    medians=() slowest=()
    # Snapshots, drift and events begin at the newest; from there only k leads on.
    for key in 1j 2j 3j 4k 5k 7k; do
        told=$(KEY=$key KEYS=200 timed "$dossier" "$plain")
        medians+=("$(whole_frame p50 <<<"$told")")
        slowest+=("$(whole_frame p99 <<<"$told")")
    done
    row T3 'key to frame, the slowest view of six, p50, ms' 1 "$(most "${medians[@]}")" '<='
    row T3 'key to frame, the slowest view of six, p99, ms' 4 "$(most "${slowest[@]}")" '<='
    memory=$(sed 's/.*RssAnon:[[:space:]]*\([0-9]*\).*/\1/' <<<"$told")
    row M1 'bytes an event once loaded, 8 MiB apart' 80 "$(awk -v k="$memory" -v n="$EVENTS" 'BEGIN { printf "%.1f", (k * 1024 - 8 * 1048576) / n }')" '<='
    loading=$(READY=Overview DURING=0.5 KEYS=300 timed "$dossier" "$plain")
    row T3 'key to frame while loading, p99, ms' 8 "$(whole_frame p99 <<<"$loading")" '<='
    medians=() slowest=() tail_medians=() tail_slowest=()
    for ((round = 0; round < ROUNDS; round++)); do
        told=$(appended "$plain" following 7G "$dossier")
        medians+=("$(of p50 <<<"$told")") slowest+=("$(of p99 <<<"$told")")
        told=$(appended "$plain" . '' tail -n 1 -F)
        tail_medians+=("$(of p50 <<<"$told")") tail_slowest+=("$(of p99 <<<"$told")")
    done
    row L1 'append to screen, p99 of the slowest round, ms' 5 "$(most "${slowest[@]}")" '<='
    row L1 'append to screen / tail -F, p50' 5 "$(ratio_of "${medians[*]}" "${tail_medians[*]}")" '<='
    row L1 'append to screen / tail -F, p99' 5 "$(ratio_of "${slowest[*]}" "${tail_slowest[*]}")" '<='
    rm -f "$followed"
else
    skipped T,L 'first frame, keys, memory, append to screen' "no pty_time.py and append_time.py in $KIT"
fi
row T4 'a frame in memory, a random page, microseconds' 350 "$(bench draw '120x40/1000000 events, a random page' µs)" '<='
row T5 'state at any moment, 200,000 paths, ms' 3 "$(bench seek '200000 paths/totals and artifacts' ms)" '<='
row L4 '1,000 late events in one go, ms' 16 "$(bench late '' ms)" '<='
echo 'L3'
cargo bench --quiet --bench flood 2>/dev/null
