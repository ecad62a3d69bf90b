#!/usr/bin/env bash
# Counts the instructions of each stage of a build with Callgrind and prints them as a table:
#   bash benches/instructions.sh [CLAIMS]
# The same program counts the same, on any machine and whatever else it does. Needs valgrind, and Python to read its output.
set -euo pipefail
cd "$(dirname "$0")/.."
claims=${1:-1000}
built=$(cargo build --release --example once --message-format=json)
program=$(grep -o '"executable":"[^"]*/once[^"]*"' <<<"$built" | tail -1 | cut -d'"' -f4)
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
# What made the inputs of the stages is not counted: counting is on only within `once`.
valgrind --tool=callgrind --callgrind-out-file="$folder/counts" --toggle-collect='once::once*' \
  --dump-instr=no --collect-jumps=no "$program" --claims "$claims" 2>"$folder/log" || { cat "$folder/log" >&2; exit 1; }
callgrind_annotate --inclusive=yes --threshold=100 "$folder/counts" >"$folder/table"
python3 - "$folder/table" "$claims" <<'PYTHON'
import re
import sys

counts = {}
for line in open(sys.argv[1], encoding="utf-8"):
    found = re.match(r"\s*([0-9,]+)\s.*:once::stage::Stages::(\w+)", line)
    if found:
        counts.setdefault(found.group(2), int(found.group(1).replace(",", "")))
print(f"| stage | million instructions for {int(sys.argv[2]):,} claims |\n|---|---|")
for stage in ["parse", "resolve", "check", "views", "render", "export", "publish"]:
    print(f"| {stage} | {counts[stage] / 1e6:,.3f} |")
PYTHON
