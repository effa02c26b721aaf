package io.memsafe.doctor.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Keeps what was found, within a bound: of errors one for each kind, of kills and crashes the first and the last. */
final class Incidents {
    private static final int MOST_FIRST = 50;
    private static final int MOST_LAST = 50;

    private final Map<IncidentKind, Long> seen = new EnumMap<>(IncidentKind.class);
    private final List<Incident> first = new ArrayList<>();
    private final List<Incident> last = new ArrayList<>();
    private Consumer<? super Incident> found = incident -> {};

    /** To be told each incident once: of errors, which are counted, the first of a kind. */
    void onFound(Consumer<? super Incident> listener) {
        found = listener;
    }

    void foundError(Incident incident) {
        found.accept(incident);
    }

    void add(Incident incident) {
        found.accept(incident);
        addError(incident);
    }

    void addError(Incident incident) {
        seen.merge(incident.kind(), incident.count(), Long::sum);
        if (first.size() < MOST_FIRST) {
            first.add(incident);
            return;
        }
        if (last.size() == MOST_LAST) {
            last.remove(0);
        }
        last.add(incident);
    }

    boolean hasKernelReport() {
        return seen.keySet().stream().anyMatch(IncidentKind::isKernel);
    }

    Map<IncidentKind, Long> seen() {
        return seen;
    }

    /** By rank of their kind; a report without a victim comes after all kills, and of several kills the last comes first. */
    List<Incident> ranked() {
        List<Incident> all = new ArrayList<>(first);
        all.addAll(last);
        List<Incident> kills = new ArrayList<>();
        List<Incident> others = new ArrayList<>();
        for (Incident incident : all) {
            if (isKilled(incident)) {
                kills.add(0, incident);
            } else {
                others.add(incident);
            }
        }
        // What ended a JVM says more than a kill of something else.
        kills.sort(Comparator.comparing((Incident kill) -> !isJava(kill)));
        others.sort(Comparator.comparingInt(Incidents::rank));
        kills.addAll(others);
        return kills;
    }

    /** Puts one more where it belongs among those that are ranked. */
    static void rank(List<Incident> ranked, Incident more) {
        int at = ranked.size();
        while (at > 0 && !isKilled(ranked.get(at - 1)) && rank(ranked.get(at - 1)) > rank(more)) {
            at--;
        }
        ranked.add(at, more);
    }

    private static boolean isKilled(Incident incident) {
        return incident.kind().isKill() && incident.victim() != null;
    }

    /** A container may run anything, but there was a GC log with it. */
    static boolean isKillOfJava(Incident incident) {
        return isKilled(incident) && (isJava(incident) || incident.kind() == IncidentKind.KUBERNETES_OOM_KILLED);
    }

    private static boolean isJava(Incident kill) {
        return "java".equals(kill.victim());
    }

    /** Errors of Java keep the order they came in. */
    private static int rank(Incident incident) {
        IncidentKind kind = incident.kind();
        if (kind == IncidentKind.JVM_CRASH) {
            return 4;
        }
        if (kind.compareTo(IncidentKind.GC_HEAP_EXHAUSTED) >= 0) {
            return 3;
        }
        if (kind == IncidentKind.JVM_NATIVE) {
            return 0;
        }
        return kind.isKill() ? 1 : 2;
    }
}
