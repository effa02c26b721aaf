package io.memsafe.doctor.explain;

import org.jspecify.annotations.Nullable;

/** Error reports of HotSpot, as files of their own or as the head that a log has of them. */
final class HsErrReader implements LineReader {
    private static final int MOST_OTHER_LINES = 20_000;
    private static final String MEMORY = "# There is insufficient memory for the Java Runtime Environment to continue";
    private static final String CRASH = "# A fatal error has been detected by the Java Runtime Environment";
    private static final String CODE_FRAME = "# Problematic frame:";

    private final Incidents incidents;
    private @Nullable HsErrReport report;
    private int others;
    private boolean frameNext;

    HsErrReader(Incidents incidents) {
        this.incidents = incidents;
    }

    @Override
    public boolean open() {
        return report != null;
    }

    @Override
    public void accept(LogLine line) {
        String text = line.text();
        boolean memory = starts(text, MEMORY);
        if (memory || starts(text, CRASH)) {
            finish();
            report = new HsErrReport(memory);
            report.evidence(line);
            return;
        }
        HsErrReport now = report;
        if (now == null) {
            return;
        }
        others++;
        String message = text.strip();
        int head = message.indexOf("# ");
        if (head > 0 && Prefix.endsBefore(message, head)) {
            message = message.substring(head);
        }
        if (frameNext) {
            frameNext = false;
            now.frame = message.startsWith("# ") ? Scan.printable(message.substring(2), 160) : null;
        } else if (message.startsWith(CODE_FRAME)) {
            frameNext = true;
        } else if (message.startsWith("#") ? now.head(line, message) : now.body(line, message)) {
            others = 0;
        }
        if (message.equals("END.") || others > MOST_OTHER_LINES) {
            finish();
        }
    }

    private static boolean starts(String text, String phrase) {
        int at = text.indexOf(phrase);
        return at >= 0 && Prefix.endsBefore(text, at);
    }

    private void finish() {
        others = 0;
        frameNext = false;
        if (report != null) {
            incidents.add(report.incident());
            report = null;
        }
    }

    @Override
    public void end() {
        finish();
    }
}
