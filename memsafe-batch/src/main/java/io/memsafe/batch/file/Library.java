package io.memsafe.batch.file;

/** A library that only some files need, and that a program brings itself. */
enum Library {
    JACKSON("JSON", "tools.jackson.databind.json.JsonMapper", "tools.jackson.core:jackson-databind"),
    JACKSON_CSV("CSV", "tools.jackson.dataformat.csv.CsvMapper", "tools.jackson.dataformat:jackson-dataformat-csv"),
    ZSTD("Zstandard files", "com.github.luben.zstd.ZstdInputStream", "com.github.luben:zstd-jni");

    private final String what;
    private final String className;
    private final String artifact;

    Library(String what, String className, String artifact) {
        this.what = what;
        this.className = className;
        this.artifact = artifact;
    }

    void require() {
        try {
            Class.forName(className, false, Library.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    what + " need" + (what.endsWith("s") ? "" : "s") + " the library " + artifact
                            + ", which is not on the class path or module path",
                    e);
        }
    }
}
