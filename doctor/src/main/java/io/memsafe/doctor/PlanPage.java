package io.memsafe.doctor;

import io.memsafe.doctor.plan.MemoryPlan;
import io.memsafe.doctor.plan.PlanChart;
import java.util.List;

/** Plans as a page of HTML that needs no other file. */
final class PlanPage {
    private static final String STYLE = """
            body { font: 15px/1.5 system-ui, sans-serif; color: #1c1c1c; background: #fff; max-width: 940px;
                   margin: 2em auto; padding: 0 1em; }
            h2 { font-size: 1.1em; margin-top: 2em; overflow-wrap: anywhere; }
            th { text-align: left; padding-right: 1.5em; vertical-align: top; font-weight: 600; white-space: nowrap; }
            svg { width: 100%; } .act { color: #c0392b; }
            """;

    private PlanPage() {}

    static String of(List<MemoryPlan> plans, List<String> notes) {
        StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<title>Memory plan</title>\n<meta name=\"viewport\" content=\"width=device-width\">\n<style>\n"
                + STYLE
                + "</style></head>\n<body><h1>Memory plan</h1>\n");
        for (MemoryPlan plan : plans) {
            page.append(plan.alert() ? "<h2 class=\"act\">" : "<h2>")
                    .append(escaped(PlanText.headline(plan)))
                    .append("</h2>\n")
                    .append(PlanChart.svg(plan))
                    .append("<table>\n");
            PlanText.facts(plan)
                    .forEach((name, value) -> page.append("<tr><th>")
                            .append(escaped(name))
                            .append("</th><td>")
                            .append(escaped(value))
                            .append("</td></tr>\n"));
            page.append("</table>\n");
            list(page, plan.actions());
        }
        list(page, notes);
        return page.append("</body></html>\n").toString();
    }

    private static void list(StringBuilder page, List<String> items) {
        if (!items.isEmpty()) {
            page.append("<ul>\n");
            items.forEach(item -> page.append("<li>").append(escaped(item)).append("</li>\n"));
            page.append("</ul>\n");
        }
    }

    private static String escaped(String raw) {
        return PlanChart.escaped(raw);
    }
}
