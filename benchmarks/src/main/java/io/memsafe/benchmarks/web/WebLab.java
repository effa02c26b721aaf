package io.memsafe.benchmarks.web;

import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.benchmarks.stand.Condition;
import io.memsafe.benchmarks.stand.Interleaving;
import io.memsafe.benchmarks.stand.Lab;
import io.memsafe.benchmarks.stand.Run;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.benchmarks.web.child.Guard;
import io.memsafe.fork.Collector;
import io.memsafe.fork.Jdk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The lab {@code web}: a server in a small heap under more load than fits, behind each filter or limiter that people use,
 * an oracle that is told the bytes of every request, and memsafe, which is told nothing.
 */
@Command(
        name = "web",
        description = "Does a server keep serving when its requests need more memory than there is, behind memsafe and"
                + " behind what people use today?")
public final class WebLab extends Lab {
    private static final int USUAL_HEAP = 128;
    private static final List<Integer> HEAPS = List.of(USUAL_HEAP, 64, 256);
    private static final List<String> COLLECTORS = List.of("g1", "zgc");
    private static final List<String> HEALTHY_COLLECTORS = List.of("serial", "parallel", "g1", "zgc", "shenandoah");
    private static final Set<Guard> ANYWHERE = EnumSet.of(Guard.NONE, Guard.ORACLE, Guard.MEMSAFE);
    private static final int VIRTUAL_THREADS_SINCE = 21;
    private static final List<Guard> FEW = List.of(Guard.ORACLE, Guard.MEMSAFE);
    private static final List<Guard> HEALTHY =
            List.of(Guard.NONE, Guard.USED_85, Guard.AFTER_COLLECTION_85, Guard.MEMSAFE);

