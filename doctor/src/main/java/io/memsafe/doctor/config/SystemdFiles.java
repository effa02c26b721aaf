package io.memsafe.doctor.config;

import java.util.ArrayList;
import java.util.List;

/** Drop-ins for the units of services: the hard bound behind their settings, and what happens when it is reached. */
final class SystemdFiles {
    private SystemdFiles() {}

    static List<ConfigFile> of(MemoryPlan plan) {
        List<ConfigFile> files = new ArrayList<>();
        for (ServicePlan service : plan.services()) {
            Unit unit = service.service().unit();
            if (unit != null) {
                files.add(dropIn(plan.machine(), service, unit));
            }
        }
        if (plan.machine().guard() == Guard.SYSTEMD_OOMD && !files.isEmpty()) {
            files.add(slice(plan.machine()));
        }
        return files;
    }

    private static ConfigFile dropIn(Machine machine, ServicePlan plan, Unit unit) {
        Importance importance = plan.service().claim().importance();
        long worst = plan.settings().worstBytes();
        long max = plan.settings().budgetBytes();
        long high = worst + (max - worst) / 2;
        ConfText text = new ConfText("#")
                .head(machine, "Goes to /etc/systemd/system/" + unit.name() + ".d; then 'systemctl daemon-reload'.")
                .blank()
                .line("[Unit]")
                .why(
                        "Five starts in ten minutes and no more: a service that is killed as often would take the machine with it.")
                .line("StartLimitIntervalSec=600")
                .line("StartLimitBurst=5")
                .blank()
                .line("[Service]")
                .line("MemoryAccounting=yes")
                .why("The worst case of its settings is " + Bytes.text(worst)
                        + ". Beyond MemoryHigh the kernel slows the service down and takes cache back; at MemoryMax it kills"
                        + " within the service, and nobody else.")
                .line("MemoryHigh=" + high)
                .line("MemoryMax=" + max);
        if (!unit.swaps()) {
            text.why("A collection walks the whole heap: from swap it takes minutes.")
                    .line("MemorySwapMax=0");
        }
        text.blank()
                .why(
                        unit.survivesKill()
                                ? "It replaces one of its processes that was killed: the others go on."
                                : "It is one process, or of no use without the one that was killed: it ends as a whole, and starts anew.")
                .line("OOMPolicy=" + (unit.survivesKill() ? "continue" : "stop"))
                .line("Restart=on-failure")
                .why("Not at once: memory that was short is short a tenth of a second later.")
                .line("RestartSec=5s")
                .why(
                        switch (importance) {
                            case MUST_LIVE -> "It has to live: the kernel takes nearly all others first.";
                            case NORMAL -> "The kernel judges it by its size.";
                            case FIRST_TO_GO -> "It goes first: others would lose more.";
                        })
                .line("OOMScoreAdjust=" + importance.oomScoreAdjust());
        if (machine.guard() == Guard.SYSTEMD_OOMD && importance == Importance.MUST_LIVE) {
            text.line("ManagedOOMPreference=omit");
        }
        if (!unit.settings().isEmpty()) {
            text.blank();
            unit.settings().forEach(text::line);
        }
        return text.at("systemd/system/" + unit.name() + ".d/50-memsafe.conf");
    }

    private static ConfigFile slice(Machine machine) {
        return new ConfText("#")
                .head(
                        machine,
                        "Goes to /etc/systemd/system/system.slice.d: systemd-oomd kills one of the services in it when they"
                                + " have waited for memory for long, sparing those with ManagedOOMPreference=omit.")
                .blank()
                .line("[Slice]")
                .line("ManagedOOMMemoryPressure=kill")
                .line("ManagedOOMMemoryPressureLimit=60%")
                .line("ManagedOOMSwap=kill")
                .at("systemd/system/system.slice.d/50-memsafe.conf");
    }
}
