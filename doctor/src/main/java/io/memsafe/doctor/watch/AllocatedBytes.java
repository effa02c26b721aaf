package io.memsafe.doctor.watch;

import io.memsafe.doctor.jvm.RunningJvm;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;

/**
 * Bytes allocated by all threads of a JVM so far: one attribute from JDK 21 on, else the sum over its threads.
 *
 * <p>Thread-safety: none; used by one thread.
 */
final class AllocatedBytes {
    private static final String TOTAL = "TotalThreadAllocatedBytes";
    private static final String[] IDS = {long[].class.getName()};

    private final MBeanServerConnection connection;
    private final ObjectName threads;
    private boolean total = true;
    private boolean known = true;

    AllocatedBytes(RunningJvm jvm) throws JMException {
        connection = jvm.connection();
        threads = new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME);
    }

    /** -1 if this JVM does not tell. */
    long read() throws IOException {
        if (!known) {
            return -1;
        }
        if (total) {
            try {
                return connection.getAttribute(threads, TOTAL) instanceof Long bytes ? bytes : -1;
            } catch (JMException | RuntimeMBeanException e) {
                total = false; // older than 21
            }
        }
        try {
            Object ids = connection.getAttribute(threads, "AllThreadIds");
            Object each = connection.invoke(threads, "getThreadAllocatedBytes", new Object[] {ids}, IDS);
            long sum = 0;
            if (each instanceof long[] bytes) {
                for (long ofOne : bytes) {
                    sum += Math.max(0, ofOne);
                }
            }
            return sum;
        } catch (JMException | RuntimeMBeanException e) {
            known = false;
            return -1;
        }
    }
}
