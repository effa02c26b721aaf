package io.memsafe.examples.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class DescribeTest {

    private final Describe describe = new Describe();

    record Point(int x, int y) {}

    enum Colour {
        RED
    }

    @interface Mark {}

    interface Shape {
        List<Point> corners();
    }

    static final class Speaker implements Supplier<String> {
        private final String[][] words = {{"hello"}, {"world"}};

        @Override
        public String get() {
            return words[0][0] + new StringBuilder(words[1][0]).reverse();
        }

        Thread.State talk(java.util.zip.CRC32 sum) {
            throw new IllegalStateException("a constant");
        }
    }

    @Test
    void saysWhatKindOfClassItIs() throws Exception {
        assertThat(row(Point.class).kind()).isEqualTo("record");
        assertThat(row(Colour.class).kind()).isEqualTo("enum");
        assertThat(row(Mark.class).kind()).isEqualTo("annotation");
        assertThat(row(Shape.class).kind()).isEqualTo("interface");
        assertThat(row(Speaker.class).kind()).isEqualTo("class");
    }

    @Test
    void countsMembersAndConstantsAndNamesTheOtherTypesOnce() throws Exception {
        Row row = row(Speaker.class);

        assertThat(row.className()).isEqualTo(Speaker.class.getName());
        assertThat(row.superName()).isEqualTo("java.lang.Object");
        assertThat(row.fields()).isEqualTo(1);
        assertThat(row.methods()).isEqualTo(Speaker.class.getDeclaredMethods().length + 1);
        assertThat(row.stringConstants()).isGreaterThanOrEqualTo(3);
        assertThat(row.references())
                .contains(
                        "java.lang.String",
                        "java.lang.StringBuilder",
                        "java.lang.IllegalStateException",
                        "java.lang.Thread$State",
                        "java.util.zip.CRC32",
                        "java.util.function.Supplier")
                .doesNotContain(Speaker.class.getName())
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(name).doesNotContain("/", "[", ";"));
    }

    @Test
    void theRootOfAllClassesHasNoSuperclass() throws Exception {
        assertThat(row(Object.class).superName()).isNull();
    }

    @Test
    void everyCutOfAClassFileIsFound() {
        byte[] whole = Samples.classFile(Speaker.class);
        for (int length = 0; length < whole.length; length++) {
            Entry cut = Entry.ofClass(3, "a.jar", "p/Speaker.class", Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> describe.process(cut))
                    .as("cut after %d bytes", length)
                    .isInstanceOf(CorruptInputException.class)
                    .hasMessageContaining("a.jar!/p/Speaker.class")
                    .hasMessageContaining("truncated or malformed");
        }
    }

    @Test
    void bytesBehindTheEndAreFoundToo() {
        byte[] whole = Samples.classFile(Speaker.class);
        Entry longer = Entry.ofClass(3, "a.jar", "Speaker.class", Arrays.copyOf(whole, whole.length + 1));

        assertThatThrownBy(() -> describe.process(longer)).isInstanceOf(CorruptInputException.class);
    }

    @Test
    void aClassFileOfTheFutureIsNamedAsSuch() {
        byte[] future = Samples.classFile(Speaker.class);
        future[7] = 120;

        assertThatThrownBy(() -> describe.process(Entry.ofClass(0, "a.jar", "Speaker.class", future)))
                .isInstanceOf(CorruptInputException.class)
                .hasMessageContaining("newer than this program knows");
    }

    @Test
    void otherFilesAreDescribedByTheEndOfTheirName() throws Exception {
        assertThat(file("a/b.PROPERTIES").kind()).isEqualTo("properties");
        assertThat(file("META-INF/LICENSE").kind()).isEqualTo("file");
        assertThat(file("dotted.folder/name").kind()).isEqualTo("file");
        assertThat(file("x.an-end-that-is-no-end-of-a-name").kind()).isEqualTo("file");
        assertThat(file("a").sha256()).isEqualTo("00ff");
    }

    private Row row(Class<?> type) throws Exception {
        byte[] content = Samples.classFile(type);
        Row row = describe.process(Entry.ofClass(7, "here", "x.class", content));
        assertThat(row.position()).isEqualTo(7);
        assertThat(row.sha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                                .digest(content)));
        return row;
    }

    private Row file(String name) throws Exception {
        return describe.process(Entry.ofFile(0, "here", name, 10, "00ff"));
    }
}
