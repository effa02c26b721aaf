package io.memsafe.batch;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A chunk has been dealt with, from its first item read to its last one written. */
@Name("io.memsafe.Chunk")
@Label("Chunk")
@Description("A chunk of a batch job was read, processed and written")
@Category("memsafe")
@StackTrace(false)
final class ChunkEvent extends Event {
    @Label("Job")
    String job = "";

    @Label("Items")
    int items;

    @Label("Allocated")
    @Description("Bytes that the chunk allocated, dead ones included")
    @DataAmount
    long bytes;

    @Label("Contained Errors")
    @Description("OutOfMemoryErrors of this chunk that the job survived")
    int contained;
}
