package io.memsafe.benchmarks.signals.child;

import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.benchmarks.signals.Cooperation;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The main class of a child that heeds the governor, or has none. */
public final class CooperateChild {

    /** How a line begins that names a level to which the governor changed. */
    public static final String LEVEL = "@level ";

    /** How the last line begins, with how much was done and how many requests were refused. */
    public static final String DONE = "@done ";

    private CooperateChild() {}

    /**
     * What a program came to.
     *
     * @param done how much of its work it did
     * @param refused how many requests were refused
     */
    record Tally(long done, long refused) {}

    /**
     * Runs a program.
     *
     * @param arguments the name of a {@link Cooperation}, {@code governed} or {@code control}, and the
     *     {@code cgroup.procs} files of control groups to enter
     * @throws IOException if it cannot enter one
     * @throws InterruptedException never
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        SignalsChild.enter(List.of(arguments).subList(2, arguments.length));
        MemoryGovernor governor = arguments[1].equals("governed") ? MemoryGovernor.start() : null;
        if (governor != null) {
            print(governor);
        }
        Tally tally = tally(Cooperation.valueOf(arguments[0]), governor);
        System.out.println(DONE + tally.done() + " " + tally.refused());
        Runtime.getRuntime().halt(0);
    }

    private static Tally tally(Cooperation cooperation, @Nullable MemoryGovernor governor) throws InterruptedException {
        double seconds = cooperation.seconds();
        return switch (cooperation) {
            case CACHE -> new CachingProgram(seconds).run(governor);
            case WORKERS -> new WorkersProgram(seconds).run(governor);
            case JUMP -> new JumpingProgram(seconds).run(governor);
            case CONTAINER -> new BufferProgram(seconds).run(governor);
        };
    }

    /** Prints levels from lines that are there before: a full heap must not stand in the way. */
    private static void print(MemoryGovernor governor) {
        Map<PressureLevel, byte[]> lines = new EnumMap<>(PressureLevel.class);
        for (PressureLevel level : PressureLevel.values()) {
            lines.put(level, (LEVEL + level + "\n").getBytes(StandardCharsets.UTF_8));
        }
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        governor.onLevelChange("print", change -> {
            try {
                out.write(lines.getOrDefault(change.to(), new byte[0]));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
