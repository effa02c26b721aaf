package io.memsafe.doctor.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JVM that systemd runs.
 *
 * @param shape what it takes beside its heap
 * @param heapBytes null for what is left
 */
record JvmService(
        Claim claim, Unit unit, JvmShape shape, @Nullable Long heapBytes) implements Service {

    static JvmService read(Section section) {
        Claim claim = MachineReader.claim(section, "", Importance.NORMAL);
        return new JvmService(
                claim,
                new Unit(
                        section.name("unit", "@.-_", claim.name() + ".service"),
                        "java",
                        false,
                        false,
                        List.of(
                                "Environment=\"JDK_JAVA_OPTIONS=@" + path("/etc/", claim.name()) + "\"",
                                "Environment=MALLOC_ARENA_MAX=2")),
                JvmShape.read(section),
                section.bytes("heap", JvmShape.LEAST_HEAP, Bytes.MOST));
    }

    private static String path(String folder, String name) {
        return folder + "memsafe/java/" + name + ".options";
    }

    @Override
    public Settings fit(long worstBytes, Machine machine) {
        long most = Math.min(worstBytes, machine.memoryBytes());
        return new Sized(this, machine, heapBytes == null ? shape.heapWithin(most, machine.cores()) : heapBytes);
    }

    /** For a heap. */
    record Sized(JvmService jvm, Machine machine, long heapBytes) implements Settings {
        @Override
        public List<Item> worstCase() {
            return jvm.shape().items(heapBytes, machine.cores());
        }

        @Override
        public List<ConfigFile> files() {
            ConfText text = new ConfText("#")
                    .head(
                            machine,
                            "Goes to " + path("/etc/", jvm.claim().name())
                                    + "; the unit gives it to 'java' in JDK_JAVA_OPTIONS (JDK 9 and later).")
                    .sum(worstCase(), budgetBytes())
                    .blank()
                    .why(
                            "Each area has a bound, since a JVM sees its heap coming and not the kernel's limit. The heap is as"
                                    + " large from the start: what does not fit fails then, and not at night. More than "
                                    + jvm.shape().threads() + " threads are not counted: give a web server no more,"
                                    + " and nginx before it max_conns="
                                    + jvm.shape().threads() + ".");
            jvm.shape().options(heapBytes, machine.cores()).forEach(text::line);
            return List.of(text.at(path("", jvm.claim().name())));
        }
    }
}
