package io.memsafe.fork;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A child JVM that runs.
 *
 * <p>Thread-safety: {@link #kill()} may be called from any thread, the line listener's included; {@link #await()} from
 * one thread.
 */
public final class RunningJvm {

    private static final int MOST_LINES = 10_000;
    private static final int MOST_ERROR_LINES = 200;
    private static final long POLL_MILLIS = 20;
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);
    private static final Children CHILDREN = new Children();

    private final Process process;
    private final Path status;
    private final Duration timeout;
    private final long startNanos = System.nanoTime();
    private final Deque<String> lines = new ArrayDeque<>();
    private final Deque<String> errors = new ArrayDeque<>();
    private final Thread lineReader;
    private final Thread errorReader;
    private long peakRssBytes = -1;
    private Duration cpuTime = Duration.ZERO;

    RunningJvm(ProcessBuilder builder, Duration timeout, Consumer<String> lineListener) throws IOException {
        this.process = CHILDREN.start(builder);
        this.timeout = timeout;
        this.status = Path.of("/proc", Long.toString(process.pid()), "status");
        this.lineReader = reader("out", process.getInputStream(), line -> {
            keep(lines, line, MOST_LINES);
            lineListener.accept(line);
        });
        this.errorReader = reader("err", process.getErrorStream(), line -> keep(errors, line, MOST_ERROR_LINES));
    }

    /**
     * The child's process id.
     *
     * @return the id
     */
    public long pid() {
        return process.pid();
    }

    /** Kills the child at once, as signal 9 does. Does nothing if it has ended. */
    public void kill() {
        process.destroyForcibly();
    }

    /**
     * Waits for the child's end; kills it when its time is up or this thread is interrupted, and keeps the interrupt.
     *
     * @return what became of it
     */
    public ForkedResult await() {
        boolean timedOut = false;
        boolean interrupted = false;
        try {
            while (!ended()) {
                sample();
                if (!timedOut && System.nanoTime() - startNanos > timeout.toNanos()) {
                    timedOut = true;
                    kill();
                }
            }
        } catch (InterruptedException e) {
            interrupted = true;
            kill();
        }
        int exitCode = exitCode();
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
        CHILDREN.ended(process);
        interrupted |= join(lineReader);
        interrupted |= join(errorReader);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return new ForkedResult(
                exitCode,
                timedOut,
                copy(lines),
                String.join(System.lineSeparator(), copy(errors)),
                elapsed,
                peakRssBytes,
                cpuTime);
    }

    private boolean ended() throws InterruptedException {
        return process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private int exitCode() {
        boolean interrupted = false;
        while (true) {
            try {
                int code = process.waitFor();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                return code;
            } catch (InterruptedException e) {
                interrupted = true;
                kill();
            }
        }
    }

    private void sample() {
        process.info().totalCpuDuration().ifPresent(cpu -> cpuTime = cpu.compareTo(cpuTime) > 0 ? cpu : cpuTime);
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmHWM:")) {
                    long kilobytes = Long.parseLong(line.replaceAll("[^0-9]", ""));
                    peakRssBytes = Math.max(peakRssBytes, kilobytes * 1024);
                }
            }
        } catch (IOException | NumberFormatException e) {
            // No such file: not Linux, or the child has just ended. What was seen before stands.
            return;
        }
    }

    private static Thread reader(String name, InputStream stream, Consumer<String> consumer) {
        Thread thread = new Thread(() -> read(stream, consumer), "forked-jvm-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void read(InputStream stream, Consumer<String> consumer) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                consumer.accept(line);
            }
        } catch (IOException e) {
            // The stream of a killed child breaks off; there is nothing more to read.
            return;
        }
    }

    private static void keep(Deque<String> kept, String line, int most) {
        synchronized (kept) {
            if (kept.size() == most) {
                kept.removeFirst();
            }
            kept.addLast(line);
        }
    }

    private static List<String> copy(Deque<String> kept) {
        synchronized (kept) {
            return new ArrayList<>(kept);
        }
    }

    /** Waits for the last lines; returns whether this thread was interrupted meanwhile. */
    private static boolean join(Thread reader) {
        try {
            reader.join(LAST_WORDS.toMillis());
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    /**
     * Kills all children, waits for their ends, and lets no other one start. Happens by itself when the program ends;
     * for a shutdown hook that removes what children write, which would come back while one still lives.
     */
    public static void endAll() {
        CHILDREN.endAll();
    }

    /**
     * The children that may live.
     *
     * <p>Thread-safety: safe. A child starts under the lock, so that none can start unseen while the program ends.
     */
    private static final class Children {
        private final Set<Process> alive = new HashSet<>();
        private boolean ending;

        Children() {
            try {
                Runtime.getRuntime().addShutdownHook(new Thread(this::endAll, "forked-jvm-end"));
            } catch (IllegalStateException e) {
                ending = true; // the program ends already
            }
        }

        synchronized Process start(ProcessBuilder builder) throws IOException {
            if (ending) {
                throw new IOException("the program ends");
            }
            Process process = builder.start();
            alive.add(process);
            return process;
        }

        synchronized void ended(Process process) {
            alive.remove(process);
        }

        synchronized void endAll() {
            ending = true;
            alive.forEach(Process::destroyForcibly);
            try {
                for (Process process : alive) {
                    process.waitFor(LAST_WORDS.toSeconds(), TimeUnit.SECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
