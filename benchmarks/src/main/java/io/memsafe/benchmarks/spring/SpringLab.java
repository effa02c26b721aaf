package io.memsafe.benchmarks.spring;

import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.benchmarks.stand.Figure;
import io.memsafe.benchmarks.stand.HelloModule;
import io.memsafe.benchmarks.stand.Interleaving;
import io.memsafe.benchmarks.stand.Lab;
import io.memsafe.benchmarks.stand.Run;
import io.memsafe.benchmarks.stand.Spread;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.benchmarks.stand.Table;
import io.memsafe.fork.Collector;
import io.memsafe.fork.Jdk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The lab {@code spring}: the start of a small application and what it holds then, without the starter, with it switched
 * off, and with it. All three take turns, and differences are those within a round.
 *
 * <p>The application is a module of its own: children of the other labs would find its libraries on their class path.
 */
@Command(
        name = "spring",
        description = "What does the starter cost a small Spring Boot application: when it starts, and in memory then?")
public final class SpringLab extends Lab {
    private static final List<Contestant> ALL = List.of(Contestant.values());
    private static final double START_MILLIS_BAR = 50;
    private static final double IDLE_MEGABYTES_BAR = 2;
    private static final double MEGABYTE = 1 << 20;
    private static final Duration EXPECTED = Duration.ofSeconds(8);

    private final Table starts = new Table(
            "Starts",
            "Milliseconds, medians with the smallest and the largest. Ready: from the start of the JVM to the event"
                    + " that the application is ready, by the JVM's clock. First answer: from the start of the process until"
                    + " its caller has the first page. Processor: of all threads of the process until then. More: the differences to the start without, within rounds.",
            "collector, JDK",
            "starter",
            "ready",
            "first answer",
            "processor",
            "ready, more",
            "first answer, more",
            "processor, more",
            "starts");
    private final Table memory = new Table(
            "What is held",
            "Megabytes after two collections, when the application has had nothing to do for a few seconds; the live heap"
                    + " is what the second one left. More: the differences to the start without, within rounds.",
            "collector, JDK",
            "starter",
            "live heap",
            "metaspace",
            "compiled code",
            "live heap, more",
            "metaspace, more",
            "compiled code, more",
            "classes",
            "threads");

    @Option(names = "--collectors", paramLabel = "NAME", split = ",", description = "Only these collectors (g1).")
    private List<String> collectors = List.of();