    @Option(
            names = "--scenarios",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Only these: told, untold, churn, heavy-only, cold, garbage-200, garbage-flat-out (all; told and"
                            + " garbage-200 in quick runs).")
    private List<String> scenarios = List.of();

    @Option(
            names = "--contestants",
            paramLabel = "NAME",
            split = ",",
            description = "Only these, for example oracle,memsafe (all where the scenario is told and the heap 128 MB,"
                    + " else those that matter).")
    private List<String> contestants = List.of();

    @Option(
            names = "--servers",
            paramLabel = "NAME",
            split = ",",
            description = "Only these: tomcat, jetty, spring, virtual (all; tomcat in quick runs).")
    private List<Server> servers = List.of();

    @Option(
            names = "--collectors",
            paramLabel = "NAME",
            split = ",",
            description = "Only these collectors (g1 and zgc; all five where there is garbage).")
    private List<String> collectors = List.of();

    @Option(
            names = "--jdks",
            paramLabel = "VERSION",
            split = ",",
            description =
                    "Only these of the runtimes that are measured (the oldest, for virtual threads the first that has them;"
                            + " all where there is garbage).")
    private List<Integer> features = List.of();

    @Option(
            names = "--heaps",
            paramLabel = "MB",
            split = ",",
            description = "Only these heaps (128, 64 and 256, the last two on G1 alone; 128 in quick runs).")
    private List<Integer> heaps = List.of();

    @Option(names = "--runs", paramLabel = "N", description = "How often contestants take turns (5; 1 in quick runs).")
    private int runs;

    /** For the launcher. */
    public WebLab() {}

    /** Servers. */
    enum Server {
        TOMCAT,
        JETTY,
        /** Tomcat in an application of Spring Boot, whose controllers answer, and the starter. */
        SPRING,
        /** Tomcat whose requests have virtual threads. */
        VIRTUAL;

        boolean hasPeers() {
            return this == TOMCAT || this == JETTY;
        }

        boolean runsOn(Jdk jdk) {
            return this != VIRTUAL || jdk.feature() >= VIRTUAL_THREADS_SINCE;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One scenario on one server under one condition.
     *
     * @param scenario what it has to bear
     * @param server which one
     * @param condition where
     */
    record Cell(Scenario scenario, Server server, Condition condition) {
        String key() {
            return scenario.label() + "." + server.label() + "." + condition.key();
        }

        @Override
        public String toString() {
            return scenario.label() + ", " + server.label() + ", " + condition;
        }
    }

    @Override
    protected List<String> variant() {
        return scenarios;
    }

    @Override
    protected void measure(Stand stand) {
        if (runs < 0) {
            throw new CannotMeasureException("--runs must be 1 or more, but is " + runs);
        }
        int rounds = runs > 0 ? runs : stand.quick() ? 1 : 5;
        Map<Cell, List<Guard>> plan = plan(stand);
        if (plan.isEmpty()) {
            throw new CannotMeasureException(
                    "no server of --servers has a contestant and a collector of those asked for on the runtimes asked for");
        }
        stand.plan(rounds * plan.values().stream().mapToInt(List::size).sum());
        Servers fork = new Servers(stand);
        WebReport report = new WebReport(stand);
        plan.forEach((cell, guards) -> {
            Map<Guard, List<Run>> results = new LinkedHashMap<>();
            guards.forEach(guard -> results.put(guard, new ArrayList<>()));
            int round = 0;
            for (List<Guard> order : Interleaving.rounds(guards, rounds)) {
                round++;
                for (Guard guard : order) {
                    if (stand.timeFor(Duration.ofSeconds(seconds(cell.scenario()) + 5))) {
                        results.getOrDefault(guard, new ArrayList<>()).add(fork.run(cell, guard, round));
                    }
                }
            }
            report.cell(cell, results);
        });
        report.garbage();
    }

    private static int seconds(Scenario scenario) {
        return scenario.phases().stream().mapToInt(Scenario.Phase::seconds).sum();
    }

    private Map<Cell, List<Guard>> plan(Stand stand) {
        Map<Cell, List<Guard>> plan = new LinkedHashMap<>();
        for (Scenario scenario : chosenScenarios(stand)) {
            for (Server server : chosenServers(stand, scenario)) {
                for (Condition condition : conditions(stand, scenario, server)) {
                    Cell cell = new Cell(scenario, server, condition);
                    List<Guard> guards = guards(stand, cell);
                    if (!guards.isEmpty()) {
                        plan.put(cell, guards);
                    }
                }
            }
        }
        return plan;
    }

    private List<Scenario> chosenScenarios(Stand stand) {
        List<String> labels =
                Arrays.stream(Scenario.values()).map(Scenario::label).toList();
        for (String scenario : scenarios) {
            if (!labels.contains(scenario)) {
                throw new CannotMeasureException(
                        "--scenarios: no scenario '" + scenario + "': it is one of " + String.join(", ", labels));
            }
        }
        return Arrays.stream(Scenario.values())
                .filter(scenario -> scenarios.isEmpty()
                        ? !stand.quick() || scenario == Scenario.TOLD || scenario == Scenario.GARBAGE_200
                        : scenarios.contains(scenario.label()))
                .toList();
    }

    private List<Server> chosenServers(Stand stand, Scenario scenario) {
        if (!servers.isEmpty()) {
            return servers;
        }
        return stand.quick() || scenario != Scenario.TOLD ? List.of(Server.TOMCAT) : List.of(Server.values());
    }

    private List<Condition> conditions(Stand stand, Scenario scenario, Server server) {
        List<Jdk> jdks = !features.isEmpty()
                ? stand.jdks(features)
                : scenario.isHealthy() && !stand.quick()
                        ? stand.jdks()
                        : stand.jdks().stream().filter(server::runsOn).limit(1).toList();
        List<String> labels = !collectors.isEmpty()
                ? collectors
                : stand.quick() ? List.of("g1") : scenario.isHealthy() ? HEALTHY_COLLECTORS : COLLECTORS;
        List<Integer> sizes =
                !heaps.isEmpty() ? heaps : stand.quick() || scenario.isHealthy() ? List.of(USUAL_HEAP) : HEAPS;
        List<Condition> conditions = new ArrayList<>();
        for (Jdk jdk : jdks.stream().filter(server::runsOn).toList()) {
            for (String label : labels) {
                Collector collector = collector(label);
                for (int heap : sizes) {
                    boolean wanted = heap == USUAL_HEAP || collector == Collector.G1 || !heaps.isEmpty();
                    if (wanted && collector.availableOn(jdk)) {
                        conditions.add(new Condition(jdk, collector, heap));
                    }
                }
            }
        }
        return conditions;
    }

    private List<Guard> guards(Stand stand, Cell cell) {
        List<Guard> asked = contestants.stream().map(WebLab::guard).toList();
        List<Guard> usual = cell.scenario().isHealthy()
                ? HEALTHY
                : cell.scenario() == Scenario.TOLD && cell.condition().heapMegabytes() == USUAL_HEAP
                        ? stand.quick()
                                ? List.of(Guard.NONE, Guard.ORACLE, Guard.GRADIENT2, Guard.USED_85, Guard.MEMSAFE)
                                : List.of(Guard.values())
                        : FEW;
        return (asked.isEmpty() ? usual : asked)
                .stream()
                        .filter(guard -> cell.server() == Server.JETTY || !guard.isOfJetty())
                        .filter(guard -> cell.server().hasPeers() || ANYWHERE.contains(guard))
                        .toList();
    }

    private static Guard guard(String label) {
        for (Guard guard : Guard.values()) {
            if (guard.label().equals(label)) {
                return guard;
            }
        }
        throw new CannotMeasureException("--contestants: no contestant '" + label + "': it is one of "
                + String.join(
                        ", ", Arrays.stream(Guard.values()).map(Guard::label).toList()));
    }
}
