package asyncio4j.testing;

/// Goes through the suspensions at which a task is cancelled, run by run: none, the first, the second ..., and
/// again.
final class CancelPlaces {
    private int most; // suspensions seen in one run without a cancellation before
    private int run = -1;

    /// Where to cancel in one run.
    static final class Place {
        private int left;

        private Place(int number) {
            left = number;
        }

        /// Whether it is here; called at each suspension.
        boolean here() {
            return left > 0 && --left == 0;
        }
    }

    Place next() {
        run = run >= most ? 0 : run + 1;
        return new Place(run);
    }

    void ended(Decisions decisions) {
        int seen = 0;
        for (int i = 0; i < decisions.count(); i++) {
            seen += decisions.is(i, Chooser.Kind.CANCEL) ? 1 : 0;
        }
        most = Math.max(most, seen);
    }
}
