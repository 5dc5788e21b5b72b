"""Windows that are killed while somebody works in them; packaging/benchmarks/kills.py kills more, and engines."""

import os

import pytest

from killed import PROJECT, KilledWindow, kept


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_a_window_at_work_has_no_connection_and_the_next_one_brings_back_what_it_had_kept_when_it_was_killed(tmp_path):
    first = KilledWindow(tmp_path)
    assert first.wait_until_back() == 0
    first.wait_until_made(70)  # it has saved its project once, and then kept a copy of what came after
    first.kill()
    second = KilledWindow(tmp_path)
    back = second.wait_until_back()
    assert 40 <= back <= first.made[-1][1]
    second.wait_until_made(70)
    processes = second.processes()
    assert [found for process in processes for found in process.net_connections(kind="inet")] == []
    second.kill()
    third = KilledWindow(tmp_path)
    assert back < third.wait_until_back() <= second.made[-1][1]
    third.kill()
    copies, others = kept(tmp_path)
    assert len(copies) <= 1
    assert others == []
    assert (tmp_path / PROJECT).exists()
    assert [*first.orphans, *second.orphans, *third.orphans] == []
