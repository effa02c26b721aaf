package io.memsafe.doctor.explain;

/** A line of a log, or a line that a JSON log has within one of its own. */
record LogLine(String source, long number, String text) {

    LogLine with(String otherText) {
        return new LogLine(source, number, otherText);
    }
}
