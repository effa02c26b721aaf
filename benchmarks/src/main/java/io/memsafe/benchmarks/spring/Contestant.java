package io.memsafe.benchmarks.spring;

import io.memsafe.benchmarks.stand.HelloModule;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** With what the application starts. */
enum Contestant {
    /** Nothing of memsafe on the class path. */
    WITHOUT(false, true),
    /** The starter on the class path, and its main switch off. */
    OFF(true, false),
    /** The starter as it is. */
    WITH(true, true);

    private static final String OURS = "memsafe-";

    private final boolean starter;
    private final boolean enabled;

    Contestant(boolean starter, boolean enabled) {
        this.starter = starter;
        this.enabled = enabled;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Properties of the application. */
    List<String> arguments() {
        return enabled ? List.of() : List.of("--memsafe.enabled=false");
    }

    /**
     * The application and what it needs, in a fixed order.
     *
     * @param built the folder that Maven has built the application into
     * @return as after {@code -cp}
     * @throws io.memsafe.benchmarks.stand.CannotMeasureException if it is not built
     */
    String classPath(Path built) {
        return HelloModule.classPath(built, library -> starter || !library.startsWith(OURS));
    }
}
