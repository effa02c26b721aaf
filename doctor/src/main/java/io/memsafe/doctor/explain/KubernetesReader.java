package io.memsafe.doctor.explain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Kubernetes says of killed containers and evicted pods: {@code kubectl describe pod}, {@code kubectl get} of pods and
 * events as text, YAML or JSON as kubectl prints it, with a field on each line.
 *
 * <p>An exit code of 137 is a kill by anybody; only the reason OOMKilled says that it was for memory.
 */
final class KubernetesReader implements LineReader {
    private static final int NEAR = 400;
    private static final int MOST_KNOWN = 2_000;
    private static final int MOST_NOTES = 20;
    private static final String LOW = "The node was low on resource: memory.";
    private static final String SYSTEM = "System OOM encountered, victim process: ";

    private final Incidents incidents;
    private final List<String> notes = new ArrayList<>();
    private final Set<String> told = new HashSet<>();
    private int near;
    private @Nullable String pod;
    /** Of {@code kubectl describe}. */
    private @Nullable Container described;

    private boolean inContainers;
    private final ObjectFields object = new ObjectFields(this);

    /** What is known of one container. */
    static final class Container {
        final String name;
        final List<Evidence> evidence = new ArrayList<>();
        boolean outOfMemory;
        boolean terminated;
        boolean limits;
        String exitCode = "";
        String restarts = "";
        String limit = "";

        @Nullable
        String finished;

        Container(String name) {
            this.name = name;
        }
    }

    KubernetesReader(Incidents incidents) {
        this.incidents = incidents;
    }

    /** Whether a line may be the first of such an output, by its bytes. */
    static boolean begins(byte[] bytes, int from, int to) {
        int length = to - from;
        return switch (length == 0 ? 0 : bytes[from]) {
            case 'N' -> length > 6 && bytes[from + 4] == ':' && bytes[from + 5] == ' ';
            case 'a', '-' -> length < 40 && length > 12 && bytes[to - 2] == 'v' && bytes[to - 1] == '1';
            case '{' -> length == 1;
            default -> false;
        };
    }

    @Override
    public boolean open() {
        return near > 0;
    }

    @Override
    public void accept(LogLine line) {
        String text = line.text();
        near = Math.max(0, near - 1);
        if (text.startsWith("Name: ")) {
            finish();
            pod = text.substring(6).strip();
            near = NEAR;
        } else if (text.equals("{") || text.startsWith("apiVersion: ") || text.startsWith("- apiVersion: ")) {
            object.begin();
            near = NEAR;
        }
        if (near > 0) {
            if (inContainers || text.startsWith("Containers:") || text.startsWith("Init Containers:")) {
                describe(line);
            } else if (object.accept(line)) {
                near = NEAR;
            }
        }
        events(line);
    }

    private void describe(LogLine line) {
        String text = line.text();
        if (text.charAt(0) != ' ') {
            finish();
            inContainers = text.startsWith("Containers:") || text.startsWith("Init Containers:");
            return;
        }
        near = NEAR;
        if (text.startsWith("  ") && text.charAt(2) != ' ' && text.endsWith(":")) {
            finish();
            described = new Container(text.substring(2, text.length() - 1));
            inContainers = true;
            return;
        }
        Container now = described;
        if (now == null) {
            return;
        }
        String field = text.strip();
        int colon = field.indexOf(':');
        String value = colon < 0 ? "" : field.substring(colon + 1).strip();
        switch (colon < 0 ? "" : field.substring(0, colon)) {
            case "State", "Last State" -> now.terminated = value.equals("Terminated");
            case "Reason" -> {
                if (now.terminated && value.equals("OOMKilled")) {
                    now.outOfMemory = true;
                    now.evidence.add(Evidence.of(line));
                }
            }
            case "Exit Code" -> {
                if (now.terminated && (now.exitCode.isEmpty() || now.outOfMemory)) {
                    now.exitCode = value;
                    evidence(now, line);
                }
            }
            case "Finished" -> now.finished = now.finished == null ? value : now.finished;
            case "Restart Count" -> {
                now.restarts = value;
                evidence(now, line);
            }
            case "memory" -> {
                if (now.limit.isEmpty() && now.limits) {
                    now.limit = value;
                    evidence(now, line);
                }
            }
            default -> {}
        }
        if (field.equals("Limits:") || field.equals("Requests:")) {
            now.limits = field.equals("Limits:");
        }
    }

    private static void evidence(Container container, LogLine line) {
        if (container.outOfMemory && container.evidence.size() < Incident.MOST_EVIDENCE) {
            container.evidence.add(Evidence.of(line));
        }
    }

    private void finish() {
        Container done = described;
        described = null;
        inContainers = false;
        if (done != null) {
            report(pod, done);
        }
    }

