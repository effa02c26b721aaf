package io.memsafe.benchmarks.web;

import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.benchmarks.stand.Condition;
import io.memsafe.benchmarks.stand.HelloModule;
import io.memsafe.benchmarks.stand.Run;
import io.memsafe.benchmarks.stand.ScratchFolder;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.benchmarks.web.child.Counters;
import io.memsafe.benchmarks.web.child.Guard;
import io.memsafe.benchmarks.web.child.WebChild;
import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.OpenLoopClient;
import io.memsafe.fork.RunningJvm;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starts the servers under test, each in a JVM of its own, and sends them their load. */
final class Servers {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final long START_SECONDS = 60;
    private static final String PORT = "PORT ";
    private static final String USABLE = "USABLE ";
    private static final String SPRING_MAIN = "io.memsafe.benchmarks.served.ServedApplication";

    private final Stand stand;
    private final Map<Place, Long> usableKilobytes = new HashMap<>();

    /** What a heap keeps hangs on what the server itself holds. */
    private record Place(boolean spring, int heapMegabytes) {
        static Place of(WebLab.Cell cell) {
            return new Place(
                    cell.server() == WebLab.Server.SPRING, cell.condition().heapMegabytes());
        }
    }

    Servers(Stand stand) {
        this.stand = stand;
    }

    Run run(WebLab.Cell cell, Guard guard, int round) {
        return stand.run(guard.label() + ", " + cell, round, () -> serve(cell, guard, round));
    }

    private Map<String, Object> serve(WebLab.Cell cell, Guard guard, int round)
            throws IOException, InterruptedException {
        long usable = usable(Place.of(cell));
        Load load = new Load(cell.scenario(), usable, round);
        long live = cell.scenario().isHealthy() ? cell.condition().heapMegabytes() * 1024L / 2 : 0;
        try (ScratchFolder folder = ScratchFolder.make("memsafe-web-")) {
            Path counters = folder.path().resolve("counters");
            CompletableFuture<Integer> port = new CompletableFuture<>();
            RunningJvm server = child(
                            cell.condition(),
                            folder,
                            cell.server(),
                            guard,
                            counters,
                            Long.toString(usable),
                            String.format(Locale.ROOT, "%.3f", load.meanKilobytes()),
                            Long.toString(live),
                            Integer.toString(cell.scenario().garbage()))
                    .onLine(line -> {
                        if (line.startsWith(PORT)) {
                            port.complete(Integer.valueOf(line.substring(PORT.length())));
                        }
                    })
                    .start();
            Map<String, Object> values;
            boolean alive;
            try {
                Tally tally = new Tally(load);
                OpenLoopClient.send(tally, await(port));
                values = tally.values();
                alive = ProcessHandle.of(server.pid()).isPresent();
            } finally {
                server.kill();
            }
            ForkedResult result = server.await();
            values.put("errors", Counters.errors(counters));
            values.put("garbageMegabytes", Counters.garbage(counters) >> 20);
            values.put("died", !alive);
            values.put("cpuSeconds", result.cpuTime().toMillis() / 1e3);
            return values;
        }
    }

    private static int await(CompletableFuture<Integer> port) throws InterruptedException {
        try {
            return port.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            throw new CannotMeasureException("the server did not start within " + START_SECONDS + " s", e);
        }
    }

    private static ForkedJvm child(
            Condition condition,
            ScratchFolder folder,
            WebLab.Server server,
            Guard guard,
            Path counters,
            String... rest) {
        String[] arguments = new String[3 + rest.length];
        arguments[0] = server.label();
        arguments[1] = guard.name();
        arguments[2] = counters.toString();
        System.arraycopy(rest, 0, arguments, 3, rest.length);
        ForkedJvm jvm = ForkedJvm.on(condition.jdk())
                .collector(condition.collector())
                .heap(condition.heapMegabytes() + "m")
                .temporaryFolder(folder.path())
                .timeout(LIMIT);
        return server == WebLab.Server.SPRING
                ? jvm.classPath(springClassPath()).main(SPRING_MAIN, arguments)
                : jvm.property("csp.sentinel.log.dir", folder.path().toString())
                        .ownClassPath()
                        .main(WebChild.class.getName(), arguments);
    }

    /** The module of Spring Boot, and the classes of this one without what they need in other servers. */
    private static String springClassPath() {
        try {
            Path own = Path.of(WebChild.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return HelloModule.classPath(HelloModule.built(), library -> true) + File.pathSeparator + own;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a server that has started can keep, found once for each heap, on G1 and the oldest runtime. */
    private long usable(Place place) throws IOException {
        int heapMegabytes = place.heapMegabytes();
        Long known = usableKilobytes.get(place);
        if (known != null) {
            return known;
        }
        Condition condition = new Condition(stand.jdks().get(0), Collector.G1, heapMegabytes);
        try (ScratchFolder folder = ScratchFolder.make("memsafe-web-")) {
            ForkedResult result = child(
                            condition,
                            folder,
                            place.spring() ? WebLab.Server.SPRING : WebLab.Server.TOMCAT,
                            Guard.NONE,
                            folder.path().resolve("counters"),
                            "0",
                            "1",
                            "0",
                            "0")
                    .run();
            for (String line : result.lines()) {
                if (line.startsWith(USABLE)) {
                    long found = Long.parseLong(line.substring(USABLE.length()));
                    usableKilobytes.put(place, found);
                    stand.fact(
                            "what a heap of " + heapMegabytes + " MB keeps" + (place.spring() ? " beside Spring" : ""),
                            found / 1024 + " MB");
                    return found;
                }
            }
            throw new CannotMeasureException("the server did not tell what its heap keeps: " + result.errorTail());
        }
    }
}
