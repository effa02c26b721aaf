package io.memsafe.doctor.config;

import java.util.List;
import java.util.Locale;

/** A plan for people: the sum, beside the memory there is. */
public final class PlanText {
    private final StringBuilder out = new StringBuilder();

    private PlanText() {}

    /**
     * Writes a plan down.
     *
     * @param plan that fits or not
     * @return some lines
     */
    public static String of(MemoryPlan plan) {
        PlanText text = new PlanText();
        text.plan(plan);
        return text.out.toString();
    }

    private void plan(MemoryPlan plan) {
        Machine machine = plan.machine();
        String nodes = machine.nodes() == 1 ? "" : machine.nodes() + " x ";
        line("Memory budget of " + machine.name() + ": " + nodes + Bytes.text(machine.memoryBytes()) + ", " + nodes
                + machine.cores() + (machine.cores() == 1 ? " core" : " cores"));
        line("");
        row("", "worst case", "budget", "");
        row("kernel and system", machine.nodes() * machine.systemBytes(), "reserved");
        row("cache of files", machine.nodes() * machine.cacheBytes(), "reserved");
        for (ServicePlan service : plan.services()) {
            row(
                    service.name(),
                    Bytes.text(service.settings().worstBytes()),
                    Bytes.text(service.settings().budgetBytes()),
                    service.service().claim().importance().id());
            service.settings().worstCase().forEach(item -> line("    " + item.text()));
        }
        row("in all", Bytes.text(plan.worstBytes()), Bytes.text(plan.budgetBytes()), "");
        row("memory", plan.memoryBytes(), "");
        line("");
        verdict(plan);
        plan.notes().forEach(note -> line("Note: " + note + "."));
    }

    private void verdict(MemoryPlan plan) {
        if (plan.fits()) {
            line("It fits: the worst case is " + Bytes.text(plan.worstBytes()) + " of "
                    + Bytes.text(plan.memoryBytes()) + ", and budgets leave "
                    + Bytes.text(plan.memoryBytes() - plan.budgetBytes()) + " to nobody.");
            return;
        }
        line("It does not fit"
                + (plan.missingBytes() > 0
                        ? ": " + plan.missingBytes() + " bytes (" + Bytes.text(plan.missingBytes()) + ") are missing"
                        : "")
                + "; above is the least that each works with.");
        List<String> problems = plan.problems();
        problems.forEach(problem -> line("  - " + problem + "."));
    }

    private void row(String name, long bytes, String remark) {
        row(name, Bytes.text(bytes), Bytes.text(bytes), remark);
    }

    private void row(String name, String worst, String budget, String remark) {
        line(String.format(Locale.ROOT, "%-24s%14s%14s  %s", name, worst, budget, remark)
                .stripTrailing());
    }

    private void line(String text) {
        out.append(text).append(System.lineSeparator());
    }
}
