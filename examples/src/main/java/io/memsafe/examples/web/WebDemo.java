package io.memsafe.examples.web;

import io.memsafe.examples.catalog.CommandLines;
import io.memsafe.examples.catalog.Terminal;
import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.Jdk;
import io.memsafe.fork.OpenLoopClient;
import io.memsafe.fork.RunningJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs the same server twice at the same time under the same load, without and with memsafe, and shows both side by side.
 *
 * <p>Thread-safety: none; a command line program.
 */
@Command(
        name = "demo --web",
        description = "Runs one small server twice under the same load, without and with memsafe, and shows both.",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the protected server answered 95 %% of its pages under overload, without an OutOfMemoryError",
            "1:it did not",
            "2:could not start"
        })
public final class WebDemo implements Callable<Integer> {
    private static final int NOT_PASSED = 1;
    private static final int CANNOT_START = 2;
    private static final int SMALLEST_HEAP_MB = 48;
    private static final double WANTED_RATIO = 0.95;
    private static final double OVERLOAD = 3;
    private static final double CALM = 0.4;
    private static final long START_SECONDS = 60;
    private static final long SHOW_MILLIS = 500;
    private static final long SEED = 20_240_601;
    private static final DemoServer REPORTS =
            new DemoServer("demo --web", ReportServer.class.getName(), "/page", "/report", 30);

    private final DemoServer server;

    @Option(
            names = "--heap",
            paramLabel = "MB",
            defaultValue = "128",
            description = "heap of each server in megabytes (default: ${DEFAULT-VALUE})")
    private int heapMegabytes = 128;

    @Option(
            names = "--gc",
            paramLabel = "NAME",
            defaultValue = "g1",
            description = "serial, parallel, g1, zgc or shenandoah (default: ${DEFAULT-VALUE})")
    private String gc = "g1";

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "24",
            description = "how long the overload lasts (default: ${DEFAULT-VALUE})")
    private int seconds = 24;

    @Option(
            names = "--chart",
            paramLabel = "FILE",
            defaultValue = "demo-web.html",
            description = "where the page with the pictures goes (default: ${DEFAULT-VALUE})")
    private Path chart = Path.of("demo-web.html");

    /**
     * A demo of a server.
     *
     * @param server to be run twice
     */
    public WebDemo(DemoServer server) {
        this.server = server;
    }

    /**
     * Runs the program and ends the JVM with its exit code.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        run(REPORTS, arguments);
    }

    /**
     * Runs the demo of a server and ends the JVM with its exit code.
     *
     * @param server to be run twice
     * @param arguments the command line
     */
    public static void run(DemoServer server, String... arguments) {
        System.exit(CommandLines.run(server.command(), new WebDemo(server), arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Collector collector;
        try {
            collector = collector();
        } catch (IllegalArgumentException e) {
            System.err.println(server.command() + ": " + e.getMessage());
            return CANNOT_START;
        }
        WebSchedule schedule = new WebSchedule(
                List.of(
                        new WebSchedule.Phase("calm", CALM, Math.max(2, seconds / 3)),
                        new WebSchedule.Phase("overload", OVERLOAD, seconds),
                        new WebSchedule.Phase("calm again", CALM, Math.max(2, seconds / 3))),
                server,
                (long) heapMegabytes << 20,
                SEED);
        WebSide plain = new WebSide("without", schedule);
        WebSide shed = new WebSide("with memsafe", schedule);
        List<WebSide> sides = List.of(plain, shed);
        String setting = String.format(
                Locale.ROOT,
                "%,d requests to each server, %s, heap %d MB, JDK %s, %d processors",
                schedule.size(),
                collector.label(),
                heapMegabytes,
                Jdk.running().version(),
                Runtime.getRuntime().availableProcessors());
        System.out.println(setting);
        WebScreen screen = new WebScreen(schedule, sides, System.out, Terminal.attached());
        List<RunningJvm> servers = new ArrayList<>();
        try {
            List<Integer> ports = List.of(
                    start(collector, "plain", plain, servers), start(collector, DemoServer.PROTECTED, shed, servers));
            load(sides, ports, schedule, screen);
        } catch (CannotStartException e) {
            System.err.println(server.command() + ": " + e.getMessage());
            return CANNOT_START;
        } finally {
            servers.forEach(RunningJvm::kill);
            servers.forEach(RunningJvm::await);
        }
        screen.conclude();
        new WebChart(schedule, sides).write(chart, setting);
        System.out.println("Pictures: " + chart.toAbsolutePath().normalize());
        return verdict(schedule, shed) ? 0 : NOT_PASSED;
    }

    private Collector collector() {
        if (heapMegabytes < SMALLEST_HEAP_MB) {
            throw new IllegalArgumentException(
                    "--heap " + heapMegabytes + " is too small: at least " + SMALLEST_HEAP_MB + " megabytes");
        }
        if (seconds < 1 || seconds > TimeUnit.HOURS.toSeconds(1)) {
            throw new IllegalArgumentException("--seconds must be 1 to 3600, but is " + seconds);
        }
        Path folder = chart.toAbsolutePath().getParent();
        if (folder == null || !Files.isWritable(folder) || Files.isDirectory(chart)) {
            throw new IllegalArgumentException("--chart " + chart + " cannot be written");
        }
        return CommandLines.collector(gc);
    }

    private int start(Collector collector, String how, WebSide side, List<RunningJvm> servers)
            throws InterruptedException {
        CompletableFuture<Integer> port = new CompletableFuture<>();
        servers.add(ForkedJvm.on(Jdk.running())
                .collector(collector)
                .heap(heapMegabytes + "m")
                .ownClassPath()
                .timeout(Duration.ofHours(2))
                .main(server.mainClass(), how)
                .onLine(line -> {
                    if (line.startsWith(DemoServer.PORT)) {
                        port.complete(Integer.valueOf(line.substring(DemoServer.PORT.length())));
                    } else if (line.startsWith(DemoServer.NOTE)) {
                        System.out.println(line.substring(DemoServer.NOTE.length()));
                    }
                    side.hear(line);
                })
                .start());
        try {
            return port.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new CannotStartException("the server did not start within " + START_SECONDS + " s", e);
        }
    }

    /** A server does not start. */
    private static final class CannotStartException extends RuntimeException {
        private static final long serialVersionUID = 1;

        CannotStartException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static void load(List<WebSide> sides, List<Integer> ports, WebSchedule schedule, WebScreen screen)
            throws InterruptedException {
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < sides.size(); i++) {
            WebSide side = sides.get(i);
            int port = ports.get(i);
            Thread client = new Thread(() -> send(side, port), "client-" + side.name());
            client.setDaemon(true);
            clients.add(client);
        }
        clients.forEach(Thread::start);
        long start = System.nanoTime();
        while (clients.stream().anyMatch(Thread::isAlive)) {
            TimeUnit.MILLISECONDS.sleep(SHOW_MILLIS);
            int second = (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            screen.show(Math.min(second, schedule.seconds()));
        }
    }

    private static void send(WebSide side, int port) {
        try {
            OpenLoopClient.send(side, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean verdict(WebSchedule schedule, WebSide shed) {
        WebSide.Count overload = shed.count(
                second -> schedule.phases().get(schedule.phaseOf(second)).load() > 1);
        boolean passed = overload.pageRatio() >= WANTED_RATIO && shed.errors() == 0;
        System.out.printf(
                Locale.ROOT,
                "With memsafe: %.1f %% of the pages were answered within a second under overload, %d OutOfMemoryErrors%n",
                100 * overload.pageRatio(),
                shed.errors());
        return passed;
    }
}
