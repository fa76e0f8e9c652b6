"""What groups of shared lists say of everyone, where some lists were asked for certain and others drawn."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .curve import Floats
from .draws import Flags, Ints
from .effort import Fitted, fit_efforts, noise_in_halves
from .lists import Beyond, SharedLists
from .sizes import Sizes, in_classes

# How many drawn lists the one curve of all lists is worth. Source: eight real graphs; one or four do as well.
WORTH = 2.0

# Because a half of the lists may hold nobody at all, and the log of nobody is no number.
NOBODY = 1e-300


@dataclass(frozen=True)
class Answers:
    """Groups of lists, a row of both tables each, that speak for everyone; all in kept ids.

    In the first row all lists are in, in the next `halves` rows all certain lists and half of the drawn ones.
    A list left out of a row counts as not shared: a certain one as
    refused, a drawn one as one of the others.
    """

    lists: SharedLists
    certain: Flags
    drawn: Flags
    refused: Floats
    others: Floats
    halves: int

    @cached_property
    def found(self) -> Beyond:
        """What the certain lists hold, and the drawn ones beyond them, by row."""
        return self.lists.beyond(self.certain, drawn=self.drawn)

    @cached_property
    def share_new(self) -> Floats:
        """The mean share of a drawn list that no certain list holds, by row."""
        shares = self._left / np.maximum(self._lengths, 1.0)
        drawn = self.drawn.astype(np.float64)
        mean = (drawn @ shares) / np.maximum(drawn @ (self._lengths > 0), 1.0)
        return np.asarray(np.minimum(mean * self._more_left, 1.0))

    @cached_property
    def refused_new(self) -> Floats:
        """The people whom only those hold who refused, as if on one list, by row.

        Read off a curve fitted to the certain lists alone, at the sizes of those who refused.
        """
        left_out = in_classes(self._lengths, chosen=~self.certain & self.certain[:1])
        refused = left_out.beside(in_classes(self.refused))
        held = in_classes(self._lengths, chosen=self.certain)
        curve = fit_efforts(held, people=self.found.union, found_once=self.found.union_once)
        logs, _ = curve.log_people(held.beside(refused))
        return np.asarray(np.maximum(np.exp(logs) - self.found.union, 0.0))

    @cached_property
    def log_people(self) -> tuple[Floats, Floats, Floats]:
        """The log of the people that each row says there are, of those that the design alone says, by row.

        The third is the variance of the first that not knowing k leaves.
        """
        beyond, unsure = self._beyond.log_people(self._sizes_beyond)
        union, new = self.found.union, np.exp(beyond)
        whole, doubt = self._whole.log_people(self._sizes)
        weight = WORTH / (WORTH + np.count_nonzero(self.drawn[0]))
        told = np.log(np.maximum(union + new, NOBODY))
        logs = (1.0 - weight) * told + weight * whole
        part = new / np.maximum(union + new, NOBODY)
        return logs, told, (1.0 - weight) ** 2 * part**2 * unsure + weight**2 * doubt

    @cached_property
    def _lengths(self) -> Floats:
        return self.lists.lengths.astype(np.float64)

    @cached_property
    def _left(self) -> Ints:
        """How many ids of each list are in none of all the certain ones."""
        return self.lists.left_beyond(self.certain[0])

    @cached_property
    def _more_left(self) -> Floats:
        """How many times as much is left where not all the certain lists are in, by row."""
        by_all = self.drawn @ self._left
        return np.asarray(np.where(by_all > 0, self.found.left / np.maximum(by_all, 1), 1.0))

    @cached_property
    def _not_drawn(self) -> Sizes:
        left_out = in_classes(self._lengths, chosen=~self.drawn & self.drawn[:1])
        return left_out.beside(in_classes(self.others))

    @cached_property
    def _left_sizes(self) -> Sizes:
        return in_classes(self._left.astype(np.float64), chosen=self.drawn).times(self._more_left)

    @cached_property
    def _beyond(self) -> Fitted:
        people, once = self.found.people, self.found.once
        noise = noise_in_halves(people[: self.halves + 1], once[: self.halves + 1])
        return fit_efforts(self._left_sizes, people=people, found_once=once, noise=noise)

    @cached_property
    def _sizes_beyond(self) -> Sizes:
        """The lists beyond the union of the certain ones: measured, drawn, and those of refusers as one."""
        refused = self.refused_new if self.refused.size else np.zeros(len(self.drawn))
        others = self._not_drawn.times(self.share_new)
        return self._left_sizes.beside(others).beside(
            Sizes(np.ones((refused.size, 1)), refused[:, np.newaxis])
        )

    @cached_property
    def _whole(self) -> Fitted:
        people = self.found.union + self.found.people
        return fit_efforts(self._shared, people=people, found_once=self.found.all_once)

    @cached_property
    def _shared(self) -> Sizes:
        return in_classes(self._lengths, chosen=self.certain | self.drawn)

    @cached_property
    def _sizes(self) -> Sizes:
        """The sizes of all lists, whoever is in a row, those shared in the classes of the first."""
        shared = Sizes(self._shared.number[:1], self._shared.mean[:1])
        return shared.beside(in_classes(self.others)).beside(in_classes(self.refused))
