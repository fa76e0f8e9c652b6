"""The evaluation finds connected companies and measures every estimator against a union that is known."""

import numpy as np
import pytest

from ambassador.reach.companies import Companies, GraphTooSmallError
from ambassador.reach.evaluation import Design, evaluate
from ambassador.reach.graphs import Graph, UnreadableGraphError, read_graph


def graph_of(audiences, *, selfid=None, name="made"):
    lengths = [len(each) for each in audiences]
    return Graph(
        name=name,
        indptr=np.concatenate([[0], np.cumsum(lengths)]),
        indices=np.concatenate([np.asarray(each, dtype=np.int64) for each in audiences]),
        selfid=np.arange(len(audiences)) if selfid is None else np.asarray(selfid),
    )


def ring(people, *, reaching=3):
    return graph_of([[(i + step) % people for step in range(1, reaching + 1)] for i in range(people)])


def strangers(people, *, size):
    """Nobody shares a follower with anybody, so that the union is the plain sum."""
    return graph_of([np.arange(size) + size * i for i in range(people)], selfid=[-1] * people, name="open")


def lines_of(graph, **options):
    defaults = {"size": 20, "programmes": 6, "fractions": [0.0, 0.5, 1.0], "seed": 1}
    return {(line.shared, line.estimator): line for line in evaluate([graph], **(defaults | options))}


def test_all_shared_is_always_right():
    line = lines_of(ring(60))[1.0, "A all shared"]
    assert (line.median, line.p90, line.coverage, line.programmes) == (0, 0, 1, 6)


def test_the_plain_sum_is_compared_with_the_known_union():
    # A run of 20 in a ring, each followed by the next three, has 60 follows and 20 + 3 - 1 people.
    assert lines_of(ring(60))[0.0, "plain sum"].bias == pytest.approx(60 / 22 - 1)


def test_the_plain_sum_has_no_range_to_cover_anything():
    assert lines_of(ring(60))[0.0, "plain sum"].coverage is None


def test_lists_of_strangers_are_told_apart_from_overlap():
    lines = lines_of(strangers(40, size=10))
    assert lines[0.0, "plain sum"].median == 0
    assert lines[0.5, "B shared lists"].median == pytest.approx(0)
    assert lines[0.0, "D counts only"].bias == pytest.approx(20**-0.2 - 1)


def test_every_estimator_that_exists_is_in_the_lines():
    assert set(lines_of(ring(60))) == {
        (0.0, "plain sum"),
        (0.0, "D counts only"),
        (0.0, "C mutual counts"),
        (0.5, "B shared lists"),
        (1.0, "A all shared"),
    }


def uneven(people, *, seed=1):
    """A few large audiences that hold much of what the many small ones do, in an open world."""
    generator = np.random.default_rng(seed)
    sizes = np.minimum(20 * (1 + generator.pareto(1.2, people)), 3000).astype(int)
    audiences = [generator.choice(9000, size=size, replace=False) for size in sizes]
    return graph_of(audiences, selfid=[-1] * people, name="uneven")


def test_asking_the_largest_for_certain_is_nearer_the_truth_than_asking_at_random():
    options = {"size": 60, "programmes": 20, "fractions": [0.25]}
    plain, designed = (
        lines_of(uneven(150), design=design, **options)[0.25, "B shared lists"] for design in Design
    )
    assert designed.median < plain.median / 2
    assert designed.coverage >= 0.8


def test_a_line_says_who_was_asked_and_how_many_agreed():
    line = lines_of(ring(60), design=Design.DESIGNED, response=0.5)[0.5, "B shared lists"]
    assert (line.design, line.response) == ("designed", 0.5)


def test_a_no_is_replaced_until_everyone_was_asked():
    lines = lines_of(ring(60), response=0.5, fractions=[0.25, 1.0])
    assert (0.25, "B shared lists") in lines
    assert (1.0, "A all shared") not in lines


def test_without_a_refusal_it_does_not_matter_that_one_was_possible():
    assert lines_of(ring(60), response=1.0) == lines_of(ring(60))


def test_the_same_seed_gives_the_same_lines():
    assert lines_of(ring(60)) == lines_of(ring(60))


def test_a_graph_alone_gives_the_same_lines_as_among_others():
    options = {"size": 10, "programmes": 2, "fractions": [0.5], "seed": 1}
    alone = evaluate([ring(60)], **options)
    assert evaluate([strangers(40, size=10), ring(60)], **options)[len(alone) : 2 * len(alone)] == alone


def test_several_graphs_end_with_all_of_them_together():
    lines = evaluate([ring(60), strangers(40, size=10)], size=10, programmes=2, fractions=[1.0], seed=1)
    assert [line.graph for line in lines] == ["made", "made", "open", "open", "all graphs", "all graphs"]
    assert lines[-1].programmes == 4


def test_progress_is_told_after_each_programme():
    told = []
    lines_of(ring(60), progress=lambda: told.append(1))
    assert len(told) == 6


def test_a_company_is_connected():
    halves = [[(i + 1) % 30] for i in range(30)] + [[30 + (i + 1) % 30] for i in range(30)]
    group = Companies(graph_of(halves), size=30).draw(np.random.default_rng(4))
    assert set(group) in (set(range(30)), set(range(30, 60)))


def test_nobody_without_an_audience_is_drawn():
    group = Companies(graph_of([[], [5], [6], [7]], selfid=[-1] * 4), size=3).draw(np.random.default_rng(1))
    assert set(group) == {1, 2, 3}


def test_a_graph_with_too_few_people_is_refused():
    with pytest.raises(GraphTooSmallError, match="made has 10 people with an audience, fewer than 11"):
        evaluate([ring(10)], size=11, programmes=1, fractions=[0.0], seed=1)


def test_a_graph_without_a_connected_group_is_refused():
    pairs = graph_of([[i ^ 1] for i in range(40)])
    with pytest.raises(GraphTooSmallError, match="no connected group of 3"):
        evaluate([pairs], size=3, programmes=1, fractions=[0.0], seed=1)


def saved(path, **arrays):
    np.savez(path, **arrays)
    return path


def test_a_graph_is_read_as_it_was_written(tmp_path):
    path = saved(tmp_path / "three.npz", indptr=[0, 2, 3], indices=[4, 5, 5], selfid=[0, 1], label=["a", "b"])
    graph = read_graph(path)
    assert graph.name == "three"
    assert [graph.audience(row).tolist() for row in (0, 1)] == [[4, 5], [5]]


@pytest.mark.parametrize(
    ("arrays", "sentence"),
    [
        ({"indptr": [0, 1], "indices": [1]}, "lacks selfid"),
        ({"indptr": [0, 2], "indices": [1], "selfid": [0]}, "rise from 0 to the number of indices, 1"),
        ({"indptr": [0, 2, 1], "indices": [1], "selfid": [0, 1]}, "rise from 0"),
        ({"indptr": [], "indices": [], "selfid": []}, "whole numbers"),
        ({"indptr": [0, 1], "indices": [0.5], "selfid": [0]}, "whole numbers"),
        ({"indptr": [0, 1], "indices": [1], "selfid": [0, 1]}, "1 rows but 2 ids"),
        ({"indptr": [0, 1], "indices": [-4], "selfid": [0]}, "below 0"),
        ({"indptr": [0, 1], "indices": np.array([{}]), "selfid": [0]}, "not an .npz"),
    ],
)
def test_arrays_that_are_no_graph_are_refused(tmp_path, arrays, sentence):
    with pytest.raises(UnreadableGraphError, match=sentence):
        read_graph(saved(tmp_path / "wrong.npz", **arrays))
