"""`ambassador reach evaluate` prints a table for people, and says clearly what is wrong with its input."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from ambassador.cli.reach import reach


@pytest.fixture
def ring(tmp_path):
    people = 60
    indices = (np.arange(people)[:, None] + np.array([1, 2, 3])) % people
    path = tmp_path / "ring.npz"
    np.savez(path, indptr=np.arange(people + 1) * 3, indices=indices.ravel(), selfid=np.arange(people))
    return path


def run(*arguments):
    return CliRunner().invoke(reach, ["evaluate", *map(str, arguments)])


def test_the_table_has_a_line_for_each_estimator(ring):
    result = run(ring, "--size", 20, "--programmes", 3, "--shared", "0.0,0.5")
    assert result.exit_code == 0
    heading, _, *lines = result.stdout.splitlines()
    assert heading.split()[:3] == ["graph", "shared", "estimator"]
    assert [line.split()[2] for line in lines] == ["plain", "D", "C", "B"]


def test_the_progress_bar_stays_out_of_the_table(ring):
    result = run(ring, "--size", 20, "--programmes", 3)
    assert "Evaluating" in result.stderr
    assert "Evaluating" not in result.stdout


def test_json_has_what_was_asked_and_every_line(ring):
    result = run(ring, "--size", 20, "--programmes", 3, "--shared", "1.0", "--seed", 7, "--json")
    answer = json.loads(result.stdout)
    assert (answer["size"], answer["programmes"], answer["seed"], answer["shared"]) == (20, 3, 7, [1.0])
    assert answer["lines"][-1]["estimator"] == "A all shared"
    assert answer["lines"][-1]["median"] == 0


def test_the_design_and_the_response_are_in_the_table_and_in_json(ring):
    arguments = (
        ring,
        "--size",
        20,
        "--programmes",
        2,
        "--shared",
        "0.5",
        "--design",
        "designed",
        "--response",
        0.65,
    )
    assert run(*arguments).stdout.splitlines()[-1].split()[2:7] == ["B", "shared", "lists", "designed", "65%"]
    answer = json.loads(run(*arguments, "--json").stdout)
    assert (answer["design"], answer["response"]) == ("designed", 0.65)
    assert (answer["lines"][-1]["design"], answer["lines"][-1]["response"]) == ("designed", 0.65)


def test_asking_at_random_is_what_happens_unless_told_otherwise(ring):
    arguments = (ring, "--size", 20, "--programmes", 2)
    assert run(*arguments).stdout == run(*arguments, "--design", "random", "--response", 1).stdout


@pytest.mark.parametrize("response", ["0", "1.5", "nan", "many"])
def test_a_response_that_is_no_probability_is_refused(ring, response):
    assert run(ring, "--response", response).exit_code == 2


def test_a_design_that_does_not_exist_is_refused(ring):
    assert "'volunteers' is not one of" in run(ring, "--design", "volunteers").stderr


def test_the_same_seed_prints_the_same_table(ring):
    arguments = (ring, "--size", 20, "--programmes", 3, "--seed", 5)
    assert run(*arguments).stdout == run(*arguments).stdout


def test_a_missing_file_is_named(tmp_path):
    result = run(tmp_path / "nowhere.npz")
    assert result.exit_code == 1
    assert "nowhere.npz does not exist." in result.stderr


@pytest.mark.parametrize("content", [b"", b"name,email\nKari,kari@example.com\n", b"PK\x03\x04 half a zip"])
def test_a_file_that_is_no_npz_is_named(tmp_path, content):
    path = tmp_path / "roster.npz"
    path.write_bytes(content)
    assert "roster.npz is not an .npz file of arrays." in run(path).stderr


def test_a_folder_is_no_graph(tmp_path):
    assert "is not an .npz file of arrays." in run(tmp_path).stderr


def test_a_lone_array_is_no_graph(tmp_path):
    np.save(tmp_path / "lone.npy", np.arange(4))
    assert "lone.npy is not an .npz file of arrays." in run(tmp_path / "lone.npy").stderr


def test_a_size_larger_than_the_graph_is_refused(ring):
    assert "ring has 60 people with an audience, fewer than 100." in run(ring).stderr


@pytest.mark.parametrize(
    ("shared", "sentence"),
    [
        ("0.1,1.5", "1.5 is not between 0 and 1."),
        ("nan", "nan is not between"),
        ("a,b", "'a' is not a number"),
    ],
)
def test_a_wrong_fraction_is_named(ring, shared, sentence):
    result = run(ring, "--shared", shared)
    assert result.exit_code == 2
    assert sentence in result.stderr


@pytest.mark.parametrize(("option", "value"), [("--size", 0), ("--programmes", 0), ("--seed", -1)])
def test_a_number_out_of_range_is_refused(ring, option, value):
    assert run(ring, option, value).exit_code == 2


def test_no_file_at_all_is_refused():
    assert run().exit_code == 2
