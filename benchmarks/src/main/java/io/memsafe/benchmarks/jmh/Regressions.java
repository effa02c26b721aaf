package io.memsafe.benchmarks.jmh;

import io.memsafe.benchmarks.stand.CommittedRuns;
import io.memsafe.benchmarks.stand.CommittedRuns.Measurement;
import io.memsafe.benchmarks.stand.Figure;
import io.memsafe.benchmarks.stand.Run;
import io.memsafe.benchmarks.stand.Spread;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.benchmarks.stand.Table;
import io.memsafe.fork.Jdk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares with the last committed run, by ratios to what each is measured beside: nanoseconds of two days are not the
 * same, not even on one machine.
 *
 * <p>What has become slower than noise explains is a regression: its median by more than a tenth (three tenths in a quick
 * run), and its best fork slower than the worst one then. Judged with three forks or more on both sides, and on the same
 * processor; anything else is shown only.
 */
final class Regressions {
    private static final double MORE = 1.1;
    private static final double MORE_WHEN_QUICK = 1.3;
    private static final int LEAST_FORKS = 3;

    private final double more;
    private final String processor;

    /**
     * A comparison.
     *
     * @param quick whether what is compared was measured in a hurry
     * @param processor it was measured on
     */
    Regressions(boolean quick, String processor) {
        this.more = quick ? MORE_WHEN_QUICK : MORE;
        this.processor = processor;
    }

    /** What became of a benchmark. */
    enum Verdict {
        SLOWER("slower"),
        NOT_SLOWER("not slower"),
        TOO_FEW_FORKS("too few forks to judge"),
        OTHER_MACHINE("not judged: another processor");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        boolean judged() {
            return this == SLOWER || this == NOT_SLOWER;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * Judges a benchmark.
     *
     * @param before forks then, as ratios to their peer
     * @param now forks now, as ratios to their peer
     * @param processorThen what it ran on then
     * @return what became of it
     */
    Verdict judge(Spread before, Spread now, String processorThen) {
        if (!processorThen.equals(processor)) {
            return Verdict.OTHER_MACHINE;
        }
        if (before.count() < LEAST_FORKS || now.count() < LEAST_FORKS) {
            return Verdict.TOO_FEW_FORKS;
        }
        boolean slower = now.median() > more * before.median() && now.min() > before.max();
        return slower ? Verdict.SLOWER : Verdict.NOT_SLOWER;
    }

    /** Shows all benchmarks of memsafe that were measured then as now; adds no figure if none could be judged. */
    void show(Stand stand, List<HotPath> paths, Scores scores, List<Jdk> jdks) {
        Table table = new Table(
                "Beside the last committed run",
                "Ratio to what it is measured beside, then and now: median of the forks (smallest..largest fork).",
                "benchmark",
                "then",
                "now",
                "now / then",
                "version then",
                "verdict");
        CommittedRuns committed = stand.committed();
        List<Verdict> verdicts = new ArrayList<>();
        for (HotPath path : paths) {
            for (Jdk jdk : jdks) {
                for (Cell cell : path.ours(jdk)) {
                    Cell one = path.one(cell);
                    Optional<Spread> now = ratios(scores.forks(cell), scores.forks(one));
                    Optional<Measurement> last = committed.newestOf(List.of(cell.name(), one.name()));
                    if (now.isPresent() && last.isPresent()) {
                        verdicts.add(compare(table, cell, one, now.get(), last.get()));
                    }
                }
            }
        }
        if (!verdicts.isEmpty()) {
            stand.table(table);
        }
        if (verdicts.stream().anyMatch(Verdict::judged)) {
            long slower = verdicts.stream().filter(Verdict.SLOWER::equals).count();
            stand.figure(Figure.none(stand.figureName("regressions"), slower));
        }
    }

    private Verdict compare(Table table, Cell cell, Cell one, Spread now, Measurement last) {
        Spread then = ratios(of(last, cell), of(last, one)).orElseThrow();
        Verdict verdict = judge(then, now, last.processor());
        table.row(
                cell.name(),
                then.text(2),
                now.text(2),
                Spread.fixed(now.median() / then.median(), 2),
                last.version(),
                verdict.toString());
        return verdict;
    }

    private static List<Run> of(Measurement measurement, Cell cell) {
        return measurement.runs().stream()
                .filter(run -> run.contestant().equals(cell.name()))
                .toList();
    }

    /** Each fork beside the median of the other one's forks. */
    private static Optional<Spread> ratios(List<Run> forks, List<Run> others) {
        if (forks.isEmpty() || others.isEmpty()) {
            return Optional.empty();
        }
        double other = spread(others).median();
        return Optional.of(Spread.of(
                forks.stream().map(fork -> fork.number(Fork.NANOS) / other).toList()));
    }

    private static Spread spread(List<Run> forks) {
        return Spread.of(forks.stream().map(fork -> fork.number(Fork.NANOS)).toList());
    }
}
