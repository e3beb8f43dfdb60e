#!/usr/bin/env bash
# Times whole commands on a log of a million events (EVENTS) and prints the goals against the results.
#
# Machines differ and drift, so a goal is a ratio to something measured in the same run: the commands take turns,
# and a ratio is the median of those of each round (ROUNDS). What a machine lacks (jq, lnav, less, valgrind) is said to
# be skipped, and so are the goals for the interface (interface.sh) without what types its keys (KIT).
# Logs are kept in target/whole; nothing is written elsewhere.
set -eu
cd "$(dirname "$0")/../.."
EVENTS=${EVENTS:-1000000}
ROUNDS=${ROUNDS:-5}
folder=target/whole
mkdir -p "$folder"

cargo build --release --quiet --bin dossier --example bare --example generate
dossier=target/release/dossier
bare=target/release/examples/bare

# log NAME EVENTS PATHS STYLE
log() {
    [ -s "$folder/$1" ] || target/release/examples/generate "$2" "$3" "$4" >"$folder/$1"
}
log plain.jsonl "$EVENTS" 2000 plain
log model.jsonl "$EVENTS" 2000 model
log dirty.jsonl "$EVENTS" 2000 dirty
log wide.jsonl "$EVENTS" 200000 plain
log plain-10k.jsonl 10000 2000 plain
log model-10k.jsonl 10000 2000 model
plain=$folder/plain.jsonl model=$folder/model.jsonl dirty=$folder/dirty.jsonl wide=$folder/wide.jsonl

declare -A commands=(
    [bare]="$bare $plain"
    [wc]="wc -l $plain"
    [one]="$dossier replay --threads 1 $plain"
    [two]="$dossier replay --threads 2 $plain"
    [schema]="$dossier replay --threads 2 --schema=always $plain"
    [state]="$dossier replay --threads 2 --format contract $plain"
    [bare_model]="$bare $model"
    [model]="$dossier replay --threads 1 $model"
    [dirty]="$dossier replay --threads 1 $dirty"
    [wide]="$dossier replay --threads 2 $wide"
)
have() { command -v "$1" >/dev/null 2>&1; }
have jq && commands[jq]="jq -c .event_type $plain"
if have lnav; then
    mkdir -p "$folder/lnav/formats/dossier"
    cat >"$folder/lnav/formats/dossier/format.json" <<'FORMAT'
{
  "dossier_log": {
    "title": "dossier events",
    "json": true,
    "file-pattern": "\\.jsonl$",
    "timestamp-field": "timestamp",
    "body-field": "event_type",
    "line-format": [{ "field": "timestamp" }, " ", { "field": "event_type" }]
  }
}
FORMAT
    commands[lnav]="lnav -I $folder/lnav -n -q -c :quit $plain"
fi

declare -A times
run() {
    local begun=$EPOCHREALTIME
    # A log with findings is answered all the same.
    ${commands[$1]} >/dev/null 2>&1 || true
    times[$1]+="$(awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.4f", b - a }') "
}
for name in "${!commands[@]}"; do run "$name"; times[$name]=; done
for ((round = 0; round < ROUNDS; round++)); do
    for name in "${!commands[@]}"; do
        case $name in jq | lnav) ((round < 2)) || continue ;; esac
        run "$name"
    done
done

# ratio A B: the median of A over B, round by round.
ratio() { ratio_of "${times[$1]}" "${times[$2]}"; }
# ratio_of 'A…' 'B…': the same of times one after the other.
ratio_of() {
    awk -v a="$1" -v b="$2" 'BEGIN {
        n = split(a, x, " "); m = split(b, y, " "); if (m < n) n = m
        for (i = 1; i <= n; i++) r[i] = x[i] / y[i]
        for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (r[j] < r[i]) { t = r[i]; r[i] = r[j]; r[j] = t }
        printf "%.2f", n % 2 ? r[(n + 1) / 2] : (r[n / 2] + r[n / 2 + 1]) / 2
    }'
}
# row NAME WHAT GOAL RESULT SENSE(<=|>=)
row() {
    local held
    held=$(awk -v r="$4" -v g="$3" -v s="$5" 'BEGIN { print (s == "<=" ? r <= g : r >= g) ? "holds" : "MISSED" }')
    printf '%-4s %-52s %s %-9s %-9s %s\n' "$1" "$2" "$5" "$3" "$4" "$held"
}
# skipped NAME WHAT WHY
skipped() { printf '%-4s %-52s skipped: %s\n' "$1" "$2" "$3"; }
# per_event LOG EVENTS: instructions of a replay, for each event.
per_event() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$dossier" replay --threads 1 "$1" 2>&1 >/dev/null |
        awk -v n="$2" '/Collected/ { printf "%d", $4 / n }'
}
# peak COMMAND: bytes at most in memory.
peak() { /usr/bin/time -f %M "$@" 2>&1 >/dev/null | awk 'END { print $1 * 1024 }'; }

printf '%d events, %d rounds, %s cores, %s\n\n' "$EVENTS" "$ROUNDS" "$(nproc)" "$(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo)"
row P1 'replay and validate, 1 thread / bare' 0.85 "$(ratio one bare)" '<='
row P2 'replay and validate, 2 threads / bare' 0.5 "$(ratio two bare)" '<='
row P3 'every payload through the JSON Schema, 2 threads / bare' 1.4 "$(ratio schema bare)" '<='
row P4 'another key order, 1 thread / bare' 1.0 "$(ratio model bare_model)" '<='
row P5 'a dirty log / the clean one, 1 thread' 1.8 "$(ratio dirty one)" '<='
if have jq; then row P7 'jq .event_type / replay' 20 "$(ratio jq two)" '>='; else skipped P7 'jq .event_type / replay' 'no jq'; fi
if have lnav; then row P7 'lnav loading it as JSON / replay' 6 "$(ratio lnav two)" '>='; else skipped P7 'lnav loading it as JSON / replay' 'no lnav'; fi
if have valgrind; then
    row P8 'instructions an event' 7500 "$(per_event "$folder/plain-10k.jsonl" 10000)" '<='
    row P8 'instructions an event, another key order' 15000 "$(per_event "$folder/model-10k.jsonl" 10000)" '<='
else
    skipped P8 'instructions an event' 'no valgrind'
fi
row P9 'the whole state as JSON / wc -l' 5 "$(ratio state wc)" '<='
row P10 '200,000 paths / 2,000 paths' 1.3 "$(ratio wide two)" '<='
if [ -x /usr/bin/time ]; then
    most=$(peak "$dossier" replay --threads 2 "$plain")
    row M2 'peak bytes an event, 16 MiB apart' 110 "$(awk -v p="$most" -v n="$EVENTS" 'BEGIN { printf "%.0f", (p - 16 * 1048576) / n }')" '<='
else
    skipped M2 'peak bytes an event' 'no GNU time'
fi
. tests/benches/interface.sh