    @Option(
            names = "--jdks",
            paramLabel = "VERSION",
            split = ",",
            description = "Only these of the runtimes that are measured (all).")
    private List<Integer> features = List.of();

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "How often the contestants take turns (20; 3 in quick runs).")
    private int runs;

    /** For the launcher. */
    public SpringLab() {}

    /** Where the application starts. */
    private record Place(Jdk jdk, Collector collector) {
        String key() {
            return collector.label() + "." + jdk.feature();
        }

        @Override
        public String toString() {
            return collector.label() + ", JDK " + jdk.feature();
        }
    }

    @Override
    protected void measure(Stand stand) {
        if (runs < 0) {
            throw new CannotMeasureException("--runs must be 1 or more, but is " + runs);
        }
        int rounds = runs > 0 ? runs : stand.quick() ? 3 : 20;
        Starts application = new Starts(HelloModule.built(), stand.quick() ? 1 : 4);
        List<Place> places = places(stand);
        stand.plan(places.size() * ALL.size() * (rounds + 1));
        for (Place place : places) {
            // Round 0 brings the files into memory; it counts for nothing.
            round(stand, application, place, ALL, 0);
            List<Map<Contestant, Run>> whole = new ArrayList<>();
            int round = 0;
            for (List<Contestant> order : Interleaving.rounds(ALL, rounds)) {
                round++;
                if (!stand.timeFor(EXPECTED.multipliedBy(ALL.size()))) {
                    stand.note("Out of time: " + place + " has " + whole.size() + " of " + rounds + " rounds.");
                    break;
                }
                whole.add(round(stand, application, place, order, round));
            }
            report(stand, place, whole);
        }
        stand.table(starts);
        stand.table(memory);
    }

    private static Map<Contestant, Run> round(
            Stand stand, Starts application, Place place, List<Contestant> order, int round) {
        Map<Contestant, Run> found = new EnumMap<>(Contestant.class);
        for (Contestant contestant : order) {
            found.put(
                    contestant,
                    stand.run(
                            contestant.label() + ", " + place,
                            round,
                            () -> application.start(contestant, place.jdk(), place.collector())));
        }
        return found;
    }

    private List<Place> places(Stand stand) {
        List<Place> places = new ArrayList<>();
        for (String label : collectors.isEmpty() ? List.of(Collector.G1.label()) : collectors) {
            Collector collector = collector(label);
            for (Jdk jdk : stand.jdks(features)) {
                if (collector.availableOn(jdk)) {
                    places.add(new Place(jdk, collector));
                }
            }
        }
        return places;
    }

    private void report(Stand stand, Place place, List<Map<Contestant, Run>> rounds) {
        String name = place.key() + ".";
        stand.figure(Figure.atMost(
                stand.figureName(name + "start-ms"),
                rounds.isEmpty()
                        ? Double.NaN
                        : more(rounds, Contestant.WITH, Starts.READY, 1).median(),
                START_MILLIS_BAR,
                0));
        stand.figure(Figure.below(
                stand.figureName(name + "idle-mb"),
                rounds.isEmpty()
                        ? Double.NaN
                        : more(rounds, Contestant.WITH, Starts.HEAP, MEGABYTE).median(),
                IDLE_MEGABYTES_BAR,
                2));
        for (Contestant contestant : rounds.isEmpty() ? List.<Contestant>of() : ALL) {
            starts.row(
                    place.toString(),
                    contestant.label(),
                    spread(rounds, contestant, Starts.READY, 1).text(0),
                    spread(rounds, contestant, Starts.ANSWERED, 1).text(0),
                    spread(rounds, contestant, Starts.PROCESSOR, 1).text(0),
                    more(rounds, contestant, Starts.READY, 1).text(0),
                    more(rounds, contestant, Starts.ANSWERED, 1).text(0),
                    more(rounds, contestant, Starts.PROCESSOR, 1).text(0),
                    Integer.toString(rounds.size()));
            memory.row(
                    place.toString(),
                    contestant.label(),
                    spread(rounds, contestant, Starts.HEAP, MEGABYTE).text(2),
                    spread(rounds, contestant, Starts.METASPACE, MEGABYTE).text(2),
                    spread(rounds, contestant, Starts.CODE, MEGABYTE).text(2),
                    more(rounds, contestant, Starts.HEAP, MEGABYTE).text(2),
                    more(rounds, contestant, Starts.METASPACE, MEGABYTE).text(2),
                    more(rounds, contestant, Starts.CODE, MEGABYTE).text(2),
                    spread(rounds, contestant, Starts.CLASSES, 1).text(0),
                    spread(rounds, contestant, Starts.THREADS, 1).text(0));
        }
    }

    private static Spread spread(List<Map<Contestant, Run>> rounds, Contestant contestant, String value, double unit) {
        return Spread.of(rounds.stream()
                .map(round -> number(round, contestant, value) / unit)
                .toList());
    }

    /** The differences to the start without, each within its round. */
    private static Spread more(List<Map<Contestant, Run>> rounds, Contestant contestant, String value, double unit) {
        return Spread.of(rounds.stream()
                .map(round -> (number(round, contestant, value) - number(round, Contestant.WITHOUT, value)) / unit)
                .toList());
    }

    private static double number(Map<Contestant, Run> round, Contestant contestant, String value) {
        return Objects.requireNonNull(round.get(contestant)).number(value);
    }
}
