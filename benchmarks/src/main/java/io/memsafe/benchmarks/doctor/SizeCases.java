package io.memsafe.benchmarks.doctor;

import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.benchmarks.stand.Figure;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.benchmarks.stand.Table;
import io.memsafe.doctor.jvm.Amount;
import io.memsafe.doctor.jvm.ByteSize;
import io.memsafe.doctor.jvm.JvmMachine;
import io.memsafe.doctor.jvm.KnownUse;
import io.memsafe.doctor.jvm.MemoryNeed;
import io.memsafe.doctor.jvm.Origin;
import io.memsafe.doctor.jvm.UseFigure;
import io.memsafe.doctor.size.SettingsCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Settings that others ran, and what became of them. A case that was killed or ran out of memory has to be judged not to fit, a healthy
 * one to fit, and one that is no JVM has to be told so. The texts are those of people: of the limit the first size counts.
 */
final class SizeCases {
    private static final String FLAGS = "jvm_or_service_flags";

    private final Stand stand;
    private final Table table = new Table(
            "Settings that others ran",
            "What became of them, and what `size --check` says.",
            "case",
            "limit",
            "outcome",
            "judged",
            "why");

    SizeCases(Stand stand) {
        this.stand = stand;
    }

    void measure(Path file) {
        List<List<String>> records;
        try {
            records = Sample.records(Files.readString(file));
        } catch (IOException e) {
            throw new CannotMeasureException("cannot read the cases in " + file + ": " + e, e);
        }
        List<String> head = records.get(0);
        long right = 0;
        for (List<String> fields : records.subList(1, records.size())) {
            right += isRight(head, fields) ? 1 : 0;
        }
        stand.figure(Figure.all(stand.figureName("size.cases"), right, records.size() - 1));
        stand.table(table);
    }

    private boolean isRight(List<String> head, List<String> fields) {
        String flags = fields.get(head.indexOf(FLAGS));
        String limit = fields.get(head.indexOf("memory_limit"));
        String outcome = fields.get(head.indexOf("outcome"));
        boolean healthy = fields.get(0).startsWith("healthy");
        boolean service = !flags.contains("-X") && !healthy;
        SettingsCheck check =
                healthy ? byConstruction(flags, CaseText.size(limit)) : asRun(flags, CaseText.size(limit));
        SettingsCheck.Verdict right = healthy
                ? SettingsCheck.Verdict.FITS
                : service ? SettingsCheck.Verdict.NOTHING_TO_JUDGE : SettingsCheck.Verdict.DOES_NOT_FIT;
        table.row(
                fields.get(0),
                limit,
                outcome,
                check.verdict().id(),
                check.problems().isEmpty()
                        ? String.join(" ", check.notes())
                        : check.problems().get(0));
        return check.verdict() == right;
    }

    private static SettingsCheck asRun(String flags, OptionalLong limit) {
        KnownUse use = KnownUse.NONE;
        for (String word : flags.split(" ", -1)) {
            if (word.startsWith("stack_threads=")) {
                use = threads(use, Long.parseLong(word.substring("stack_threads=".length())));
            }
        }
        return SettingsCheck.of(flags, machine(limit), use);
    }

    /** {@code 1G limit: heap = 1G-(10M direct + metaspace + 240M code + 250x1M stacks)}: the heap is what the others leave. */
    private static SettingsCheck byConstruction(String formula, OptionalLong limit) {
        KnownUse use = KnownUse.NONE;
        StringBuilder flags = new StringBuilder();
        long others = MemoryNeed.metaspace(new Amount(Amount.UNBOUNDED, Origin.DEFAULT, ""), use)
                .bytes();
        String inner = formula.substring(formula.indexOf('(') + 1, formula.indexOf(')'));
        for (String term : inner.split("\\+", -1)) {
            String[] words = term.strip().split(" ", -1);
            if (words[0].contains("x")) {
                String[] product = words[0].split("x", -1);
                use = threads(use, Long.parseLong(product[0]));
                flags.append(" -Xss").append(product[1]);
                others += Long.parseLong(product[0]) * ByteSize.parse("stack", product[1]);
            } else if (words.length == 2) {
                String flag = words[1].equals("direct") ? "MaxDirectMemorySize" : "ReservedCodeCacheSize";
                flags.append(" -XX:").append(flag).append('=').append(words[0]);
                others += ByteSize.parse(words[1], words[0]);
            }
        }
        flags.append(" -Xmx")
                .append((limit.orElseThrow() - others) / ByteSize.MIB)
                .append('m');
        return SettingsCheck.of(flags.toString(), machine(limit), use);
    }

    private static KnownUse threads(KnownUse use, long number) {
        return use.with(UseFigure.THREADS, new Amount(number, Origin.GIVEN, "of the case"));
    }

    private static JvmMachine machine(OptionalLong limit) {
        return new JvmMachine(OptionalInt.empty(), limit, OptionalLong.empty(), OptionalDouble.empty());
    }
}
