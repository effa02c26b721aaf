package io.memsafe.doctor.config;

import io.memsafe.doctor.config.YamlNode.Mapping;
import io.memsafe.doctor.config.YamlNode.Scalar;
import io.memsafe.doctor.config.YamlNode.Sequence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads one YAML document into a small tree, from the events of the parser: so depth, size and number of values are bounded
 * before anything is built, and an alias, which could stand for a billion values, is refused.
 */
final class YamlReader {
    static final int MOST_BYTES = 1 << 20;
    static final int MOST_DEPTH = 16;
    static final int MOST_VALUES = 10_000;

    private final String name;
    private final Iterator<Event> events;
    private int values;

    private YamlReader(String name, Iterator<Event> events) {
        this.name = name;
        this.events = events;
    }

    static YamlNode read(String name, InputStream in) throws IOException, SpecException {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new SpecException(name + ": more than " + (MOST_BYTES >> 10)
                    + " KiB; a description of a machine has a few hundred lines");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new SpecException(name + ": not text in UTF-8; a description is a text in YAML");
        }
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setCodePointLimit(MOST_BYTES)
                .build();
        try {
            return new YamlReader(name, new ParserImpl(settings, new StreamReader(settings, text))).document();
        } catch (MarkedYamlEngineException e) {
            String problem = e.getProblem() == null ? "cannot be read" : oneLine(e.getProblem());
            throw new SpecException(
                    place(name, e.getProblemMark().map(Mark::getLine).orElse(0) + 1) + "not YAML: " + problem
                            + "; keys are 'name: value', with spaces before those of a group");
        } catch (YamlEngineException e) {
            throw new SpecException(name + ": not YAML: " + oneLine(String.valueOf(e.getMessage())));
        }
    }

    static String place(String name, int line) {
        return name + ":" + line + ": ";
    }

    /** Of a text that came from outside, or quotes it: short, and without control characters. */
    static String oneLine(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length() && i < 200; i++) {
            char c = text.charAt(i);
            out.append(Character.isISOControl(c) || Character.isSurrogate(c) ? ' ' : c);
        }
        return out.toString();
    }

    private YamlNode document() throws SpecException {
        YamlNode root = null;
        while (events.hasNext()) {
            Event event = events.next();
            switch (event.getEventId()) {
                case StreamStart, DocumentEnd, StreamEnd, Comment -> {}
                case DocumentStart -> {
                    if (root != null) {
                        throw mistake(event, "a second document; one file describes one machine");
                    }
                }
                default -> root = node(event, 0);
            }
        }
        if (root == null) {
            throw new SpecException(name + ": empty; --example prints a description to begin with");
        }
        return root;
    }

    private YamlNode node(Event event, int depth) throws SpecException {
        if (++values > MOST_VALUES) {
            throw mistake(event, "more than " + MOST_VALUES + " values");
        }
        if (depth > MOST_DEPTH) {
            throw mistake(event, "more than " + MOST_DEPTH + " levels");
        }
        return switch (event.getEventId()) {
            case Scalar -> new Scalar(oneLine(((ScalarEvent) event).getValue()), line(event));
            case SequenceStart -> sequence(event, depth);
            case MappingStart -> mapping(event, depth);
            case Alias ->
                throw mistake(
                        event,
                        "the alias '*" + oneLine(((AliasEvent) event).getAlias().getValue())
                                + "'; write the values out instead");
            default -> throw mistake(event, "nothing that can stand here");
        };
    }

    private Sequence sequence(Event start, int depth) throws SpecException {
        List<YamlNode> list = new ArrayList<>();
        for (Event next = events.next(); next.getEventId() != Event.ID.SequenceEnd; next = events.next()) {
            list.add(node(next, depth + 1));
        }
        return new Sequence(list, line(start));
    }

    private Mapping mapping(Event start, int depth) throws SpecException {
        Map<String, YamlNode> map = new LinkedHashMap<>();
        for (Event next = events.next(); next.getEventId() != Event.ID.MappingEnd; next = events.next()) {
            if (!(node(next, depth + 1) instanceof Scalar key)) {
                throw mistake(next, "a list or a group where the name of a key has to be");
            }
            YamlNode value = at(key.line(), node(events.next(), depth + 1));
            YamlNode before = map.put(key.text(), value);
            if (before != null) {
                throw mistake(next, "'" + key.text() + "' a second time; the first is in line " + before.line());
            }
        }
        return new Mapping(map, line(start));
    }

    /** A value is looked for where its key stands, which may be some lines above. */
    private static YamlNode at(int line, YamlNode value) {
        if (value instanceof Mapping mapping) {
            return new Mapping(mapping.values(), line);
        }
        return value instanceof Sequence sequence ? new Sequence(sequence.values(), line) : value;
    }

    private SpecException mistake(Event event, String what) {
        return new SpecException(place(name, line(event)) + what);
    }

    private static int line(Event event) {
        return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }
}
