package io.memsafe.doctor.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the services in {@code /etc/systemd/system}, where administrators keep theirs, with what drop-ins change. */
final class UnitReader {
    private static final String FOLDER = "etc/systemd/system";
    private static final int MOST_UNITS = 1_000;

    private final SystemFiles files;

    UnitReader(SystemFiles files) {
        this.files = files;
    }

    List<UnitFacts> all() {
        List<UnitFacts> units = new ArrayList<>();
        List<String> names = files.names(FOLDER);
        for (String name : names) {
            boolean own = name.endsWith(".service") && files.isFile(FOLDER + "/" + name);
            boolean changed = name.endsWith(".service.d") && !names.contains(name.substring(0, name.length() - 2));
            if ((own || changed) && units.size() < MOST_UNITS) {
                units.add(read(own ? name : name.substring(0, name.length() - 2)));
            }
        }
        return units;
    }

    private UnitFacts read(String name) {
        Unit unit = new Unit(name, "/" + FOLDER + "/" + name);
        unit.add("/" + FOLDER + "/" + name, files.lines(FOLDER + "/" + name));
        String dropIns = FOLDER + "/" + name + ".d";
        for (String dropIn : files.names(dropIns)) {
            if (dropIn.endsWith(".conf")) {
                unit.add("/" + dropIns + "/" + dropIn, files.lines(dropIns + "/" + dropIn));
            }
        }
        return unit.facts();
    }

    /** Collects the last word on each setting. */
    private static final class Unit {
        private final String name;
        private String file;
        private @Nullable String command;
        private @Nullable Long memoryMax;
        private @Nullable Long memoryHigh;
        private @Nullable String restart;
        private @Nullable Long restartMillis;
        private @Nullable Long scoreAdjustment;

        Unit(String name, String file) {
            this.name = name;
            this.file = file;
        }

        void add(String from, List<String> lines) {
            boolean service = false;
            for (String line : lines) {
                String stripped = line.strip();
                int equals = stripped.indexOf('=');
                if (stripped.startsWith("[")) {
                    service = stripped.equals("[Service]");
                } else if (service && equals > 0 && stripped.charAt(0) != '#' && stripped.charAt(0) != ';') {
                    set(
                            from,
                            stripped.substring(0, equals).strip(),
                            stripped.substring(equals + 1).strip());
                }
            }
        }

        private void set(String from, String key, String value) {
            switch (key) {
                case "ExecStart" -> command = value;
                case "MemoryMax", "MemoryLimit" -> {
                    memoryMax = bound(value);
                    file = from;
                }
                case "MemoryHigh" -> memoryHigh = bound(value);
                case "Restart" -> restart = value.toLowerCase(Locale.ROOT);
                case "RestartSec" -> restartMillis = Quantity.millis(value);
                case "OOMScoreAdjust" -> scoreAdjustment = Texts.number(value);
                default -> {
                    // no setting of memory
                }
            }
        }

        /** A share of the machine counts as a bound of which the size is not known here. */
        private static @Nullable Long bound(String value) {
            if (value.isEmpty() || value.equals("infinity")) {
                return ContainerFacts.NO_LIMIT;
            }
            return value.endsWith("%") ? Long.valueOf(0) : Quantity.size(value);
        }

        UnitFacts facts() {
            return new UnitFacts(name, file, command, memoryMax, memoryHigh, restart, restartMillis, scoreAdjustment);
        }
    }
}
