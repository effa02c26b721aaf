package io.memsafe.doctor.audit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.YamlUnicodeReader;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads the documents of a YAML file, within bounds. The composer calls itself for each level, so the events, which are made one by one,
 * are counted first.
 */
final class YamlReader {
    static final int MOST_BYTES = 3 << 20;
    private static final int MOST_EVENTS = 200_000;
    private static final int MOST_LEVELS = 50;
    private static final int MOST_ALIASES = 200;

    private final String name;

    YamlReader(String name) {
        this.name = name;
    }

    List<YamlNode> read(InputStream in) throws ManifestException, IOException {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new ManifestException("'" + name + "' is larger than " + Texts.bytes(MOST_BYTES)
                    + ", which no manifest is: give it in parts");
        }
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setCodePointLimit(MOST_BYTES)
                .setMaxAliasesForCollections(MOST_ALIASES)
                .build();
        try {
            count(settings, bytes);
            List<YamlNode> documents = new ArrayList<>();
            for (Composer composer = new Composer(settings, parser(settings, bytes)); composer.hasNext(); ) {
                documents.add(new YamlNode(composer.next()));
            }
            return documents;
        } catch (MarkedYamlEngineException e) {
            String line = e.getProblemMark()
                    .map(mark -> " line " + (mark.getLine() + 1) + ":")
                    .orElse("");
            throw new ManifestException("'" + name + "' is no YAML:" + line + " " + oneLine(e.getProblem()), e);
        } catch (YamlEngineException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new ManifestException("'" + name + "' is no YAML: " + oneLine(String.valueOf(e.getMessage())), e);
        }
    }

    private static ParserImpl parser(LoadSettings settings, byte[] bytes) {
        return new ParserImpl(
                settings, new StreamReader(settings, new YamlUnicodeReader(new ByteArrayInputStream(bytes))));
    }

    private void count(LoadSettings settings, byte[] bytes) throws ManifestException {
        int events = 0;
        int levels = 0;
        int aliases = 0;
        for (ParserImpl parser = parser(settings, bytes); parser.hasNext(); ) {
            Event event = parser.next();
            events++;
            if (event instanceof CollectionStartEvent) {
                levels++;
            } else if (event instanceof CollectionEndEvent) {
                levels--;
            } else if (event instanceof AliasEvent) {
                aliases++;
            }
            if (levels > MOST_LEVELS) {
                throw tooMuch("is nested deeper than " + MOST_LEVELS + " levels", event);
            }
            if (aliases > MOST_ALIASES) {
                throw tooMuch("has more than " + MOST_ALIASES + " aliases", event);
            }
            if (events > MOST_EVENTS) {
                throw tooMuch("has more than " + MOST_EVENTS + " values", event);
            }
        }
    }

    private ManifestException tooMuch(String what, Event event) {
        String line = event.getStartMark()
                .map(mark -> " (line " + (mark.getLine() + 1) + ")")
                .orElse("");
        return new ManifestException("'" + name + "' " + what + line + ", which no manifest does");
    }

    private static String oneLine(String text) {
        return Texts.printable(text.replace('\n', ' '), 200);
    }
}
