package io.memsafe.fork;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A child JVM to be run: which runtime, collector, heap, flags, class path and main class.
 *
 * <pre>{@code
 * ForkedResult result = ForkedJvm.on(Jdk.running())
 *         .collector(Collector.G1)
 *         .heap("64m")
 *         .classPath(System.getProperty("java.class.path"))
 *         .main(Batch.class.getName(), "--workers", "2")
 *         .timeout(Duration.ofMinutes(2))
 *         .run();
 * }</pre>
 *
 * <p>Child JVMs end with their parent. They run without {@code hsperfdata} files, so that a killed one leaves nothing.
 *
 * <p>Thread-safety: none; set up and used by one thread.
 */
public final class ForkedJvm {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

    private final Jdk jdk;
    private final List<String> flags = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private List<String> main = List.of();
    private Collector collector = Collector.G1;
    private Duration timeout = DEFAULT_TIMEOUT;
    private Consumer<String> lineListener = line -> {};
    private @Nullable String heap;
    private @Nullable String classPath;
    private @Nullable Path workingFolder;

    private ForkedJvm(Jdk jdk) {
        this.jdk = jdk;
    }

    /**
     * A child JVM of a runtime, with G1 and its default heap until told otherwise.
     *
     * @param jdk the runtime
     * @return the child to set up
     */
    public static ForkedJvm on(Jdk jdk) {
        return new ForkedJvm(jdk);
    }

    /**
     * Chooses the collector; its flag is always given, so that no machine chooses for itself.
     *
     * @param choice the collector, G1 if never called
     * @return this
     */
    public ForkedJvm collector(Collector choice) {
        this.collector = choice;
        return this;
    }

    /**
     * Bounds the heap.
     *
     * @param maximum as after {@code -Xmx}, for example {@code 64m}
     * @return this
     */
    public ForkedJvm heap(String maximum) {
        this.heap = maximum;
        return this;
    }

    /**
     * Adds flags for the JVM.
     *
     * @param more flags, in order
     * @return this
     */
    public ForkedJvm flags(String... more) {
        flags.addAll(List.of(more));
        return this;
    }

    /**
     * Sets a system property of the child.
     *
     * @param name the property
     * @param value its value
     * @return this
     */
    public ForkedJvm property(String name, String value) {
        flags.add("-D" + name + "=" + value);
        return this;
    }

    /**
     * Sets where the child puts temporary files.
     *
     * @param folder an existing folder
     * @return this
     */
    public ForkedJvm temporaryFolder(Path folder) {
        return property("java.io.tmpdir", folder.toString());
    }

    /**
     * Sets the class path.
     *
     * @param path as after {@code -cp}
     * @return this
     */
    public ForkedJvm classPath(String path) {
        this.classPath = path;
        return this;
    }

    /**
     * Sets the class path to the one of this program, so that the child can run classes of its own.
     *
     * @return this
     */
    public ForkedJvm ownClassPath() {
        String path = System.getProperty("java.class.path", "");
        String modules = System.getProperty("jdk.module.path", "");
        return classPath(modules.isEmpty() ? path : path + File.pathSeparator + modules);
    }

    /**
     * Sets what runs.
     *
     * @param mainClass name of the main class
     * @param arguments its arguments
     * @return this
     */
    public ForkedJvm main(String mainClass, String... arguments) {
        List<String> command = new ArrayList<>(List.of(mainClass));
        command.addAll(List.of(arguments));
        this.main = command;
        return this;
    }

    /**
     * Sets an environment variable of the child.
     *
     * @param name the variable
     * @param value its value
     * @return this
     */
    public ForkedJvm environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /**
     * Sets where the child starts.
     *
     * @param folder an existing folder
     * @return this
     */
    public ForkedJvm workingFolder(Path folder) {
        this.workingFolder = folder;
        return this;
    }

    /**
     * Sets how long the child may run before it is killed; 5 minutes if never called.
     *
     * @param limit the time
     * @return this
     */
    public ForkedJvm timeout(Duration limit) {
        this.timeout = limit;
        return this;
    }

    /**
     * Hears of each line the child writes to its standard output, while it runs.
     *
     * @param listener called by one thread of the parent, in order
     * @return this
     */
    public ForkedJvm onLine(Consumer<String> listener) {
        this.lineListener = listener;
        return this;
    }

    /**
     * Starts the child.
     *
     * @return the running child
     * @throws UncheckedIOException if the runtime cannot be started
     */
    public RunningJvm start() {
        ProcessBuilder builder = new ProcessBuilder(command());
        builder.environment().putAll(environment);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        if (workingFolder != null) {
            builder.directory(workingFolder.toFile());
        }
        try {
            return new RunningJvm(builder, timeout, lineListener);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + jdk.java() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Runs the child to its end. An interrupt kills it and is kept.
     *
     * @return what became of it
     * @throws UncheckedIOException if the runtime cannot be started
     */
    public ForkedResult run() {
        return start().await();
    }

    /**
     * The command line.
     *
     * @return launcher, flags, main class and arguments
     */
    public List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(jdk.java().toString());
        command.addAll(collector.flags(jdk));
        if (heap != null) {
            command.add("-Xmx" + heap);
        }
        command.add("-XX:-UsePerfData");
        command.addAll(flags);
        if (classPath != null) {
            command.add("-cp");
            command.add(classPath);
        }
        command.addAll(main);
        return command;
    }
}
