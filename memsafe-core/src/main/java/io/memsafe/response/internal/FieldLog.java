package io.memsafe.response.internal;

import org.slf4j.Logger;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.spi.DefaultLoggingEventBuilder;
import org.slf4j.spi.LoggingEventAware;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs sentences for people with their figures as fields for machines.
 *
 * <p>A log that takes no fields gets the sentence alone: slf4j would write them in front of it.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
public final class FieldLog {
    private final Logger log;
    private final boolean takesFields;

    /**
     * Logs to a logger.
     *
     * @param log of what logs
     */
    public FieldLog(Logger log) {
        this.log = log;
        this.takesFields = log instanceof LoggingEventAware
                || !(log.makeLoggingEventBuilder(Level.INFO) instanceof DefaultLoggingEventBuilder);
    }

    /** Loads what a line needs, while there is memory to load classes. */
    public void warmUp(KeyValuePair... fields) {
        LoggingEventBuilder line =
                with(log.makeLoggingEventBuilder(Level.TRACE), fields).setMessage("warm-up");
        log.trace("warm-up of fields: {}", line);
    }

    /**
     * Logs a line that somebody should look at.
     *
     * @param sentence all that a person reads
     * @param fields beside it
     */
    public void warn(String sentence, KeyValuePair... fields) {
        if (takesFields) {
            with(log.atWarn(), fields).log("{}", sentence);
        } else {
            log.warn("{}", sentence);
        }
    }

    /**
     * Logs a line that somebody may want to know.
     *
     * @param sentence all that a person reads
     * @param fields beside it
     */
    public void info(String sentence, KeyValuePair... fields) {
        if (takesFields) {
            with(log.atInfo(), fields).log("{}", sentence);
        } else {
            log.info("{}", sentence);
        }
    }

    private static LoggingEventBuilder with(LoggingEventBuilder line, KeyValuePair... fields) {
        LoggingEventBuilder all = line;
        for (KeyValuePair field : fields) {
            all = all.addKeyValue(field.key, field.value);
        }
        return all;
    }
}
