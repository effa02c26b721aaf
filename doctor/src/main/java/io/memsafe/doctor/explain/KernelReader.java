package io.memsafe.doctor.explain;

import org.jspecify.annotations.Nullable;

/** Reports of the kernel's out-of-memory killer, from 2.6 to 6.x, with whatever a log puts before them. */
final class KernelReader implements LineReader {
    private static final int MOST_OTHER_LINES = 2_000;
    private static final int MOST_PARTS = 6;
    private static final String INVOKED = " invoked oom-killer:";
    private static final String SUMMARY = "oom-kill:constraint=";
    private static final String UNIT_KILLED = "has been killed by the OOM killer";
    private static final String[] GLOBAL = {"Out of memory: ", "Out of memory (oom_kill_allocating_task): "};
    private static final String GROUP = "Memory cgroup out of memory: ";

    private final Incidents incidents;
    private @Nullable KernelReport report;
    /** The start of a line that goes on in the next one, as mail programs and terminals break them. */
    private @Nullable LogLine broken;

    private int parts;
    private int others;

    KernelReader(Incidents incidents) {
        this.incidents = incidents;
    }

    @Override
    public boolean open() {
        return report != null;
    }

    @Override
    public void accept(LogLine line) {
        LogLine start = broken;
        broken = null;
        boolean found = read(line, true, false);
        if (!found && start != null) {
            parts++;
            found = read(start.with(joined(start.text(), line.text())), parts < MOST_PARTS, true);
        } else {
            parts = 1;
        }
        if (found) {
            others = 0;
        } else if (report != null) {
            others++;
            if (others > MOST_OTHER_LINES) {
                finish();
            }
        }
    }

    private static String joined(String start, String more) {
        String rest = Prefix.kernelMessage(more);
        boolean inWord = start.contains("oom-kill:") && !start.endsWith(" ");
        return inWord ? start + rest : start.strip() + " " + rest;
    }

    private boolean read(LogLine line, boolean mayBreak, boolean again) {
        String text = line.text();
        String message = Prefix.kernelMessage(text);
        boolean found = invoked(line, text, message);
        int summary = message.indexOf(SUMMARY);
        if (summary >= 0 && (found || Prefix.endsBefore(message, summary))) {
            if (report != null && !found && !again && (report.constraint != null || report.killed)) {
                finish();
            }
            String rest = message.substring(summary);
            current().summary(rest);
            current().evidence(line);
            if (mayBreak && !rest.contains("uid=") && !found) {
                broken = line;
            }
            return true;
        }
        return found
                || kill(line, message, mayBreak, again)
                || (report != null && detail(line, report, message))
                || table(message)
                || unit(line, text);
    }

    private boolean invoked(LogLine line, String text, String message) {
        int at = message.indexOf(INVOKED);
        if (at <= 0
                || (!message.startsWith(" gfp_mask=0x", at + INVOKED.length()) && message.indexOf("\u2026", at) < 0)) {
            return false;
        }
        String before = message.substring(0, at);
        String name = before.length() <= 15 || message.length() != text.length()
                ? before
                : before.substring(before.lastIndexOf(' ') + 1);
        if (name.length() > 48
                || Prefix.isComment(before)
                || name.indexOf('"') >= 0
                || name.indexOf('%') >= 0
                || name.indexOf('`') >= 0) {
            return false;
        }
        finish();
        current().invoked(name.strip(), message.substring(at));
        current().evidence(line);
        return true;
    }

    private boolean kill(LogLine line, String message, boolean mayBreak, boolean again) {
        int at = message.indexOf(GROUP);
        boolean inGroup = at >= 0;
        boolean global = false;
        for (int i = 0; i < GLOBAL.length && at < 0; i++) {
            at = message.indexOf(GLOBAL[i]);
            global = at >= 0;
        }
        int process = message.indexOf("illed process ", Math.max(at, 0));
        int selected = process < 0 ? message.indexOf("ill process ", Math.max(at, 0)) : -1;
        if (at < 0 && message.startsWith("Killed process ")) {
            at = 0;
        }
        if (at < 0 || !Prefix.endsBefore(message, at)) {
            return false;
        }
        if (process < 0 && selected < 0) {
            return false;
        }
        int number = process >= 0 ? process + "illed process ".length() : selected + "ill process ".length();
        long pid = Scan.number(message, number);
        String name = name(message, number);
        boolean whole = message.indexOf(")", number) > 0;
        if (pid < 0 || (name == null && !mayBreak)) {
            return false;
        }
        // Another victim is another report, unless all of a group are killed.
        if (report != null && report.killed && report.pid != pid && !report.groupKill) {
            finish();
        }
        KernelReport now = current();
        now.inGroup |= inGroup;
        now.global |= global;
        boolean sized = process < 0 || message.indexOf("rss:", number) > 0;
        if (sized || !again) {
            now.evidence(line);
        }
        if (mayBreak && !(whole && sized)) {
            broken = line;
        }
        if (name != null) {
            boolean another = now.killed && now.pid != pid;
            if (!another) {
                now.killed(name, pid, message.substring(number));
            } else {
                now.otherKills++;
            }
            now.killed |= process >= 0;
        }
        return true;
    }

    /** The name in brackets; older kernels put the user between. */
    private static @Nullable String name(String message, int from) {
        int open = message.indexOf('(', from);
        int close = open < 0 ? -1 : message.indexOf(')', open);
        // A name may have a bracket of its own, as "(sd-pam)" has: the last one that is followed by a blank or the end
        // counts.
        while (close >= 0 && close + 1 < message.length() && " ,".indexOf(message.charAt(close + 1)) < 0) {
            close = message.indexOf(')', close + 1);
        }
        return open < 0 || open - from > 40 || close < 0 || close - open > 64 || close == open + 1
                ? null
                : message.substring(open + 1, close);
    }

    /** A report whose beginning is cut off may still have its table. */
    private boolean table(String message) {
        if (report != null || !message.startsWith("[") || !message.contains("tgid total_vm ")) {
            return false;
        }
        return current().tasks.accept(message);
    }

    private static boolean detail(LogLine line, KernelReport report, String message) {
        if (report.tasks.accept(message)) {
            return true;
        }
        return KernelDetails.read(line, report, message);
    }

    /** What systemd says of a unit whose process the kernel killed; counts only where no report of the kernel is. */
    private boolean unit(LogLine line, String text) {
        int at = text.indexOf(UNIT_KILLED);
        if (at < 0 || report != null || incidents.hasKernelReport() || text.indexOf("systemd") < 0) {
            return false;
        }
        int end = text.lastIndexOf(": ", at);
        int start = end < 0 ? -1 : text.lastIndexOf(' ', end);
        if (end < 0 || Prefix.isQuoted(text.substring(0, at))) {
            return false;
        }
        KernelReport found = current();
        found.victim = text.substring(start + 1, end);
        found.evidence(line);
        finish();
        return true;
    }

    private KernelReport current() {
        KernelReport now = report;
        if (now == null) {
            now = new KernelReport();
            report = now;
        }
        return now;
    }

    private void finish() {
        broken = null;
        others = 0;
        if (report != null) {
            if (report.hasEvidence()) {
                incidents.add(report.incident());
            }
            report = null;
        }
    }

    @Override
    public void end() {
        finish();
    }
}
