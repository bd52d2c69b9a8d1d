"""What a pass frees is there for the next one."""

import subprocess
import sys

import pytest

# eight tensors of 8 MB at a time, 16,384 pages; glibc begins with thresholds of 128 kB and may raise them
LOOP = """
import ctypes, resource, torch
from soundstorm.nn.memory import M_MMAP_THRESHOLD, M_TRIM_THRESHOLD, keep_freed_memory
for threshold in (M_TRIM_THRESHOLD, M_MMAP_THRESHOLD):
    ctypes.CDLL(None).mallopt(threshold, 2**17)
%s
rounds = []
for _ in range(20):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    [torch.ones(2**21) for _ in range(8)]
    rounds.append(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
print(sum(rounds[10:]))
"""


def page_faults(first: str) -> int:
    """Of ten rounds in a process of their own, after ten."""
    done = subprocess.run([sys.executable, "-c", LOOP % first], capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc has the option")
def test_pages_are_not_asked_for_again():
    given_back = page_faults("")
    assert page_faults("keep_freed_memory()") < min(500, given_back)  # huge pages make few of many
