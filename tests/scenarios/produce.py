"""Produces crates/diagnose/scenarios/ by running clients against the practice service with a fault.

    produce.py tuned | held | second | third_tuned | third_held | fourth | fifth | sixth |
    seventh | eighth | ninth [NAME…]

A third of the scenarios, by a hash of their names, is held: it is not produced while the rules are being written. When it
had been scored it was an example like others, so that a second round was written, all of it held, and a third, of which
again a third by hash is, a fourth, a fifth and a sixth, drawn by a
seed, all of them held, and a seventh, an eighth and a ninth, by other hands than the rules.
`cargo xtask scenarios` calls this.
"""

import json
import pathlib
import shutil
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from lab import ROOT, Lab  # noqa: E402
from split import held  # noqa: E402
import commands  # noqa: E402
import sdks  # noqa: E402
import eighth  # noqa: E402
import fifth  # noqa: E402
import fourth  # noqa: E402
import matrix  # noqa: E402
import ninth  # noqa: E402
import second  # noqa: E402
import seventh  # noqa: E402
import sixth  # noqa: E402
import threads  # noqa: E402

FOLDER = ROOT / "crates" / "diagnose" / "scenarios"


def produce(name, scenario, part):
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab(folder)
        try:
            scenario.run(lab)
            lab.enrich()
        finally:
            lab.stop()
        place = FOLDER / name
        if place.exists():
            shutil.rmtree(place)
        place.mkdir(parents=True)
        case = {"had": scenario.had, "causes": scenario.causes, "part": part, "now": int(time.time())}
        case["thread" if scenario.thread else "produced"] = scenario.thread or scenario.by
        (place / "case.json").write_text(json.dumps(case, indent=2) + "\n")
        for form, text in lab.forms.items():
            (place / form).write_text(text)


def main():
    part, *names = sys.argv[1:]
    first = {**commands.SCENARIOS, **sdks.SCENARIOS, **threads.SCENARIOS}
    parts = {name: "held" if held(name) else "tuned" for name in first} | {name: "second" for name in second.SCENARIOS}
    parts |= {name: "third_held" if held(name) else "third_tuned" for name in matrix.SCENARIOS}
    parts |= {name: "fourth" for name in fourth.SCENARIOS}
    parts |= {name: "fifth" for name in fifth.SCENARIOS}
    parts |= {name: "sixth" for name in sixth.SCENARIOS}
    parts |= {name: "seventh" for name in seventh.SCENARIOS}
    parts |= {name: "eighth" for name in eighth.SCENARIOS}
    parts |= {name: "ninth" for name in ninth.SCENARIOS}
    count = 0
    later = {**second.SCENARIOS, **matrix.SCENARIOS, **fourth.SCENARIOS, **fifth.SCENARIOS, **sixth.SCENARIOS, **seventh.SCENARIOS, **eighth.SCENARIOS, **ninth.SCENARIOS}
    for name, scenario in {**first, **later}.items():
        if parts[name] != part or (names and name not in names):
            continue
        print(f"{name}", flush=True)
        produce(name, scenario, part)
        count += 1
    if not count:
        sys.exit(f"nothing of {part} {' '.join(names)} is produced here; the threads of the ninth round stand as they were collected")
    print(f"{count} produced, of {len(parts)} in all")


main()
