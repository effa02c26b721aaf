package io.memsafe;

import io.memsafe.spi.MemorySignal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the signals of a governor, those of the class loader of memsafe and of the caller's context. */
final class SignalDiscovery {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryGovernor.class);
    private static final String BUILT_IN = "io.memsafe.signal";
    private static final int MOST_BROKEN = 100;

    private SignalDiscovery() {}

    /**
     * All signals by name: the built-in ones, replaced by those found, replaced by those added.
     *
     * @param added to the governor by hand
     * @param without names of those to leave out
     */
    static List<MemorySignal> all(List<MemorySignal> added, Set<String> without) {
        ClassLoader own = MemorySignal.class.getClassLoader();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        List<MemorySignal> services = new ArrayList<>();
        load(own, services);
        if (context != null && context != own) {
            load(context, services);
        }
        Map<String, MemorySignal> byName = new LinkedHashMap<>();
        for (MemorySignal signal : services) {
            if (isBuiltIn(signal)) {
                byName.put(signal.name(), signal);
            }
        }
        for (MemorySignal signal : services) {
            if (!isBuiltIn(signal)) {
                byName.put(signal.name(), signal);
            }
        }
        for (MemorySignal signal : added) {
            byName.put(signal.name(), signal);
        }
        byName.keySet().removeAll(without);
        return List.copyOf(byName.values());
    }

    private static boolean isBuiltIn(MemorySignal signal) {
        return signal.getClass().getModule() == MemorySignal.class.getModule()
                && signal.getClass().getPackageName().equals(BUILT_IN);
    }

    private static void load(ClassLoader loader, List<MemorySignal> into) {
        try {
            if (loader.loadClass(MemorySignal.class.getName()) != MemorySignal.class) {
                return; // it has a memsafe of its own, whose signals are none of ours
            }
        } catch (ClassNotFoundException e) {
            return;
        }
        Iterator<MemorySignal> found =
                ServiceLoader.load(MemorySignal.class, loader).iterator();
        for (int broken = 0; broken < MOST_BROKEN; ) {
            try {
                if (!found.hasNext()) {
                    return;
                }
                into.add(found.next());
            } catch (ServiceConfigurationError e) {
                broken++;
                LOG.warn("a signal of {} cannot be loaded and is left out", loader, e);
            }
        }
    }
}
