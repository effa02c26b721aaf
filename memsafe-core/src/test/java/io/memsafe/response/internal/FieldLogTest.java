package io.memsafe.response.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.spi.LoggingEventAware;

class FieldLogTest {
    private static final KeyValuePair FIELD = new KeyValuePair("memsafe.level", "WARNING");

    /** A log without fields. */
    private static class Plain extends LegacyAbstractLogger {
        private static final long serialVersionUID = 1;

        final transient List<String> lines = new ArrayList<>();
        boolean isInfoOn = true;

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public boolean isInfoEnabled() {
            return isInfoOn;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return Plain.class.getName();
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String message, Object[] arguments, Throwable thrown) {
            lines.add(level + " " + message + " " + List.of(arguments));
        }
    }

    /** A log with fields. */
    private static final class Aware extends Plain implements LoggingEventAware {
        private static final long serialVersionUID = 1;

        final transient List<LoggingEvent> events = new ArrayList<>();

        @Override
        public void log(LoggingEvent event) {
            events.add(event);
        }
    }

    @Test
    void aLogThatTakesFieldsGetsSentenceAndFields() {
        Aware aware = new Aware();
        new FieldLog(aware).warn("it is {} short", FIELD);
        assertThat(aware.lines).isEmpty();
        LoggingEvent event = aware.events.get(0);
        assertThat(event.getLevel()).isEqualTo(Level.WARN);
        assertThat(event.getMessage()).isEqualTo("{}");
        assertThat(event.getArguments()).containsExactly("it is {} short");
        assertThat(event.getKeyValuePairs())
                .extracting(pair -> pair.key + "=" + pair.value)
                .containsExactly("memsafe.level=WARNING");
    }

    @Test
    void aLogThatTakesNoneGetsTheSentenceAlone() {
        Plain plain = new Plain();
        FieldLog log = new FieldLog(plain);
        log.warn("it is short", FIELD);
        log.info("it is over", FIELD);
        assertThat(plain.lines).containsExactly("WARN {} [it is short]", "INFO {} [it is over]");
    }

    @Test
    void theWarmUpLogsNothingAndALevelThatIsOffNeither() {
        Aware aware = new Aware();
        FieldLog log = new FieldLog(aware);
        log.warmUp(FIELD);
        aware.isInfoOn = false;
        log.info("nobody reads it", FIELD);
        assertThat(aware.events).isEmpty();
        assertThat(aware.lines).isEmpty();
    }
}
