package io.memsafe.doctor.jvm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.PlatformManagedObject;
import java.lang.management.RuntimeMXBean;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.Nullable;

/**
 * A JVM that runs, seen from outside through its management beans.
 *
 * <pre>{@code
 * try (RunningJvm jvm = RunningJvm.attach(pid)) {
 *     long heap = jvm.memory().getHeapMemoryUsage().getUsed();
 *     String most = jvm.vmOption("MaxHeapSize").map(VmOption::value).orElse("");
 * }
 * }</pre>
 *
 * <p>To attach costs the other JVM the start of its local management agent, once: a few threads, two megabytes. Its
 * flags and its program are left as they are. What is asked is answered by that JVM, so a call takes as long as it
 * stands still for, and throws {@link java.lang.reflect.UndeclaredThrowableException} with an {@link IOException} in it
 * once it is gone.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
public final class RunningJvm implements AutoCloseable {
    private static final String DIAGNOSTIC = "com.sun.management:type=HotSpotDiagnostic";
    private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";
    private static final String[] ONE_STRING = {String.class.getName()};

    private final OptionalLong pid;
    private final String address;
    private final TimedConnector connector;

    private RunningJvm(OptionalLong pid, String address, TimedConnector connector) {
        this.pid = pid;
        this.address = address;
        this.connector = connector;
    }

    /**
     * The JVMs that run on this machine, this one left out.
     *
     * @return by process id; those of other users only as far as this user may see them
     */
    public static List<LocalJvm> list() {
        return LocalJvms.list();
    }

    /**
     * Attaches to what a person has named.
     *
     * @param target a process id of this machine, {@code host:port} of a JVM that was started with a JMX port, or a
     *     whole {@code service:jmx:} URL
     * @return to be closed at the end
     * @throws CannotAttachException if it cannot be reached, with the reason
     */
    public static RunningJvm open(String target) throws CannotAttachException {
        if (!target.isEmpty() && target.chars().allMatch(c -> c >= '0' && c <= '9')) {
            try {
                return attach(Long.parseLong(target));
            } catch (NumberFormatException e) {
                throw new CannotAttachException("there is no process " + target + LocalJvms.advice(), e);
            }
        }
        return connect(target, null, null);
    }

    /**
     * Attaches to a process of this machine.
     *
     * @param pid its process id
     * @return to be closed at the end
     * @throws CannotAttachException if there is no such process, it is none of this user's or no JVM, attaching is
     *     switched off, or this runtime lacks the module {@code jdk.attach}
     */
    public static RunningJvm attach(long pid) throws CannotAttachException {
        if (pid == ProcessHandle.current().pid()) {
            throw new CannotAttachException("process " + pid + " is this one" + LocalJvms.advice());
        }
        if (LinuxProcess.available()) {
            new LinuxProcess(pid).check();
        } else if (ProcessHandle.of(pid).isEmpty()) {
            throw new CannotAttachException("there is no process " + pid + LocalJvms.advice());
        }
        String address;
        try {
            address = LocalAttach.managementAddress(pid);
        } catch (LinkageError e) {
            throw new CannotAttachException(
                    "this Java runtime lacks the module jdk.attach, so it cannot attach to process " + pid
                            + ": run the doctor on a JDK, or give the JVM a JMX port and name it as host:port",
                    e);
        }
        return new RunningJvm(
                OptionalLong.of(pid), Long.toString(pid), TimedConnector.open(address, "process " + pid, null, null));
    }

    /**
     * Connects to a JVM that was started with a JMX port.
     *
     * @param address {@code host:port}, or a whole {@code service:jmx:} URL
     * @param user for a JVM that asks for one, else {@code null}
     * @param password of that user, else {@code null}
     * @return to be closed at the end
     * @throws CannotAttachException if the address is none, or nobody answers there within ten seconds
     */
    public static RunningJvm connect(String address, @Nullable String user, @Nullable String password)
            throws CannotAttachException {
        return new RunningJvm(
                OptionalLong.empty(),
                address,
                TimedConnector.open(TimedConnector.url(address), address, user, password));
    }

    /**
     * The process id.
     *
     * @return empty if it was reached by a JMX address, and may be on another machine
     */
    public OptionalLong pid() {
        return pid;
    }

    /**
     * How it was named when it was attached to.
     *
     * @return the process id or the address
     */
    public String address() {
        return address;
    }

    /**
     * The connection itself, for beans that have no method here.
     *
     * @return open until this is closed
     */
    public MBeanServerConnection connection() {
        return connector.connection();
    }

    /**
     * The runtime: arguments of the JVM, system properties, uptime.
     *
     * @return a proxy
     */
    public RuntimeMXBean runtime() {
        return one(RuntimeMXBean.class);
    }

    /**
     * The memory as a whole.
     *
     * @return a proxy
     */
    public MemoryMXBean memory() {
        return one(MemoryMXBean.class);
    }

    /**
     * The pools of the heap and beside it.
     *
     * @return proxies
     */
    public List<MemoryPoolMXBean> memoryPools() {
        return all(MemoryPoolMXBean.class);
    }

    /**
     * The garbage collectors.
     *
     * @return proxies
     */
    public List<GarbageCollectorMXBean> collectors() {
        return all(GarbageCollectorMXBean.class);
    }

    /**
     * The threads.
     *
     * @return a proxy
     */
    public ThreadMXBean threads() {
        return one(ThreadMXBean.class);
    }

    /**
     * The loading of classes.
     *
     * @return a proxy
     */
    public ClassLoadingMXBean classes() {
        return one(ClassLoadingMXBean.class);
    }

    /**
     * The pools of direct and mapped buffers.
     *
     * @return proxies
     */
    public List<BufferPoolMXBean> bufferPools() {
        return all(BufferPoolMXBean.class);
    }

    private <T extends PlatformManagedObject> T one(Class<T> type) {
        try {
            return ManagementFactory.getPlatformMXBean(connection(), type);
        } catch (IOException e) {
            throw gone(e);
        }
    }

    private <T extends PlatformManagedObject> List<T> all(Class<T> type) {
        try {
            return ManagementFactory.getPlatformMXBeans(connection(), type);
        } catch (IOException e) {
            throw gone(e);
        }
    }

    /**
     * A flag as it is in force.
     *
     * @param name such as {@code MaxHeapSize}
     * @return empty if this JVM has no such flag, or does not tell its flags
     */
    public Optional<VmOption> vmOption(String name) {
        try {
            Object option =
                    connection().invoke(new ObjectName(DIAGNOSTIC), "getVMOption", new Object[] {name}, ONE_STRING);
            return option instanceof CompositeData data ? Optional.of(vmOption(data)) : Optional.empty();
        } catch (IOException e) {
            throw gone(e);
        } catch (JMException | RuntimeMBeanException e) {
            return Optional.empty(); // no such flag, or no HotSpot
        }
    }

    /**
     * The flags that can be changed while the JVM runs; ask for any other by {@link #vmOption}.
     *
     * @return empty if this JVM does not tell its flags
     */
    public List<VmOption> changeableOptions() {
        try {
            Object options = connection().getAttribute(new ObjectName(DIAGNOSTIC), "DiagnosticOptions");
            List<VmOption> all = new ArrayList<>();
            if (options instanceof CompositeData[] rows) {
                for (CompositeData row : rows) {
                    all.add(vmOption(row));
                }
            }
            return List.copyOf(all);
        } catch (IOException e) {
            throw gone(e);
        } catch (JMException | RuntimeMBeanException e) {
            return List.of();
        }
    }

    private static VmOption vmOption(CompositeData data) {
        return new VmOption(
                String.valueOf(data.get("name")),
                String.valueOf(data.get("value")),
                String.valueOf(data.get("origin")));
    }

    /**
     * The flags that the JVM was started with, those of files and environment variables included.
     *
     * @return such as {@code -Xmx64m}; neither the main class nor its arguments
     */
    public List<String> arguments() {
        return runtime().getInputArguments();
    }

    /**
     * The main class, module or jar, and its arguments.
     *
     * @return empty if this JVM does not tell
     */
    public String mainCommand() {
        return runtime().getSystemProperties().getOrDefault("sun.java.command", "");
    }

    /**
     * Runs a diagnostic command, as {@code jcmd} does.
     *
     * @param operation its name as the bean writes it: {@code vmNativeMemory} for {@code VM.native_memory}
     * @param arguments of the command
     * @return what it printed; empty if this JVM has no such command
     */
    public Optional<String> diagnosticCommand(String operation, String... arguments) {
        try {
            Object printed = connection()
                    .invoke(new ObjectName(COMMANDS), operation, new Object[] {arguments}, new String[] {
                        String[].class.getName()
                    });
            return Optional.ofNullable(printed).map(Object::toString);
        } catch (IOException e) {
            throw gone(e);
        } catch (JMException | RuntimeMBeanException e) {
            return Optional.empty();
        }
    }

    private static UncheckedIOException gone(IOException cause) {
        return new UncheckedIOException("the JVM no longer answers: " + cause.getMessage(), cause);
    }

    /** Ends the connection; waits no longer than two seconds for a JVM that stands still. */
    @Override
    public void close() {
        connector.close();
    }
}
