package io.memsafe.doctor.jvm;

import java.net.MalformedURLException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;

/** A JMX connection that is opened and closed in bounded time, whatever the other side does. */
final class TimedConnector implements AutoCloseable {
    private static final long OPEN_SECONDS = 10;
    private static final long CLOSE_SECONDS = 2;
    private static final int MOST_PORT = 65_535;

    private final JMXConnector connector;
    private final MBeanServerConnection connection;

    private record Opened(JMXConnector connector, MBeanServerConnection connection) {}

    private TimedConnector(Opened opened) {
        this.connector = opened.connector;
        this.connection = opened.connection;
    }

    /** The URL of {@code host:port}; one that is a URL already is left as it is. */
    static String url(String address) throws CannotAttachException {
        if (address.startsWith("service:jmx:")) {
            return address;
        }
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? "" : address.substring(0, colon);
        int port = 0;
        try {
            port = Integer.parseInt(address.substring(colon + 1));
        } catch (NumberFormatException e) {
            // Told below.
        }
        if (host.isEmpty() || port < 1 || port > MOST_PORT || host.chars().anyMatch(c -> c == '/' || c <= ' ')) {
            throw new CannotAttachException("'" + address
                    + "' is no JVM: give a process id, host:port of a JMX port (1 to 65535), or a service:jmx: URL"
                    + LocalJvms.advice());
        }
        return "service:jmx:rmi:///jndi/rmi://" + address + "/jmxrmi";
    }

    /** What the other side sends is deserialized, as by every JMX client: it has to be a JVM that the user trusts. */
    @SuppressWarnings("BanJNDI") // the user names the JVM
    static TimedConnector open(String url, String name, @Nullable String user, @Nullable String password)
            throws CannotAttachException {
        JMXServiceURL service;
        try {
            service = new JMXServiceURL(url);
        } catch (MalformedURLException e) {
            throw new CannotAttachException("'" + url + "' is no JMX URL: " + e.getMessage(), e);
        }
        Map<String, Object> environment = user == null
                ? Map.of()
                : Map.of(JMXConnector.CREDENTIALS, new String[] {user, password == null ? "" : password});
        try {
            return new TimedConnector(within(OPEN_SECONDS, () -> {
                JMXConnector connector = JMXConnectorFactory.connect(service, environment);
                return new Opened(connector, connector.getMBeanServerConnection());
            }));
        } catch (TimeoutException e) {
            throw new CannotAttachException(
                    name + " does not answer within " + OPEN_SECONDS + " s: it stands still, or a firewall is between",
                    e);
        } catch (ExecutionException e) {
            throw refused(name, e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotAttachException("interrupted while connecting to " + name, e);
        }
    }

    private static CannotAttachException refused(String name, Throwable cause) {
        if (cause instanceof SecurityException) {
            return new CannotAttachException(
                    name + " asks for a user and a password, or refuses those given: " + cause.getMessage(), cause);
        }
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String reason = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return new CannotAttachException(
                "cannot connect to " + name + ": " + reason
                        + " (a JVM has a JMX port if it runs with -Dcom.sun.management.jmxremote.port=...)",
                cause);
    }

    private static <T> T within(long seconds, Callable<T> call)
            throws TimeoutException, ExecutionException, InterruptedException {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "memsafe-doctor-jmx");
        thread.setDaemon(true);
        thread.start();
        return task.get(seconds, TimeUnit.SECONDS);
    }

    MBeanServerConnection connection() {
        return connection;
    }

    @Override
    public void close() {
        try {
            within(CLOSE_SECONDS, () -> {
                connector.close();
                return true;
            });
        } catch (TimeoutException | ExecutionException e) {
            // Gone already, or it stands still: its side ends with the connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
