package io.memsafe.doctor.jvm;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** All that needs the module {@code jdk.attach}; a runtime without it cannot load this class. */
final class LocalAttach {
    private static final String ADDRESS = "com.sun.management.jmxremote.localConnectorAddress";

    private LocalAttach() {}

    /** The JVMs of this user that say so in the folder of temporary files, with their names. */
    static Map<Long, String> list() {
        Map<Long, String> found = new TreeMap<>();
        for (VirtualMachineDescriptor jvm : VirtualMachine.list()) {
            try {
                found.put(Long.parseLong(jvm.id()), jvm.displayName());
            } catch (NumberFormatException e) {
                // No process of this machine.
            }
        }
        return found;
    }

    /**
     * The address of the management agent of a JVM, which is started unless it runs. It listens on this machine alone.
     *
     * @throws CannotAttachException with the reason
     */
    static String managementAddress(long pid) throws CannotAttachException {
        try {
            VirtualMachine jvm = VirtualMachine.attach(Long.toString(pid));
            try {
                String address = jvm.getAgentProperties().getProperty(ADDRESS);
                return address != null ? address : jvm.startLocalManagementAgent();
            } finally {
                jvm.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new CannotAttachException(
                    "the JVM " + pid
                            + " does not answer: it was started with -XX:+DisableAttachMechanism, is no HotSpot"
                            + " JVM, or is so short of memory or time that it cannot (" + e.getMessage() + ")",
                    e);
        } catch (IOException e) {
            throw new CannotAttachException("cannot attach to process " + pid + ": " + e.getMessage(), e);
        }
    }
}
