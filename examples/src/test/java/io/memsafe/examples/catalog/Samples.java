package io.memsafe.examples.catalog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Inputs for tests, made of real class files. */
final class Samples {

    private Samples() {}

    /** The bytes of a loaded class. */
    static byte[] classFile(Class<?> type) {
        String name = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes of a jar with these entries; a name that ends in a slash is a folder. */
    static byte[] jar(Map<String, byte[]> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A jar of three entries, the second of which does not inflate to what the directory says. */
    static byte[] jarWithCorruptEntry() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("a/First.class", classFile(Object.class));
        entries.put(
                "a/Second.txt",
                "the quick brown fox jumps over the lazy dog ".repeat(50).getBytes(StandardCharsets.UTF_8));
        entries.put("a/Third.class", classFile(String.class));
        byte[] jar = jar(entries);
        int second = new String(jar, StandardCharsets.ISO_8859_1).indexOf("a/Second.txt");
        for (int i = 0; i < 8; i++) {
            jar[second + "a/Second.txt".length() + 10 + i] ^= 0x55;
        }
        return jar;
    }

    /**
     * A folder with everything that happens: classes, texts, jars with the same class, a folder entry and an empty jar,
     * a jar in a jar, and below {@code bad} a jar that is none, one with a corrupt entry and a truncated class.
     */
    static Path folder(Path root, boolean withCorrupt) throws IOException {
        byte[] object = classFile(Object.class);
        Files.createDirectories(root.resolve("classes/deep/er"));
        Files.write(root.resolve("classes/Object.class"), object);
        Files.write(root.resolve("classes/deep/er/Map.class"), classFile(Map.class));
        Files.writeString(root.resolve("classes/notes.txt"), "notes");
        Files.writeString(root.resolve("classes/empty"), "");
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("META-INF/", new byte[0]);
        entries.put("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n".getBytes(StandardCharsets.UTF_8));
        entries.put("java/lang/Object.class", object);
        Files.write(root.resolve("one.jar"), jar(entries));
        entries.put("inner.jar", jar(Map.of("x", new byte[] {1})));
        Files.write(root.resolve("two.jar"), jar(entries));
        Files.write(root.resolve("empty.zip"), jar(Map.of()));
        if (withCorrupt) {
            Files.createDirectories(root.resolve("bad"));
            Files.writeString(root.resolve("bad/broken.jar"), "this is no archive");
            Files.write(root.resolve("bad/entry.jar"), jarWithCorruptEntry());
            Files.write(root.resolve("bad/Cut.class"), java.util.Arrays.copyOf(object, object.length - 7));
        }
        return root;
    }
}
