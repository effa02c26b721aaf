package io.memsafe.doctor.explain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Kills of systemd-oomd, also in the wording of newer releases, and of earlyoom. */
final class DaemonReader implements LineReader {
    private static final String[] OOMD = {"Killed /", "Marked /"};
    private static final String UNIT = ": systemd-oomd killed ";
    private static final String SIGNAL = "sending SIG";
    private static final int MOST_BETWEEN = 100;
    private static final long MIB = 1 << 20;

    private final Incidents incidents;
    private @Nullable Incident killed;
    private int between;

    DaemonReader(Incidents incidents) {
        this.incidents = incidents;
    }

    @Override
    public boolean open() {
        return false;
    }

    @Override
    public void accept(LogLine line) {
        String text = line.text();
        if (!oomd(line, text) && !unit(line, text)) {
            earlyoom(line, text);
        }
        between++;
        if (between > MOST_BETWEEN) {
            finish();
        }
    }

    private boolean oomd(LogLine line, String text) {
        int program = text.indexOf("systemd-oomd");
        for (String verb : OOMD) {
            int at = text.indexOf(verb, Math.max(program, 0));
            if (program >= 0 && at > program && Prefix.endsBefore(text, at)) {
                int to = text.indexOf(" due to ", at);
                if (to < 0) {
                    return false;
                }
                String group = text.substring(at + verb.length() - 1, to).replace(" for killing", "");
                String why = text.substring(to + " due to ".length());
                finish();
                killed = new Incident(
                        IncidentKind.SYSTEMD_OOMD,
                        group,
                        null,
                        "systemd-oomd",
                        limit(why),
                        "systemd-oomd acted since " + Scan.printable(why, Evidence.LONGEST) + ".",
                        List.of(),
                        Prefix.time(text),
                        1,
                        null,
                        List.of(Evidence.of(line)),
                        Advice.daemon(IncidentKind.SYSTEMD_OOMD));
                between = 0;
                return true;
            }
        }
        return false;
    }

    /** {@code memory pressure for /a being 59.83% > 50.00% for > 20s}, or use of memory and swap of the machine. */
    private static String limit(String why) {
        String of = Scan.between(why, "memory pressure for ", " being ");
        if (of == null) {
            return "memory and swap of the machine";
        }
        int over = why.indexOf(" > ");
        String bound = over < 0 ? null : Scan.between(why.substring(over), " > ", " ");
        return "memory pressure of " + of + (bound == null ? "" : ", limit " + bound);
    }

    /** What the service manager says of the same kill, or all there is of it. */
    private boolean unit(LogLine line, String text) {
        int at = text.indexOf(UNIT);
        if (at < 0
                || Prefix.isQuoted(text.substring(0, at))
                || !Scan.printable(text, at).contains("systemd")) {
            return false;
        }
        String unit = text.substring(text.lastIndexOf(' ', at - 1) + 1, at);
        Incident known = killed;
        if (known != null && known.victim() != null && known.victim().contains(unit)) {
            List<Evidence> evidence = new ArrayList<>(known.evidence());
            if (evidence.size() < Incident.MOST_EVIDENCE) {
                evidence.add(Evidence.of(line));
            }
            killed = new Incident(
                    known.kind(),
                    known.victim(),
                    null,
                    known.by(),
                    known.limit(),
                    known.cause(),
                    List.of(),
                    known.when(),
                    1,
                    null,
                    evidence,
                    known.advice());
        } else {
            finish();
            killed = new Incident(
                    IncidentKind.SYSTEMD_OOMD,
                    unit,
                    null,
                    "systemd-oomd",
                    null,
                    "systemd-oomd killed this unit; why stands in the lines of systemd-oomd.",
                    List.of(),
                    Prefix.time(text),
                    1,
                    null,
                    List.of(Evidence.of(line)),
                    Advice.daemon(IncidentKind.SYSTEMD_OOMD));
        }
        return true;
    }

    /** {@code sending SIGTERM to process 7378 uid 1000 "tail": oom_score 156, VmRSS 4962 MiB}. */
    private void earlyoom(LogLine line, String text) {
        int at = text.indexOf(SIGNAL);
        if (at < 0 || !Prefix.endsBefore(text, at)) {
            return;
        }
        String signal = Scan.between(text, "sending ", " to process ");
        long pid = Scan.numberAfter(text, " to process ");
        int resident = text.indexOf("VmRSS ", at);
        String name = Scan.between(text.substring(at), " \"", "\":");
        if (signal == null || pid < 0 || resident < 0 || name == null) {
            return;
        }
        finish();
        long mebibytes = Math.max(0, Scan.number(text, resident + "VmRSS ".length()));
        incidents.add(new Incident(
                IncidentKind.EARLYOOM,
                name,
                pid,
                "earlyoom, " + signal,
                "available memory and swap of the machine",
                "The machine was nearly full, and " + name + " had the highest score.",
                List.of(new MemoryUser(name, pid, mebibytes * MIB, 0)),
                Prefix.time(text),
                1,
                null,
                List.of(Evidence.of(line)),
                Advice.daemon(IncidentKind.EARLYOOM)));
    }

    private void finish() {
        if (killed != null) {
            incidents.add(killed);
            killed = null;
        }
    }

    @Override
    public void end() {
        finish();
    }
}
