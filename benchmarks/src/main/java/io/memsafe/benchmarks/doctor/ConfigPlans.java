package io.memsafe.benchmarks.doctor;

import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.benchmarks.stand.Figure;
import io.memsafe.benchmarks.stand.ScratchFolder;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.benchmarks.stand.Table;
import io.memsafe.doctor.config.ConfigFile;
import io.memsafe.doctor.config.ConfigFolder;
import io.memsafe.doctor.config.MachineReader;
import io.memsafe.doctor.config.MemoryPlan;
import io.memsafe.doctor.config.PlanFiles;
import io.memsafe.doctor.config.ProgramCheck;
import io.memsafe.doctor.config.ProgramCheck.Outcome;
import io.memsafe.doctor.config.ProgramChecks;
import io.memsafe.doctor.config.SpecException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Does each plan of {@code config} stay within its machine, and do the real programs take every file? */
final class ConfigPlans {
    private static final double MIB = 1 << 20;

    /** What runs on the machines, by turns with each memory and number of cores. */
    private static final List<String> SERVICES = List.of(
            "nginx: {role: fastcgi}\nphp-fpm: {child-memory: 64MiB}\nmariadb: {connections: 20, session-memory: 4MiB}",
            "apache: {}\nphp-fpm: {children: 6}\nmysql: {connections: 20}",
            "apache: {mpm: prefork, child-memory: 64MiB}\nmariadb: {}",
            "nginx: {requests: 500, gzip: true}\njvms: [{name: shop, importance: must-live}]\npostgresql: {}",
            "postgresql: {connections: 30, sorts: 4}",
            "nginx: {role: static}\njvms: [{name: a, collector: z}, {name: b, weight: 2, collector: parallel}]",
            "kubernetes: {namespace: shop, nodes: 3}\ncontainers:\n"
                    + "  - {name: web, image: web, memory: 768MiB, replicas: 2, most-replicas: 3, jvm: {threads: 30}}");

    private static final List<String> GUARDS = List.of("earlyoom", "systemd-oomd", "none");

    private final Stand stand;
    private final Table plans = new Table(
            "Plans",
            "What each plan takes at most, beside the memory.",
            "machine",
            "memory MiB",
            "worst MiB",
            "budget MiB");
    private final Table programs =
            new Table("Programs", "What each said of the files made for it.", "machine", "program", "files", "outcome");

    ConfigPlans(Stand stand) {
        this.stand = stand;
    }

    void measure() {
        long fitting = 0;
        long within = 0;
        long asked = 0;
        long accepted = 0;
        int number = 0;
        for (String services : SERVICES) {
            for (long mib = 1_024; mib <= 262_144; mib = mib * 3 / 2) {
                String guard = GUARDS.get(number++ % GUARDS.size());
                MemoryPlan plan = plan("machine: {memory: " + mib + "MiB, cores: " + (1 + mib / 4_096)
                        + ", swap: 1GiB, guard: " + guard + "}\n" + services);
                if (plan.fits()) {
                    fitting++;
                    within +=
                            plan.worstBytes() <= plan.budgetBytes() && plan.budgetBytes() <= plan.memoryBytes() ? 1 : 0;
                }
                // Two sizes of each go to the programs.
                if (plan.fits() && (mib == 3_456 || mib == 17_496)) {
                    String name = services.substring(0, services.indexOf(':')) + " " + mib + " MiB";
                    plans.row(name, text(plan.memoryBytes()), text(plan.worstBytes()), text(plan.budgetBytes()));
                    for (ProgramCheck check : checked(plan)) {
                        programs.row(
                                name,
                                check.program(),
                                String.join(" ", check.files()),
                                check.outcome() + " " + check.said());
                        if (check.outcome() != Outcome.NOT_INSTALLED) {
                            asked += check.files().size();
                            accepted += check.outcome() == Outcome.ACCEPTED
                                    ? check.files().size()
                                    : 0;
                        }
                    }
                }
            }
        }
        stand.figure(Figure.all(stand.figureName("config.plans-within-the-memory"), within, fitting));
        stand.figure(Figure.all(stand.figureName("config.files-accepted"), accepted, asked));
        stand.table(plans);
        stand.table(programs);
    }

    private static String text(long bytes) {
        return String.format(Locale.ROOT, "%.0f", bytes / MIB);
    }

    private static MemoryPlan plan(String description) {
        try {
            return MemoryPlan.of(MachineReader.read(
                    "machine.yaml", new ByteArrayInputStream(description.getBytes(StandardCharsets.UTF_8))));
        } catch (SpecException | IOException e) {
            throw new CannotMeasureException("no description: " + e.getMessage(), e);
        }
    }

    private static List<ProgramCheck> checked(MemoryPlan plan) {
        try (ScratchFolder folder = ScratchFolder.make("memsafe-config-")) {
            List<ConfigFile> files = PlanFiles.of(plan);
            new ConfigFolder(folder.path()).write(files);
            return ProgramChecks.run(folder.path(), files);
        } catch (IOException e) {
            throw new CannotMeasureException("cannot check the files: " + e, e);
        }
    }
}
