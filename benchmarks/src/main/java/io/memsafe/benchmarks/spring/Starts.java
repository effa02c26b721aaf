package io.memsafe.benchmarks.spring;

import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.benchmarks.stand.ScratchFolder;
import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.Jdk;
import io.memsafe.fork.RunningJvm;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Starts the application, asks it for a page and then what it holds.
 *
 * @param built the folder that Maven has built the application into
 * @param settleSeconds how long it has nothing to do before it is asked what it holds
 */
record Starts(Path built, int settleSeconds) {
    /** Milliseconds from the start of the JVM to the event that the application is ready, by the JVM's own clock. */
    static final String READY = "readyMillis";
    /** Milliseconds from the start of the process to the end of the first answer, as its caller sees it. */
    static final String ANSWERED = "answeredMillis";

    /** Milliseconds of processor time of all its threads until then, compiler and collector included. */
    static final String PROCESSOR = "processorMillis";

    static final String HEAP = "heapBytes";
    static final String METASPACE = "metaspaceBytes";
    static final String CODE = "codeBytes";
    static final String CLASSES = "classes";
    static final String THREADS = "threads";

    private static final String MAIN = "io.memsafe.benchmarks.hello.HelloApplication";
    private static final String LINE = "READY ";
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int HEAP_MEGABYTES = 256;
    private static final int ANSWER_MILLIS = 60_000;

    /** What the application says when it is ready. */
    private record Ready(long millis, int port) {
        static Ready of(String line) {
            String[] words = line.split(" ", -1);
            return new Ready(Long.parseLong(words[1]), Integer.parseInt(words[2]));
        }
    }

    Map<String, Object> start(Contestant contestant, Jdk jdk, Collector collector)
            throws IOException, InterruptedException {
        try (ScratchFolder folder = ScratchFolder.make("memsafe-spring-")) {
            CompletableFuture<Ready> ready = new CompletableFuture<>();
            ForkedJvm child = ForkedJvm.on(jdk)
                    .collector(collector)
                    .heap(HEAP_MEGABYTES + "m")
                    .temporaryFolder(folder.path())
                    .property("server.port", "0")
                    .classPath(contestant.classPath(built))
                    .timeout(LIMIT)
                    .main(MAIN, contestant.arguments().toArray(String[]::new))
                    .onLine(line -> {
                        if (line.startsWith(LINE)) {
                            ready.complete(Ready.of(line));
                        }
                    });
            long start = System.nanoTime();
            RunningJvm running = child.start();
            try {
                Ready said = await(ready);
                String hello = get(said.port(), "/hello");
                long answered = System.nanoTime();
                Duration processor = processorTime(running);
                if (!hello.equals("hello")) {
                    throw new CannotMeasureException("the application answered '" + hello + "'");
                }
                TimeUnit.SECONDS.sleep(settleSeconds);
                String[] held = get(said.port(), "/held").split(" ", -1);
                Map<String, Object> values = new LinkedHashMap<>();
                values.put(READY, said.millis());
                values.put(ANSWERED, Math.round((answered - start) / 1e6));
                values.put(PROCESSOR, processor.toMillis());
                values.put(HEAP, Long.parseLong(held[0]));
                values.put(METASPACE, Long.parseLong(held[1]));
                values.put(CODE, Long.parseLong(held[2]));
                values.put(CLASSES, Long.parseLong(held[3]));
                values.put(THREADS, Long.parseLong(held[4]));
                return values;
            } finally {
                running.kill();
                running.await();
            }
        }
    }

    private static Duration processorTime(RunningJvm running) {
        return ProcessHandle.of(running.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    private static Ready await(CompletableFuture<Ready> ready) throws InterruptedException {
        try {
            return ready.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new CannotMeasureException("the application did not start within " + LIMIT.toSeconds() + " s", e);
        }
    }

    /** By a bare socket: a client of its own would take its time to load. */
    private static String get(int port, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(ANSWER_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(("GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String answer = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }
}
