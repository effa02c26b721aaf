package io.memsafe.batch;

import io.memsafe.MemoryGovernor;
import io.memsafe.batch.file.RecordWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A job in a process that is killed and started again until it completes. It prints a line for each step, so that the
 * parent can kill it at any of them, and at the end one with the report.
 */
final class KilledChild {
    static final int ITEMS = 3_000;

    /** What the place begins with when it is a file. */
    static final String FILE = "file:";

    private static final Duration SAVES = Duration.ofMillis(20);

    private KilledChild() {}

    static DataSource source(String url, String user) {
        if (url.startsWith("jdbc:h2:")) {
            JdbcDataSource source = new JdbcDataSource();
            source.setURL(url);
            return source;
        }
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(url);
        source.setUser(user);
        return source;
    }

    static Path checkpoint(Path file) {
        return file.resolveSibling(file.getFileName() + ".checkpoint");
    }

    /** A writer that says what it does. */
    private record Told(RecordWriter<Integer> writer) implements RestartableWriter<Integer> {
        @Override
        public void write(List<? extends Integer> items) throws Exception {
            System.out.println("writing");
            writer.write(items);
            System.out.println("written");
        }

        @Override
        public String checkpointInfo() throws IOException {
            return writer.checkpointInfo();
        }

        @Override
        public void open(String checkpointInfo) throws IOException {
            writer.open(checkpointInfo);
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }

    /** What becomes of an item: one in 97 cannot be processed, one in 10 is filtered out. */
    static String fate(int item) {
        return item % 97 == 96 ? "quarantined" : item % 10 == 9 ? "filtered" : "written";
    }

    public static void main(String[] args) {
        boolean endless = args.length > 3;
        BatchReport report;
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            BatchJob<Integer, Integer> job = BatchJob.<Integer, Integer>named("killed")
                    .inputId("numbers") // a kill may strike between the last save and the end
                    .reader(ItemReader.of(IntStream.range(0, endless ? Integer.MAX_VALUE : ITEMS)
                            .boxed()::iterator))
                    .processor(KilledChild::process)
                    .workers(2)
                    .chunk(ChunkSize.adaptive(1, 40))
                    .skip(IllegalArgumentException.class, Integer.MAX_VALUE)
                    .quarantine(Quarantine.file(Path.of(args[2])))
                    .stopOnShutdown(Duration.ofSeconds(30));
            if (args[0].startsWith(FILE)) {
                Path file = Path.of(args[0].substring(FILE.length()));
                job.writer(new Told(ItemWriter.file(file).lines(String::valueOf)))
                        .checkpoint(Checkpoint.file(checkpoint(file)), SAVES);
            } else {
                job.transactionalWriter(KilledChild::insert)
                        .checkpoint(Checkpoint.jdbc(source(args[0], args[1])), SAVES);
            }
            report = job.run(governor);
        }
        System.out.println(report.status() + " written=" + report.written() + " filtered=" + report.filtered()
                + " quarantined=" + report.quarantined() + " failure=" + report.failure());
    }

    private static Integer process(int item) {
        if (item % 20 == 0) {
            System.out.println("processed");
            LockSupport.parkNanos(1_000_000); // so that the parent can keep up
        }
        return switch (fate(item)) {
            case "quarantined" -> throw new IllegalArgumentException("item " + item);
            case "filtered" -> null;
            default -> item;
        };
    }

    private static void insert(Connection connection, List<? extends Integer> items) throws Exception {
        System.out.println("writing");
        try (PreparedStatement insert = connection.prepareStatement("insert into item values (?)")) {
            for (Integer item : items) {
                insert.setInt(1, item);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        System.out.println("committing");
    }
}
