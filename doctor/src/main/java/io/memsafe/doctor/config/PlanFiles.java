package io.memsafe.doctor.config;

import java.util.ArrayList;
import java.util.List;

/** All files of a plan. */
public final class PlanFiles {
    private PlanFiles() {}

    /**
     * Makes the files of a plan, without writing them.
     *
     * @param plan that fits
     * @return in the order of the services, last what is for the whole machine
     * @throws IllegalArgumentException if the plan does not fit
     */
    public static List<ConfigFile> of(MemoryPlan plan) {
        if (!plan.fits()) {
            throw new IllegalArgumentException("the plan of '" + plan.machine().name() + "' does not fit: "
                    + plan.problems().get(0));
        }
        List<ConfigFile> files = new ArrayList<>();
        plan.services().forEach(service -> files.addAll(service.settings().files()));
        files.addAll(SystemdFiles.of(plan));
        files.addAll(EarlyoomFile.of(plan));
        files.addAll(QuotaFile.of(plan));
        files.add(SysctlFile.of(plan.machine()));
        files.add(new ConfigFile("PLAN.txt", PlanText.of(plan)));
        return files;
    }
}