    /** Of a pod as it is described, or as an object. */
    void report(@Nullable String ofPod, Container container) {
        String victim = "container " + container.name + (ofPod == null ? "" : " of pod " + ofPod);
        if (!container.outOfMemory) {
            if (container.exitCode.equals("137") && notes.size() < MOST_NOTES && told.add(victim)) {
                notes.add("The " + Scan.printable(victim, 200)
                        + " ended with exit code 137, a kill, but Kubernetes does not say that it was for memory: a probe,"
                        + " a deletion or an operator may have done it.");
            }
            return;
        }
        if (told.size() >= MOST_KNOWN || !told.add(victim)) {
            return;
        }
        boolean limited = !container.limit.isEmpty();
        String restarts = container.restarts.isEmpty()
                ? ""
                : " It was restarted " + container.restarts + (container.restarts.equals("1") ? " time." : " times.");
        incidents.add(new Incident(
                IncidentKind.KUBERNETES_OOM_KILLED,
                victim,
                null,
                "kernel, by what Kubernetes says",
                limited ? "memory limit of the container, " + container.limit : "no limit of the container is shown",
                (limited
                                ? "The container was at its limit of " + container.limit
                                        + " and a process in it was killed."
                                : "A process of the container was killed: its pod or the node was out of memory.")
                        + restarts,
                List.of(),
                container.finished,
                1,
                null,
                container.evidence,
                Advice.container(limited)));
    }

    /** Lines that say all by themselves: events, and the table of pods. */
    private void events(LogLine line) {
        String text = line.text();
        int low = text.indexOf(LOW);
        if (low >= 0) {
            evicted(line, low);
            return;
        }
        int system = text.indexOf(SYSTEM);
        if (system >= 0) {
            String process = Scan.between(text, SYSTEM, ",");
            long pid = Scan.numberAfter(text, "pid: ");
            if (process != null && !incidents.hasKernelReport()) {
                incidents.add(new Incident(
                        IncidentKind.KERNEL_GLOBAL,
                        process,
                        pid < 0 ? null : pid,
                        "kernel, by what the kubelet says",
                        "memory of the node",
                        "The node was out of memory.",
                        List.of(),
                        Prefix.time(text),
                        1,
                        null,
                        List.of(Evidence.of(line)),
                        Advice.kernel(IncidentKind.KERNEL_GLOBAL, process.equals("java"), false, false)));
            }
            return;
        }
        int killed = text.indexOf(" OOMKilled ");
        if (killed > 0) {
            row(line, text.strip().split(" +", 5));
        }
    }

    /** {@code worker-5f7d8c9b6d-h4kpz   0/1   OOMKilled   3 (30s ago)   6m18s}, with or without a namespace. */
    private void row(LogLine line, String[] cells) {
        for (int i = 2; i < cells.length; i++) {
            if (cells[i].equals("OOMKilled") && cells[i - 1].indexOf('/') == cells[i - 1].length() / 2) {
                Container any = new Container("(not named)");
                any.outOfMemory = true;
                any.restarts = i + 1 < cells.length ? cells[i + 1].split(" ", 2)[0] : "";
                any.evidence.add(Evidence.of(line));
                report(cells[i - 2], any);
                return;
            }
        }
    }

    private void evicted(LogLine line, int low) {
        String text = line.text();
        String of = podOfEvent(text, low);
        String victim = "pod " + (of == null ? "(not named)" : of);
        if (told.size() >= MOST_KNOWN || !told.add(victim)) {
            return;
        }
        String threshold = Scan.between(text, "Threshold quantity: ", ",");
        String available = Scan.between(text, "available: ", ".");
        incidents.add(new Incident(
                IncidentKind.KUBERNETES_EVICTED,
                victim,
                null,
                "kubelet",
                "memory of the node"
                        + (threshold == null || available == null
                                ? ""
                                : ", " + available + " left of the " + threshold + " that it keeps free"),
                "The node was low on memory, and pods that use more than they request go first.",
                users(text, low),
                Prefix.time(text),
                1,
                null,
                List.of(Evidence.of(line)),
                Advice.evicted()));
    }

    private @Nullable String podOfEvent(String text, int low) {
        int at = text.lastIndexOf("pod/", low);
        if (at >= 0) {
            return Scan.between(text.substring(at, low), "pod/", " ");
        }
        return object.eventOf() != null ? object.eventOf() : pod;
    }

    /** {@code Container app was using 35505620Ki, request is 12Gi, ...}. */
    private static List<MemoryUser> users(String text, int from) {
        Map<String, Long> used = new HashMap<>();
        int at = text.indexOf("Container ", from);
        while (at >= 0 && used.size() < Incident.MOST_USERS) {
            int name = at + "Container ".length();
            int was = text.indexOf(" was using ", name);
            if (was < 0 || was - name > 253) {
                break;
            }
            long bytes = quantity(text, was + " was using ".length());
            if (bytes > 0) {
                used.put("container " + text.substring(name, was), bytes);
            }
            at = text.indexOf("Container ", was);
        }
        return used.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(user -> new MemoryUser(Scan.printable(user.getKey(), 120), null, user.getValue(), 0))
                .toList();
    }

    /** A quantity of Kubernetes: {@code 87608Ki}, {@code 12Gi}, {@code 500M}; -1 if it is none. */
    static long quantity(String text, int at) {
        long number = Scan.number(text, at);
        int end = at;
        while (end < text.length() && Scan.isDigit(text.charAt(end))) {
            end++;
        }
        if (number < 0 || end >= text.length()) {
            return number;
        }
        boolean binary = end + 1 < text.length() && text.charAt(end + 1) == 'i';
        int power = "KMGT".indexOf(text.charAt(end)) + 1;
        double bytes = number * Math.pow(binary ? 1024 : 1000, power);
        return bytes > Long.MAX_VALUE / 2.0 ? -1 : (long) bytes;
    }

    List<String> notes() {
        return notes;
    }

    @Override
    public void end() {
        finish();
        object.end();
        near = 0;
        pod = null;
    }
}
