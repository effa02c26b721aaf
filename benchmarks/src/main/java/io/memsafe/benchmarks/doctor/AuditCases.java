package io.memsafe.benchmarks.doctor;

import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.benchmarks.stand.Figure;
import io.memsafe.benchmarks.stand.ScratchFolder;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.benchmarks.stand.Table;
import io.memsafe.doctor.audit.Audit;
import io.memsafe.doctor.audit.ContainerFacts;
import io.memsafe.doctor.audit.Facts;
import io.memsafe.doctor.audit.Finding;
import io.memsafe.doctor.audit.JvmFacts;
import io.memsafe.doctor.audit.MachineReader;
import io.memsafe.doctor.audit.Severity;
import io.memsafe.doctor.audit.Workload;
import io.memsafe.doctor.jvm.ByteSize;
import io.memsafe.doctor.jvm.JvmMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Settings that others ran, and what became of them. A case that was killed, or ran out of memory, has to get a warning of the rule
 * for that; a healthy one none at all. JVMs are judged by their flags, a service by a machine that is written as the case describes it.
 */
final class AuditCases {
    private static final String LIMIT = "jvm.budget";
    private static final String METASPACE = "jvm.metaspace";
    private static final String SERVICE = "service.limit";

    private final Stand stand;
    private final Table table = new Table(
            "Settings that others ran, audited",
            "What became of them, and the gravest finding of `audit`.",
            "case",
            "limit",
            "outcome",
            "rule",
            "found");

    AuditCases(Stand stand) {
        this.stand = stand;
    }

    void measure(Path file) {
        try {
            List<List<String>> records = Sample.records(Files.readString(file));
            List<String> head = records.get(0);
            long right = 0;
            for (List<String> fields : records.subList(1, records.size())) {
                right += isRight(head, fields) ? 1 : 0;
            }
            stand.figure(Figure.all(stand.figureName("audit.cases"), right, records.size() - 1));
            stand.table(table);
        } catch (IOException e) {
            throw new CannotMeasureException("cannot audit the cases in " + file + ": " + e, e);
        }
    }

    private boolean isRight(List<String> head, List<String> fields) throws IOException {
        String flags = fields.get(head.indexOf("jvm_or_service_flags"));
        String limit = fields.get(head.indexOf("memory_limit"));
        String outcome = fields.get(head.indexOf("outcome"));
        boolean healthy = fields.get(0).startsWith("healthy");
        boolean service = !healthy && !flags.contains("-X");
        Audit audit =
                service ? machine(flags, limit) : Audit.of(jvm(healthy ? built(flags, limit) : flags, limit), null);
        List<Finding> grave = audit.findings().stream()
                .filter(finding -> finding.severity().compareTo(Severity.WARNING) >= 0)
                .toList();
        String right = service ? SERVICE : outcome.contains("Metaspace") ? METASPACE : LIMIT;
        table.row(
                fields.get(0),
                limit,
                outcome,
                grave.isEmpty() ? "none" : grave.get(0).rule(),
                grave.isEmpty() ? "" : grave.get(0).found());
        return healthy
                ? grave.isEmpty()
                : grave.stream().anyMatch(finding -> finding.rule().equals(right));
    }

    private static Facts jvm(String flags, String limit) {
        OptionalLong bytes = CaseText.size(limit);
        OptionalLong none = OptionalLong.empty();
        boolean machine = limit.contains("host");
        JvmMachine runsIn = new JvmMachine(
                OptionalInt.empty(), machine ? none : bytes, machine ? bytes : none, OptionalDouble.empty());
        ContainerFacts container = machine || bytes.isEmpty() ? null : ContainerFacts.of(bytes.getAsLong(), null, null);
        return Facts.of(
                List.of(new Workload(
                        "case", "case", null, container, JvmFacts.of(List.of(flags), List.of(), runsIn, null), null)),
                List.of());
    }

    /** {@code 1G limit: heap = 1G-(10M direct + metaspace + 240M code + 250x1M stacks)}: the heap is what the others leave. */
    private static String built(String formula, String limit) {
        StringBuilder flags = new StringBuilder();
        long metaspace = 128 * ByteSize.MIB;
        long others = metaspace;
        flags.append("-XX:MaxMetaspaceSize=").append(metaspace);
        String inner = formula.substring(formula.indexOf('(') + 1, formula.indexOf(')'));
        for (String term : inner.split("\\+", -1)) {
            String[] words = term.strip().split(" ", -1);
            int times = words[0].indexOf('x');
            if (times > 0) {
                String stack = words[0].substring(times + 1);
                flags.append(" -Xss").append(stack);
                others += Long.parseLong(words[0].substring(0, times)) * ByteSize.parse("stack", stack);
            } else if (words.length == 2) {
                String flag = words[1].equals("direct") ? "MaxDirectMemorySize" : "ReservedCodeCacheSize";
                flags.append(" -XX:").append(flag).append('=').append(words[0]);
                others += ByteSize.parse(words[1], words[0]);
            }
        }
        return flags.append(" -Xmx")
                .append(CaseText.size(limit).orElseThrow() - others)
                .toString();
    }

    /** {@code NAME -flag=60; MemoryMax=infinity; vm.swappiness=10; CommitLimit 8.16GB ...} on {@code 7.6GiB + 4GiB swap}. */
    private static Audit machine(String text, String limit) throws IOException {
        try (ScratchFolder folder = ScratchFolder.make("memsafe-audit-")) {
            List<String> parts = new ArrayList<>();
            for (String part : text.split(";", -1)) {
                parts.add(part.strip());
            }
            String name = parts.get(0).split(" ", -1)[0];
            StringBuilder unit = new StringBuilder("[Service]\nExecStart=/usr/bin/" + parts.get(0) + "\n");
            StringBuilder memory = new StringBuilder();
            String[] sizes = limit.split("\\+", -1);
            memory.append(line("MemTotal", sizes[0]));
            memory.append(line("SwapTotal", sizes.length > 1 ? sizes[1] : "0"));
            for (String part : parts.subList(1, parts.size())) {
                int equals = part.indexOf('=');
                if (equals > 0 && Character.isUpperCase(part.charAt(0))) {
                    unit.append(part).append('\n');
                } else if (equals > 0) {
                    String setting = part.substring(0, equals).replace("vm.", "");
                    write(folder.path(), "proc/sys/vm/" + setting, part.substring(equals + 1));
                } else {
                    String[] words = part.split(" ", -1);
                    for (int i = 0; i + 1 < words.length; i += 2) {
                        memory.append(line(words[i], words[i + 1]));
                    }
                }
            }
            write(folder.path(), "proc/meminfo", memory.toString());
            write(folder.path(), "etc/systemd/system/" + name + ".service", unit.toString());
            return Audit.of(new MachineReader(folder.path()).read(), null);
        }
    }

    private static String line(String name, String size) {
        return name + ": " + CaseText.size(size).orElse(0) / 1024 + " kB\n";
    }

    private static void write(Path root, String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
